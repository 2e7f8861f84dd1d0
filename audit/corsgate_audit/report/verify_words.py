"""The words of a verification's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.verify.result import Entry, Sent, Verification

NOTHING = "(nothing)"
"""Where a header or a body is not there."""


def title_of(found: Verification) -> str:
    """Return where and when AWS was asked.

    Args:
        found: a verification.
    """
    return f"AWS in {found.region} on {found.date}, asked by corsgate {found.version}"


def counts_of(found: Verification) -> str:
    """Return how many statements are true.

    Args:
        found: a verification.
    """
    counts = {
        "as predicted": len(found.of(equal=True)),
        "not as predicted": len(found.of(equal=False)),
        "undetermined": len(found.of(equal=None)),
    }
    parts = ", ".join(f"{number} {what}" for what, number in counts.items())
    return f"{len(found.entries)} statements: {parts}"


def request_of(entry: Entry) -> str:
    """Return the request that decides.

    Args:
        entry: a statement.
    """
    return f"{_request(entry.request)}, sent to {entry.front}"


def sent_of(entry: Entry) -> list[str]:
    """Return what was sent, line by line, beside the request's first line.

    Args:
        entry: a statement.
    """
    lines = [f"{name}: {value}" for name, value in entry.request.headers]
    if entry.request.body is not None:
        lines.append(f"body: {entry.request.body}")
    return [*lines, *(f"after {_request(each)}" for each in entry.before)]


def _request(sent: Sent) -> str:
    version = f" (HTTP/{sent.http_version})" if sent.http_version else ""
    return f"{sent.method} {sent.path}{version}"
