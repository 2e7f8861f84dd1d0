"""``null`` among the allowed origins: an origin that every page can give itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor, Severity
from corsgate_audit.rules.allowed_origins import let_in
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door

_NULL = "null"


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for ``null`` where it lets a page in."""
    for found in let_in(api, lambda value: _NULL if value == _NULL else None):
        if isinstance(found, Undecided):
            yield found
            continue
        cookies = ", with the cookies of its visitors" * found.credentials
        yield Violation(
            subject=found.place.subject,
            message=f"{found.place.name} names 'null', the origin of every sandboxed frame: any "
            f"page on the web can open one and so get in{cookies}.",
            expected="the origins of your pages by name, without 'null'",
            actual=f"{found.place.name} names 'null'",
            witness=found.grant.witness,
            severity=Severity.HIGH if found.credentials else None,
            confidence=found.grant.confidence,
        )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    safety=FixSafety.SAFE,
    check=check,
)
