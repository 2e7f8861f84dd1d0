"""Adapters that put a Python application behind a front door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.libraries.applications import App
from corsgate_audit.handlers.values.data import Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def _adapter(_: Interpreter, call: Arguments) -> Value:
    """Return the handler that an adapter makes of an application."""
    app = call.get(0, "app")
    if isinstance(app, App):
        return Fn("adapter", app.answer)
    return Fn("adapter", lambda __, inner: Unfollowed(call.text or inner.text))


def _handled(interpreter: Interpreter, call: Arguments) -> Value:
    """``handle_request(app, event, context)``: an adapter that is called."""
    app = call.get(0, "app")
    return app.answer(interpreter, call) if isinstance(app, App) else Unfollowed(call.text)


_ADAPTER = Fn("adapter", _adapter)
_HANDLED = Fn("handle_request", _handled)


def _same_app(_: Interpreter, call: Arguments) -> Value:
    """Return the application itself: a bridge from WSGI to ASGI changes no header."""
    return call.get(0) or Unfollowed(call.text)


MODULES: dict[str, Value] = {
    "mangum": Fn("mangum", None, {"Mangum": _ADAPTER}),
    "apig_wsgi": Fn("apig_wsgi", None, {"make_lambda_handler": _ADAPTER}),
    "serverless_wsgi": Fn("serverless_wsgi", None, {"handle_request": _HANDLED}),
    "awsgi": Fn("awsgi", None, {"response": _HANDLED}),
    "asgiref.wsgi": Fn("asgiref.wsgi", None, {"WsgiToAsgi": Fn("WsgiToAsgi", _same_app)}),
    "a2wsgi": Fn("a2wsgi", None, {"WSGIMiddleware": Fn("WSGIMiddleware", _same_app)}),
}
