"""What comes of one invocation of a function."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum

EVENT_LIMIT = 6 * 2**20
"""Bytes; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
RESPONSE_LIMIT = EVENT_LIMIT + 100
"""Bytes; recorded on AWS, DataBiosphere/azul#8192."""


class OutcomeKind(StrEnum):
    """How an invocation ends."""

    RESPONSE = "response"
    """The function returned something."""
    ERROR = "error"
    """It raised, or its module could not be loaded."""
    TIMED_OUT = "timed_out"
    EXITED = "exited"
    """Its process ended before it answered."""
    TOO_LARGE = "too_large"
    """What it returned is more than Lambda passes on."""
    EVENT_TOO_LARGE = "event_too_large"
    """Lambda does not take the event: it is not run."""
    NOT_RUN = "not_run"
    """It cannot be run on this machine; Lambda would have run it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of one invocation.

    Args:
        kind: how it ended.
        payload: JSON as the function wrote it; of an error ``errorType`` and ``errorMessage``.
        message: one sentence without a final period, for all but a response.
        milliseconds: time that the function took, its start-up left out.
        place: file and line at which it raised, as far as its runtime tells; empty else.
    """

    kind: OutcomeKind
    payload: bytes = b""
    message: str = ""
    milliseconds: float = 0.0
    place: str = ""


def error_outcome(payload: bytes) -> Outcome:
    """Return an error that a function reported, in the words of its runtime.

    Args:
        payload: what it posted; a custom runtime may post anything.
    """
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        told = None
    kind = told.get("errorType") if isinstance(told, dict) else None
    text = told.get("errorMessage") if isinstance(told, dict) else None
    message = ": ".join(str(each) for each in (kind, text) if each) or "the function failed"
    return Outcome(kind=OutcomeKind.ERROR, payload=payload, message=message, place=_place(told))


def _place(told: object) -> str:
    """Return where a function raised: the innermost frame of its own code.

    Python's traces end with it, and are in ``stackTrace``; Node's begin with it, and are in
    ``trace``: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-invokeerror
    """
    if not isinstance(told, dict):
        return ""
    python, node = (told.get(name) for name in ("stackTrace", "trace"))
    frames = [
        *(reversed(python) if isinstance(python, list) else ()),
        *(node if isinstance(node, list) else ()),
    ]
    for frame in frames:
        found = _FRAME.search(frame) if isinstance(frame, str) else None
        if found is not None and not any(each in frame for each in _OF_OTHERS):
            path, line = (found[1], found[2]) if found[1] else (found[3], found[4])
            return f"{path}, line {line}"
    return ""


_OF_OTHERS = ("node_modules", "site-packages", "node:internal", "node_bootstrap.mjs")
_FRAME = re.compile(
    r'File "([^"]{1,500})", line (\d{1,9})|(?:file://)?(/[^():]{1,500}):(\d{1,9}):\d{1,9}\)?$'
)
