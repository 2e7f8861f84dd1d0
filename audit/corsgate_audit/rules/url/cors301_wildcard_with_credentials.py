"""``*`` with credentials on a function URL, which answers each page with its own origin."""

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
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

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

RULE = Rule(
    id="CORS301",
    slug="wildcard-with-credentials",
    severity=Severity.CRITICAL,
    kind=Kind.SECURITY,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    check=check,
    summary="A function URL allows every origin with credentials, and echoes the page's origin.",
    why="""\
With `*` a function URL does not answer `*` but the origin that asks, and with AllowCredentials it
adds Access-Control-Allow-Credentials: true. What a browser refuses when it is written out, `*` with
credentials, is thereby in force: any page that a visitor opens can call the function with that
visitor's cookies and read the answer. AWS takes the settings without a word. The finding is
`medium` where AWS_IAM stands before the function.

That the origin is echoed is not in AWS's documentation. It was observed by users, whose reports are
among the references; it has not been tried on an account here.
""",
    browser="""\
Nothing: every page gets through. That is the fault.
""",
    symptoms=(),
    example="""\
Url:
  Type: AWS::Lambda::Url
  Properties:
    AuthType: NONE
    Cors:
      AllowOrigins: ['*']
      AllowCredentials: true
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_credentials=True)
url = CorsFunctionUrl(self, "Url", function=function, policy=policy)
""",
        cloudformation="""\
Cors:
  AllowOrigins: ['https://app.example.com']
  AllowCredentials: true
""",
        cli="""\
aws lambda update-function-url-config --function-name $FUNCTION \\
  --cors AllowOrigins=https://app.example.com,AllowCredentials=true
""",
    ),
    when_not="""\
Never. Where every page may call the function, it needs no credentials: leave them out.
""",
    sources=(
        "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html",
        "https://github.com/aws-powertools/powertools-lambda-python/issues/4163",
        "https://github.com/samvera/serverless-iiif/issues/71",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="List the origins of your pages by name, or leave AllowCredentials out.",
    ),
)
