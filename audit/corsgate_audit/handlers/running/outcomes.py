"""What comes of one invocation of a function."""

from __future__ import annotations

import json
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
    """

    kind: OutcomeKind
    payload: bytes = b""
    message: str = ""
    milliseconds: float = 0.0


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
    return Outcome(kind=OutcomeKind.ERROR, payload=payload, message=message)
