"""The event handler of Powertools for AWS Lambda (Python).

Source: https://docs.powertools.aws.dev/lambda/python/latest/core/event_handler/api_gateway/#cors
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    Origins,
    cors_headers,
    library_response,
    truth_of,
    with_headers,
)
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import Arr, Known, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure
from corsgate_audit.handlers.values.describing import texts_of
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

_METHODS = {"get", "post", "put", "delete", "patch", "head"}
_HTTP_ERRORS = {
    "BadRequestError": 400,
    "UnauthorizedError": 401,
    "ForbiddenError": 403,
    "NotFoundError": 404,
    "InternalServerError": 500,
}


class CorsConfig(Native):
    """``CORSConfig(…)``."""

    name = "CORSConfig"

    def __init__(self, call: Arguments) -> None:
        origin = call.get(0, "allow_origin") or Known("*")
        extra = texts_of(call.get(1, "extra_origins") or Arr())
        self.credentials = truth_of(call.named.get("allow_credentials"))
        self.origins = Origins(unknown=call.text)
        if isinstance(origin, Known) and extra is not None and call.more is None:
            listed = (str(origin.value), *extra)
            self.origins = ANY if "*" in listed else Origins(listed)

    def headers(self, interpreter: Interpreter) -> dict[str, Value]:
        """Return what the resolver adds: with ``*`` it leaves credentials out.

        Source: ``CORSConfig.to_dict`` of Powertools 3.
        """
        allows = False if self.origins == ANY else self.credentials
        return cors_headers(interpreter, self.origins, credentials=allows)


class HttpError(Native):
    """``ServiceError`` and its kin: the resolver answers them."""

    def __init__(self, name: str, status: int | None) -> None:
        self.name, self.status = name, status

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Make the exception."""
        status = call.get(0, "status_code") if self.status is None else Known(self.status)
        return Obj(
            {"status_code": status or Unfollowed(call.text), "http error": Known(value=True)}
        )


class _Route(Native):
    """``@app.get(…)``: remembers the function and leaves it as it is."""

    name = "route"

    def __init__(self, app: PowertoolsResolver, call: Arguments, method: str) -> None:
        self.app, self.given, self.method = app, call, method

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Register a function."""
        function = call.get(0) or Unfollowed(call.text)
        interpreter.attribute(self.app, "routes", [*self.app.routes, (self, function)])
        return function


class PowertoolsRouter(Native):
    """``Router()``: routes that an app includes."""

    name = "Router"

    def __init__(self) -> None:
        self.routes: list[tuple[_Route, Value]] = []
        self.fallbacks: list[Value] = []
        self.error_handlers: list[Value] = []
        self.is_unknown = False

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to register a route."""
        if key in _METHODS or key == "route":
            return Fn(key, lambda _, call: _Route(self, call, key))  # type: ignore[arg-type] # or an app
        if key == "not_found":
            return self._registering("fallbacks")
        if key == "exception_handler":
            return Fn(key, lambda *_: self._registering("error_handlers"))
        if key == "use":
            return Fn(key, self._customised)
        return None

    def _registering(self, name: str) -> Fn:
        """Return a decorator, which leaves the function as it is; ``@app.not_found()``, too."""

        def register(interpreter: Interpreter, call: Arguments) -> Value:
            if not call.values:
                return self._registering(name)
            interpreter.attribute(self, name, [*getattr(self, name), call.values[0]])
            return call.values[0]

        return Fn(name, register)

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:  # noqa: ARG002 - see Native
        """Somebody may add routes that are not followed."""
        interpreter.attribute(self, "is_unknown", value=True)

    def _customised(self, interpreter: Interpreter, _: Arguments) -> Value:
        interpreter.attribute(self, "is_unknown", value=True)
        return Known(None)


