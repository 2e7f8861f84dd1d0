"""Policies by method, and policies that are decided while the function runs."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, cors, preflight_handler
from corsgate._sources import Provided
from support.lambda_events import http2_event, rest_event
from support.middlewares import asgi_messages, wsgi_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
OTHER = "https://other.example.com"
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
PUBLIC = CorsPolicy(allow_origins=["*"])
OWN = CorsPolicy(allow_origins=[APP], allow_methods=["DELETE", "PUT"], allow_credentials=True)
BY_METHOD = {"GET": PUBLIC, "*": OWN}


def handled(
    policy: Any,  # noqa: ANN401 - whatever `cors` takes
    method: str,
    origin: str | None,
    asked: str | None = None,
    **options: Any,  # noqa: ANN401 - of `cors`
) -> Any:  # noqa: ANN401 - a status and headers
    """Send a request through a decorated handler; return the status and the headers."""
    headers = [("Origin", origin)] if origin else []
    headers += [("Access-Control-Request-Method", asked)] if asked else []
    handler = cors(policy, **options)(lambda _event, _context: {"statusCode": 200})
    response = handler(rest_event(method, tuple(headers)), None)
    return response["statusCode"], response["headers"]


@pytest.mark.parametrize(
    ("method", "asked", "origin", "allowed"),
    [
        ("GET", None, OTHER, "*"),
        ("HEAD", None, OTHER, "*"),
        ("PUT", None, OTHER, None),
        ("PUT", None, APP, APP),
        ("OPTIONS", "GET", OTHER, "*"),
        ("OPTIONS", "HEAD", OTHER, "*"),
        ("OPTIONS", "PUT", APP, APP),
        ("OPTIONS", "PUT", OTHER, None),
    ],
)
def test_the_method_chooses_the_policy(
    method: str, asked: str | None, origin: str, allowed: str | None
) -> None:
    """A preflight's by the method that it asks for; HEAD goes with GET."""
    _, headers = handled(BY_METHOD, method, origin, asked)
    assert headers.get(ALLOW_ORIGIN) == allowed


def test_a_method_without_a_policy_is_allowed_to_nobody() -> None:
    """Where there is none for the others."""
    for method, asked in (("PUT", None), ("OPTIONS", "PUT")):
        _, headers = handled({"GET": PUBLIC}, method, APP, asked)
        assert ALLOW_ORIGIN not in headers
    assert handled({"GET": PUBLIC}, "OPTIONS", APP, "PUT")[0] == 403


def test_policies_by_method_in_the_middlewares_and_the_preflight_handler() -> None:
    """The same decisions."""
    preflight = (("Origin", APP), ("Access-Control-Request-Method", "PUT"))
    by_handler = preflight_handler(BY_METHOD)(rest_event("OPTIONS", preflight), None)
    expected = dict(OWN.answers.preflight) | {ALLOW_ORIGIN: APP}
    assert by_handler["headers"] == expected
    _, headers, _ = wsgi_answer(
        lambda app: CorsWsgiMiddleware(app, BY_METHOD), preflight, "OPTIONS"
    )
    assert dict(headers) == expected
    start, _ = asgi_messages(lambda app: CorsAsgiMiddleware(app, BY_METHOD), preflight, "OPTIONS")
    sent = {name.decode(): value.decode() for name, value in start["headers"]}
    assert sent == {name.lower(): value for name, value in expected.items()}
    asks_get = (("Origin", OTHER), ("Access-Control-Request-Method", "GET"))
    start, _ = asgi_messages(lambda app: CorsAsgiMiddleware(app, BY_METHOD), asks_get, "OPTIONS")
    assert (b"access-control-allow-origin", b"*") in start["headers"]
    plain = preflight_handler(BY_METHOD)(rest_event("OPTIONS", (("Origin", APP),)), None)
    assert plain["headers"]["Allow"] == "DELETE, PUT, OPTIONS"


