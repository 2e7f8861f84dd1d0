"""Adapters that put a Node application behind a front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.libraries.express import NodeRouter
from corsgate_audit.handlers.libraries.packages import exported
from corsgate_audit.handlers.values.data import UNDEFINED, Obj, Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def _adapter(_: Interpreter, call: Arguments) -> Value:
    """Return the handler that an adapter makes of an application."""
    given = call.get(0)
    app = given.entries.get("app", given) if isinstance(given, Obj) else given
    if isinstance(app, NodeRouter):
        return Fn("adapter", app.answer)
    return Fn("adapter", lambda __, inner: Unfollowed(call.text or inner.text))


def _proxied(interpreter: Interpreter, call: Arguments) -> Value:
    """``proxy(server, event, context)`` of aws-serverless-express answers through the context."""
    app = call.get(0)
    value = app.answer(interpreter, call) if isinstance(app, NodeRouter) else Unfollowed(call.text)
    interpreter.answered = interpreter.answered or (value, call.place)
    return Obj({"promise": value})


_ADAPTER_NAMES = ("serverless-http", "@vendia/serverless-express", "@codegenie/serverless-express")
MODULES: dict[str, Value] = {
    **{
        name: exported(Fn("adapter", _adapter, {"configure": Fn("configure", _adapter)}))
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
    # A durable function is answered with what its handler returns.
    "@aws/durable-execution-sdk-js": Fn(
        "durable-execution",
        None,
        {"withDurableExecution": Fn("wrap", lambda _, call: call.get(0) or UNDEFINED)},
    ),
    "hono/aws-lambda": Fn(
        "hono/aws-lambda",
        None,
        {"handle": Fn("handle", _adapter), "streamHandle": Fn("handle", _adapter)},
    ),
}
