"""Chalice.

Source: https://aws.github.io/chalice/topics/routing.html#enabling-cors-for-a-route
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.libraries.applications import App, Support, route
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    Origins,
    library_response,
    mentions_cors,
    truth_of,
)
from corsgate_audit.handlers.values.data import Known, Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def chalice_support(value: Value | None, text: str) -> Support | None:
    """Read the ``cors`` of a Chalice route: True, or a CORSConfig."""
    if value is None or (isinstance(value, Known) and not value.value):
        return None
    if isinstance(value, Known):
        return Support(ANY, credentials=False, covers_errors=True)
    given = value.arguments if isinstance(value, _ChaliceCors) else None
    if given is None:
        return Support(Origins(unknown=text), None, covers_errors=True)
    origin = given.named.get("allow_origin", Known("*"))
    credentials = truth_of(given.named.get("allow_credentials"))
    if isinstance(origin, Known):
        return Support(Origins(value=str(origin.value)), credentials, covers_errors=True)
    return Support(Origins(unknown=text), credentials, covers_errors=True)


class _ChaliceCors(Native):
    """Chalice's ``CORSConfig(…)``."""

    name = "CORSConfig"

    def __init__(self, call: Arguments) -> None:
        self.arguments = call


class _Chalice(App):
    """``Chalice(…)``: CORS is a setting of each route."""

    def __init__(self) -> None:
        super().__init__("Chalice", answers_exceptions=True)
        self.routes: list[Support | None] = []

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return ``route``."""
        if key == "route":
            return Fn(key, self._route)
        if key in {"get", "post", "put", "delete", "patch"}:
            return Fn(key, self._route)
        if key in {"current_request", "log", "lambda_context"}:
            return Unfollowed(f"app.{key}")
        return super().member(interpreter, key)

    def _route(self, interpreter: Interpreter, call: Arguments) -> Value:
        interpreter.attribute(
            self, "routes", [*self.routes, chalice_support(call.named.get("cors"), call.text)]
        )
        return route(interpreter, call)

    def answer(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer by one of the routes."""
        if interpreter.joining or not self.routes:
            return Unfollowed(call.text)
        interpreter.attribute(self, "support", self.routes[interpreter.choose(len(self.routes))])
        if self.support is None and interpreter.joining:
            return Unfollowed(call.text)
        headers = self._headers(interpreter)
        rest = "routes of Chalice" if mentions_cors(interpreter) else None
        return library_response(call, headers, rest=rest, by=self.name)


_CONFIG = Fn("CORSConfig", lambda _, call: _ChaliceCors(call))
MODULES: dict[str, Value] = {
    "chalice": Fn(
        "chalice", None, {"Chalice": Fn("Chalice", lambda *_: _Chalice()), "CORSConfig": _CONFIG}
    ),
    "chalice.app": Fn("chalice.app", None, {"CORSConfig": _CONFIG}),
}