@pytest.mark.parametrize(
    ("policies", "error"),
    [
        ({"get": PUBLIC}, ValueError),
        ({7: PUBLIC}, ValueError),
        ({"GET": "x"}, TypeError),
        ({"PATCH": OWN}, ValueError),
    ],
)
def test_a_map_that_is_none(
    policies: Any,  # noqa: ANN401 - whatever is given
    error: type[Exception],
    snapshot: SnapshotAssertion,
) -> None:
    """It fails when the handler is decorated."""
    with pytest.raises(error) as caught:
        cors(policies)
    assert str(caught.value) == snapshot
    everything = CorsPolicy(allow_origins=["*"], allow_methods=["*"])
    assert callable(cors({"PATCH": everything, "OPTIONS": OWN, "POST": OWN}))


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def counting(*answers: Any) -> tuple[Callable[[], Any], list[int]]:  # noqa: ANN401 - what it returns
    """Return a provider that gives one answer after the other, and how often it was asked."""
    left, asked = list(answers), [0]

    def provider() -> Any:  # noqa: ANN401 - what it returns
        asked[0] += 1
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return provider, asked


def test_a_provider_is_asked_once_and_again_when_its_time_is_over() -> None:
    """Not at init, and not with every request."""
    provider, asked = counting(OWN, PUBLIC)
    clock = Clock()
    source = Provided(provider, 60, clock)
    assert asked == [0]
    said = []
    for clock.now in (0.0, 59.9, 60.0, 100.0):
        said.append(source.policy_at("GET", APP))
    assert said == [OWN, OWN, PUBLIC, PUBLIC]
    assert asked == [2]


@pytest.mark.parametrize("failure", [LookupError("no table"), "no policy"])
def test_a_provider_that_fails_allows_nobody(
    failure: object,
    caplog: pytest.LogCaptureFixture,
    snapshot: SnapshotAssertion,
) -> None:
    """`Vary` stays, the failure is logged, and it is asked again after five seconds."""
    provider, asked = counting(failure, OWN)
    clock = Clock()
    source = Provided(provider, 60, clock)
    for clock.now in (0.0, 4.9):
        refused = source.policy_at("GET", APP)
        assert not refused.allows_origin(APP)
        assert dict(refused.answers.refused) == {"Vary": "Origin"}
    assert asked == [1]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == snapshot
    clock.now = 5.0
    assert source.policy_at("GET", APP) == OWN


def test_a_failure_is_kept_no_longer_than_the_provider_wants() -> None:
    """With a shorter time to live than five seconds."""
    provider, asked = counting(LookupError("no table"), OWN)
    clock = Clock()
    source = Provided(provider, 1, clock)
    source.policy_at("GET", APP)
    clock.now = 1.0
    assert (source.policy_at("GET", APP), asked) == (OWN, [2])


def test_a_provider_that_is_asked_by_origin() -> None:
    """Once for each; an origin without a policy, and a request without an origin, allow nobody."""
    asked: list[str] = []

    def provider(origin: str) -> CorsPolicy | None:
        asked.append(origin)
        return CorsPolicy(allow_origins=[origin]) if origin == APP else None

    source = Provided(provider, 60, Clock())
    for _ in range(2):
        assert source.policy_at("GET", APP).allows_origin(APP)
        assert not source.policy_at("GET", OTHER).allows_origin(OTHER)
        assert not source.policy_at("GET", None).allows_origin(APP)
    assert asked == [APP, OTHER]


def test_a_provider_by_origin_cannot_drop_vary(
    caplog: pytest.LogCaptureFixture, snapshot: SnapshotAssertion
) -> None:
    """A policy for every origin has no `Vary`, and would be cached for the next one."""
    source = Provided(lambda _origin: PUBLIC, 60, Clock())
    assert not source.policy_at("GET", APP).allows_origin(APP)
    (record,) = caplog.records
    assert str(record.exc_info and record.exc_info[1]) == snapshot


