"""Django and django-cors-headers.

Source: https://github.com/adamchainz/django-cors-headers
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.libraries.applications import App, Support
from corsgate_audit.handlers.libraries.settings import (
    ANY,
    REFLECTED,
    Origins,
    listed_origins,
    truth_of,
)
from corsgate_audit.handlers.values.data import Known

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


class _DjangoApp(App):
    """``get_wsgi_application()``: its settings are a module of the bundle."""

    def __init__(self) -> None:
        super().__init__("Django", answers_exceptions=True)

    def answer(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Answer by the settings of django-cors-headers."""
        if not interpreter.joining and self.support is None and self.changed_by is None:
            self._read_settings(interpreter)
        return super().answer(interpreter, call)

    def _read_settings(self, interpreter: Interpreter) -> None:
        paths = [
            each for each in interpreter.bundle.files if each.rpartition("/")[2] == "settings.py"
        ]
        if len(paths) != 1:
            interpreter.attribute(self, "changed_by", "Django's settings")
            return
        scope = interpreter.load(paths[0]).scope
        support = django_support(lambda name: interpreter.lookup(name, scope))
        middleware = interpreter.lookup("MIDDLEWARE", scope)
        if support is None or middleware is None:
            interpreter.attribute(self, "changed_by", "Django's MIDDLEWARE")
        else:
            interpreter.attribute(self, "support", support if _has_middleware(middleware) else None)


def django_support(setting: Callable[[str], Value | None]) -> Support | None:
    """Read the settings of django-cors-headers.

    Args:
        setting: Function that returns a setting by its name; None for one that is not set.
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


MODULES: dict[str, Value] = {
    f"django.core.{kind}": Fn(
        f"django.core.{kind}",
        None,
        {f"get_{kind}_application": Fn(f"get_{kind}_application", lambda *_: _DjangoApp())},
    )
    for kind in ("wsgi", "asgi")
}
