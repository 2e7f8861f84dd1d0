"""Frameworks behind an adapter: FastAPI, Starlette, Flask, Chalice and Django, and corsgate itself.

A route decides about the status and may set headers of its own. Where no code of the bundle names
Access-Control-Allow-Origin, and nothing that is not followed changes answers, only the framework's
CORS support can send it.

Sources: https://www.starlette.io/middleware/#corsmiddleware, https://corydolphin.com/flask-cors/,
https://aws.github.io/chalice/topics/routing.html#enabling-cors-for-a-route,
https://github.com/adamchainz/django-cors-headers
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.handlers.core import is_function
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    CREDENTIALS,
    REFLECTED,
    Origins,
    cors_headers,
    library_response,
    listed_origins,
    mentions_cors,
    truth_of,
    with_headers,
)
from corsgate_audit.handlers.members import text_of
from corsgate_audit.handlers.natives import Fn
from corsgate_audit.handlers.values import Arguments, Known, Native, Obj, Unfollowed, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.modules import Modules

_ROUTING = frozenset(
    {
        "get", "post", "put", "delete", "patch", "head", "options", "route", "on_event",
        "errorhandler", "api_route", "exception_handler", "schedule", "websocket", "authorizer",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Support:
    """A framework's CORS support, as it is set.

    Args:
        origins: that it allows.
        credentials: None where that is not known.
        covers_errors: the answer to an exception has the headers, too.
        always_says_credentials: pages that are not allowed get that header, too.
    """

    origins: Origins
    credentials: bool | None
    covers_errors: bool
    always_says_credentials: bool = False


class App(Native):
    """An application of a framework.

    Args:
        name: of the framework.
        answers_exceptions: an exception is answered with 500; otherwise it leaves the function.
        support: CORS support that it is made with.
    """

    def __init__(
        self, name: str, *, answers_exceptions: bool, support: Support | None = None
    ) -> None:
        self.name = name
        self.answers_exceptions = answers_exceptions
        self.support = support
        self.changed_by: str | None = None

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to register something."""
        if key in _ROUTING:
            return Fn(key, _route)
        if key == "add_middleware":
            return Fn(key, self.add_middleware)
        if key in {"include_router", "mount", "register_blueprint", "add_api_route", "add_url_rule",
                   "register_blueprints"}:  # fmt: skip
            return Fn(key, lambda *_: Known(None))
        if key in {"middleware", "after_request", "before_request", "use", "wsgi_app"}:
            return Fn(key, self._change)
        return Unfollowed(f"{self.name}.{key}")

    def handed_over(self, core: Modules, call: Arguments) -> None:
        """Somebody may change answers in ways that are not followed."""
        core.attribute(self, "changed_by", call.text)

    def set(self, core: Modules, key: str, value: Value) -> None:
        """Replace a member: nothing that is followed from here on."""
        if key in {"wsgi_app", "middleware_stack"}:
            core.attribute(self, "changed_by", f"{self.name}.{key} = {text_of(value)}")

    def _change(self, core: Modules, call: Arguments) -> Value:
        core.attribute(self, "changed_by", call.text)
        return _route(core, call)

    def add_middleware(self, core: Modules, call: Arguments) -> Value:
        """Starlette's: CORSMiddleware, one that leaves CORS alone, or one that is not followed."""
        kind = getattr(call.get(0, "middleware_class"), "name", "")
        if kind == "CORSMiddleware":
            core.attribute(self, "support", starlette_support(call))
        elif kind not in _HARMLESS:
            core.attribute(self, "changed_by", call.text)
        return Known(None)

    def answer(self, core: Modules, call: Arguments) -> Value:
        """Return an answer of the application, behind an adapter."""
        rest = self.changed_by
        if rest is None and mentions_cors(core):
            rest = f"routes of {self.name}"
        if core.joining:
            return Unfollowed(call.text)
        if self.answers_exceptions and core.choose(2):
            covered = self.support is not None and self.support.covers_errors
            headers = self._headers(core) if covered else {}
            core.caught = True
            return library_response(
                call, headers, status=500, rest=rest if covered else None, by=self.name
            )
        return library_response(call, self._headers(core), rest=rest, by=self.name)

    def _headers(self, core: Modules) -> dict[str, Value]:
        if self.support is None:
            return {}
        made = cors_headers(core, self.support.origins, credentials=self.support.credentials)
        if self.support.always_says_credentials and self.support.credentials:
            made[CREDENTIALS] = Known("true")
        return made

    def call(self, core: Modules, call: Arguments) -> Value:
        """Chalice's application is the handler itself."""
        return self.answer(core, call)


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


