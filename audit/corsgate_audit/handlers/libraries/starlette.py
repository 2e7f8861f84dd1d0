"""Starlette and FastAPI.

Source: https://www.starlette.io/middleware/#corsmiddleware
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.libraries.applications import App, Support
from corsgate_audit.handlers.libraries.corsgate import corsgate_support
from corsgate_audit.handlers.libraries.settings import Origins, listed_origins, truth_of
from corsgate_audit.handlers.values.data import Known

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


class StarletteApp(App):
    """``FastAPI(…)``, ``Starlette(…)``: middlewares are added to it."""

    def __init__(self) -> None:
        super().__init__("FastAPI", answers_exceptions=True)

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return ``add_middleware``, or what every application has."""
        if key == "add_middleware":
            return Fn(key, self.add_middleware)
        return super().member(interpreter, key)

    def add_middleware(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Add CORSMiddleware, one that leaves CORS alone, or one that is not followed."""
        kind = getattr(call.get(0, "middleware_class"), "name", "")
        if kind == "CORSMiddleware":
            interpreter.attribute(self, "support", starlette_support(call))
        elif kind == "CorsAsgiMiddleware":
            interpreter.attribute(self, "support", corsgate_support(interpreter, call))
        elif kind not in _HARMLESS:
            interpreter.attribute(self, "changed_by", call.text)
        return Known(None)


def starlette_support(call: Arguments) -> Support:
    """Read the settings of Starlette's CORSMiddleware.

    The server's error middleware stands outside of it: an exception that nobody handles is
    answered without its headers. With ``allow_origins=["*"]`` and a cookie in the request the
    origin is sent back.

    Source: https://github.com/encode/starlette/blob/master/starlette/middleware/cors.py
    """
    origins = listed_origins(call.named.get("allow_origins"), call.text)
    if call.more is not None or _is_set(call.named.get("allow_origin_regex")):
        origins = Origins(unknown=call.text)
    credentials = truth_of(call.named.get("allow_credentials"))
    return Support(origins, credentials, covers_errors=False, always_says_credentials=True)


def _is_set(value: Value | None) -> bool:
    return value is not None and not (isinstance(value, Known) and value.value is None)


def _fastapi(interpreter: Interpreter, call: Arguments) -> Value:
    app = StarletteApp()
    listed = call.named.get("middleware")
    items, rest = interpreter.items_of(listed) if listed is not None else ([], None)
    for each in items:
        app.add_middleware(interpreter, each.arguments if isinstance(each, _Middleware) else call)
    if rest is not None:
        app.changed_by = call.text
    return app


class _Middleware(Native):
    """Starlette's ``Middleware(CORSMiddleware, …)``."""

    name = "Middleware"

    def __init__(self, call: Arguments) -> None:
        self.arguments = call


_HARMLESS = frozenset({"GZipMiddleware", "TrustedHostMiddleware", "HTTPSRedirectMiddleware"})
_CORS_MIDDLEWARE = Fn("CORSMiddleware")
_FASTAPI = Fn("FastAPI", _fastapi)
_KINDS = {name: Fn(name) for name in _HARMLESS}
_ROUTER = Fn("APIRouter", lambda *_: App("router", answers_exceptions=False))
_STARLETTE_MIDDLEWARE: dict[str, Value] = {
    "CORSMiddleware": _CORS_MIDDLEWARE,
    "Middleware": Fn("Middleware", lambda _, call: _Middleware(call)),
    **_KINDS,
}
MODULES: dict[str, Value] = {
    "fastapi": Fn("fastapi", None, {"FastAPI": _FASTAPI, "APIRouter": _ROUTER}),
    "starlette.applications": Fn("starlette", None, {"Starlette": _FASTAPI}),
    **{
        name: Fn(name, None, _STARLETTE_MIDDLEWARE)
        for package in ("fastapi", "starlette")
        for name in (
            f"{package}.middleware",
            f"{package}.middleware.cors",
            f"{package}.middleware.gzip",
            f"{package}.middleware.trustedhost",
        )
    },
}
