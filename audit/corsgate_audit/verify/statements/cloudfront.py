"""CloudFront: behaviors, what they forward, and response headers policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import ATTACKER, ORIGIN, Case, Exhibit, get, preflight
from corsgate_audit.verify.questions import STATUS, Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.cases import Properties
    from corsgate_audit.verify.questions import Request

_ANSWER = "corsgate_audit.gateway.cloudfront:answer_cloudfront"
_FORWARDED = "corsgate_audit.gateway.cloudfront:forwarded"
_POLICY = "corsgate_audit.gateway.response_headers:policy_headers"
_GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide"
_BEHAVIORS = f"{_GUIDE}/DownloadDistValuesCacheBehavior.html"
_POLICIES = f"{_GUIDE}/understanding-response-headers-policies.html"
_ORIGIN = "access-control-allow-origin"
_FROM = {"Origin": ORIGIN}

_ALL_METHODS: Properties = {
    "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
}
_ALL_BUT_HOST: Properties = {"OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac"}
"""AllViewerExceptHostHeader."""
_SIMPLE: Properties = {"ResponseHeadersPolicyId": "60669652-455b-4ae9-85a4-c4c02393f86c"}
"""SimpleCORS."""
_OVER: Properties = {"ResponseHeadersPolicyId": {"Ref": "PolicyOver"}}
_UNDER: Properties = {"ResponseHeadersPolicyId": {"Ref": "PolicyUnder"}}


def _asked(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    request: Request,
    behavior: Properties,
    *compares: str,
    code: str = _POLICY,
    source: str = _POLICIES,
    basis: Basis = Basis.DOCUMENTED,
) -> Case:
    return Case(
        id=f"cloudfront-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(code,),
        front=Front.CLOUDFRONT,
        exhibits=(Exhibit(path=f"/{name}", method="", properties=behavior),),
        request=request,
        compares=compares or (STATUS, _ORIGIN),
    )


CASES = (
    _asked(
        "options-refused",
        "A behavior of GET and HEAD answers OPTIONS with 403, without headers of its policy.",
        preflight("/options-refused"),
        {**_ALL_BUT_HOST, **_OVER},
        code=_ANSWER,
        source=_BEHAVIORS,
        basis=Basis.INFERRED,
    ),
    _asked(
        "options-passed",
        "A behavior of all methods passes OPTIONS to the origin.",
        preflight("/options-passed"),
        {**_ALL_METHODS, **_ALL_BUT_HOST},
        code=_ANSWER,
        source=_BEHAVIORS,
    ),
    _asked(
        "origin-forwarded",
        "AllViewerExceptHostHeader forwards Origin.",
        get("/origin-forwarded", _FROM),
        _ALL_BUT_HOST,
        code=_FORWARDED,
        source=f"{_GUIDE}/using-managed-origin-request-policies.html",
    ),
    _asked(
        "origin-dropped",
        "Without an origin request policy Origin is not forwarded.",
        get("/origin-dropped", _FROM),
        {},
        code=_FORWARDED,
        source=f"{_GUIDE}/RequestAndResponseBehaviorCustomOrigin.html",
    ),
    _asked(
        "policy-origin",
        "A policy writes the page's origin where it lists several, and credentials.",
        get("/policy-origin", _FROM),
        _OVER,
        STATUS,
        _ORIGIN,
        "access-control-allow-credentials",
    ),
    _asked(
        "policy-other-origin",
        "A policy writes no Access-Control-Allow-Origin for an origin that it does not list.",
        get("/policy-other-origin", {"Origin": ATTACKER}),
        _OVER,
        basis=Basis.INFERRED,
    ),
    _asked(
        "policy-pattern",
        "A policy writes the page's origin where a pattern lets it in.",
        get("/policy-pattern", {"Origin": "https://pr-7.preview.example.com"}),
        _OVER,
        basis=Basis.INFERRED,
    ),
    _asked(
        "policy-without-origin",
        "A policy writes no CORS headers for a request without Origin.",
        get("/policy-without-origin"),
        _OVER,
    ),
    _asked(
        "policy-any",
        "SimpleCORS writes *.",
        get("/policy-any", _FROM),
        _SIMPLE,
        source=f"{_GUIDE}/using-managed-response-headers-policies.html",
    ),
    _asked(
        "policy-preflight",
        "A policy writes methods, headers and age for a preflight.",
        preflight("/policy-preflight"),
        {**_ALL_METHODS, **_OVER},
        STATUS,
        _ORIGIN,
        "access-control-allow-methods",
        "access-control-allow-headers",
        "access-control-max-age",
    ),
    _asked(
        "policy-under",
        "A policy that does not override adds no CORS headers to the origin's own.",
        get("/policy-under", _FROM),
        {**_ALL_BUT_HOST, **_UNDER},
        STATUS,
        _ORIGIN,
        "access-control-allow-credentials",
    ),
)
