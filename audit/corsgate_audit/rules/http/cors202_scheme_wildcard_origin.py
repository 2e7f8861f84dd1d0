"""``https://*``: every origin of a scheme, which an HTTP API answers by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    CorsConfiguration,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.requests import page_request
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Api

STRANGERS = {"https://*": "https://stranger.example", "http://*": "http://stranger.example"}


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for scheme wildcards among the allowed origins of an HTTP API."""
    subject = Subject(location=api.location)
    if not isinstance(api.cors, CorsConfiguration):
        values: tuple[object, ...] = (api.cors,)
    elif isinstance(api.cors.allow_origins, Unresolved):
        values = (api.cors.allow_origins,)
    else:
        values = (*api.cors.allow_origins, _credentials_that_matter(api.cors))
    for value in values:
        if isinstance(value, Unresolved):
            yield Undecided(subject=subject, value=value)
        elif isinstance(value, str) and value in STRANGERS:
            yield _violation(api, subject, value)


def _credentials_that_matter(cors: CorsConfiguration) -> object:
    """Return the credentials setting where a severity depends on it."""
    origins = cors.allow_origins if isinstance(cors.allow_origins, tuple) else ()
    return cors.allow_credentials if any(value in STRANGERS for value in origins) else None


def _violation(api: Api, subject: Subject, value: str) -> Violation:
    cors = api.cors
    credentials = isinstance(cors, CorsConfiguration) and cors.allow_credentials is True
    made = _permitted(api, STRANGERS[value], credentials=credentials)
    readers = "anybody who can change what passes over the network" * (value == "http://*")
    return Violation(
        subject=subject,
        message=f"{value!r} among the allowed origins lets every page of that scheme in"
        + f", {readers}" * bool(readers)
        + (", with the cookies of its visitors" if credentials else "")
        + ". It is not the same as '*', with which browsers send no credentials.",
        expected="the origins of your pages, each by name",
        actual=f"allowOrigins has {value!r}, allowCredentials is {str(credentials).lower()}",
        detail=value,
        severity=Severity.CRITICAL if credentials else None,
        witness=made.witness() if made else None,
    )


def _permitted(api: Api, origin: str, *, credentials: bool) -> Exchange | None:
    """Return an exchange in which a stranger's page gets leave."""
    for route in api.routes:
        request = page_request(route, origin)
        if route.method == "OPTIONS":
            continue
        made = exchange(
            api, replace(request, credentials="include" if credentials else "same-origin")
        )
        if made.verdict is not None and made.verdict.allowed:
            return made
    return None


RULE = Rule(
    id="CORS202",
    slug="scheme-wildcard-origin",
    severity=Severity.MEDIUM,
    kind=Kind.SECURITY,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    check=check,
    summary="An HTTP API allows every origin of a scheme: https://* or http://*.",
    why="""\
An HTTP API takes https://* and http://* for 'any origin that begins with it', and answers each
page with that page's own origin. Unlike `*`, an answer of this kind is good for requests with
credentials: with allowCredentials, every page on the web can act for its visitors and read what
comes back. AWS refuses `*` with credentials; checks for the bare `*`, in the CDK, in SAM and in
other tools, do not see this one. The finding is `critical` with credentials.

That AWS accepts https://* together with allowCredentials follows from its documentation; it has
not been tried on an account.
""",
    browser="""\
Nothing: every page gets through. That is the fault.
""",
    symptoms=(),
    example="""\
Api:
  Type: AWS::ApiGatewayV2::Api
  Properties:
    ProtocolType: HTTP
    CorsConfiguration:
      AllowOrigins: ['https://*']
      AllowCredentials: true
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com"], allow_credentials=True)
api = CorsHttpApi(self, "Api", policy=policy)   # refuses https://*
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins: ['https://app.example.com']
  AllowCredentials: true
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API \\
  --cors-configuration AllowOrigins=https://app.example.com,AllowCredentials=true
""",
    ),
    when_not="""\
The API is public and uses no credentials; write `*` then, which says so.
""",
    sources=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="List the origins of your pages by name; without credentials, '*' says the same "
        "and says it openly.",
    ),
)
