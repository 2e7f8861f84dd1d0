"""express, lambda-api and Hono, and the adapters that put them behind a front door.

An application is a stack: middlewares and routes, asked one after the other until one answers.

Sources: https://expressjs.com/en/guide/using-middleware.html, https://github.com/expressjs/cors,
https://github.com/jeremydaly/lambda-api, https://hono.dev/docs/middleware/builtin/cors
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers.core import Raised, is_function
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    REFLECTED,
    Origins,
    cors_headers,
    library_response,
    mentions_cors,
    truth_of,
)
from corsgate_audit.handlers.members import text_of
from corsgate_audit.handlers.natives import Fn
from corsgate_audit.handlers.values import (
    UNDEFINED,
    Arguments,
    Arr,
    Bound,
    Closure,
    EventPart,
    Known,
    Native,
    Obj,
    Test,
    Unfollowed,
    Value,
    texts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.modules import Modules

_METHODS = frozenset({"get", "post", "put", "delete", "patch", "head", "options", "all", "any"})
_ERROR_HANDLER = 4  # parameters


class _Cors(Native):
    """``cors(options)``: of the cors package, and of Hono."""

    name = "cors()"

    def __init__(self, call: Arguments) -> None:
        self.given = call

    def headers(self, core: Modules) -> dict[str, Value]:
        """Return what it adds."""
        options = self.given.get(0) or Obj()
        text = self.given.text
        if not isinstance(options, Obj) or options.rest or self.given.more is not None:
            return cors_headers(core, Origins(unknown=text), credentials=None)
        credentials = truth_of(options.entries.get("credentials"))
        return cors_headers(core, _origins(options, text), credentials=credentials)


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


class _Layer(NamedTuple):
    """One entry of a stack.

    Args:
        method: None for a middleware.
        is_mounted: it is asked for some paths only.
        handlers: functions, routers and CORS middlewares.
        text: of the call that added it.
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

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
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

    def _add(self, core: Modules, call: Arguments, method: str | None) -> Value:
        first = call.get(0)
        is_mounted = isinstance(first, Known | Unfollowed | Arr) and len(call.values) > 1
        is_everywhere = isinstance(first, Known) and first.value in {"*", "/*", "/"}
        handlers = tuple(_flat(core, call.values[1:] if is_mounted else call.values))
        layer = _Layer(method, is_mounted and not is_everywhere, handlers, call.text)
        core.attribute(self, "layers", [*self.layers, layer])
        return self

    def handed_over(self, core: Modules, call: Arguments) -> None:
        """Somebody may add to the stack what is not followed."""
        layer = _Layer(None, is_mounted=False, handlers=(Unfollowed(call.text),), text=call.text)
        core.attribute(self, "layers", [*self.layers, layer])

    def answer(self, core: Modules, call: Arguments) -> Value:
        """Answer a request: by the first of the stack that does."""
        if core.joining:
            return Unfollowed(call.text)
        response = _Response(self, call)
        try:
            ended = self.ask(core, response)
        except Raised as error:
            core.caught = True
            return self._failed(core, response, error)
        if core.answered is not None:
            value, core.answered = core.answered[0], None
            return value
        if ended:
            return Unfollowed(call.text)  # it is answered later, by something that is not followed
        return response.made(404)

    def _failed(self, core: Modules, response: _Response, error: Raised) -> Value:
        for layer in self.layers:
            for each in layer.handlers:
                if isinstance(each, Closure) and len(each.code.parameters) == _ERROR_HANDLER:
                    given = [error.value, Unfollowed("req"), response, _Next()]
                    core.call(each, Arguments(layer.text, response.given.place, given))
                    if core.answered is not None:
                        value, core.answered = core.answered[0], None
                        return value
        return response.made(500)

    def ask(self, core: Modules, response: _Response) -> bool:
        """Ask the stack; return whether the request ends in it."""
        for layer in self.layers:
            if not self._is_asked(core, layer):
                continue
            for each in layer.handlers:
                if self._run(core, each, layer, response):
                    return True
        return False

    def _is_asked(self, core: Modules, layer: _Layer) -> bool:
        if layer.method is None:
            return not layer.is_mounted or not core.choose(2)
        if layer.method not in {"all", "any"}:
            method = layer.method.upper()
            test = Test(layer.text, frozenset({"method"}), "method", "==", (method,))
            if not core.decide(test):
                return False
        return not core.choose(2)

    def _run(self, core: Modules, each: Value, layer: _Layer, response: _Response) -> bool:
        """Run one handler; return whether the request ends there."""
        if isinstance(each, _Cors):
            return self._cors(core, each, response)
        if isinstance(each, NodeRouter):
            return each.ask(core, response)
        if not isinstance(each, Closure | Bound):
            if getattr(each, "name", "") not in _HARMLESS:
                response.unknown.append(text_of(each))
                if core.choose(2):
                    core.answered = (Unfollowed(text_of(each)), None)
                    return True
            return False
        function = each.function if isinstance(each, Bound) else each
        if isinstance(function, Closure) and len(function.code.parameters) == _ERROR_HANDLER:
            return False
        following = _Next()
        given: list[Value] = [_request(), response, following]
        value = core.call(each, Arguments(layer.text, response.given.place, given))
        if core.answered is not None:
            return True
        if self.returns and value is not UNDEFINED and layer.method is not None:
            core.answered = (response.made(None), None)
            return True
        return not following.was_called

    def _cors(self, core: Modules, cors: _Cors, response: _Response) -> bool:
        response.headers.update(cors.headers(core))
        preflight = Test("a preflight", frozenset({"method"}), "method", "==", ("OPTIONS",))
        if core.decide(preflight):
            core.answered = (response.made(204), None)
            return True
        return False

    def call(self, core: Modules, call: Arguments) -> Value:
        """An application is a function of Node, too; nothing that is followed."""
        return core.unknown_call(call)


