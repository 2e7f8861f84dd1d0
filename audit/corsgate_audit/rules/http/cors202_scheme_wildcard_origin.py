"""``https://*``: every origin of a scheme, which an HTTP API answers by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import BrowserRequest
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
from corsgate_audit.rules.requests import page_request, url_of
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, Witness

STRANGERS = {"https://*": "https://stranger.example", "http://*": "http://stranger.example"}


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for scheme wildcards among the allowed origins of an HTTP API."""
    subject = Subject(location=api.location)
    if isinstance(api.cors, Unresolved):
        yield Undecided(subject=subject, value=api.cors)
    elif api.cors is not None:
        yield from _judged(api, api.cors, subject)


def _judged(
    api: HttpApi, cors: CorsConfiguration, subject: Subject
) -> Iterator[Violation | Undecided]:
    origins = cors.allow_origins
    found = False
    for value in origins if isinstance(origins, tuple) else (origins,):
        if isinstance(value, Unresolved):
            yield Undecided(subject=subject, value=value)
        elif value in STRANGERS:
            found = True
            yield _violation(api, cors, subject, value)
    if found and isinstance(cors.allow_credentials, Unresolved):
        # It is a fault either way; how bad it is depends on this.
        yield Undecided(subject=subject, value=cors.allow_credentials)


def _violation(api: HttpApi, cors: CorsConfiguration, subject: Subject, value: str) -> Violation:
    credentials = cors.allow_credentials
    readers = ", and anybody who can change what passes over the network" * (value == "http://*")
    cookies = ", each with the cookies of its visitors" * (credentials is True)
    setting = "not resolved" if isinstance(credentials, Unresolved) else str(credentials).lower()
    return Violation(
        subject=subject,
        message=f"{value!r} among the allowed origins lets every page of that scheme in{readers}"
        f"{cookies}. Unlike '*', it is good for requests with credentials.",
        expected="the origins of your pages, each by name",
        actual=f"allowOrigins has {value!r}, allowCredentials is {setting}",
        detail=value,
        severity=Severity.CRITICAL if credentials is True else None,
        witness=_permitted(api, cors, STRANGERS[value]),
    )


def _permitted(api: HttpApi, cors: CorsConfiguration, origin: str) -> Witness | None:
    """Return an exchange in which a stranger's page gets its answer."""
    credentials = cors.allow_credentials is True
    told = replace(api, cors=replace(cors, allow_credentials=credentials))
    requests = [page_request(each, origin) for each in api.routes if each.method != OPTIONS]
    for request in (*requests, BrowserRequest(url=url_of("/"), origin=origin)):
        mode = "include" if credentials else request.credentials
        made = exchange(told, replace(request, credentials=mode))
        if made.verdict is not None and made.verdict.allowed:
            return made.witness()
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
api = CorsHttpApi(self, "Api", policy=policy)  # refuses https://*
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
