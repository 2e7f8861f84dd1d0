"""What Powertools for AWS Lambda (Python) puts around a handler, and the SDK of durable functions.

None of it changes an answer, but a middleware of one's own may.

Source: https://docs.powertools.aws.dev/lambda/python/latest/ and
https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Logger, Native, decorated
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def _decorator(_: Interpreter, call: Arguments) -> Value:
    """Return the function that is decorated, or the decorator where it is given arguments."""
    function = decorated(call)
    if function is not None:
        return function
    return Fn("decorator", lambda __, inner: inner.get(0) or Unfollowed(inner.text))


class _Utility(Native):
    """``Logger``, ``Tracer``, ``Metrics``: their decorators leave the answer as it is."""

    name = "utility"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a decorator, or something that logs."""
        if key in {
            "inject_lambda_context",
            "capture_lambda_handler",
            "capture_method",
            "log_metrics",
        }:
            return Fn(key, _decorator)
        return Logger()

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Make one."""
        return self


def _checking(_: Interpreter, call: Arguments) -> Value:
    """Return a decorator that looks at the event first, and raises where it does not like it."""
    function = decorated(call)
    if function is None:
        return Fn("decorator", _checking)

    def checked(interpreter: Interpreter, inner: Arguments) -> Value:
        interpreter.may_raise()
        return interpreter.call(function, inner)

    return Fn("checked", checked)


def _middleware_of(interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG001 - see NativeCall
    """``@lambda_handler_decorator``: ``middleware(handler, event, context, **options)``."""
    middleware = decorated(call)
    if middleware is None:
        return Fn("lambda_handler_decorator", _middleware_of)

    def decorate(_: Interpreter, given: Arguments) -> Value:
        handler = decorated(given)
        if handler is None:  # @middleware(option=…)
            options = given.named
            return Fn("middleware", lambda c, inner: decorate(c, _with(inner, options)))

        def wrapped(interpreter: Interpreter, inner: Arguments) -> Value:
            values = [handler, *inner.values]
            arguments = Arguments(inner.text, inner.place, values, given.named)
            return interpreter.call(middleware, arguments)

        return Fn("wrapped", wrapped)

    return Fn("middleware", decorate)


def _with(call: Arguments, options: dict[str, Value]) -> Arguments:
    return Arguments(call.text, call.place, call.values, {**options, **call.named})


UTILITY = _Utility()
_TOP: dict[str, Value] = dict.fromkeys(("Logger", "Tracer", "Metrics"), UTILITY)
_PACKAGE = "aws_lambda_powertools"
_DURABLE = "aws_durable_execution_sdk_python"
_CHECKS = Fn("decorator", _checking)
_PLAIN = Fn("decorator", _decorator)
MODULES: dict[str, Value] = {
    _PACKAGE: Fn(_PACKAGE, None, _TOP),
    **{
        f"{_PACKAGE}.{name}": Fn(name, None, {**_TOP, "correlation_paths": Fn("paths")})
        for name in ("logging", "logging.logger", "tracing", "tracing.tracer", "metrics")
    },
    **{
        f"{_PACKAGE}.{module}": Fn(module, None, {name: decorator})
        for module, name, decorator in (
            ("utilities.data_classes", "event_source", _PLAIN),
            ("utilities.idempotency", "idempotent", _CHECKS),
            ("utilities.idempotency.idempotency", "idempotent", _CHECKS),
            ("utilities.parser", "event_parser", _CHECKS),
            ("utilities.validation", "validator", _CHECKS),
            ("utilities.validation.validator", "validator", _CHECKS),
            ("middleware_factory", "lambda_handler_decorator", Fn("decorator", _middleware_of)),
        )
    },
    **{
        f"{_PACKAGE}.utilities.{name}": Fn(name)
        for name in ("typing", "parameters", "data_classes.api_gateway_proxy_event")
    },
    **{
        name: Fn(name, None, {"durable_execution": _PLAIN})
        for name in (_DURABLE, f"{_DURABLE}.execution")
    },
}
