"""An allowed origin on a host where others have pages too, or may have them tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import Severity, known
from corsgate_audit.origins.hosts import host_of, is_everybodys, is_hosted
from corsgate_audit.rules.allowed_origins import OriginPlace, example_of, let_in, places
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door
    from corsgate_audit.rules.allowed_origins import LetIn
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: Door) -> Iterator[OriginPlace]:
    """List the allowed origins."""
    return places(api)


def check(_: Door, place: OriginPlace) -> Violation | None:
    """Look for origins of shared hosts, and for names that pass from one owner to the next."""
    value = known(place.value)
    page = _page(value)
    found = let_in(place, page) if page else None
    return _violation(found, value) if found else None


def _page(value: str) -> str | None:
    host = host_of(value)
    page = example_of(value) if is_everybodys(host) or is_hosted(host) else ""
    return page if is_origin(page) else None


def _violation(found: LetIn, value: str) -> Violation:
    place = found.place
    shared = is_everybodys(host_of(value))
    severity = Severity.HIGH if found.credentials else Severity.MEDIUM
    return Violation(
        message=f"{place.name} allows {value!r}, {_SHARED if shared else _HOSTED}",
        expected="an origin under a domain of your own",
        actual=repr(value),
        detail=value,
        witness=found.grant.witness,
        severity=severity if shared else Severity.LOW,
        confidence=found.grant.confidence,
    )


_SHARED = (
    "a domain where everybody can publish pages, so each of these pages can call the API and "
    "read the response. Use a domain of your own."
)
_HOSTED = (
    "a name that the host assigns to somebody else once it is released, so a page of the next "
    "owner can call the API. Use a domain of your own."
)


def repair(api: Door, violation: Violation, wanted: Wanted) -> Door:
    """Take it out of what is allowed."""
    return without_origin(api, violation, wanted, violation.detail)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
