"""Powertools for AWS Lambda (TypeScript): its router, and what wraps a handler.

Middlewares stand around the route in their order; what they have set is there for errors, too.

Source: https://docs.aws.amazon.com/powertools/typescript/latest/features/event-handler/http/ and
packages/event-handler/src/http of version 2.35
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.libraries.packages import harmless
from corsgate_audit.handlers.libraries.powertools_exchange import RouterExchange, is_result
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    Origins,
    cors_headers,
    mentions_cors,
    truth_of,
)
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    ExceptionClass,
    Known,
    Obj,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import is_function
from corsgate_audit.handlers.values.describing import text_of, texts_of
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head"})
_ERRORS = {
    "BadRequestError": 400,
    "UnauthorizedError": 401,
    "ForbiddenError": 403,
    "NotFoundError": 404,
    "MethodNotAllowedError": 405,
    "RequestTimeoutError": 408,
    "RequestEntityTooLargeError": 413,
    "RequestValidationError": 422,
    "InternalServerError": 500,
    "ResponseValidationError": 500,
    "ServiceUnavailableError": 503,
}
_PREFLIGHT = Test("a preflight", frozenset({"method"}), "method", "==", ("OPTIONS",))


class _Cors(Native):
    """``cors(options)``, a middleware."""

    name = "cors()"

    def __init__(self, call: Arguments) -> None:
        options = call.get(0) or Obj()
        self.origins = Origins(unknown=call.text)
        self.credentials: bool | None = None
        if isinstance(options, Obj) and not options.rest and call.more is None:
            self.credentials = truth_of(options.entries.get("credentials"))
            self.origins = _origins(options.entries.get("origin"), call.text)


def _origins(origin: Value | None, text: str) -> Origins:
    """Read ``origin``: a text or a list, compared as a whole; any origin where ``*`` is in it."""
    if origin is None or origin is UNDEFINED:
        return ANY
    listed = (str(origin.value),) if isinstance(origin, Known) else texts_of(origin)
    if listed is None:
        return Origins(unknown=text)
    return ANY if "*" in listed else Origins(listed)


@dataclass(frozen=True, slots=True)
class _Route:
    """A function with its methods and middlewares; a method that is not known is any."""

    methods: tuple[str, ...] | None
    middlewares: tuple[Value, ...]
    function: Value


class PowertoolsTypeScriptRouter(Native):
    """``new Router()``."""

    name = "Router"

    def __init__(self, call: Arguments) -> None:
        self.text = call.text
        self.middlewares: list[Value] = []
        self.routes: list[_Route] = []
        self.error_handlers: list[tuple[Value, Value]] = []
        self.fallback: Value | None = None
        self.is_unknown = False

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to add to the router, or to answer."""
        ways = {
            "use": self._use,
            "route": self._route,
            "notFound": self._not_found,
            "methodNotAllowed": lambda *_: UNDEFINED,  # its error is thrown by no route
            "errorHandler": self._error_handler,
            "includeRouter": self._include,
            "resolve": self._resolve,
            "resolveStream": self._resolve_stream,
        }
        if key in _METHODS:
            return Fn(key, lambda c, call: self._method(c, call, key.upper()))
        return Fn(key, ways[key]) if key in ways else Unfollowed(f"Router.{key}")

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:  # noqa: ARG002 - see Native
        """Somebody may add routes that are not followed."""
        interpreter.attribute(self, "is_unknown", value=True)

    def _use(self, interpreter: Interpreter, call: Arguments) -> Value:
        given = call.get(0) or UNDEFINED
        interpreter.attribute(self, "middlewares", [*self.middlewares, given])
        return UNDEFINED

    def _method(self, interpreter: Interpreter, call: Arguments, method: str) -> Value:
        """``get(path, [middlewares], function, options)``; a decorator where it has no function."""
        first = call.get(1)
        function = call.get(2) if isinstance(first, Arr) else first
        middlewares = tuple(first.items) if isinstance(first, Arr) else ()
        self._add(interpreter, _Route((method,), middlewares, function or UNDEFINED))
        return UNDEFINED

    def _route(self, interpreter: Interpreter, call: Arguments) -> Value:
        """``route(function, {method, path, middleware})``."""
        options = call.get(1)
        known = options if isinstance(options, Obj) else Obj()
        method, given = known.entries.get("method"), known.entries.get("middleware")
        methods = (
            (str(method.value),) if isinstance(method, Known) else texts_of(method or UNDEFINED)
        )
        middlewares = tuple(given.items) if isinstance(given, Arr) else ()
        self._add(interpreter, _Route(methods, middlewares, call.get(0) or UNDEFINED))
        return UNDEFINED

    def _add(self, interpreter: Interpreter, route: _Route) -> None:
        if is_function(route.function):
            interpreter.attribute(self, "routes", [*self.routes, route])
        else:
            interpreter.attribute(self, "is_unknown", value=True)

    def _not_found(self, interpreter: Interpreter, call: Arguments) -> Value:
        interpreter.attribute(self, "fallback", call.get(0))
        return UNDEFINED

    def _error_handler(self, interpreter: Interpreter, call: Arguments) -> Value:
        handler = (call.get(0) or UNDEFINED, call.get(1) or UNDEFINED)
        interpreter.attribute(self, "error_handlers", [*self.error_handlers, handler])
        return UNDEFINED

    def _include(self, interpreter: Interpreter, call: Arguments) -> Value:
        router = call.get(0)
        if not isinstance(router, PowertoolsTypeScriptRouter):
            interpreter.attribute(self, "is_unknown", value=True)
            return self
        interpreter.attribute(self, "is_unknown", self.is_unknown or router.is_unknown)
        for name in ("middlewares", "routes", "error_handlers"):
            interpreter.attribute(self, name, [*getattr(self, name), *getattr(router, name)])
        return self

    def _resolve(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer a request: by one of the routes, or that there is none."""
        if interpreter.joining:
            return Unfollowed(self.text)
        exchange = RouterExchange(call.place)
        route = self._chosen(interpreter, call)
        middlewares = [*self.middlewares, *(route.middlewares if route else ())]
        interpreter.tries += 1
        try:
            self._dispatch(interpreter, exchange, middlewares, route)
        except Raised as error:
            interpreter.caught = True
            self._failed(interpreter, exchange, error)
        finally:
            interpreter.tries -= 1
        return exchange.answer()

    def _resolve_stream(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer through the stream of a handler that streams."""
        interpreter.answered = interpreter.answered or (
            self._resolve(interpreter, call),
            call.place,
        )
        return UNDEFINED

    def _chosen(self, interpreter: Interpreter, call: Arguments) -> _Route | None:
        options = call.get(2)
        has_scope = isinstance(options, Obj) and "scope" in options.entries
        routes = list(self.routes)
        if self.is_unknown or has_scope:  # methods with decorators are routes, too
            unknown = Fn("route", lambda *_: Unfollowed(self.text))
            routes.append(_Route(None, (), unknown))
        chosen = interpreter.choose(len(routes) + 1)
        if chosen == len(routes):
            return None
        route = routes[chosen]
        if route.methods is not None:
            test = Test(call.text, frozenset({"method"}), "method", "in", route.methods)
            if interpreter.truth(test) is None:
                interpreter.assume(test, holds=True)
        return route

    def _dispatch(
        self,
        interpreter: Interpreter,
        exchange: RouterExchange,
        middlewares: list[Value],
        route: _Route | None,
    ) -> None:
        """Run the first middleware around the others, and the route in the middle."""
        if not middlewares:
            self._handle(interpreter, exchange, route)
            return
        first, rest = middlewares[0], middlewares[1:]

        def go_on(_: Interpreter, __: Arguments) -> Value:
            self._dispatch(interpreter, exchange, rest, route)
            return UNDEFINED

        if isinstance(first, _Cors):
            if not _answers_preflight(interpreter, exchange, first):
                self._dispatch(interpreter, exchange, rest, route)
        elif is_function(first):
            given: list[Value] = [Obj({"reqCtx": exchange.context(), "next": Fn("next", go_on)})]
            value = interpreter.call(first, Arguments(self.text, exchange.place, given))
            if value is not UNDEFINED:
                exchange.take(interpreter, value)
        else:
            if getattr(first, "name", "") not in _PLAIN and mentions_cors(interpreter):
                exchange.headers.write_all(interpreter, Unfollowed(text_of(first)))
            self._dispatch(interpreter, exchange, rest, route)

    def _handle(
        self, interpreter: Interpreter, exchange: RouterExchange, route: _Route | None
    ) -> None:
        context = exchange.context()
        call = Arguments(self.text, exchange.place, [context])
        if route is not None:
            exchange.take(interpreter, interpreter.call(route.function, call))
        elif self.fallback is not None:
            self._by_handler(interpreter, exchange, self.fallback, Known(404))
        else:
            error = Raised(Obj(class_=_ERROR_CLASSES["NotFoundError"]))
            self._failed(interpreter, exchange, error)

    def _failed(self, interpreter: Interpreter, exchange: RouterExchange, error: Raised) -> None:
        """Answer an error: by one of the handlers, whichever fits, or as the router does."""
        value = error.value
        class_ = value.class_ if isinstance(value, Obj) else None
        handlers = [each for wanted, each in self.error_handlers if _may_catch(wanted, class_)]
        chosen = interpreter.choose(len(handlers) + 1)
        if chosen < len(handlers):
            self._by_handler(interpreter, exchange, handlers[chosen], Known(500))
            return
        if isinstance(class_, ExceptionClass):
            exchange.status = Known(_ERRORS.get(class_.name, 500))
        else:
            exchange.status = Unfollowed("status of the error")

    def _by_handler(
        self, interpreter: Interpreter, exchange: RouterExchange, handler: Value, status: Value
    ) -> None:
        """Take what an error handler returns: a body without a status has the error's."""
        call = Arguments(self.text, exchange.place, [Unfollowed("error"), exchange.context()])
        try:
            value = interpreter.split(interpreter.call(handler, call))
        except Raised:
            exchange.status = Known(500)
            return
        exchange.take(interpreter, value)
        if isinstance(value, Obj) and not is_result(value):
            exchange.status = value.entries.get("statusCode", status)


def _may_catch(wanted: Value, class_: Value | None) -> bool:
    """Whether an error handler for some classes may be asked about an error of one."""
    if isinstance(wanted, Arr):
        return any(_may_catch(each, class_) for each in wanted.items)
    names = [each.name for each in (wanted, class_) if isinstance(each, ExceptionClass)]
    return len(names) < 2 or names[0] == names[1] or "exception" in names  # noqa: PLR2004 - both


def _answers_preflight(interpreter: Interpreter, exchange: RouterExchange, cors: _Cors) -> bool:
    """Set the headers of ``cors``, and answer a preflight that asks for what is allowed."""
    headers = cors_headers(interpreter, cors.origins, credentials=cors.credentials)
    if not headers:
        return False
    if interpreter.decide(_PREFLIGHT):
        if interpreter.choose(2):
            return False  # it asks for another method or header: no route, and no CORS header
        exchange.status = Known(204)
    for name, value in headers.items():
        exchange.headers.write(interpreter, Known(name), value)
    return isinstance(exchange.status, Known) and exchange.status.value == 204  # noqa: PLR2004 - no content


def _idempotent(_: Interpreter, call: Arguments) -> Value:
    """``makeIdempotent(function, options)`` answers what the function has answered."""
    return call.get(0) or Unfollowed(call.text)


_PLAIN = frozenset({"compress", "tracer", "metrics", "validate"})
_ERROR_CLASSES: dict[str, Value] = {name: ExceptionClass(name) for name in _ERRORS}
_HTTP: dict[str, Value] = {
    "Router": Fn("Router", lambda _, call: PowertoolsTypeScriptRouter(call)),
    "HttpStatusCodes": Obj({each.name: Known(each.value) for each in HTTPStatus}),
    **_ERROR_CLASSES,
}
_PACKAGE = "@aws-lambda-powertools/event-handler/http"
MODULES: dict[str, Value] = {
    _PACKAGE: Fn("http", None, _HTTP),
    f"{_PACKAGE}/middleware": Fn(
        "middleware",
        None,
        {
            "cors": Fn("cors", lambda _, call: _Cors(call)),
            **{name: harmless(name) for name in sorted(_PLAIN)},
        },
    ),
    "@aws-lambda-powertools/idempotency": Fn(
        "idempotency", None, {"makeIdempotent": Fn("makeIdempotent", _idempotent)}
    ),
    **{
        f"{_PACKAGE}/middleware/{name}": Fn(name, None, {name: harmless(name)})
        for name in ("tracer", "metrics")
    },
}
