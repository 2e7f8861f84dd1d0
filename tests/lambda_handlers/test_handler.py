"""A decorated handler answers each front door in that front door's own form."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate import CorsPolicy, PolicyError, cors
from support.lambda_events import FRONT_DOORS, Door, door_id, edge_response_event, rest_event
from support.policies import METHODS, origins_near, policies

APP = "https://app.example.com"
STRANGER = "https://attacker.example"
PREFLIGHT_VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"
POLICY = CorsPolicy(
    allow_origins=[APP],
    allow_methods=["PUT", "DELETE"],
    allow_headers=["content-type"],
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=60,
)
CORS_HEADERS = {
    "access-control-allow-origin": APP,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "DELETE, PUT",
    "access-control-expose-headers": "etag",
}
PREFLIGHT = (
    ("Origin", APP),
    ("Access-Control-Request-Method", "PUT"),
    ("Access-Control-Request-Headers", "content-type"),
)
OWN_HEADERS = (
    ("access-control-allow-ORIGIN", "https://old.example.com"),
    ("Access-Control-Max-Age", "7"),
    ("Content-Type", "text/plain"),
    ("vary", "Accept-Encoding, origin"),
)
every_door = pytest.mark.parametrize("door", FRONT_DOORS, ids=door_id)


def never(event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Stand for a handler that must not be called."""
    pytest.fail(f"called with {event} and {context}")


@every_door
def test_a_preflight_is_answered_without_the_handler(door: Door) -> None:
    """204 with the whole set of headers."""
    answer = door.read(cors(POLICY)(never)(door.event("OPTIONS", PREFLIGHT), None))
    assert (answer.status, answer.body) == (204, "")
    assert answer.header_map() == {
        "access-control-allow-origin": APP,
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "DELETE, PUT",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "60",
        "vary": PREFLIGHT_VARY,
    }


@every_door
def test_a_preflight_of_a_stranger_is_refused(door: Door) -> None:
    """403, Vary, and nothing that would tell what is allowed."""
    headers = (("origin", STRANGER), ("access-control-request-method", "PUT"))
    answer = door.read(cors(POLICY)(never)(door.event("OPTIONS", headers), None))
    assert (answer.status, answer.body) == (403, "")
    assert answer.header_map() == {"vary": PREFLIGHT_VARY}


@every_door
@pytest.mark.parametrize("spelling", ["Origin", "origin", "ORIGIN"])
def test_an_actual_response_gets_the_headers(door: Door, spelling: str) -> None:
    """The handler's own CORS headers are replaced, its Vary is merged, the rest stays."""
    native = door.native(201, OWN_HEADERS, "made")
    handler = cors(POLICY)(lambda _event, _context: native)
    answer = door.read(handler(door.event("PUT", ((spelling, APP),)), None))
    assert (answer.status, answer.body) == (201, "made")
    assert answer.header_map() == {
        **CORS_HEADERS,
        "content-type": "text/plain",
        "vary": "Accept-Encoding, origin",
    }


@every_door
def test_a_stranger_gets_the_response_without_permission(door: Door) -> None:
    """The handler runs; what it allowed itself is taken away again; only Vary is added."""
    handler = cors(POLICY)(lambda _event, _context: door.native(200, OWN_HEADERS, "x"))
    answer = door.read(handler(door.event("GET", (("Origin", STRANGER),)), None))
    assert answer.header_map() == {
        "content-type": "text/plain",
        "vary": "Accept-Encoding, origin",
    }


@every_door
def test_a_request_without_origin_is_marked_for_caches(door: Door) -> None:
    """A cache must not hand it to a page of another origin."""
    handler = cors(POLICY)(lambda _event, _context: door.native(200, (), "x"))
    answer = door.read(handler(door.event("GET", (("Accept", "*/*"),)), None))
    assert answer.header_map() == {
        "access-control-allow-methods": "DELETE, PUT",
        "vary": "Origin",
    }