class PowertoolsResolver(PowertoolsRouter):
    """``APIGatewayRestResolver(…)`` and its kin."""

    name = "resolver"

    def __init__(self, call: Arguments) -> None:
        super().__init__()
        self.cors = call.named.get("cors")
        self.text = call.text

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return ``resolve``, a way to register a route, or the current event."""
        if key in {"resolve", "__call__"}:
            return Fn(key, self.call)
        if key == "include_router":
            return Fn(key, self._include)
        if key in {"current_event", "lambda_context", "context"}:
            return Unfollowed(f"app.{key}")
        return super().member(interpreter, key)

    def _include(self, interpreter: Interpreter, call: Arguments) -> Value:
        router = call.get(0, "router")
        if isinstance(router, PowertoolsRouter):
            for name in ("routes", "fallbacks", "error_handlers"):
                interpreter.attribute(self, name, [*getattr(self, name), *getattr(router, name)])
            interpreter.attribute(self, "is_unknown", self.is_unknown or router.is_unknown)
        else:
            interpreter.attribute(self, "is_unknown", value=True)
        return Known(None)

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer a request: by one of the routes, or that there is none."""
        if self.is_unknown:
            return with_headers(
                interpreter, Unfollowed(self.text), self._cors(interpreter, None), "Powertools"
            )
        if interpreter.joining:
            return Unfollowed(self.text)
        chosen = interpreter.choose(len(self.routes) + 1)
        if chosen == len(self.routes):
            cors = self._cors(interpreter, None)
            if not self.fallbacks:
                return library_response(call, cors, status=404, by="Powertools")
            answer = self._answer(interpreter, self.fallbacks[-1], call)
            return with_headers(interpreter, answer, cors, "Powertools")
        route, function = self.routes[chosen]
        self._assume_method(interpreter, route)
        return with_headers(
            interpreter,
            self._answer(interpreter, function, call),
            self._cors(interpreter, route),
            "Powertools",
        )

    def _assume_method(self, interpreter: Interpreter, route: _Route) -> None:
        if route.method in _METHODS:
            method = route.method.upper()
            test = Test(f"@app.{route.method}", frozenset({"method"}), "method", "==", (method,))
            if interpreter.truth(test) is None:
                interpreter.assume(test, holds=True)

    def _cors(self, interpreter: Interpreter, route: _Route | None) -> dict[str, Value]:
        own = None if route is None else route.given.named.get("cors")
        enabled = truth_of(own, default=self.cors is not None and not _is_none(self.cors))
        if enabled is False:
            return {}
        if isinstance(self.cors, CorsConfig) and enabled:
            return self.cors.headers(interpreter)
        if enabled and (self.cors is None or _is_none(self.cors)):
            return cors_headers(interpreter, ANY, credentials=False)
        return cors_headers(interpreter, Origins(unknown=self.text), credentials=None)

    def _answer(self, interpreter: Interpreter, function: Value, call: Arguments) -> Value:
        arguments = Arguments(call.text, call.place)
        if isinstance(function, Closure):
            # Parts of the request, or what they are parsed into.
            arguments.values = [
                Unfollowed(_name(each), is_data=True) for each in function.code.parameters
            ]
        interpreter.tries += bool(self.error_handlers)
        try:
            value = interpreter.split(interpreter.call(function, arguments))
        except Raised as error:
            if function not in self.error_handlers:
                chosen = interpreter.choose(len(self.error_handlers) + 1)
                if chosen < len(self.error_handlers):
                    interpreter.caught = True
                    return self._answer(interpreter, self.error_handlers[chosen], call)
            if isinstance(error.value, Obj) and "http error" in error.value.entries:
                return Obj({"statusCode": error.value.entries["status_code"]}, place=call.place)
            raise
        finally:
            interpreter.tries -= bool(self.error_handlers)
        return _response(value, call)


def _response(value: Value, call: Arguments) -> Value:
    """Return what the resolver makes of a route's result."""
    if isinstance(value, Response):
        return value.response
    if isinstance(value, Arr) and value.rest is None and len(value.items) in {2, 3}:
        headers = value.items[2] if len(value.items) > 2 else Obj()  # noqa: PLR2004 - body, status, headers
        return Obj({"statusCode": value.items[1], "headers": headers}, place=call.place)
    if isinstance(value, Obj) and "statusCode" in value.entries:
        return value
    if isinstance(value, Unfollowed) and not (value.is_data or value.is_text):
        return Obj(
            {"statusCode": Unfollowed(value.text), "headers": Obj(rest=[value])}, place=call.place
        )
    return Obj({"statusCode": Known(200)}, place=call.place)


class Response(Native):
    """``Response(status_code=…, headers=…)``."""

    name = "Response"

    def __init__(self, call: Arguments) -> None:
        self.response = Obj(
            {
                "statusCode": call.get(0, "status_code") or Unfollowed(call.text),
                "headers": call.get(3, "headers") or Obj(),
            },
            place=call.place,
        )

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a member."""
        return self.response.entries.get({"status_code": "statusCode"}.get(key, key))


def _is_none(value: Value) -> bool:
    return isinstance(value, Known) and not value.value


def _name(parameter: object) -> str:
    return getattr(getattr(parameter, "target", None), "id", "argument")


_RESOLVERS = (
    "APIGatewayRestResolver",
    "APIGatewayHttpResolver",
    "ApiGatewayResolver",
    "LambdaFunctionUrlResolver",
    "ALBResolver",
    "VPCLatticeResolver",
    "VPCLatticeV2Resolver",
)
_ERRORS: dict[str, Value] = {name: HttpError(name, status) for name, status in _HTTP_ERRORS.items()}
_ERRORS["ServiceError"] = HttpError("ServiceError", None)
_API: dict[str, Value] = {
    **{name: Fn(name, lambda _, call: PowertoolsResolver(call)) for name in _RESOLVERS},
    "CORSConfig": Fn("CORSConfig", lambda _, call: CorsConfig(call)),
    "Response": Fn("Response", lambda _, call: Response(call)),
    "Router": Fn("Router", lambda _, __: PowertoolsRouter()),
}
MODULES: dict[str, Value] = {
    "aws_lambda_powertools.event_handler": Fn("event_handler", None, {**_API, **_ERRORS}),
    "aws_lambda_powertools.event_handler.api_gateway": Fn("api_gateway", None, {**_API, **_ERRORS}),
    "aws_lambda_powertools.event_handler.router": Fn(
        "router",
        None,
        {
            "Router": _API["Router"],
            "APIGatewayRouter": _API["Router"],
            "APIGatewayHttpRouter": _API["Router"],
            "LambdaFunctionUrlRouter": _API["Router"],
        },
    ),
    "aws_lambda_powertools.event_handler.exceptions": Fn("exceptions", None, _ERRORS),
}
