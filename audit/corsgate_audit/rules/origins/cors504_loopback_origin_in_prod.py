"""A developer's own machine among the allowed origins of what is in production."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor, HttpApi, RestApi
from corsgate_audit.rules.allowed_origins import example_of, let_in
from corsgate_audit.rules.origin_hosts import host_of, is_loopback
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Door

_says_production = re.compile(r"(?:^|[^a-z])(?:prod|production|prd|live)(?:$|[^a-z])").search


def check(api: Door) -> Iterator[Violation | Undecided]:
    """Look for loopback origins on an API that names a stage or itself production."""
    named = _production(api)
    if named is None:
        return
    for found in let_in(api, _page):
        if isinstance(found, Undecided):
            yield found
            continue
        cookies = " with the visitor's cookies" * found.credentials
        yield Violation(
            subject=found.place.subject,
            message=f"{found.place.name} names {found.place.value!r}, and the API is in "
            f"production ({named}): whatever listens there on a visitor's machine can call it"
            f"{cookies}.",
            expected="the origins of the pages in production",
            actual=repr(found.place.value),
            detail=found.place.value,
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


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset(FrontDoor) - {FrontDoor.FUNCTION},
    safety=FixSafety.SAFE,
    check=check,
)