def flask_support(call: Arguments) -> Support:
    """Read the settings of flask-cors: without origins every page gets its own.

    Source: https://github.com/corydolphin/flask-cors/blob/main/flask_cors/core.py
    """
    given = call.named.get("origins")
    credentials = truth_of(call.named.get("supports_credentials"))
    unknown = {"resources", "send_wildcard", "always_send"} & call.named.keys() or call.more
    if unknown:
        return Support(Origins(unknown=call.text), credentials, covers_errors=True)
    origins = ANY if given is None else listed_origins(given, call.text)
    if origins == ANY:
        # Pages get the star with send_wildcard alone; other clients get it without credentials.
        origins = Origins(without_origin=None if credentials is not False else "*")
    if origins.listed is not None and any(_is_pattern(each) for each in origins.listed):
        origins = Origins(unknown=call.text)
    return Support(origins, credentials, covers_errors=True)


def chalice_support(value: Value | None, text: str) -> Support | None:
    """Read the ``cors`` of a Chalice route: True, or a CORSConfig."""
    if value is None or (isinstance(value, Known) and not value.value):
        return None
    if isinstance(value, Known):
        return Support(ANY, credentials=False, covers_errors=True)
    given = value.arguments if isinstance(value, _ChaliceCors) else None
    if given is None:
        return Support(Origins(unknown=text), None, covers_errors=True)
    origin = given.named.get("allow_origin", Known("*"))
    credentials = truth_of(given.named.get("allow_credentials"))
    if isinstance(origin, Known):
        return Support(Origins(value=str(origin.value)), credentials, covers_errors=True)
    return Support(Origins(unknown=text), credentials, covers_errors=True)


class _ChaliceCors(Native):
    """Chalice's ``CORSConfig(…)``."""

    name = "CORSConfig"

    def __init__(self, call: Arguments) -> None:
        self.arguments = call


class _Chalice(App):
    """``Chalice(…)``: CORS is a setting of each route."""

    def __init__(self) -> None:
        super().__init__("Chalice", answers_exceptions=True)
        self.routes: list[Support | None] = []

    def member(self, core: Modules, key: str) -> Value | None:
        """Return ``route``."""
        if key == "route":
            return Fn(key, self._route)
        if key in {"get", "post", "put", "delete", "patch"}:
            return Fn(key, self._route)
        if key in {"current_request", "log", "lambda_context"}:
            return Unfollowed(f"app.{key}")
        return super().member(core, key)

    def _route(self, core: Modules, call: Arguments) -> Value:
        core.attribute(
            self, "routes", [*self.routes, chalice_support(call.named.get("cors"), call.text)]
        )
        return _route(core, call)

    def answer(self, core: Modules, call: Arguments) -> Value:
        """Answer by one of the routes."""
        if core.joining or not self.routes:
            return Unfollowed(call.text)
        core.attribute(self, "support", self.routes[core.choose(len(self.routes))])
        if self.support is None and core.joining:
            return Unfollowed(call.text)
        headers = self._headers(core)
        rest = "routes of Chalice" if mentions_cors(core) else None
        return library_response(call, headers, rest=rest, by=self.name)


class _DjangoApp(App):
    """``get_wsgi_application()``: its settings are a module of the bundle."""

    def __init__(self) -> None:
        super().__init__("Django", answers_exceptions=True)

    def answer(self, core: Modules, call: Arguments) -> Value:
        """Answer by the settings of django-cors-headers."""
        if not core.joining and self.support is None and self.changed_by is None:
            self._read_settings(core)
        return super().answer(core, call)

    def _read_settings(self, core: Modules) -> None:
        paths = [each for each in core.bundle.files if each.rpartition("/")[2] == "settings.py"]
        if len(paths) != 1:
            core.attribute(self, "changed_by", "Django's settings")
            return
        scope = core.load(paths[0]).scope
        support = django_support(lambda name: core.lookup(name, scope))
        middleware = core.lookup("MIDDLEWARE", scope)
        if support is None or middleware is None:
            core.attribute(self, "changed_by", "Django's MIDDLEWARE")
        else:
            core.attribute(self, "support", support if _has_middleware(middleware) else None)


