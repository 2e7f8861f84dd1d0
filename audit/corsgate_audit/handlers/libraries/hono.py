"""Hono.

Source: https://hono.dev/docs/getting-started/aws-lambda
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.libraries.cors_package import CorsMiddleware
from corsgate_audit.handlers.libraries.express import HARMLESS, NodeRouter
from corsgate_audit.handlers.libraries.packages import harmless
from corsgate_audit.handlers.libraries.settings import library_response, mentions_cors
from corsgate_audit.handlers.values.data import Unfollowed
from corsgate_audit.handlers.values.definitions import is_function

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


class Hono(NodeRouter):
    """``new Hono()``: its middlewares are functions of a context that is not followed."""

    def __init__(self) -> None:
        super().__init__("Hono", returns=True)

    def answer(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer by the CORS middleware; routes add their own headers where the code names one."""
        if interpreter.joining:
            return Unfollowed(call.text)
        headers: dict[str, Value] = {}
        rest: str | None = "routes of Hono" if mentions_cors(interpreter) else None
        for layer in self.layers:
            for each in layer.handlers if layer.method is None else ():
                if isinstance(each, CorsMiddleware):
                    if not layer.is_mounted or not interpreter.choose(2):
                        headers.update(each.headers(interpreter))
                elif is_function(each):
                    rest = rest or ("middlewares of Hono" if mentions_cors(interpreter) else None)
                elif getattr(each, "name", "") not in HARMLESS:
                    rest = layer.text
        return library_response(call, headers, rest=rest, by=self.name)


MODULES: dict[str, Value] = {
    "hono": Fn("hono", None, {"Hono": Fn("Hono", lambda *_: Hono())}),
    "hono/logger": Fn("hono/logger", None, {"logger": harmless("logger")}),
    "hono/pretty-json": Fn("hono/pretty-json", None, {"prettyJSON": harmless("prettyJSON")}),
}
