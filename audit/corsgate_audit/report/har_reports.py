"""The cross-origin requests of a HAR, for people and for programs. No secret of it is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.report.exchange_lines import ALLOWED, BLOCKED, UNKNOWN
from corsgate_audit.report.lines import Line
from corsgate_audit.report.probe_json import probe_object
from corsgate_audit.report.probe_text import unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.probe.har import JudgedEntry

SCHEMA_VERSION = "1.0"


def har_json(judged: Sequence[JudgedEntry]) -> str:
    """Return the requests as JSON text, with a newline at its end.

    Args:
        judged: the cross-origin requests.
    """
    found: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "requests": [
            probe_object(each.found) | {"explanation": _explanation(each), "next": [each.next]}
            for each in judged
        ],
        "summary": _summary(judged),
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def har_text(judged: Sequence[JudgedEntry]) -> Iterator[Line]:
    """Return the requests that are not allowed, one after the other, and how many there are.

    Args:
        judged: the cross-origin requests.
    """
    for each in judged:
        verdict, cause, request = each.found.outcome(), each.found.cause, each.found.request
        if verdict is not None and verdict.allowed:
            continue
        word, style = ("UNKNOWN", UNKNOWN) if verdict is None else ("BLOCKED", BLOCKED)
        error = f" ({verdict.error})" if verdict and verdict.error else ""
        yield Line(f"{word} {request.method} {request.url}{error}", style=style)
        yield Line(f"The page at {request.origin}: {_explanation(each)}", indent=2)
        if cause is not None:
            yield Line(f"Cause: {cause.slug}: {cause.sentence}", indent=2)
        if each.found.real_error is not None:
            yield Line(f"The real error: {each.found.real_error.sentence}", indent=2)
        yield Line(f"Next: {each.next}", indent=2)
        yield Line()
    count = _summary(judged)
    yield Line(
        f"{count['requests']} cross-origin requests: {count['blocked']} blocked, "
        f"{count['undetermined']} undetermined, {count['allowed']} allowed",
        style=BLOCKED if count["blocked"] else ALLOWED,
    )


def _explanation(each: JudgedEntry) -> str:
    verdict = each.found.outcome()
    if verdict is not None:
        return verdict.explanation
    return unknown(each.found) if each.found.cause else f"{each.shown}."


def _summary(judged: Sequence[JudgedEntry]) -> dict[str, int]:
    verdicts = [each.found.outcome() for each in judged]
    return {
        "requests": len(verdicts),
        "blocked": sum(each is not None and not each.allowed for each in verdicts),
        "undetermined": sum(each is None for each in verdicts),
        "allowed": sum(each is not None and each.allowed for each in verdicts),
    }