def django_support(setting: Callable[[str], Value | None]) -> Support | None:
    """Read the settings of django-cors-headers.

    Args:
        setting: returns a setting by its name.
    """
    credentials = truth_of(setting("CORS_ALLOW_CREDENTIALS"))
    every = truth_of(setting("CORS_ALLOW_ALL_ORIGINS") or setting("CORS_ORIGIN_ALLOW_ALL"))
    if every is None or setting("CORS_ALLOWED_ORIGIN_REGEXES") is not None:
        return Support(Origins(unknown="CORS settings of Django"), credentials, covers_errors=True)
    if every:
        origins = REFLECTED if credentials is not False else ANY
        return Support(origins, credentials, covers_errors=True)
    listed = setting("CORS_ALLOWED_ORIGINS") or setting("CORS_ORIGIN_WHITELIST")
    origins = listed_origins(listed, "CORS_ALLOWED_ORIGINS")
    return Support(origins, credentials, covers_errors=True)


def _has_middleware(value: Value) -> bool:
    items = getattr(value, "items", [])
    return any(
        isinstance(e, Known) and e.value == "corsheaders.middleware.CorsMiddleware" for e in items
    )


def _route(_: Modules, call: Arguments) -> Value:
    """Return what is decorated, or a decorator that leaves the function as it is."""
    function = call.get(0)
    if function is not None and is_function(function):
        return function
    return Fn("route", lambda __, inner: inner.get(0) or Unfollowed(inner.text))


def _flask_cors(core: Modules, call: Arguments) -> Value:
    app = call.get(0, "app")
    if isinstance(app, App):
        core.attribute(app, "support", flask_support(call))
    return Fn(
        "CORS", None, {"init_app": Fn("init_app", lambda c, inner: _init_app(c, inner, call))}
    )


def _init_app(core: Modules, call: Arguments, made: Arguments) -> Value:
    app = call.get(0, "app")
    if isinstance(app, App):
        core.attribute(app, "support", flask_support(made if made.named else call))
    return Known(None)


def _adapter(_: Modules, call: Arguments) -> Value:
    """Return the handler that an adapter makes of an application."""
    app = call.get(0, "app")
    if isinstance(app, App):
        return Fn("adapter", app.answer)
    return Fn("adapter", lambda __, inner: Unfollowed(call.text or inner.text))


def _handled(core: Modules, call: Arguments) -> Value:
    """``handle_request(app, event, context)``: an adapter that is called."""
    app = call.get(0, "app")
    return app.answer(core, call) if isinstance(app, App) else Unfollowed(call.text)


def _fastapi(core: Modules, call: Arguments) -> Value:
    app = App("FastAPI", answers_exceptions=True)
    listed = call.named.get("middleware")
    items, rest = core.items_of(listed) if listed is not None else ([], None)
    for each in items:
        app.add_middleware(core, each.arguments if isinstance(each, _Middleware) else call)
    if rest is not None:
        app.changed_by = call.text
    return app


class _Middleware(Native):
    """Starlette's ``Middleware(CORSMiddleware, …)``."""

    name = "Middleware"

    def __init__(self, call: Arguments) -> None:
        self.arguments = call


# --- corsgate --------------------------------------------------------------------------------


class _Policy(Native):
    """``CorsPolicy(…)``."""

    name = "CorsPolicy"

    def __init__(self, call: Arguments) -> None:
        origins = listed_origins(call.named.get("allow_origins"), call.text)
        if origins.listed is not None and any("*" in each for each in origins.listed):
            origins = Origins(unknown=call.text)
        self.origins = Origins(unknown=call.text) if call.more is not None else origins
        self.credentials = truth_of(call.named.get("allow_credentials"))


