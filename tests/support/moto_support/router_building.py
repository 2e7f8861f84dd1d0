"""A service's routes, built by one thread at a time.

moto builds them at the first call, with werkzeug's compiler, in whichever thread makes the call.
CPython 3.11's ``ast`` is not safe for that: two at once end, now and then, with ``SystemError: AST
constructor recursion depth mismatch``. https://github.com/python/cpython/issues/106905
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from moto.core import routing

_BUILDING = Lock()
_create_map: Any = routing._create_map  # noqa: SLF001 - moto offers no other way in


def install() -> None:
    """Have every map of routes wait for the one that is being built."""
    routing._create_map = _create_alone  # noqa: SLF001


def _create_alone(rules: list[Any]) -> Any:  # noqa: ANN401 (moto is read without its types)
    with _BUILDING:
        return _create_map(rules)
