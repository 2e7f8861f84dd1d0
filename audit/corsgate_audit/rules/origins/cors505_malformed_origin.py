"""An allowed origin in a form that no browser ever sends, so that it allows nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, Kind, RestApi, Severity
from corsgate_audit.rules.allowed_origins import kept_out, places, unresolved_origins
from corsgate_audit.rules.origin_values import (
    first_intended,
    holds_several,
    intended_origin,
    malformed,
)
from corsgate_audit.rules.preflights import with_bare_preflights
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import API_FRONT_DOORS, Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api

_BY_HAND = Fix(
    safety=FixSafety.MANUAL,
    summary="Write the origin of the page that was meant, as browsers send it: scheme://host.",
)


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for allowed origins that no browser sends and that keep the intended page out.

    A list in one header of a REST API is CORS116's part.
    """
    yield from unresolved_origins(api)
    bare = with_bare_preflights(api)
    for place in places(bare):
        if isinstance(api, RestApi) and holds_several(place.value):
            continue
        fault = malformed(place.value)
        made = kept_out(bare, place, first_intended(place.value) or PAGE) if fault else None
        if fault and made:
            yield Violation(
                subject=place.subject,
                message=f"{place.name} names {place.value!r}, which {fault}. Browsers compare "
                "origins letter by letter, so the page that was meant is kept out.",
                expected="an origin as browsers send it: scheme://host, or scheme://host:port",
                actual=repr(place.value),
                detail=place.value,
                witness=made.witness(),
                fix=RULE.fix if intended_origin(place.value) else _BY_HAND,
            )


RULE = Rule(
    id="CORS505",
    slug="malformed-origin",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=API_FRONT_DOORS,
    check=check,
    summary="An allowed origin is written in a form that no browser sends.",
    why="""\
A browser sends its origin as scheme, host and port, in lower case, without a slash at the end,
without a path and without the scheme's default port; and it compares the answer with that letter
by letter. 'https://app.example.com/', 'app.example.com' and 'https://App.example.com' therefore
allow nobody. Neither the CDK nor API Gateway objects to them.
""",
    browser="""\
The 'Access-Control-Allow-Origin' header has a value 'https://app.example.com/' that is not equal
to the supplied origin; or contains the invalid value 'app.example.com'.
""",
    symptoms=(
        CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
        CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.ALLOW_ORIGIN_MISMATCH,
        CorsError.INVALID_ALLOW_ORIGIN_VALUE,
        CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
CorsConfiguration:
  AllowOrigins:
    - https://app.example.com/      # ends with a slash
    - admin.example.com             # has no scheme
""",
    use_instead=UseInstead(
        cdk="""\
policy = CorsPolicy(allow_origins=["https://app.example.com", "https://admin.example.com"])
api = CorsHttpApi(self, "Api", policy=policy)  # refuses a malformed origin at synthesis
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
Never: the entry does nothing. Where the page that it was meant for gets in by another entry, it
is not reported.
""",
    sources=(
        "https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin",
        "https://fetch.spec.whatwg.org/#cors-check",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Write the origin as browsers send it: scheme://host, with the port only where it "
        "is not the scheme's own.",
    ),
)