def test_a_provider_behind_the_decorator_and_the_middlewares() -> None:
    """Actual requests, preflights, `Vary`, in each of them."""
    options: Any = {"ttl": 60}
    status, headers = handled(lambda: OWN, "OPTIONS", APP, "PUT", **options)
    assert (status, headers[ALLOW_ORIGIN]) == (204, APP)
    assert handled(lambda: OWN, "OPTIONS", OTHER, "PUT", **options)[0] == 403
    assert handled(lambda: None, "GET", APP, **options) == (200, {"Vary": "Origin"})
    assert handled(lambda: None, "GET", None, **options) == (200, {"Vary": "Origin"})
    origin = (("Origin", APP),)
    _, pairs, _ = wsgi_answer(lambda app: CorsWsgiMiddleware(app, lambda: OWN, **options), origin)
    assert dict(pairs)[ALLOW_ORIGIN] == APP
    for _ in range(2):
        start, _ = asgi_messages(
            lambda app: CorsAsgiMiddleware(app, lambda: OWN, **options), origin
        )
        assert (ALLOW_ORIGIN.lower().encode(), APP.encode()) in start["headers"]
    answer = preflight_handler(lambda: OWN, ttl=0)(
        http2_event("OPTIONS", (*origin, ("Access-Control-Request-Method", "PUT"))), None
    )
    assert answer["headers"][ALLOW_ORIGIN] == APP


def asynchronous(answer: Any) -> tuple[Any, list[str]]:  # noqa: ANN401 - what it returns
    """Return an async provider by origin, and the origins that it was asked for."""
    asked: list[str] = []

    async def provider(origin: str) -> Any:  # noqa: ANN401 - what it returns
        await asyncio.sleep(0)
        asked.append(origin)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return provider, asked


@pytest.mark.parametrize("ttl", [60, 0])
def test_an_async_provider(ttl: int) -> None:
    """It is awaited: by the decorator and WSGI in a loop of their own, by ASGI in the server's."""
    provider, asked = asynchronous(OWN)
    origin = (("Origin", APP),)
    assert handled(provider, "GET", APP, ttl=ttl)[1][ALLOW_ORIGIN] == APP
    assert handled(provider, "OPTIONS", APP, "PUT", ttl=ttl)[0] == 204
    _, pairs, _ = wsgi_answer(lambda app: CorsWsgiMiddleware(app, provider, ttl=ttl), origin)
    assert dict(pairs)[ALLOW_ORIGIN] == APP
    wrapped: Any = None

    def once(app: Any) -> Any:  # noqa: ANN401 - an application
        nonlocal wrapped
        wrapped = wrapped or CorsAsgiMiddleware(app, provider, ttl=ttl)
        return wrapped

    for _ in range(2):
        start, _ = asgi_messages(once, origin)
        assert (ALLOW_ORIGIN.lower().encode(), APP.encode()) in start["headers"]
    assert asked == [APP] * (4 if ttl else 5)


@pytest.mark.parametrize("failure", [LookupError("no table"), "no policy", None])
def test_an_async_provider_that_fails_allows_nobody(failure: object) -> None:
    """In the decorator and in ASGI; `Vary` stays."""
    provider, _ = asynchronous(failure)
    assert handled(provider, "GET", APP, ttl=60) == (200, {"Vary": "Origin"})
    start, _ = asgi_messages(
        lambda app: CorsAsgiMiddleware(app, provider, ttl=60), (("Origin", APP),)
    )
    assert start["headers"] == [(b"content-type", b"text/plain"), (b"vary", b"Origin")]


def test_an_async_provider_of_a_sync_handler_in_a_running_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """There it cannot be waited for: nobody is allowed, and the log says what to write."""
    provider, asked = asynchronous(OWN)

    async def call() -> Any:  # noqa: ANN401 - a status and headers
        return handled(provider, "GET", APP, ttl=60)

    assert asyncio.run(call()) == (200, {"Vary": "Origin"})
    assert asked == []
    (record,) = caplog.records
    assert "await asyncio.to_thread(" in str(record.exc_info and record.exc_info[1])


ROUTE = "/items/{id}"
ELSEWHERE = "/elsewhere"


