"""Regular expressions out of somebody else's Python: they may take longer than anybody waits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WAYS: dict[str, Callable[[str, str], object]] = {
    "match": re.match,
    "search": re.search,
}


def search(job: Mapping[str, Any]) -> dict[str, Any]:
    """Apply a regular expression.

    Args:
        job: ``way``, a function of `re`; the expression as ``template``; and the ``text``.

    Returns:
        ``found``; or ``undetermined``, why that cannot be told: it is no expression, for one.
    """
    try:
        return {"found": _WAYS[job["way"]](job["template"], job["text"]) is not None}
    except (re.error, OverflowError, RecursionError, MemoryError) as error:
        return {"undetermined": f"cannot be applied ({type(error).__name__})"}
