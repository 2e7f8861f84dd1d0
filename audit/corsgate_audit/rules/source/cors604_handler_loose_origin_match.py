"""A function that compares the origin loosely, and so lets look-alikes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, FixSafety, FrontDoor
from corsgate_audit.rules.code import severity_of, stranger_gets_in, told
from corsgate_audit.rules.rule import Rule, Subject, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Handler


def check(api: Handler) -> Iterator[Violation]:
    """Look for comparisons that an origin of somebody else's passes."""
    for use in api.origin_uses:
        for loose in use.loose:
            yield Violation(
                subject=Subject(location=use.location),
                message=f"{use.function!r} lets the origin in by {loose.text}: that lets in pages "
                f"of {loose.look_alike} too, {told(use)}; whoever registers such a name may read "
                "what the function answers.",
                expected="origins compared whole, with ==",
                actual=loose.text,
                detail=f"{use.function} {loose.text}",
                witness=stranger_gets_in(use, loose.look_alike),
                confidence=Confidence.LIKELY,
                severity=severity_of(use),
            )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.FUNCTION}),
    safety=FixSafety.MANUAL,
    check=check,
)
