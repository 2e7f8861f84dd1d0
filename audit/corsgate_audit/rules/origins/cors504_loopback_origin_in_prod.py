"""A developer's own machine among the allowed origins of what is in production."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.model import HttpApi, RestApi, known
from corsgate_audit.origins.hosts import host_of, is_loopback
from corsgate_audit.rules.allowed_origins import OriginPlace, example_of, let_in, places
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door
    from corsgate_audit.rules.wanted import Wanted

_says_production = re.compile(r"(?:^|[^a-z])(?:prod|production|prd|live)(?:$|[^a-z])").search


def subjects(api: Door) -> Iterator[OriginPlace]:
    """List the allowed origins of an API that names a stage or itself production."""
    return places(api) if _production(api) is not None else iter(())


def check(api: Door, place: OriginPlace) -> Violation | None:
    """Look for loopback origins."""
    value = known(place.value)
    page = _page(value)
    found = let_in(place, page) if page else None
    if found is None:
        return None
    cookies = " with the visitor's cookies" * found.credentials
    return Violation(
        message=f"{place.name} allows {value!r}, and the API is in production "
        f"({_production(api)}): any program that serves a page at this address on a visitor's "
        f"machine can call the API{cookies}. Allow it only outside production.",
        expected="the origins of the pages in production",
        actual=repr(value),
        detail=value,
        witness=found.grant.witness,
        confidence=found.grant.confidence,
    )


def _page(value: str) -> str | None:
    page = example_of(value) if is_loopback(host_of(value)) else ""
    return page if is_origin(page) else None


def _production(api: Door) -> str | None:
    """Return what says that an API is in production; None where nothing does."""
    for stage in api.stages if isinstance(api, RestApi | HttpApi) else ():
        if _says_production(stage.lower()):
            return f"stage {stage!r}"
    if isinstance(api.name, str) and _says_production(api.name.lower()):
        return f"its name is {api.name!r}"
    return None


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
