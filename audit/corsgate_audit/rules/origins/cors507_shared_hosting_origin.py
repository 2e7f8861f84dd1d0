"""An allowed origin on a host where others have pages too, or may have them tomorrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor, Severity
from corsgate_audit.rules.allowed_origins import example_of, let_in
from corsgate_audit.rules.origin_hosts import host_of, is_everybodys, is_hosted
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door
    from corsgate_audit.rules.allowed_origins import LetIn


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for origins of shared hosts, and for names that pass from one owner to the next."""
    for found in let_in(api, _page):
        yield found if isinstance(found, Undecided) else _violation(found)


def _page(value: str) -> str | None:
    host = host_of(value)
    page = example_of(value) if is_everybodys(host) or is_hosted(host) else ""
    return page if is_origin(page) else None


def _violation(found: LetIn) -> Violation:
    place = found.place
    shared = is_everybodys(host_of(place.value))
    severity = Severity.HIGH if found.credentials else Severity.MEDIUM
    return Violation(
        subject=place.subject,
        message=f"{place.name} names {place.value!r}, {_SHARED if shared else _HOSTED}",
        expected="an origin under a domain of your own",
        actual=repr(place.value),
        detail=place.value,
        witness=found.grant.witness,
        severity=severity if shared else Severity.LOW,
        confidence=found.grant.confidence,
    )


_SHARED = "where everybody can publish pages: each of them can call the API and read the answer."
_HOSTED = "a name that the host gives away again once it is given up: whoever gets it next gets in."

RULE = Rule.of_file(
    __file__,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    safety=FixSafety.MANUAL,
    check=check,
)
