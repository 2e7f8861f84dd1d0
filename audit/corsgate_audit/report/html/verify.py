"""A verification as one HTML page that loads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.report.html.laying_out import laid_out
from corsgate_audit.report.verify_words import NOTHING, counts_of, request_of, sent_of, title_of

if TYPE_CHECKING:
    from corsgate_audit.verify.result import Verification


def verify_html(found: Verification) -> str:
    """Return the page, which has no scripts.

    Args:
        found: verification to report.
    """
    return laid_out(
        "verify.html.j2",
        styles=("verify.css",),
        title=title_of(found),
        counts=counts_of(found),
        groups=[
            (title, found.of(equal=equal))
            for title, equal in (
                ("Not as predicted", False),
                ("Undetermined", None),
                ("As predicted", True),
            )
        ],
        request_of=request_of,
        sent_of=sent_of,
        nothing=NOTHING,
    )