class Hono(NodeRouter):
    """``new Hono()``: its middlewares are functions of a context that is not followed."""

    def __init__(self) -> None:
        super().__init__("Hono", returns=True)

    def answer(self, core: Modules, call: Arguments) -> Value:
        """Answer by the CORS middleware; routes add their own headers where the code names one."""
        if core.joining:
            return Unfollowed(call.text)
        headers: dict[str, Value] = {}
        rest: str | None = "routes of Hono" if mentions_cors(core) else None
        for layer in self.layers:
            for each in layer.handlers if layer.method is None else ():
                if isinstance(each, _Cors):
                    if not layer.is_mounted or not core.choose(2):
                        headers.update(each.headers(core))
                elif is_function(each):
                    rest = rest or ("middlewares of Hono" if mentions_cors(core) else None)
                elif getattr(each, "name", "") not in _HARMLESS:
                    rest = layer.text
        return library_response(call, headers, rest=rest, by=self.name)


class _Next(Native):
    """``next``."""

    name = "next"
    is_callback = True

    def __init__(self) -> None:
        self.was_called = False

    def call(self, core: Modules, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Go on; with an error, to the error handler."""
        error = call.get(0)
        if error is not None and error is not UNDEFINED:
            raise Raised(error)
        self.was_called = True
        return UNDEFINED


class _Response(Native):
    """``res``: headers are set on it step by step, and one call answers."""

    name = "res"

    def __init__(self, app: NodeRouter, call: Arguments) -> None:
        self.app, self.given = app, call
        self.headers: dict[str, Value] = {}
        self.unknown: list[str] = []
        self.code: Value = Known(200)

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to set headers or to answer."""
        if key in {"header", "set", "setHeader", "append"}:
            return Fn(key, self._header)
        if key == "status":
            return Fn(key, self._status)
        if key in {
            "json",
            "send",
            "end",
            "sendStatus",
            "html",
            "redirect",
            "render",
            "error",
            "sendFile",
        }:
            return Fn(key, lambda c, call: self._answer(c, call, key))
        if key == "cors":
            return Fn(key, self._cors)
        if key in {"type", "vary", "cookie", "clearCookie", "removeHeader", "links"}:
            return Fn(key, lambda *_: self)
        return Unfollowed(f"res.{key}")

    def handed_over(self, core: Modules, call: Arguments) -> None:  # noqa: ARG002 - see Native
        """Somebody may set headers that are not seen, and answer."""
        self.unknown.append(call.text)

    def set(self, core: Modules, key: str, value: Value) -> None:
        """``res.statusCode = …``."""
        if key == "statusCode":
            core.attribute(self, "code", value)

    def _header(self, core: Modules, call: Arguments) -> Value:
        name, value = call.get(0), call.get(1)
        if isinstance(name, Obj):
            for key, each in name.entries.items():
                self.headers[key] = core.split(each)
            self.unknown += [each.text for each in name.rest]
        elif isinstance(name, Known) and value is not None:
            self.headers[str(name.value)] = core.split(value)
        elif value is not None:
            self.unknown.append(call.text)
        return self

    def _status(self, core: Modules, call: Arguments) -> Value:
        self.code = core.split(call.get(0) or Unfollowed(call.text))
        return self

    def _cors(self, core: Modules, call: Arguments) -> Value:
        """lambda-api's ``res.cors``: every origin unless ``origin`` says otherwise."""
        options = call.get(0) or Obj()
        made = options if isinstance(options, Obj) else Obj()
        origin = made.entries.get("origin", Known("*"))
        self.headers["Access-Control-Allow-Origin"] = core.split(origin)
        if truth_of(made.entries.get("credentials")):
            self.headers["Access-Control-Allow-Credentials"] = Known("true")
        return self

    def _answer(self, core: Modules, call: Arguments, key: str) -> Value:
        if core.answered is None:
            status = None
            if key == "sendStatus":
                self.code = call.get(0) or Unfollowed(call.text)
            core.answered = (self.made(status, call), None)
        return self

    def made(self, status: int | None, call: Arguments | None = None) -> Value:
        """Return the answer as it stands."""
        code: Value = self.code if status is None else Known(status)
        rest = [Unfollowed(each) for each in self.unknown]
        place = (call or self.given).place
        return Obj(
            {"statusCode": code, "headers": Obj(dict(self.headers), rest)},
            [],
            None,
            place,
            self.app.name,
        )


def _request() -> Value:
    """Return ``req``: its headers are those of the event."""
    return Obj({
        "headers": EventPart(("headers",)),
        "method": EventPart(("httpMethod",)),
        "get": Fn("get", _request_header),
        "header": Fn("header", _request_header),
    }, [Unfollowed("req")])  # fmt: skip


def _request_header(_: Modules, call: Arguments) -> Value:
    name = call.get(0)
    if isinstance(name, Known):
        return EventPart(("headers", str(name.value).lower()))
    return Unfollowed(call.text)


def _flat(core: Modules, values: list[Value]) -> Iterator[Value]:
    for each in values:
        if isinstance(each, Arr):
            yield from _flat(core, each.items)
        else:
            yield each


def _adapter(_: Modules, call: Arguments) -> Value:
    """Return the handler that an adapter makes of an application."""
    given = call.get(0)
    app = given.entries.get("app", given) if isinstance(given, Obj) else given
    if isinstance(app, NodeRouter):
        return Fn("adapter", app.answer)
    return Fn("adapter", lambda __, inner: Unfollowed(call.text or inner.text))


def _proxied(core: Modules, call: Arguments) -> Value:
    """``proxy(server, event, context)`` of aws-serverless-express answers through the context."""
    app = call.get(0)
    value = app.answer(core, call) if isinstance(app, NodeRouter) else Unfollowed(call.text)
    core.answered = core.answered or (value, call.place)
    return Obj({"promise": value})


def _harmless(name: str) -> Fn:
    return Fn(name, lambda *_: Fn(name))


_HARMLESS = frozenset(
    {"express.json", "helmet", "compression", "morgan", "cookieParser", "logger", "prettyJSON"}
)
_EXPRESS_PARTS: dict[str, Value] = {
    "Router": Fn("Router", lambda *_: NodeRouter()),
    **dict.fromkeys(("json", "urlencoded", "text", "raw", "static"), _harmless("express.json")),
}


def _package(function: Fn) -> Value:
    """Return what a package exports: a function, by default and as itself."""
    function.members = {**function.members, "default": function}
    return function


_EXPRESS = Fn("express", lambda *_: NodeRouter("express"), _EXPRESS_PARTS)
_CORS_PACKAGE = Fn("cors", lambda _, call: _Cors(call))
_ADAPTER_NAMES = ("serverless-http", "@vendia/serverless-express", "@codegenie/serverless-express")
MODULES: dict[str, Value] = {
    "express": _package(_EXPRESS),
    "cors": _package(_CORS_PACKAGE),
    "body-parser": _package(Fn("body-parser", None, _EXPRESS_PARTS)),
    "helmet": _package(_harmless("helmet")),
    "compression": _package(_harmless("compression")),
    "morgan": _package(_harmless("morgan")),
    "cookie-parser": _package(_harmless("cookieParser")),
    **{
        name: _package(Fn("adapter", _adapter, {"configure": Fn("configure", _adapter)}))
        for name in _ADAPTER_NAMES
    },
    "aws-serverless-express": Fn(
        "aws-serverless-express",
        None,
        {
            "createServer": Fn("createServer", lambda _, call: call.get(0) or UNDEFINED),
            "proxy": Fn("proxy", _proxied),
        },
    ),
    "lambda-api": _package(Fn("lambda-api", lambda *_: NodeRouter("lambda-api", returns=True))),
    "hono": Fn("hono", None, {"Hono": Fn("Hono", lambda *_: Hono())}),
    "hono/cors": Fn("hono/cors", None, {"cors": Fn("cors", lambda _, call: _Cors(call))}),
    "hono/logger": Fn("hono/logger", None, {"logger": _harmless("logger")}),
    "hono/pretty-json": Fn("hono/pretty-json", None, {"prettyJSON": _harmless("prettyJSON")}),
    "hono/aws-lambda": Fn(
        "hono/aws-lambda",
        None,
        {"handle": Fn("handle", _adapter), "streamHandle": Fn("handle", _adapter)},
    ),
}
