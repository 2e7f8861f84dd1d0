"""A behavior before an API that answers preflights with 403 itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import BrowserRequest, CorsError
from corsgate_audit.gateway import Layer, exchange
from corsgate_audit.model import (
    Confidence,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import behavior_subject, behaviors, unresolved_in
from corsgate_audit.rules.behaviors import (
    api_behind,
    is_meant_for_pages,
    leads_to_api,
    pages_of,
    routes_through,
)
from corsgate_audit.rules.requests import page_request, preflighted_request
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Behavior, Distribution

_ASKING = (("authorization", "Bearer token"),)


def check(api: Distribution) -> Iterator[Violation | Undecided]:
    """Look for behaviors that keep preflights from an API that pages use."""
    for behavior in behaviors(api):
        leads = leads_to_api(behavior)
        methods = behavior.allowed_methods
        if leads is False or not is_meant_for_pages(behavior):
            continue
        unknown = tuple(unresolved_in(behavior_subject(behavior), methods))
        if isinstance(methods, Unresolved) or (unknown and OPTIONS not in methods):
            yield from unknown
        elif OPTIONS in methods:
            continue
        elif isinstance(leads, Unresolved):
            yield from unresolved_in(behavior_subject(behavior), leads)
        elif made := _stopped(api, behavior):
            yield _violation(behavior, made)


def _stopped(api: Distribution, behavior: Behavior) -> Exchange | None:
    """Return an exchange whose preflight CloudFront refuses."""
    for request in _requests(api, behavior):
        made = exchange(api, request)
        asked = made.preflight_answer
        if asked is not None and asked.layer is Layer.CLOUDFRONT and asked.response is not None:
            return made
    return None


def _requests(api: Distribution, behavior: Behavior) -> Iterator[BrowserRequest]:
    page = pages_of(behavior)[0]
    for route in routes_through(api, behavior):
        if api_behind(behavior) is None:
            yield replace(page_request(route, page, body=False), headers=_ASKING)
        else:
            request = preflighted_request(route, page)
            if isinstance(request, BrowserRequest):
                yield request


def _violation(behavior: Behavior, made: Exchange) -> Violation:
    methods = behavior.allowed_methods
    listed = ", ".join(map(str, methods)) if isinstance(methods, tuple) else ""
    known = api_behind(behavior) is not None
    return Violation(
        subject=behavior_subject(behavior),
        message=f"The behavior {behavior.path_pattern!r} leads to an API that pages of other "
        "origins use, and does not allow OPTIONS: CloudFront answers every preflight with 403, and "
        "the API never sees it.",
        expected="AllowedMethods with OPTIONS",
        actual=f"AllowedMethods: {listed}",
        witness=made.witness(),
        confidence=Confidence.CONFIRMED if known else Confidence.LIKELY,
    )


RULE = Rule(
    id="CORS401",
    slug="options-not-allowed",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.CLOUDFRONT}),
    check=check,
    summary="A CloudFront behavior before an API does not allow OPTIONS.",
    why="""\
A behavior allows GET and HEAD unless it is told otherwise. CloudFront answers any other method with
403, preflights among them, and puts no CORS headers on it. Everything that needs leave fails then:
PUT and DELETE, JSON in a POST, and a GET with an Authorization header. The API behind may be in
perfect order.

A page under the same distribution has the same origin as the API and needs no CORS. The finding
therefore needs a sign that pages of other origins use it: CORS settings on the API behind, CORS
headers in the behavior's response headers policy, or CORS headers that it forwards by name.
""",
    browser="""\
Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin'
header is present on the requested resource.
""",
    symptoms=(
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.PREFLIGHT_INVALID_STATUS,
    ),
    example="""\
CacheBehaviors:
  - PathPattern: /api/*
    TargetOriginId: api
    AllowedMethods: [GET, HEAD]
    CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad     # CachingDisabled
""",
    use_instead=UseInstead(
        cdk="""\
Distribution(
    self,
    "Distribution",
    default_behavior=BehaviorOptions(origin=pages),
    additional_behaviors={"/api/*": cors_behavior(RestApiOrigin(api), policy)},
)
""",
        cloudformation="""\
AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]
OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac # AllViewerExceptHostHeader
""",
        cli="""\
aws cloudfront get-distribution-config --id $DISTRIBUTION   # then set AllowedMethods, and
aws cloudfront update-distribution --id $DISTRIBUTION --if-match $ETAG --distribution-config file://config.json
""",
    ),
    when_not="""\
Only pages of the distribution's own origin call the API through it; those of other origins call the
API directly.
""",
    sources=(
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/http-403-permission-denied.html",
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Allow all seven methods on the behavior, or GET, HEAD and OPTIONS where the API "
        "is only read.",
    ),
)
