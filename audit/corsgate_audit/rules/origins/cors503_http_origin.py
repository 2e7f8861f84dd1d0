"""An allowed origin without encryption, for which anybody on the network can speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import Severity, known
from corsgate_audit.origins.hosts import host_of, is_loopback
from corsgate_audit.rules.allowed_origins import OriginPlace, example_of, let_in, places
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door
    from corsgate_audit.rules.allowed_origins import LetIn
    from corsgate_audit.rules.wanted import Wanted

_ALL = "http://*"  # which is CORS202's part


def subjects(api: Door) -> Iterator[OriginPlace]:
    """List the allowed origins."""
    return places(api)


def check(_: Door, place: OriginPlace) -> Violation | None:
    """Look for ``http`` origins, but those of the visitor's own machine."""
    value = known(place.value)
    page = _page(value)
    found = let_in(place, page) if page else None
    return _violation(found, value) if found else None


def _page(value: str) -> str | None:
    if not value.startswith("http://") or value == _ALL or is_loopback(host_of(value)):
        return None
    page = example_of(value)
    return page if is_origin(page) else None


def _violation(found: LetIn, value: str) -> Violation:
    place = found.place
    cookies = " with the cookies of its visitors" * found.credentials
    severity = Severity.HIGH if found.credentials else None
    return Violation(
        message=f"{place.name} allows {value!r}: an attacker on a visitor's network can put a "
        f"script into that page and call the API{cookies}. Allow the page's https origin instead.",
        expected=f"'https{value.removeprefix('http')}'",
        actual=repr(value),
        detail=value,
        witness=found.grant.witness,
        severity=severity if severity or found.authorized else Severity.LOW,
        confidence=found.grant.confidence,
    )


def repair(api: Door, violation: Violation, wanted: Wanted) -> Door:
    """Name the same page with TLS."""
    return without_origin(
        api, violation, wanted, violation.detail, f"https{violation.detail.removeprefix('http')}"
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
