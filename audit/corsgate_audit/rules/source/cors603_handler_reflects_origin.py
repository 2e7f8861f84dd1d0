"""A function that answers every page with the page's own origin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, OriginUse
from corsgate_audit.rules.code import other_origin_allowed, severity_of, told
from corsgate_audit.rules.requests import ANOTHER_ORIGIN
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Handler
    from corsgate_audit.rules.wanted import Wanted


def subjects(handler: Handler) -> Iterator[OriginUse]:
    """List the places where the origin is sent back and nothing in the function compares it."""
    return (use for use in handler.origin_uses if not use.is_compared)


def check(_: Handler, use: OriginUse) -> Violation | None:
    """Show that any page may read the answer."""
    return Violation(
        message=f"{use.function!r} sends the origin of the request back without a check, so any "
        f"page on the web can read what the function returns, {told(use)}. Compare the origin "
        "with a list of your pages.",
        expected="the origins of your own pages, compared with ==",
        actual=f"Access-Control-Allow-Origin is {use.text}, which is never compared",
        detail=f"{use.function} {use.text}",
        witness=other_origin_allowed(use, ANOTHER_ORIGIN),
        confidence=Confidence.LIKELY,
        severity=severity_of(use),
    )


def repair(handler: Handler, violation: Violation, _: Wanted) -> Handler:
    """Compare the origin whole."""
    at = violation.subject
    uses = tuple(
        replace(each, is_compared=True) if at and each.location == at.location else each
        for each in handler.origin_uses
    )
    return replace(handler, origin_uses=uses)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
