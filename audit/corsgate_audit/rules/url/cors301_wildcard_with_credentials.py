"""``*`` with credentials on a function URL, which answers each page with its own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import (
    Severity,
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
    """Look for ``*`` among the allowed origins together with credentials."""
    cors = known(api.cors)
    if cors is None or cors.allow_credentials is False:
        return None
    if not includes(cors.allow_origins, WILDCARD) or not known(cors.allow_credentials):
        return None
    return _violation(api)


def _violation(api: FunctionUrl) -> Violation:
    signed = api.auth_type == "AWS_IAM"
    origins = named("AllowOrigins", api.location)
    credentials = named("AllowCredentials", api.location)
    found = grant(api, api.routes, ANOTHER_ORIGIN, credentials=True)
    return Violation(
        message=f"{origins} has '*' and {credentials} is true: the function URL sends each "
        "page its own origin back, so every page on the web can call it with the cookies of its "
        f"visitors and read the response.{_IAM * signed}",
        expected="the origins of your pages by name, or no credentials",
        actual=f"{origins} has '*', {credentials} is true",
        witness=found.witness if found else None,
        severity=Severity.MEDIUM if signed else None,
    )


_IAM = " AWS_IAM rejects unsigned requests, so a page needs credentials of your account as well."


def repair(api: FunctionUrl, violation: Violation, wanted: Wanted) -> FunctionUrl:
    """Name the origins in the place of the star."""
    return without_origin(api, violation, wanted, WILDCARD)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
