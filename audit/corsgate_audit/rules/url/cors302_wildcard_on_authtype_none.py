"""``*`` on a function URL that asks nobody who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import (
    includes,
    known,
)
from corsgate_audit.rules.allowed_origins import grant
from corsgate_audit.rules.configured import configured
from corsgate_audit.rules.requests import ANOTHER_ORIGIN
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: FunctionUrl) -> Iterator[FunctionUrl]:
    """List the URL as a whole, where it has settings."""
    return configured(api)


def check(_: FunctionUrl, api: FunctionUrl) -> Violation | None:
    """Look for ``*`` without credentials on a function URL without authorization."""
    cors = known(api.cors)
    if cors is None or cors.allow_credentials is True:
        return None  # with credentials it is CORS301
    if not includes(cors.allow_origins, WILDCARD) or known(api.auth_type) != "NONE":
        return None
    return _violation(api)


def _violation(api: FunctionUrl) -> Violation:
    origins = named("AllowOrigins", api.location)
    authorization = named("AuthType", api.location)
    found = grant(api, api.routes, ANOTHER_ORIGIN, credentials=False)
    return Violation(
        message=f"{origins} has '*' and {authorization} is NONE, so every page on the web can call "
        "the function from its visitors' browsers and read the response, without cookies. List the "
        "origins of your pages, unless the function is meant for everybody.",
        expected="the origins of your pages by name, unless the function is meant for everybody",
        actual=f"{origins} has '*', {authorization} is NONE",
        witness=found.witness if found else None,
    )


def repair(api: FunctionUrl, violation: Violation, wanted: Wanted) -> FunctionUrl:
    """Name the origins in the place of the star."""
    return without_origin(api, violation, wanted, WILDCARD)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
