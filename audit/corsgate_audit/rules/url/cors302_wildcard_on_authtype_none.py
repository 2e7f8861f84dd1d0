"""``*`` on a function URL that asks nobody who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import (
    CorsConfiguration,
    FixSafety,
    FrontDoor,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import grant, unresolved_in
from corsgate_audit.rules.configured import unread, whole
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Rule, Undecided, Violation
from corsgate_audit.rules.url.cors301_wildcard_with_credentials import STRANGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl


def check(api: FunctionUrl) -> Iterator[Violation | Undecided]:
    """Look for ``*`` without credentials on a function URL without authorization."""
    yield from unread(api)
    cors = api.cors
    if not isinstance(cors, CorsConfiguration) or cors.allow_credentials is True:
        return  # with credentials it is CORS301
    if isinstance(cors.allow_origins, Unresolved) or WILDCARD not in cors.allow_origins:
        yield from unresolved_in(whole(api), cors.allow_origins)
        return
    for route in api.routes:
        if isinstance(route.authorization, Unresolved):
            yield Undecided(subject=subject_of(route), value=route.authorization)
        elif route.authorization == "NONE":
            yield _violation(api)


def _violation(api: FunctionUrl) -> Violation:
    found = grant(api, api.routes, STRANGER, credentials=False)
    return Violation(
        subject=whole(api),
        message="AllowOrigins has '*' and AuthType is NONE: every page on the web can have its "
        "visitors' browsers call the function and read the answer. No cookies are sent along; what "
        "they read, anybody could fetch.",
        expected="the origins of your pages by name, unless the function is meant for all",
        actual="AllowOrigins has '*', AuthType is NONE",
        witness=found.witness if found else None,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    safety=FixSafety.MANUAL,
    check=check,
)