class _Decorated(Native):
    """A handler below ``@cors``."""

    name = "@cors"

    def __init__(self, function: Value, policy: _Policy | None, text: str) -> None:
        self.function, self.policy, self.text = function, policy, text

    def call(self, core: Modules, call: Arguments) -> Value:
        """Call the handler; its answer gets the policy's headers, whatever it had."""
        response = core.call(self.function, call)
        owned = core.environment.value("CORSGATE_GATEWAY_OWNS")
        if self.policy is None or owned is not None:
            unknown = Origins(unknown=f"{self.text}: CORSGATE_POLICY of the environment")
            return with_headers(
                core, response, cors_headers(core, unknown, credentials=None), "corsgate"
            )
        headers = cors_headers(core, self.policy.origins, credentials=self.policy.credentials)
        return with_headers(core, response, headers, "corsgate")


def _cors(_: Modules, call: Arguments) -> Value:
    given = call.get(0)
    if given is not None and (is_function(given) or isinstance(given, _Decorated)):
        return _Decorated(given, None, call.text)
    policy = given if isinstance(given, _Policy) else None
    text = call.text
    return Fn("@cors", lambda __, inner: _Decorated(inner.get(0) or Unfollowed(text), policy, text))


def _is_set(value: Value | None) -> bool:
    return value is not None and not (isinstance(value, Known) and value.value is None)


def _is_pattern(text: str) -> bool:
    """Whether flask-cors takes an origin for a regular expression."""
    return any(mark in text for mark in ("*", "\\", "]", "?", "$", "^", "[", "(", "+"))


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
_ADAPTER = Fn("adapter", _adapter)
_HANDLED = Fn("handle_request", _handled)


def _module(name: str, members: dict[str, Value]) -> Value:
    return Fn(name, None, members)


MODULES: dict[str, Value] = {
    "fastapi": _module("fastapi", {"FastAPI": _FASTAPI, "APIRouter": _ROUTER}),
    "starlette.applications": _module("starlette", {"Starlette": _FASTAPI}),
    **{
        name: _module(name, _STARLETTE_MIDDLEWARE)
        for package in ("fastapi", "starlette")
        for name in (
            f"{package}.middleware",
            f"{package}.middleware.cors",
            f"{package}.middleware.gzip",
            f"{package}.middleware.trustedhost",
        )
    },
    "mangum": _module("mangum", {"Mangum": _ADAPTER}),
    "flask": _module(
        "flask",
        {
            "Flask": Fn("Flask", lambda *_: App("Flask", answers_exceptions=True)),
            "Blueprint": Fn("Blueprint", lambda *_: App("blueprint", answers_exceptions=False)),
        },
    ),
    "flask_cors": _module("flask_cors", {"CORS": Fn("CORS", _flask_cors)}),
    "apig_wsgi": _module("apig_wsgi", {"make_lambda_handler": _ADAPTER}),
    "serverless_wsgi": _module("serverless_wsgi", {"handle_request": _HANDLED}),
    "awsgi": _module("awsgi", {"response": _HANDLED}),
    "asgiref.wsgi": _module(
        "asgiref.wsgi",
        {"WsgiToAsgi": Fn("WsgiToAsgi", lambda _, c: c.get(0) or Unfollowed(c.text))},
    ),
    "a2wsgi": _module(
        "a2wsgi",
        {"WSGIMiddleware": Fn("WSGIMiddleware", lambda _, c: c.get(0) or Unfollowed(c.text))},
    ),
    "chalice": _module(
        "chalice",
        {
            "Chalice": Fn("Chalice", lambda *_: _Chalice()),
            "CORSConfig": Fn("CORSConfig", lambda _, call: _ChaliceCors(call)),
        },
    ),
    "chalice.app": _module(
        "chalice.app", {"CORSConfig": Fn("CORSConfig", lambda _, call: _ChaliceCors(call))}
    ),
    "django.core.wsgi": _module(
        "django.core.wsgi",
        {"get_wsgi_application": Fn("get_wsgi_application", lambda *_: _DjangoApp())},
    ),
    "django.core.asgi": _module(
        "django.core.asgi",
        {"get_asgi_application": Fn("get_asgi_application", lambda *_: _DjangoApp())},
    ),
    "corsgate": _module(
        "corsgate",
        {
            "cors": Fn("cors", _cors),
            "CorsPolicy": Fn("CorsPolicy", lambda _, call: _Policy(call)),
        },
    ),
}
__all__ = ["MODULES", "Obj"]
