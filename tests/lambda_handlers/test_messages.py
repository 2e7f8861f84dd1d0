"""What is said of a wrong use, to the last word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

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
    "options",
    [
        {"policy": "x"},
        {"on_error": "retry"},
        {"enforce": 1},
        {"debug": "no"},
        {"routes": [1]},
        {"routes": {"items": []}},
        {"gateway_owns": 7},
        {"gateway_owns": ["rest_api"]},
        {"routes": {"/": 7}},
        {"policy": {"GET": POLICY}, "routes": {"/": ["GET"]}},
        {"routes": {"/": "PUT"}},
    ],
)
def test_a_wrong_option(options: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    """Named with its value, what is allowed, and the fix."""
    with pytest.raises((TypeError, ValueError)) as caught:
        cors(**{"policy": POLICY, **options})
    assert str(caught.value) == snapshot


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