@every_door
def test_the_handler_s_own_objects_stay_as_they_are(door: Door) -> None:
    """One response object, returned to two origins: middy issue 1263."""
    policy = POLICY.replace(allow_origins=[APP, "https://other.example.com"])
    native = door.native(200, OWN_HEADERS, "x")
    before = copy.deepcopy(native)
    handler = cors(policy)(lambda _event, _context: native)
    for origin in (APP, "https://other.example.com", STRANGER, APP):
        event = door.event("GET", (("Origin", origin),))
        untouched = copy.deepcopy(event)
        answer = door.read(handler(event, None))
        expected = [] if origin == STRANGER else [origin]
        assert answer.values("access-control-allow-origin") == expected
        assert event == untouched
        assert native == before


@every_door
def test_options_that_is_no_preflight_reaches_the_handler(door: Door) -> None:
    """Only Origin and Access-Control-Request-Method together make one."""
    handler = cors(POLICY)(lambda _event, _context: door.native(200, (("Allow", "GET"),), ""))
    answer = door.read(handler(door.event("OPTIONS", (("Origin", APP),)), None))
    assert answer.header_map() == {**CORS_HEADERS, "allow": "GET", "vary": "Origin"}


@every_door
def test_an_exception_is_raised_or_answered(door: Door) -> None:
    """Raised where the front door's own error response can carry the headers, else answered."""

    @cors(POLICY)
    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        message = "no table"
        raise LookupError(message)

    event = door.event("PUT", (("Origin", APP),))
    if not door.answers_errors:
        with pytest.raises(LookupError, match="no table"):
            handler(event, None)
        return
    answer = door.read(handler(event, None))
    assert (answer.status, answer.body) == (500, '{"message": "Internal Server Error"}')
    assert answer.header_map() == {
        **CORS_HEADERS,
        "vary": "Origin",
        "content-type": "application/json",
    }


@every_door
def test_on_error_overrides_the_front_door(door: Door) -> None:
    """``respond`` answers everywhere, ``raise`` nowhere."""

    def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
        message = "no table"
        raise LookupError(message)

    event = door.event("PUT", (("Origin", APP),))
    answer = door.read(cors(POLICY, on_error="respond")(handler)(event, None))
    assert (answer.status, answer.values("access-control-allow-origin")) == (500, [APP])
    with pytest.raises(LookupError):
        cors(POLICY, on_error="raise")(handler)(event, None)


@every_door
def test_enforcement_answers_before_the_handler_runs(door: Door) -> None:
    """403 for a stranger, 405 with Allow for a method outside the policy."""
    handler = cors(POLICY, enforce=True)(never)
    stranger = door.read(handler(door.event("PUT", (("Origin", STRANGER),)), None))
    assert (stranger.status, stranger.body) == (403, '{"message": "Forbidden"}')
    assert stranger.header_map() == {"vary": "Origin", "content-type": "application/json"}
    method = door.read(handler(door.event("PATCH", (("Origin", APP),)), None))
    assert (method.status, method.body) == (405, '{"message": "Method Not Allowed"}')
    assert method.header_map() == {
        **CORS_HEADERS,
        "allow": "DELETE, PUT",
        "vary": "Origin",
        "content-type": "application/json",
    }


@pytest.mark.slow
@every_door
@given(data=st.data(), policy=policies())
def test_every_front_door_says_what_the_policy_says(
    door: Door, data: st.DataObject, policy: CorsPolicy
) -> None:
    """At most one allowed origin, only if the policy allows it, and the handler's body."""
    origin = data.draw(origins_near(policy))
    event = door.event(data.draw(st.sampled_from(METHODS)), (("Origin", origin),))
    handler = cors(policy)(lambda _event, _context: door.native(200, OWN_HEADERS, "x"))
    answer = door.read(handler(event, None))
    sent = "*" if "*" in policy.allow_origins else origin
    expected = [sent] if policy.allows_origin(origin) else []
    assert answer.values("access-control-allow-origin") == expected
    assert answer.body == "x"


