"""``*`` with credentials on a function URL, which answers each page with its own origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import (
    CorsConfiguration,
    FixSafety,
    FrontDoor,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import grant, unresolved_in
from corsgate_audit.rules.configured import unread, whole
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl

STRANGER = "https://stranger.example"


def check(api: FunctionUrl) -> Iterator[Violation | Undecided]:
    """Look for ``*`` among the allowed origins together with credentials."""
    yield from unread(api)
    cors = api.cors
    if not isinstance(cors, CorsConfiguration) or cors.allow_credentials is False:
        return
    if isinstance(cors.allow_origins, Unresolved) or WILDCARD not in cors.allow_origins:
        yield from unresolved_in(whole(api), cors.allow_origins)
    elif isinstance(cors.allow_credentials, Unresolved):
        yield from unresolved_in(whole(api), cors.allow_credentials)
    else:
        yield _violation(api)


def _violation(api: FunctionUrl) -> Violation:
    signed = all(route.authorization == "AWS_IAM" for route in api.routes)
    found = grant(api, api.routes, STRANGER, credentials=True)
    return Violation(
        subject=whole(api),
        message="AllowOrigins has '*' and AllowCredentials is true: a function URL answers each "
        "page with that page's own origin, so every page on the web acts with the cookies of its "
        f"visitors and reads what comes back.{_IAM * signed}",
        expected="the origins of your pages by name, or no credentials",
        actual="AllowOrigins has '*', AllowCredentials is true",
        witness=found.witness if found else None,
        severity=Severity.MEDIUM if signed else None,
    )


_IAM = (
    " AWS_IAM lets only signed requests through to the function, and a stranger's page has nothing "
    "to sign with."
)

RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    safety=FixSafety.MANUAL,
    check=check,
)