@pytest.mark.parametrize(
    ("policy", "options"), [(OWN, {}), ({"*": OWN}, {}), (lambda: OWN, {"ttl": 60})]
)
@pytest.mark.parametrize(
    ("route", "answers"),
    [
        (PUBLIC, {"GET": "*", "PUT": "*"}),
        ({"GET": PUBLIC}, {"GET": "*", "PUT": None}),
        ({"GET": PUBLIC, "*": OWN}, {"GET": "*", "PUT": None}),
        (None, {"GET": None, "PUT": None}),
    ],
)
def test_a_route_goes_before_what_is_for_all(
    policy: Any,  # noqa: ANN401 - whatever `cors` takes
    options: dict[str, Any],
    route: Any,  # noqa: ANN401 - a policy, a map, or None
    answers: dict[str, str | None],
) -> None:
    """A policy, policies by method, or None, whatever the other routes have."""
    for method, allowed in answers.items():
        _, headers = handled(policy, method, OTHER, routes={ROUTE: route}, **options)
        assert headers.get(ALLOW_ORIGIN) == allowed
        _, headers = handled(policy, method, APP, routes={ELSEWHERE: route}, **options)
        assert headers[ALLOW_ORIGIN] == APP
    status, headers = handled(policy, "OPTIONS", APP, "GET", routes={ROUTE: None}, **options)
    assert (status, sorted(headers)) == (403, ["Vary"])


def no_argument() -> CorsPolicy:
    """Be a provider, given without `ttl`."""
    return OWN


@pytest.mark.parametrize("provider", [no_argument, lambda origin: origin])
def test_a_provider_without_a_time_to_live_is_no_handler(provider: Any) -> None:  # noqa: ANN401
    """The bare decorator names the option, and so do the middlewares."""
    with pytest.raises(
        TypeError, match=r"takes [01] arguments; for a policy provider, write @cors"
    ):
        cors(provider)
    with pytest.raises(TypeError, match="a policy provider needs a time to live; write ttl=60"):
        CorsWsgiMiddleware(lambda _environ, _start: [], provider)


def test_the_bare_decorator_asks_no_other_callable_for_its_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only a plain function shows how it is called, and one that takes any arguments does not."""
    monkeypatch.setenv("CORSGATE_POLICY", OWN.to_json())
    assert callable(cors(lambda *_given: {"statusCode": 200}))
    handler: Any = cors(partial(dict, statusCode=200))
    assert callable(handler)


def two(_event: Any, _context: Any) -> None:  # noqa: ANN401 - a handler's signature
    """Take too much for a provider."""


@pytest.mark.parametrize(
    ("policy", "ttl", "error"),
    [
        (OWN, 60, TypeError),
        (print, "60", TypeError),
        (print, True, TypeError),
        (print, -1, ValueError),
        (print, float("nan"), ValueError),
        (two, 60, TypeError),
    ],
)
def test_a_provider_that_is_none(
    policy: Any,  # noqa: ANN401 - whatever is given
    ttl: Any,  # noqa: ANN401 - the same
    error: type[Exception],
    snapshot: SnapshotAssertion,
) -> None:
    """It fails when the handler is decorated."""
    with pytest.raises(error) as caught:
        cors(policy, ttl=ttl)
    assert re.sub(r" at 0x\w+", "", str(caught.value)) == snapshot


def test_a_provider_s_optional_parameters_are_its_own() -> None:
    """A method, a callable object, and what has defaults are asked without an origin."""

    class Tenants:
        def __call__(self, table: str = "tenants", *, region: str = "eu-west-1") -> CorsPolicy:
            return OWN if (table, region) == ("tenants", "eu-west-1") else PUBLIC

        def by_origin(self, origin: str, /) -> CorsPolicy:
            return CorsPolicy(allow_origins=[origin])

    tenants = Tenants()
    assert Provided(tenants, 1, Clock()).policy_at("GET", None) == OWN
    assert Provided(tenants.by_origin, 1, Clock()).policy_at("GET", APP).allow_origins == (APP,)
