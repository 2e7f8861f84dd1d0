"""middy: a handler with middlewares around it.

What runs after the handler, or on an error, runs from the last middleware to the first; an answer
to an error gets CORS headers only where the CORS middleware stands before the error handler.

Source: https://middy.js.org/docs/intro/how-it-works and https://middy.js.org/docs/middlewares/http-cors
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Logger, Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.libraries.packages import exported
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    ORIGIN,
    REFLECTED,
    Origins,
    cors_headers,
    truth_of,
    with_headers,
)
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, Obj, Unfollowed
from corsgate_audit.handlers.values.describing import text_of, texts_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

_HARMLESS = (
    "http-json-body-parser", "http-urlencode-body-parser", "http-multipart-body-parser",
    "http-event-normalizer", "http-header-normalizer", "http-security-headers", "validator",
    "http-content-negotiation", "http-content-encoding", "http-partial-response", "http-router",
    "http-response-serializer", "http-urlencode-path-parser", "do-not-wait-for-empty-event-loop",
    "input-output-logger", "error-logger", "event-normalizer", "warmup", "ssm", "sts",
    "secrets-manager", "cloudwatch-metrics", "rds-signer", "appconfig", "dynamodb", "s3",
    "service-discovery", "event-batch-parser",
)  # fmt: skip


class _Middleware(Native):
    """A middleware that is modelled: ``cors``, ``errors`` or ``plain``."""

    is_function_like = True

    def __init__(self, name: str, call: Arguments) -> None:
        self.name, self.given = name, call


class Middy(Native):
    """``middy(handler)``."""

    name = "middy"

    def __init__(self, handler: Value | None) -> None:
        self.handler = handler
        self.middlewares: list[Value] = []

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to add a middleware, or the handler."""
        if key == "use":
            return Fn(key, self._use)
        if key == "handler":
            return Fn(key, self._set_handler)
        if key in {"before", "after", "onError"}:
            return Fn(key, lambda c, call: self._use(c, _single(key, call)))
        return None

    def _use(self, interpreter: Interpreter, call: Arguments) -> Value:
        given = call.get(0) or UNDEFINED
        items, rest = interpreter.items_of(given) if isinstance(given, Arr) else ([given], None)
        more = [rest] if rest is not None else []
        interpreter.attribute(self, "middlewares", [*self.middlewares, *items, *more])
        return self

    def _set_handler(self, interpreter: Interpreter, call: Arguments) -> Value:
        interpreter.attribute(self, "handler", call.get(0))
        return self

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Run the handler and what stands around it."""
        request = Obj(
            {
                "event": call.get(0) or UNDEFINED,
                "context": call.get(1) or UNDEFINED,
                "internal": Obj(),
                "response": UNDEFINED,
                "error": UNDEFINED,
            }
        )
        has_errors = any(
            _kind(each) == "errors" or _own(each, "onError") for each in self.middlewares
        )
        interpreter.tries += has_errors
        try:
            response = self._inner(interpreter, call, request)
        except Raised as error:
            interpreter.tries -= has_errors
            interpreter.caught = True
            return self._on_error(interpreter, call, request, error)
        interpreter.tries -= has_errors
        return response

    def _inner(self, interpreter: Interpreter, call: Arguments, request: Obj) -> Value:
        for each in self.middlewares:
            if _kind(each) == "plain":
                interpreter.may_raise()  # a validator, a parser
            early = self._own_part(interpreter, each, "before", request, call)
            if early is not None and early is not UNDEFINED:
                return early
        event = request.entries["event"]
        inner = Arguments(call.text, call.place, [event, *call.values[1:]])
        response = interpreter.call(self.handler or UNDEFINED, inner)
        interpreter.set(request.entries, "response", interpreter.split(response))
        for each in reversed(self.middlewares):
            self._after(interpreter, each, "after", request, call)
        return request.entries["response"]

    def _after(
        self, interpreter: Interpreter, each: Value, part: str, request: Obj, call: Arguments
    ) -> None:
        kind = _kind(each)
        response = request.entries["response"]
        if kind == "cors" and isinstance(each, _Middleware):
            if response is not UNDEFINED:
                interpreter.set(
                    request.entries, "response", _with_cors(interpreter, response, each.given)
                )
        elif kind == "unknown":
            changed = with_headers(interpreter, response, {}, "middy")
            headers = changed.entries["headers"] if isinstance(changed, Obj) else Obj()
            if isinstance(headers, Obj):
                interpreter.merge_unknown(headers, Unfollowed(text_of(each)))
            interpreter.set(request.entries, "response", changed)
        else:
            self._own_part(interpreter, each, part, request, call)

    def _on_error(
        self, interpreter: Interpreter, call: Arguments, request: Obj, error: Raised
    ) -> Value:
        interpreter.set(request.entries, "error", error.value)
        for each in reversed(self.middlewares):
            if _kind(each) == "errors" and request.entries["response"] is UNDEFINED:
                status = (
                    interpreter.named_member(error.value, "statusCode")
                    if isinstance(error.value, Obj)
                    else None
                )
                status = (
                    status if isinstance(status, Known) and isinstance(status.value, int) else None
                )
                made = Obj(
                    {"statusCode": status or Unfollowed("status of the error")}, place=call.place
                )
                interpreter.set(request.entries, "response", made)
            elif _kind(each) in {"cors", "own"}:
                self._after(interpreter, each, "onError", request, call)
        if request.entries["response"] is UNDEFINED:
            raise error
        return request.entries["response"]

    def _own_part(
        self, interpreter: Interpreter, each: Value, part: str, request: Obj, call: Arguments
    ) -> Value | None:
        function = _own(each, part)
        if function is None:
            return None
        return interpreter.call(function, Arguments(call.text, call.place, [request]))


def _with_cors(interpreter: Interpreter, response: Value, given: Arguments) -> Value:
    """Add the headers of http-cors; one that the handler has set stays."""
    if isinstance(response, Obj):
        headers = response.entries.get("headers")
        if isinstance(headers, Obj) and ORIGIN.lower() in map(str.lower, headers.entries):
            return response
    options = given.get(0) or Obj()
    return with_headers(interpreter, response, _settings(interpreter, options, given.text), "middy")


def _settings(interpreter: Interpreter, options: Value, text: str) -> dict[str, Value]:
    if not isinstance(options, Obj) or options.rest or "getOrigin" in options.entries:
        return cors_headers(interpreter, Origins(unknown=text), credentials=None)
    credentials = truth_of(options.entries.get("credentials"))
    origin, origins = options.entries.get("origin"), options.entries.get("origins")
    if origins is not None:
        listed = texts_of(origins)
        if listed is None or any("*" in each for each in listed if each != "*"):
            allowed = Origins(unknown=text)
        else:
            allowed = ANY if "*" in listed else Origins(listed)
    elif origin is None or isinstance(origin, Known):
        allowed = Origins(value="*" if origin is None else str(origin.value))
    else:
        allowed = Origins(unknown=text)
    if allowed == ANY and credentials is not False:
        allowed = REFLECTED
    return cors_headers(interpreter, allowed, credentials=credentials)


def _single(key: str, call: Arguments) -> Arguments:
    """Return `before(f)` as the middleware that it stands for."""
    return Arguments(call.text, call.place, [Obj({key: call.get(0) or UNDEFINED})])


def _kind(value: Value) -> str:
    if isinstance(value, _Middleware):
        return value.name
    if isinstance(value, Obj) and not value.rest:
        return "own"
    return "unknown"


def _own(value: Value, part: str) -> Value | None:
    found = value.entries.get(part) if isinstance(value, Obj) else None
    return None if found is UNDEFINED else found


def _make(kind: str) -> Fn:
    return Fn(kind, lambda _, call: _Middleware(kind, call))


_CORS, _ERRORS, _PLAIN = _make("cors"), _make("errors"), _make("plain")
_MIDDY = Fn("middy", lambda _, call: Middy(call.get(0)))


_UTILITY = Fn("utility", lambda *_: Logger())
_POWERTOOLS = {
    "logger": ("Logger", "injectLambdaContext"),
    "tracer": ("Tracer", "captureLambdaHandler"),
    "metrics": ("Metrics", "logMetrics"),
    "idempotency": ("", "makeHandlerIdempotent"),
    "parser": ("", "parser"),
    "validation": ("", "validator"),
}
"""Packages of Powertools for TypeScript: their class, and their middleware."""


def _metric_scope(interpreter: Interpreter, call: Arguments) -> Value:
    """``metricScope((metrics) => handler)`` of aws-embedded-metrics."""
    function = call.get(0) or UNDEFINED
    return interpreter.call(function, Arguments(call.text, call.place, [Logger()]))


MODULES: dict[str, Value] = {
    "aws-embedded-metrics": Fn("metrics", None, {"metricScope": Fn("metricScope", _metric_scope)}),
    "@middy/core": exported(_MIDDY),
    "middy": exported(Fn("middy", lambda _, call: Middy(call.get(0)))),
    "@middy/http-cors": exported(_CORS),
    "@middy/http-error-handler": exported(_ERRORS),
    **{f"@middy/{name}": exported(_make("plain")) for name in _HARMLESS},
    "middy/middlewares": Fn("middlewares", None, {
        "cors": _CORS, "httpErrorHandler": _ERRORS,
        **dict.fromkeys(("jsonBodyParser", "validator", "httpHeaderNormalizer", "warmup",
                         "doNotWaitForEmptyEventLoop", "urlEncodeBodyParser"), _PLAIN),
    }),
    **{
        f"@aws-lambda-powertools/{package}/middleware": Fn(package, None, {name: _PLAIN})
        for package, (_, name) in _POWERTOOLS.items()
    },
    # Version 1 exports the middlewares beside the classes.
    **{
        f"@aws-lambda-powertools/{package}": Fn(package, None, {name: _PLAIN, class_: _UTILITY})
        for package, (class_, name) in _POWERTOOLS.items() if class_
    },
}  # fmt: skip