@pytest.mark.parametrize("kind", ["viewer-response", "origin-response"])
def test_responses_of_lambda_edge_get_the_headers(kind: str) -> None:
    """The response exists already: it keeps its status, preflight or not, even a refused one."""
    handler = cors(POLICY, enforce=True)(lambda event, _: event["Records"][0]["cf"]["response"])
    door = FRONT_DOORS[-1]
    own = door.native(404, OWN_HEADERS, "gone")
    actual = door.read(handler(edge_response_event(kind, "PUT", (("Origin", APP),), own), None))
    assert (actual.status, actual.body) == (404, "gone")
    assert actual.header_map() == {
        **CORS_HEADERS,
        "content-type": "text/plain",
        "vary": "Accept-Encoding, origin",
    }
    preflight = door.read(handler(edge_response_event(kind, "OPTIONS", PREFLIGHT), None))
    assert preflight.values("access-control-allow-headers") == ["content-type"]
    stranger = edge_response_event(kind, "PUT", (("Origin", STRANGER),))
    assert door.read(handler(stranger, None)).header_map() == {"vary": "Origin"}


@pytest.mark.parametrize("kind", [0, 1])
def test_a_request_of_lambda_edge_goes_on_untouched(kind: int) -> None:
    """A handler that returns the request has answered nothing."""
    event = FRONT_DOORS[-1 - kind].event("GET", (("Origin", APP),))
    request = event["Records"][0]["cf"]["request"]
    assert cors(POLICY)(lambda _event, _context: request)(event, None) is request


def test_the_bare_decorator_reads_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """At decoration, so that a bad variable fails the init and not the first request."""
    monkeypatch.setenv("CORSGATE_POLICY", POLICY.to_json())

    @cors
    def handler(event: Any, context: Any) -> Any:  # noqa: ANN401, ARG001 - as a handler is
        """Answer."""
        return {"statusCode": 200}

    monkeypatch.delenv("CORSGATE_POLICY")
    response = handler(event=rest_event("GET", (("Origin", APP),)), context=None)
    assert response["headers"]["Access-Control-Allow-Origin"] == APP
    assert (handler.__name__, handler.__doc__) == ("handler", "Answer.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "CORSGATE_POLICY: the variable is empty or not set; set it to"),
        (
            '{"allow_origins":["htt',
            'CORSGATE_POLICY: policy: \'{"allow_origins":["htt\' is not JSON',
        ),
        (
            '{"version":9}',
            "CORSGATE_POLICY: version: 9 is not the version that this corsgate reads",
        ),
    ],
)
@pytest.mark.parametrize("called", [True, False])
def test_a_bad_variable_fails_at_init(
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
    expected: str,
    called: bool,  # noqa: FBT001 - a table's column
) -> None:
    """One line that names the variable and the problem, before there is any request."""
    monkeypatch.delenv("CORSGATE_POLICY", raising=False)
    if text is not None:
        monkeypatch.setenv("CORSGATE_POLICY", text)
    with pytest.raises(PolicyError) as caught:
        cors()(never) if called else cors(never)
    assert str(caught.value).startswith(expected)
    assert "\n" not in str(caught.value)


def test_what_cannot_be_decorated_is_named() -> None:
    """Not callable, decorated twice (also through other decorators), no policy, a bad option."""
    with pytest.raises(TypeError, match="@cors decorates a handler, not 7; put it right above"):
        cors(POLICY)(7)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"never is already decorated with @cors; remove one"):
        cors(POLICY)(cors(POLICY)(never))
    with pytest.raises(TypeError, match=r"cors\(\) takes a CorsPolicy, not 'https://a.example'"):
        cors("https://a.example")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="on_error: 'retry' is not a valid value; write"):
        cors(POLICY, on_error="retry")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="unexpected keyword argument 'enforced'"):
        cors(POLICY, enforced=True)  # type: ignore[call-overload]


def test_callable_objects_and_further_arguments() -> None:
    """An object with ``__call__`` is a handler; what else it is called with is passed on."""

    class Handler:
        """Counts its calls, in a slot: there is nothing to copy attributes from."""

        __slots__ = ("calls",)

        def __init__(self) -> None:
            self.calls: list[Any] = []

        def __call__(self, event: Any, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
            self.calls.append((event["path"], arguments, named))
            return {"statusCode": 200}

    handler = Handler()
    decorated = cors(POLICY)(handler)
    response = decorated(rest_event("GET", (("Origin", APP),)), "context", extra=1)
    assert response["headers"]["Access-Control-Allow-Origin"] == APP
    assert handler.calls == [("/items/1", ("context",), {"extra": 1})]
