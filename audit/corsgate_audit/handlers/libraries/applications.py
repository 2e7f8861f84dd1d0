"""An application of a framework of Python, behind an adapter.

A route decides about the status and may set headers of its own. Where no code of the bundle names
Access-Control-Allow-Origin, and nothing that is not followed changes answers, only the framework's
CORS support can send it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native, decorated
from corsgate_audit.handlers.libraries.settings import (
    CREDENTIALS,
    Origins,
    cors_headers,
    library_response,
    mentions_cors,
)
from corsgate_audit.handlers.values.data import Known, Unfollowed
from corsgate_audit.handlers.values.describing import text_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value

_ROUTING = frozenset(
    {
        "get", "post", "put", "delete", "patch", "head", "options", "route", "on_event",
        "errorhandler", "api_route", "exception_handler", "schedule", "websocket", "authorizer",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Support:
    """A framework's CORS support, as it is set.

    Args:
        origins: Allowed origins.
        credentials: Whether credentials are allowed; None where that is not known.
        covers_errors: Whether the answer to an exception has the headers, too.
        always_says_credentials: Whether pages that are not allowed get
            Access-Control-Allow-Credentials, too.
    """

    origins: Origins
    credentials: bool | None
    covers_errors: bool
    always_says_credentials: bool = False


class Wrapped(Native):
    """What a middleware that is followed makes of an application's own entry point.

    Args:
        support: What the middleware puts on every answer.
    """

    name = "middleware"

    def __init__(self, support: Support) -> None:
        self.support = support


class App(Native):
    """An application of a framework.

    Args:
        name: Name of the framework.
        answers_exceptions: Whether an exception is answered with 500; otherwise it leaves the
            function.
        support: CORS support at its start; None for none.
    """

    def __init__(
        self, name: str, *, answers_exceptions: bool, support: Support | None = None
    ) -> None:
        self.name = name
        self.answers_exceptions = answers_exceptions
        self.support = support
        self.changed_by: str | None = None

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to register something."""
        if key in _ROUTING:
            return Fn(key, route)
        if key in {"include_router", "mount", "register_blueprint", "add_api_route", "add_url_rule",
                   "register_blueprints"}:  # fmt: skip
            return Fn(key, lambda *_: Known(None))
        if key in {"middleware", "after_request", "before_request", "use", "wsgi_app"}:
            return Fn(key, self._change)
        return Unfollowed(f"{self.name}.{key}")

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:
        """Somebody may change answers in ways that are not followed."""
        interpreter.attribute(self, "changed_by", call.text)

    def set(self, interpreter: Interpreter, key: str, value: Value) -> None:
        """Replace a member: nothing that is followed from here on."""
        if isinstance(value, Wrapped):
            interpreter.attribute(self, "support", value.support)
        elif key in {"wsgi_app", "middleware_stack"}:
            interpreter.attribute(self, "changed_by", f"{self.name}.{key} = {text_of(value)}")

    def _change(self, interpreter: Interpreter, call: Arguments) -> Value:
        interpreter.attribute(self, "changed_by", call.text)
        return route(interpreter, call)

    def answer(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Return an answer of the application, behind an adapter."""
        rest = self.changed_by
        if rest is None and mentions_cors(interpreter):
            rest = f"routes of {self.name}"
        if interpreter.joining:
            return Unfollowed(call.text)
        if self.answers_exceptions and interpreter.choose(2):
            covered = self.support is not None and self.support.covers_errors
            headers = self._headers(interpreter) if covered else {}
            interpreter.caught = True
            return library_response(
                call, headers, status=500, rest=rest if covered else None, by=self.name
            )
        return library_response(call, self._headers(interpreter), rest=rest, by=self.name)

    def _headers(self, interpreter: Interpreter) -> dict[str, Value]:
        if self.support is None:
            return {}
        made = cors_headers(interpreter, self.support.origins, credentials=self.support.credentials)
        if self.support.always_says_credentials and self.support.credentials:
            made[CREDENTIALS] = Known("true")
        return made

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Chalice's application is the handler itself."""
        return self.answer(interpreter, call)


def route(_: Interpreter, call: Arguments) -> Value:
    """Return what is decorated, or a decorator that leaves the function as it is."""
    function = decorated(call)
    if function is not None:
        return function
    return Fn("route", lambda __, inner: inner.get(0) or Unfollowed(inner.text))
