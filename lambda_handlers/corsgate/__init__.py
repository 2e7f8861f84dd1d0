"""CORS for AWS Lambda: one policy, one decision, whatever front door the request came through.

Standard library only, and little of it: the whole package imports in about two milliseconds.
"""

from __future__ import annotations

from .decision import Decision, decide
from .handler import cors
from .policy import CorsPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .asgi import CorsAsgiMiddleware
    from .preflight import preflight_handler
    from .problems import PolicyError, Problem, Reason
    from .wsgi import CorsWsgiMiddleware

__version__ = "0.1.0"

__all__ = [
    "CorsAsgiMiddleware",
    "CorsPolicy",
    "CorsWsgiMiddleware",
    "Decision",
    "PolicyError",
    "Problem",
    "Reason",
    "__version__",
    "cors",
    "decide",
    "preflight_handler",
]

_ON_DEMAND = {
    "CorsAsgiMiddleware": "asgi",
    "CorsWsgiMiddleware": "wsgi",
    "PolicyError": "problems",
    "Problem": "problems",
    "Reason": "problems",
    "preflight_handler": "preflight",
}
"""What a decorated handler with a valid policy does not need is imported when it is asked for.

https://peps.python.org/pep-0562/
"""


def __getattr__(name: str) -> object:
    """Import what is asked for by name."""
    if name not in _ON_DEMAND:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module  # noqa: PLC0415 - loaded by every Python start anyway

    return getattr(import_module(f".{_ON_DEMAND[name]}", __name__), name)


def __dir__() -> list[str]:
    """List what is imported only when it is asked for, too."""
    return sorted({*globals(), *__all__})
