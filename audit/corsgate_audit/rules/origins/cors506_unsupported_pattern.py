"""A pattern among the allowed origins of a front door that compares them letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, WILDCARD
from corsgate_audit.model import known
from corsgate_audit.rules.allowed_origins import (
    OriginPlace,
    example_of,
    kept_out,
    places,
)
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api
    from corsgate_audit.rules.wanted import Wanted

_SCHEMES = frozenset({"https://*", "http://*"})


def subjects(api: Api) -> Iterator[OriginPlace]:
    """List the allowed origins."""
    return places(api)


def check(_: Api, place: OriginPlace) -> Violation | None:
    """Look for patterns that keep out the pages that they are meant to let in."""
    value = known(place.value)
    if WILDCARD not in value or value in {WILDCARD, *_SCHEMES}:
        return None
    # Two pages: one of them may be listed by its own name beside the pattern.
    pages = (example_of(value, label) for label in ("app", "preview"))
    tried = (kept_out(place, page if is_origin(page) else PAGE) for page in pages)
    made = next(filter(None, tried), None)
    if made is None:
        return None
    return Violation(
        message=f"{place.name} has {value!r}, but '*' inside an origin is not a pattern here and "
        "is compared as a character, so the browser blocks every page that it was meant for, "
        f"such as the page at {made.request.origin}. List each origin by name.",
        expected="each origin by name",
        actual=repr(value),
        detail=value,
        witness=made.witness(),
    )


def repair(api: Api, violation: Violation, wanted: Wanted) -> Api:
    """Take it out: it allows nobody."""
    return without_origin(api, violation, wanted, violation.detail)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
