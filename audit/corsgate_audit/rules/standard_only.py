"""What the standard refuses and no browser blocks yet: a finding that says what is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from corsgate_audit.browser import blocked_in, verdicts

if TYPE_CHECKING:
    from corsgate_audit.gateway import Exchange

TO_COME: Final = (
    "'*' does not cover Authorization by the Fetch standard. Browsers still send the header, and "
    "warn in the console that they are going to block it."
)
"""Chromium 156, Firefox 153 and WebKitGTK 2.50: each was tried.

Source: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
"""


def is_blocked_nowhere(made: Exchange) -> bool:
    """Whether no browser blocks an exchange that the standard refuses.

    Args:
        made: with a verdict.
    """
    witness = made.witness()
    return witness is not None and not blocked_in(
        verdicts(witness.request, preflight=witness.preflight, response=witness.response)
    )
