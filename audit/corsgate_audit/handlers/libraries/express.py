"""express and lambda-api.

An application is a stack: middlewares and routes, asked one after the other until one answers.

Sources: https://expressjs.com/en/guide/using-middleware.html and https://github.com/jeremydaly/lambda-api
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.libraries.cors_package import CorsMiddleware
from corsgate_audit.handlers.libraries.express_response import ExpressResponse
from corsgate_audit.handlers.libraries.packages import exported, harmless
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Bound, Known, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure
from corsgate_audit.handlers.values.describing import text_of
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

_METHODS = frozenset({"get", "post", "put", "delete", "patch", "head", "options", "all", "any"})
_ERROR_HANDLER = 4  # parameters
HARMLESS = frozenset(
    {"express.json", "helmet", "compression", "morgan", "cookieParser", "logger", "prettyJSON"}
)


class _Layer(NamedTuple):
    """One entry of a stack.

    Args:
        method: ``get``, ``all`` and their like; None for a middleware.
        is_mounted: Whether it is asked for some paths only.
        handlers: Functions, routers and CORS middlewares, in their order.
        text: Call that added it, in the notation of the code.
    """

    method: str | None
    is_mounted: bool
    handlers: tuple[Value, ...]
    text: str


class NodeRouter(Native):
    """``express.Router()``, and what an application has in common with it."""

    name = "router"

    def __init__(self, name: str = "router", *, returns: bool = False) -> None:
        self.name = name
        self.returns = returns  # lambda-api and Hono: what a route returns is the answer
        self.layers: list[_Layer] = []

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to add to the stack."""
        if key in _METHODS:
            return Fn(key, lambda c, call: self._add(c, call, key))
        if key in {"use", "register", "route"}:
            return Fn(key, lambda c, call: self._add(c, call, None))
        if key in {"set", "disable", "enable", "listen", "engine", "notFound"}:
            return Fn(key, lambda *_: self)
        if key == "run":
            return Fn(key, self.answer)
        return Unfollowed(f"{self.name}.{key}")

    def _add(self, interpreter: Interpreter, call: Arguments, method: str | None) -> Value:
        first = call.get(0)
        is_mounted = isinstance(first, Known | Unfollowed | Arr) and len(call.values) > 1
        is_everywhere = isinstance(first, Known) and first.value in {"*", "/*", "/"}
        handlers = tuple(_flat(interpreter, call.values[1:] if is_mounted else call.values))
        layer = _Layer(method, is_mounted and not is_everywhere, handlers, call.text)
        interpreter.attribute(self, "layers", [*self.layers, layer])
        return self

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:
        """Somebody may add to the stack what is not followed."""
        layer = _Layer(None, is_mounted=False, handlers=(Unfollowed(call.text),), text=call.text)
        interpreter.attribute(self, "layers", [*self.layers, layer])

    def answer(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer a request: by the first of the stack that does."""
        if interpreter.joining:
            return Unfollowed(call.text)
        response = ExpressResponse(self.name, call)
        try:
            ended = self.ask(interpreter, response)
        except Raised as error:
            interpreter.caught = True
            return self._failed(interpreter, response, error)
        if interpreter.answered is not None:
            value, interpreter.answered = interpreter.answered[0], None
            return value
        if ended:
            return Unfollowed(call.text)  # it is answered later, by something that is not followed
        return response.made(404)

    def _failed(self, interpreter: Interpreter, response: ExpressResponse, error: Raised) -> Value:
        for layer in self.layers:
            for each in layer.handlers:
                if isinstance(each, Closure) and len(each.code.parameters) == _ERROR_HANDLER:
                    given = [error.value, Unfollowed("req"), response, _Next()]
                    interpreter.call(each, Arguments(layer.text, response.given.place, given))
                    if interpreter.answered is not None:
                        value, interpreter.answered = interpreter.answered[0], None
                        return value
        return response.made(500)

    def ask(self, interpreter: Interpreter, response: ExpressResponse) -> bool:
        """Ask the stack; return whether the request ends in it."""
        for layer in self.layers:
            if not self._is_asked(interpreter, layer):
                continue
            for each in layer.handlers:
                if self._run(interpreter, each, layer, response):
                    return True
        return False

    def _is_asked(self, interpreter: Interpreter, layer: _Layer) -> bool:
        if layer.method is None:
            return not layer.is_mounted or not interpreter.choose(2)
        if layer.method not in {"all", "any"}:
            method = layer.method.upper()
            test = Test(layer.text, frozenset({"method"}), "method", "==", (method,))
            if not interpreter.decide(test):
                return False
        return not interpreter.choose(2)

    def _run(
        self, interpreter: Interpreter, each: Value, layer: _Layer, response: ExpressResponse
    ) -> bool:
        """Run one handler; return whether the request ends there."""
        if isinstance(each, CorsMiddleware):
            return self._cors(interpreter, each, response)
        if isinstance(each, NodeRouter):
            return each.ask(interpreter, response)
        if not isinstance(each, Closure | Bound):
            if getattr(each, "name", "") not in HARMLESS:
                response.unknown.append(text_of(each))
                if interpreter.choose(2):
                    interpreter.answered = (Unfollowed(text_of(each)), None)
                    return True
            return False
        function = each.function if isinstance(each, Bound) else each
        if isinstance(function, Closure) and len(function.code.parameters) == _ERROR_HANDLER:
            return False
        following = _Next()
        given: list[Value] = [_request(), response, following]
        value = interpreter.call(each, Arguments(layer.text, response.given.place, given))
        if interpreter.answered is not None:
            return True
        if self.returns and value is not UNDEFINED and layer.method is not None:
            interpreter.answered = (response.made(None), None)
            return True
        return not following.was_called

    def _cors(
        self, interpreter: Interpreter, cors: CorsMiddleware, response: ExpressResponse
    ) -> bool:
        response.headers.update(cors.headers(interpreter))
        preflight = Test("a preflight", frozenset({"method"}), "method", "==", ("OPTIONS",))
        if interpreter.decide(preflight):
            interpreter.answered = (response.made(204), None)
            return True
        return False

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """An application is a function of Node, too; nothing that is followed."""
        return interpreter.unknown_call(call)


class _Next(Native):
    """``next``."""

    name = "next"
    is_callback = True

    def __init__(self) -> None:
        self.was_called = False

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Go on; with an error, to the error handler."""
        error = call.get(0)
        if error is not None and error is not UNDEFINED:
            raise Raised(error)
        self.was_called = True
        return UNDEFINED


def _request() -> Value:
    """Return ``req``: its headers are those of the event."""
    return Obj({
        "headers": EventPart(("headers",)),
        "method": EventPart(("httpMethod",)),
        "get": Fn("get", _request_header),
        "header": Fn("header", _request_header),
    }, [Unfollowed("req")])  # fmt: skip


def _request_header(_: Interpreter, call: Arguments) -> Value:
    name = call.get(0)
    if isinstance(name, Known):
        return EventPart(("headers", str(name.value).lower()))
    return Unfollowed(call.text)


def _flat(interpreter: Interpreter, values: list[Value]) -> Iterator[Value]:
    for each in values:
        if isinstance(each, Arr):
            yield from _flat(interpreter, each.items)
        else:
            yield each


_PARTS: dict[str, Value] = {
    "Router": Fn("Router", lambda *_: NodeRouter()),
    **dict.fromkeys(("json", "urlencoded", "text", "raw", "static"), harmless("express.json")),
}
MODULES: dict[str, Value] = {
    "express": exported(Fn("express", lambda *_: NodeRouter("express"), _PARTS)),
    "body-parser": exported(Fn("body-parser", None, _PARTS)),
    "helmet": exported(harmless("helmet")),
    "compression": exported(harmless("compression")),
    "morgan": exported(harmless("morgan")),
    "cookie-parser": exported(harmless("cookieParser")),
    "lambda-api": exported(Fn("lambda-api", lambda *_: NodeRouter("lambda-api", returns=True))),
}
