"""Whose an exception of a WSGI application is. Loaded with the first one only."""

from __future__ import annotations

import sys
import traceback

from . import _log

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._types import Anything

_WANTED = ("werkzeug.debug.preserve_context", "x-wsgiorg.throw_errors", "paste.throw_errors")
"""What is in the environment where somebody outside wants to see exceptions: Werkzeug's debugger,
and test clients by https://wsgi.readthedocs.io/en/latest/specifications/throw_errors.html."""

_INNER = ("__self__", "app", "wsgi_app", "application", "func", "__wrapped__")
"""Where middlewares, bound methods and partial calls keep what is inside of them."""
_DEEPEST = 50


def is_wanted_outside(app: Anything, environ: dict[str, Anything]) -> bool:
    """Whether an exception is to be raised again: for a debugger or a test client.

    Args:
        app: the application that raised it.
        environ: environ of the request.

    Returns:
        True where the environment says so, and where Flask or Django has raised what it answers by
        itself unless it is told to propagate:
        https://flask.palletsprojects.com/en/stable/config/#PROPAGATE_EXCEPTIONS,
        https://docs.djangoproject.com/en/stable/ref/settings/#debug-propagate-exceptions.
    """
    wanted = any(environ.get(name) for name in _WANTED)
    return wanted or any(_propagates(each) or _django_propagates(each) for each in _layers(app))


def report(name: str, environ: dict[str, Anything]) -> None:
    """Write the traceback of the exception that is being handled to where it is looked for.

    Args:
        name: name of the middleware, for the log.
        environ: environ with the server's ``wsgi.errors``, for which PEP 3333 has exactly this use.
    """
    errors = environ.get("wsgi.errors")
    # Without a handler the log would write to standard error, which `wsgi.errors` nearly always is.
    if errors is None or _log.LOGGER.hasHandlers():
        _log.failure(name)
    if errors is not None:
        traceback.print_exc(file=errors)


def _layers(app: Anything) -> Iterator[Anything]:
    for _ in range(_DEEPEST):
        yield app
        inner = (getattr(app, name, None) for name in _INNER)
        app = next((each for each in inner if each is not None), None)
        if app is None:
            return


def _django_propagates(app: Anything) -> bool:
    if type(app).__module__ != "django.core.handlers.wsgi":
        return False
    return bool(sys.modules["django.conf"].settings.DEBUG_PROPAGATE_EXCEPTIONS)


def _propagates(app: Anything) -> bool:
    config = getattr(app, "config", None)
    if not isinstance(config, dict) or "PROPAGATE_EXCEPTIONS" not in config:
        return False
    told = config["PROPAGATE_EXCEPTIONS"]
    return bool(config.get("TESTING") or config.get("DEBUG")) if told is None else bool(told)
