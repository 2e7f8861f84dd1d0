"""A pattern among the allowed origins of a front door that compares them letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import FixSafety
from corsgate_audit.rules.allowed_origins import (
    example_of,
    kept_out,
    places,
    unresolved_origins,
)
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.preflights import with_bare_preflights
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import API_FRONT_DOORS, Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api

_SCHEMES = frozenset({"https://*", "http://*"})


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for patterns that keep out the pages that they are meant to let in."""
    yield from unresolved_origins(api)
    bare = with_bare_preflights(api)
    for place in places(bare):
        if WILDCARD not in place.value or place.value in {WILDCARD, *_SCHEMES}:
            continue
        page = example_of(place.value)
        made = kept_out(bare, place, page if is_origin(page) else PAGE)
        if made is not None:
            yield Violation(
                subject=place.subject,
                message=f"{place.name} names {place.value!r}, and nothing here takes a '*' inside "
                "an origin for a pattern: it is compared letter by letter, so that every page it "
                f"was meant for is kept out, {made.request.origin} for one.",
                expected="each origin by name",
                actual=repr(place.value),
                detail=place.value,
                witness=made.witness(),
            )


RULE = Rule.of_file(
    __file__,
    front_doors=API_FRONT_DOORS,
    safety=FixSafety.MANUAL,
    check=check,
)
