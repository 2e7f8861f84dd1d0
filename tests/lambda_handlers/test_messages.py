"""What is said of a wrong use, to the last word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from corsgate import (
    CorsAsgiMiddleware,
    CorsPolicy,
    CorsWsgiMiddleware,
    PolicyError,
    cors,
    preflight_handler,
)
from support.lambda_events import function_url_event, http2_event

APP = "https://app.example.com"
POLICY = CorsPolicy(allow_origins=[APP])


def handler(_event: Any, _context: Any) -> Any:  # noqa: ANN401 - as a handler is
    """Answer."""
    return {"statusCode": 200}


class Marked:
    """Callable, and decorated as far as can be seen; its name is that of no function."""

    __corsgate__ = True

    def __call__(self, event: Any, context: Any) -> Any:  # noqa: ANN401 - as a handler is
        """Answer."""
        return handler(event, context)

    def __repr__(self) -> str:
        """Return a name of its own."""
        return "Marked()"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (7, "@cors decorates a handler, not 7; put it right above 'def handler(event, context):'"),
        (Marked(), "Marked() is already decorated with @cors; remove one of the two"),
        (
            cors(POLICY)(handler),
            "handler is already decorated with @cors; remove one of the two",
        ),
    ],
)
def test_what_cannot_be_decorated(given: Any, message: str) -> None:  # noqa: ANN401 - anything
    """Not callable, or decorated already."""
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        cors(POLICY)(given)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"policy": "x"},
            (
                "cors() takes a CorsPolicy, not 'x'; write @cors(CorsPolicy(...)), or bare "
                "@cors on a function, which reads CORSGATE_POLICY"
            ),
        ),
        (
            {"on_error": "retry"},
            (
                "on_error: 'retry' is not a valid value; write 'raise', 'respond', or None for the "
                "default of the front door"
            ),
        ),
        ({"enforce": 1}, "enforce: 1 is not a bool; write True or False"),
        ({"debug": "no"}, "debug: 'no' is not a bool; write True or False"),
        (
            {"routes": [1]},
            "routes: [1] is not a dict; write {'/items/{id}': ['GET', 'PUT']}",
        ),
        (
            {"routes": {"items": []}},
            (
                "routes: 'items' is not a path as an API declares it; write '/items/{id}', without "
                "a method or a host, or '$default'"
            ),
        ),
        ({"gateway_owns": 7}, "gateway_owns: 7 is not a list of front doors; write ['http_api']"),
        (
            {"gateway_owns": ["rest_api"]},
            (
                "cors(): gateway_owns: 'rest_api' is not a front door that can own CORS; write "
                "function_url or http_api, or both with a comma between them"
            ),
        ),
        (
            {"routes": {"/": 7}},
            (
                "routes: 7 is neither a CorsPolicy, nor a map of them by method, nor a list of "
                "methods, nor None"
            ),
        ),
        (
            {"policy": {"GET": POLICY}, "routes": {"/": ["GET"]}},
            (
                "routes: '/' has the methods ['GET'], but there is no one policy for all to cut to "
                "them; give the route a CorsPolicy, or None to allow no page of another origin"
            ),
        ),
        (
            {"routes": {"/": "PUT"}},
            (
                "routes: 'PUT' is a bare string where a list of methods or a CorsPolicy is "
                "expected; write ['PUT']"
            ),
        ),
    ],
)
def test_a_wrong_option(options: dict[str, Any], message: str) -> None:
    """Named with its value, what is allowed, and the fix."""
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(message)}$"):
        cors(**{"policy": POLICY, **options})


def test_an_empty_variable_is_the_value_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing one has none."""
    for text in (None, "", "  "):
        monkeypatch.delenv("CORSGATE_POLICY", raising=False)
        if text is not None:
            monkeypatch.setenv("CORSGATE_POLICY", text)
        with pytest.raises(PolicyError) as caught:
            CorsPolicy.from_env()
        assert [problem.value for problem in caught.value.problems] == [text]


def test_the_owners_may_be_written_as_the_variable_writes_them() -> None:
    """With a comma, and blanks around it."""
    written: Any = "http_api, function_url"
    owned = cors(POLICY, gateway_owns=written)(handler)
    for make in (http2_event, function_url_event):
        assert owned(make("GET", (("Origin", APP),)), None) == {"statusCode": 200}


def test_a_preflight_handler_does_not_ask_who_owns_cors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the variable says: the request has reached it."""
    monkeypatch.setenv("CORSGATE_GATEWAY_OWNS", "rest_api")
    preflight_handler(POLICY)
    with pytest.raises(PolicyError, match=r"^CORSGATE_GATEWAY_OWNS: "):
        cors(POLICY)(handler)


@pytest.mark.parametrize("middleware", [CorsWsgiMiddleware, CorsAsgiMiddleware])
def test_what_is_no_application(middleware: Any) -> None:  # noqa: ANN401 - a row
    """When it is wrapped, as with the parameters in the wrong order."""
    name = middleware.__name__
    message = f"{name} wraps an application, not {POLICY!r}; write {name}(app, policy)"
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        middleware(POLICY, handler)
