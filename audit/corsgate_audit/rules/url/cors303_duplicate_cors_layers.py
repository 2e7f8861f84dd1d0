"""A function that sends CORS headers behind a function URL that sends them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.allowed_origins import requests
from corsgate_audit.rules.configured import unread, whole
from corsgate_audit.rules.doubled import second_writers
from corsgate_audit.rules.preflights import candidate_origins
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import FunctionUrl


def check(api: FunctionUrl) -> Iterator[Violation | Undecided]:
    """Look for a function with a policy behind a function URL with CORS settings."""
    yield from unread(api)
    writers = second_writers(api, "function_url")
    yield from writers.unknown
    made = _doubled(api) if writers.routes else None
    if made is not None:
        yield Violation(
            subject=whole(api),
            message="The function URL has CORS settings, and its function has a CORS policy of its "
            "own: pages get every header twice, and a browser takes no answer with two values of "
            "Access-Control-Allow-Origin.",
            expected="CORS in one place",
            actual="Cors on the function URL, and CORSGATE_POLICY on its function",
            witness=made.witness(),
        )


def _doubled(api: FunctionUrl) -> Exchange | None:
    """Return an exchange in which a page that both let in gets both answers."""
    for route in api.routes:
        for origin in candidate_origins(api):
            for request in requests(route, origin):
                made = exchange(api, request)
                if made.verdict and made.verdict.error == _TWICE:
                    return made
    return None


_TWICE = CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES

RULE = Rule(
    id="CORS303",
    slug="duplicate-cors-layers",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.FUNCTION_URL}),
    check=check,
    summary="A function URL and its function both write CORS headers, and the browser gets both.",
    why="""\
A function URL with CORS settings adds its headers to what the function answers and replaces none,
unlike an HTTP API. If the function writes CORS headers too, as a decorator or a framework does, the
browser gets Access-Control-Allow-Origin twice and refuses the answer. The preflight passes, since
the URL answers it alone; so everything looks right until the request itself.

The audit sees the functions that have a policy in CORSGATE_POLICY. Those that write the headers in
code of their own are beyond what a template or an account holds.
""",
    browser="""\
The 'Access-Control-Allow-Origin' header contains multiple values 'https://app.example.com,
https://app.example.com', but only one is allowed.
""",
    symptoms=(_TWICE,),
    example="""\
Url:
  Type: AWS::Lambda::Url
  Properties:
    TargetFunctionArn: !GetAtt Function.Arn     # which has CORSGATE_POLICY in its environment
    Cors: {AllowOrigins: ['https://app.example.com']}
""",
    use_instead=UseInstead(
        cdk="""\
url = CorsFunctionUrl(self, "Url", function=function, policy=policy)  # tells the function
""",
        cloudformation="""\
Environment:
  Variables:
    CORSGATE_POLICY: '{"allow_origins": ["https://app.example.com"]}'
    CORSGATE_GATEWAY_OWNS: function_url
""",
        cli="""\
aws lambda update-function-configuration --function-name $FUNCTION \\
  --environment "$(jq -n --arg policy "$POLICY" \\
    '{Variables: {CORSGATE_POLICY: $policy, CORSGATE_GATEWAY_OWNS: "function_url"}}')"
""",
    ),
    when_not="""\
The function has a policy in its environment, and its handler for this URL is not decorated.
""",
    sources=(
        "https://github.com/aws-powertools/powertools-lambda-python/issues/4163",
        "https://fetch.spec.whatwg.org/#cors-check",
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Choose one layer: add function_url to the function's CORSGATE_GATEWAY_OWNS, or "
        "remove the CORS settings from the URL.",
    ),
)
