"""A function that compares the origin loosely, and so lets look-alikes in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.model import Confidence, LooseComparison, OriginUse
from corsgate_audit.rules.code import other_origin_allowed, severity_of, told
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Handler
    from corsgate_audit.rules.wanted import Wanted


class _Comparison(NamedTuple):
    """A loose comparison, and where the origin is sent back for it."""

    use: OriginUse
    loose: LooseComparison

    @property
    def subject(self) -> Subject:
        """Where the origin is sent back."""
        return subject_of(self.use)


def subjects(handler: Handler) -> Iterator[_Comparison]:
    """List the comparisons that an origin of somebody else's passes."""
    return (_Comparison(use, loose) for use in handler.origin_uses for loose in use.loose)


def check(_: Handler, comparison: _Comparison) -> Violation | None:
    """Show what such an origin gets."""
    use, loose = comparison
    return Violation(
        message=f"{use.function!r} checks the origin with {loose.text}, which also allows pages at "
        f"{loose.look_alike}, {told(use)}: an attacker who registers such a domain can read what "
        "the function returns. Compare the complete origin with ==.",
        expected="complete origins compared with ==",
        actual=loose.text,
        detail=f"{use.function} {loose.text}",
        witness=other_origin_allowed(use, loose.look_alike),
        confidence=Confidence.LIKELY,
        severity=severity_of(use),
    )


def repair(handler: Handler, violation: Violation, _: Wanted) -> Handler:
    """Compare the origin whole."""
    at = violation.subject
    uses = tuple(
        replace(each, loose=()) if at and each.location == at.location else each
        for each in handler.origin_uses
    )
    return replace(handler, origin_uses=uses)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
