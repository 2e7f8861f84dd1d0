"""A pattern among the allowed origins of a front door that compares them letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, Kind, Severity
from corsgate_audit.rules.allowed_origins import (
    example_of,
    kept_out,
    places,
    unresolved_origins,
)
from corsgate_audit.rules.origin_values import is_origin
from corsgate_audit.rules.preflights import with_bare_preflights
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import API_FRONT_DOORS, Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api

_SCHEMES = frozenset({"https://*", "http://*"})


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for patterns that keep out the pages that they are meant to let in."""
    yield from unresolved_origins(api)
    bare = with_bare_preflights(api)
    for place in places(bare):
        if WILDCARD not in place.value or place.value in {WILDCARD, *_SCHEMES}:
            continue
        page = example_of(place.value)
        made = kept_out(bare, place, page if is_origin(page) else PAGE)
        if made is not None:
            yield Violation(
                subject=place.subject,
                message=f"{place.name} names {place.value!r}, and nothing here takes a '*' inside "
                "an origin for a pattern: it is compared letter by letter, so that every page it "
                f"was meant for is kept out, {made.request.origin} for one.",
                expected="each origin by name",
                actual=repr(place.value),
                detail=place.value,
                witness=made.witness(),
            )


RULE = Rule(
    id="CORS506",
    slug="unsupported-pattern",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=API_FRONT_DOORS,
    check=check,
    summary="An allowed origin is a pattern such as https://*.example.com, which matches nothing.",
    why="""\
Neither a browser nor API Gateway nor a function URL knows patterns of sub-domains. A REST API puts
the text into the header as it is, and the browser compares it with the page's origin letter by
letter; an HTTP API knows `*`, `https://*` and `http://*` and nothing between. CloudFront's response
headers policies do take a `*` in front of a domain, which is where the habit comes from.
""",
    browser="""\
The 'Access-Control-Allow-Origin' header contains the invalid value 'https://*.example.com'; or is
missing.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.ALLOW_ORIGIN_MISMATCH,
    ),
    example="""\
CorsConfiguration:
  AllowOrigins: ['https://*.example.com']
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://*.example.com"])
api = CorsRestApi(self, "Api", policy=policy)  # matches the pattern in the preflight's template
""",
        cloudformation="""\
CorsConfiguration:
  AllowOrigins:
    - https://app.example.com
    - https://admin.example.com
""",
        cli="""\
aws apigatewayv2 update-api --api-id $API --cors-configuration \\
  AllowOrigins=https://app.example.com,https://admin.example.com
""",
    ),
    when_not="""\
Never: the entry does nothing. Where the pages get in by another entry, it is not reported.
""",
    sources=(
        "https://fetch.spec.whatwg.org/#cors-check",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
        "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="List the origins by name; for many of them let the function answer by a policy "
        "with the pattern, or a REST API's preflight template.",
    ),
)
