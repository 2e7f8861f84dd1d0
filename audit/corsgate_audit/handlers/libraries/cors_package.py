"""``cors``, of express and of Hono.

Sources: https://github.com/expressjs/cors, https://hono.dev/docs/middleware/builtin/cors
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.libraries.packages import exported
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    REFLECTED,
    Origins,
    cors_headers,
    truth_of,
)
from corsgate_audit.handlers.values.data import UNDEFINED, Known, Obj
from corsgate_audit.handlers.values.describing import texts_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


class CorsMiddleware(Native):
    """``cors(options)``: of the cors package, and of Hono."""

    name = "cors()"

    def __init__(self, call: Arguments) -> None:
        self.given = call

    def headers(self, interpreter: Interpreter) -> dict[str, Value]:
        """Return what it adds."""
        options = self.given.get(0) or Obj()
        text = self.given.text
        if not isinstance(options, Obj) or options.rest or self.given.more is not None:
            return cors_headers(interpreter, Origins(unknown=text), credentials=None)
        credentials = truth_of(options.entries.get("credentials"))
        return cors_headers(interpreter, _origins(options, text), credentials=credentials)


def _origins(options: Obj, text: str) -> Origins:
    """Read ``origin``: a text is sent as it is, true sends the page's own, a list is compared."""
    origin = options.entries.get("origin")
    if origin is None or origin is UNDEFINED:
        return ANY
    if isinstance(origin, Known):
        if origin.value is True:
            return REFLECTED
        if isinstance(origin.value, str):
            return Origins(value=origin.value)
        return Origins(())
    listed = texts_of(origin)
    return Origins(unknown=text) if listed is None else Origins(listed)


_CORS = Fn("cors", lambda _, call: CorsMiddleware(call))
MODULES: dict[str, Value] = {
    "cors": exported(_CORS),
    "hono/cors": Fn("hono/cors", None, {"cors": Fn("cors", lambda _, call: CorsMiddleware(call))}),
}
