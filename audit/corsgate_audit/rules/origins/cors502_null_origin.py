"""``null`` among the allowed origins: an origin that every page can give itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import Severity, known
from corsgate_audit.rules.allowed_origins import OriginPlace, let_in, places
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door
    from corsgate_audit.rules.wanted import Wanted

_NULL = "null"


def subjects(api: Door) -> Iterator[OriginPlace]:
    """List the allowed origins."""
    return places(api)


def check(_: Door, place: OriginPlace) -> Violation | None:
    """Look for ``null`` where it lets a page in."""
    found = let_in(place, _NULL) if known(place.value) == _NULL else None
    if found is None:
        return None
    cookies = ", with the cookies of its visitors" * found.credentials
    return Violation(
        message=f"{place.name} allows 'null', the origin of every sandboxed frame, so any page on "
        f"the web can call the API through such a frame{cookies}. Remove 'null', and list the "
        "origins of your pages.",
        expected="the origins of your pages by name, without 'null'",
        actual=f"{place.name} names 'null'",
        witness=found.grant.witness,
        severity=Severity.HIGH if found.credentials else None,
        confidence=found.grant.confidence,
    )


def repair(api: Door, violation: Violation, wanted: Wanted) -> Door:
    """Take it out of what is allowed."""
    return without_origin(api, violation, wanted, _NULL)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
