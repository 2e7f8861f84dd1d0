"""What is kept between requests for speed: it has an end, and changes no answer."""

from __future__ import annotations

import io
from typing import Any

import pytest

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, _header_maps, asgi, cors
from corsgate._log import LOGGER
from corsgate._sources import Provided
from corsgate.names import ALLOW_ORIGIN
from support.lambda_events import edge_response_event, http2_event, rest_event
from support.middlewares import asgi_messages

APP = "https://app.example.com"
PATTERN = CorsPolicy(allow_origins=["https://*.example.com"], allow_methods=["PUT"])
PUBLIC = CorsPolicy(allow_origins=["*"])


def ok(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Answer."""
    return {"statusCode": 200}


def origin(number: int) -> tuple[tuple[str, str], ...]:
    """Return the header of one of many origins."""
    return (("Origin", f"https://a{number}.example.com"),)


@pytest.mark.parametrize("policy", [PATTERN, PUBLIC])
def test_a_handler_keeps_no_more_than_a_thousand_origins(policy: CorsPolicy) -> None:
    """Anyone can invent them."""
    handler: Any = cors(policy)(ok)
    for number in range(2100):
        headers = handler(rest_event("GET", origin(number)), None)["headers"]
        assert headers[ALLOW_ORIGIN] in {"*", origin(number)[0][1]}
        assert len(policy.answers.ready) <= policy.answers.most_remembered <= 1001


def test_a_provider_by_origin_keeps_no_more_than_a_thousand_policies() -> None:
    """Anyone can invent origins."""
    source = Provided(lambda origin: CorsPolicy(allow_origins=[origin]), 60, lambda: 0.0)
    for number in range(2500):
        assert source.policy_at("GET", f"https://a{number}.example.com") is not source.otherwise
        assert len(source._kept) <= 1000  # noqa: SLF001 - what grows is inside


def test_the_asgi_middleware_neither() -> None:
    """It keeps the bytes that it sends."""
    kept: list[Any] = []

    def wrap(app: Any) -> Any:  # noqa: ANN401 - an application
        kept.append(kept[0] if kept else CorsAsgiMiddleware(app, PATTERN))
        return kept[-1]

    for number in range(1100):
        start, _ = asgi_messages(wrap, origin(number))
        assert (b"access-control-allow-origin", origin(number)[0][1].encode()) in start["headers"]
        assert len(kept[0]._ready) <= 1000  # noqa: SLF001 - what grows is inside


def answers(own: dict[Any, Any]) -> list[Any]:
    """Return the responses of a handler with these headers, one after the other."""

    def answer(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {"statusCode": 200, "headers": own}

    handler: Any = cors(CorsPolicy(allow_origins=[APP]))(answer)
    return [handler(rest_event("GET", (("Origin", APP),)), None)["headers"] for _ in range(3)]


def test_spellings_that_are_not_kept_are_read_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Handlers may make names up."""
    monkeypatch.setattr(_header_maps, "OWN_SPELLINGS", set())
    monkeypatch.setattr(_header_maps, "_MOST_SPELLINGS", 1)
    expected = {ALLOW_ORIGIN: APP, "Vary": "Origin", "X-A": "1", "x-b": "2", 7: "3"}
    assert answers({"X-A": "1", "x-b": "2", 7: "3"}) == [expected] * 3
    assert {"X-A"} == _header_maps.OWN_SPELLINGS


def test_cors_headers_of_the_handler_are_replaced_every_time() -> None:
    """Also after names beside them are known."""
    plain = answers({"X-A": "1"})
    own = {"X-A": "1", "access-control-allow-origin": "*", "vary": "Cookie"}
    assert answers(own) == [{**plain[0], "Vary": "Cookie, Origin"}] * 3


def test_names_that_the_asgi_middleware_does_not_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read every time."""
    monkeypatch.setattr(asgi, "_MOST_NAMES", 0)
    monkeypatch.setattr(asgi, "_OWN_NAMES", set())
    start, _ = asgi_messages(lambda app: CorsAsgiMiddleware(app, PATTERN), origin(1))
    assert (b"content-type", b"text/plain") in start["headers"]
    assert not asgi._OWN_NAMES  # noqa: SLF001 - what would grow


def test_the_second_preflight_is_answered_as_the_first() -> None:
    """Also in an event whose headers are in one map only, as in many tests of functions."""
    policy = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], max_age=5)
    handler: Any = cors(policy)(ok)
    asked = {"origin": APP, "access-control-request-method": "PUT"}
    headers = {ALLOW_ORIGIN: APP, **dict(policy.answers.preflight)}
    expected = {"statusCode": 204, "headers": headers, "body": "", "isBase64Encoded": False}
    for event in (
        {"httpMethod": "OPTIONS", "headers": asked},
        http2_event("OPTIONS", (*asked.items(),)),
    ):
        assert [handler(event, None) for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize("methods", [["GET", "OPTIONS"], ["OPTIONS", "GET"]])
def test_what_a_preflight_got_is_no_other_request_s(methods: list[str]) -> None:
    """A function on CloudFront's responses answers no preflight, and sees both, in any order."""
    policy = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], max_age=5)

    @cors(policy)
    def handler(event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return event["Records"][0]["cf"]["response"]

    asked = (("Origin", APP), ("Access-Control-Request-Method", "PUT"))
    expected = {"GET": policy.answers.actual, "OPTIONS": policy.answers.preflight}
    for method in methods * 2:
        answer = handler(edge_response_event("viewer-response", method, asked), None)
        sent = {(each[0]["key"], each[0]["value"]) for each in answer["headers"].values()}
        assert sent == {(ALLOW_ORIGIN, APP), *expected[method]}


@pytest.mark.parametrize("spelling", ["Origin", "ORIGIN", "origin"])
def test_an_http_api_s_origin_in_any_spelling(spelling: str) -> None:
    """And events whose headers are none."""
    handler: Any = cors(CorsPolicy(allow_origins=[APP]))(ok)
    event = http2_event("GET")
    allowed = handler({**event, "headers": {spelling: APP}}, None)
    assert allowed["headers"][ALLOW_ORIGIN] == APP
    others: list[Any] = [None, [], {spelling: 7}]
    for headers in others:
        assert handler({**event, "headers": headers}, None)["headers"] == {"Vary": "Origin"}


def test_a_rest_api_s_origin_in_more_lines_than_one() -> None:
    """No browser sends that: it is nobody's."""
    handler: Any = cors(CorsPolicy(allow_origins=[APP]))(ok)
    event = rest_event("GET", (("Origin", APP), ("Origin", APP)))
    assert handler(event, None)["headers"] == {"Vary": "Origin"}
    assert handler({**event, "httpMethod": None}, None)["headers"] == {"Vary": "Origin"}


def test_a_result_of_nothing_stays_aws_s_502() -> None:
    """Headers alone would be a response of status 200.

    localstack/localstack, test_aws_proxy_response_payload_format_validation, validated on AWS.
    """

    def nothing(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        return {}

    handler: Any = cors(CorsPolicy(allow_origins=[APP]))(nothing)
    assert handler(rest_event("GET", (("Origin", APP),)), None) == {}
    implicit = handler(http2_event("GET", (("Origin", APP),)), None)
    assert (implicit["statusCode"], implicit["body"]) == (200, "{}")


def test_without_any_handler_of_logs_the_traceback_is_written_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To `wsgi.errors`, and not to standard error as well."""
    monkeypatch.setattr(LOGGER, "propagate", False)
    errors = io.StringIO()

    def app(_environ: Any, _start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
        raise LookupError

    middleware = CorsWsgiMiddleware(app, PUBLIC)
    middleware({"REQUEST_METHOD": "GET", "wsgi.errors": errors}, lambda *_: None)
    assert errors.getvalue().endswith("LookupError\n")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("key", ["apig_wsgi.full_event", "serverless.event", "lambda.event"])
def test_the_event_that_a_wsgi_adapter_keeps_tells_the_front_door(key: str) -> None:
    """apig-wsgi, serverless-wsgi, Zappa."""
    seen: list[Any] = []

    def app(_environ: Any, start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
        start("200 OK", [("X-A", "1")])
        return []

    middleware = CorsWsgiMiddleware(app, PUBLIC, gateway_owns=["http_api"])
    environ = {"REQUEST_METHOD": "GET", "HTTP_ORIGIN": APP, key: http2_event("GET")}
    middleware(environ, lambda _status, headers: seen.append(headers))
    middleware({**environ, key: rest_event("GET")}, lambda _status, headers: seen.append(headers))
    assert seen == [[("X-A", "1")], [("X-A", "1"), (ALLOW_ORIGIN, "*")]]


SITE = (("Origin", "https://api.example.com"), ("Sec-Fetch-Site", "same-origin"))


@pytest.mark.parametrize("make", [rest_event, http2_event])
@pytest.mark.parametrize("method", ["POST", "OPTIONS", "PATCH"])
def test_enforcement_spares_a_site_s_own_requests(make: Any, method: str) -> None:  # noqa: ANN401
    """A browser sends `Origin` with them too; no page can set `Sec-Fetch-Site`."""
    handler: Any = cors(CorsPolicy(allow_origins=[APP]), enforce=True)(ok)
    assert handler(make(method, SITE), None) == {"statusCode": 200, "headers": {"Vary": "Origin"}}
    other = (SITE[0], ("Sec-Fetch-Site", "same-site"))
    assert handler(make(method, other), None)["statusCode"] == 403
    assert handler(make(method, SITE[:1]), None)["statusCode"] == 403


def test_enforcement_spares_them_in_the_middlewares() -> None:
    """By the same header."""
    policy = CorsPolicy(allow_origins=[APP])
    start, _ = asgi_messages(
        lambda app: CorsAsgiMiddleware(app, policy, enforce=True), SITE, "POST"
    )
    assert start["status"] == 200
    seen: list[str] = []

    def app(_environ: Any, start: Any) -> Any:  # noqa: ANN401 - as PEP 3333 has it
        start("200 OK", [])
        return []

    environ = {"REQUEST_METHOD": "POST", "HTTP_ORIGIN": SITE[0][1]}
    middleware = CorsWsgiMiddleware(app, policy, enforce=True)
    for site in ("same-origin", "cross-site"):
        environ["HTTP_SEC_FETCH_SITE"] = site
        middleware(environ, lambda status, _headers: seen.append(status))
    assert seen == ["200 OK", "403 Forbidden"]


def test_replace_validates_what_changed() -> None:
    """Fields that are no fields, values that are no values, and what credentials make of both."""
    policy = CorsPolicy(allow_origins=["http://*.vercel.app", APP], allow_methods=["PUT"])
    with pytest.raises(TypeError, match="a CorsPolicy has no field 'origins'; its fields are"):
        policy.replace(origins=[])  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="is not encrypted") as caught:
        policy.replace(allow_credentials=True)
    assert "covers a public suffix" in str(caught.value)
    safe = policy.replace(allow_origins=[APP], allow_credentials=True)
    assert safe.replace(max_age=5).answers.exact == {APP}
    with pytest.raises(ValueError, match="is not a wildcard with credentials"):
        safe.replace(allow_methods=["*"])
    whole = safe.replace(
        dangerously_allow_public_suffixes=True, allow_origins=["https://*.github.io"]
    )
    with pytest.raises(ValueError, match="covers a public suffix"):
        whole.replace(dangerously_allow_public_suffixes=False)
    assert policy.replace(allow_origins=["*"]).answers.any_origin
    assert not policy.replace(allow_methods=["GET"]).answers.any_origin
