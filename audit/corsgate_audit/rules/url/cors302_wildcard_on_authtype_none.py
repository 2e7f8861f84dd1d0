"""``*`` on a function URL that asks nobody who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import (
    CorsConfiguration,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import grant, unresolved_in
from corsgate_audit.rules.configured import unread, whole
from corsgate_audit.rules.preflights import subject_of
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation
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


RULE = Rule(
    id="CORS302",
    slug="wildcard-on-authtype-none",
    severity=Severity.LOW,
    kind=Kind.SECURITY,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    check=check,
    summary="A function URL without authorization allows every origin.",
    why="""\
A function URL with AuthType NONE answers everybody, so `*` without credentials discloses nothing
that could not be fetched with any other program. What it adds is reach: a page with many visitors
can have their browsers call the function, from their addresses and at your cost. Other tools call
this `medium` and more; without credentials and secrets it is `low` here.
""",
    browser="""\
Nothing: every page gets through.
""",
    symptoms=(),
    example="""\
Url:
  Type: AWS::Lambda::Url
  Properties:
    AuthType: NONE
    Cors:
      AllowOrigins: ['*']
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"])
url = CorsFunctionUrl(self, "Url", function=function, policy=policy)
""",
        cloudformation="""\
Cors:
  AllowOrigins: ['https://app.example.com']
""",
        cli="""\
aws lambda update-function-url-config --function-name $FUNCTION \\
  --cors AllowOrigins=https://app.example.com
""",
    ),
    when_not="""\
The function serves public data to any page, on purpose.
""",
    sources=(
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
        "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html",
        "https://fetch.spec.whatwg.org/#basic-safe-cors-protocol-setup",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="List the origins of your pages by name, if only they are meant.",
    ),
)
