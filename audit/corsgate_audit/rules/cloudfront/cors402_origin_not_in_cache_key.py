"""A behavior that keeps one page's answer for all, or does not tell the API who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ORIGIN
from corsgate_audit.browser import BrowserRequest, CorsError, HttpRequest, judge
from corsgate_audit.gateway import Layer, answer
from corsgate_audit.gateway.cloudfront import passes_on
from corsgate_audit.model import (
    Confidence,
    Fix,
    FixSafety,
    FrontDoor,
    Kind,
    ResponseHeadersPolicy,
    Severity,
    Unresolved,
    Witness,
)
from corsgate_audit.rules.allowed_origins import (
    behavior_subject,
    behaviors,
    grant,
    requests,
    unresolved_in,
)
from corsgate_audit.rules.behaviors import (
    api_behind,
    both_ways,
    is_meant_for_pages,
    pages_of,
    routes_through,
)
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.model import Behavior, Distribution, Route
    from corsgate_audit.rules.behaviors import Pair

_STRANGER = "https://stranger.example"
_KEPT = frozenset({"GET", "HEAD", "ANY"})


class _Page(NamedTuple):
    """A page that the API itself lets in, and what it asks for through the distribution."""

    origin: str
    route: Route


def check(api: Distribution) -> Iterator[Violation | Undecided]:
    """Look for behaviors whose answers depend on the origin and are kept or asked for without."""
    for behavior in behaviors(api):
        if api_behind(behavior) is None or not is_meant_for_pages(behavior):
            continue
        told = _told(behavior)
        if isinstance(told, Unresolved):
            yield from unresolved_in(behavior_subject(behavior), told)
        elif told is _NOT_TOLD:
            yield from _first(_violation_untold(behavior, each) for each in _refused(api, behavior))
        elif told is _MIXED_UP:
            yield from _first(_violation_kept(behavior, each) for each in _mixed_up(api, behavior))


_NOT_TOLD, _MIXED_UP, _IN_ORDER = "not told", "mixed up", "in order"


def _told(behavior: Behavior) -> str | Unresolved:
    """Say what becomes of the page's origin on its way through a behavior."""
    if _overrides(behavior) is True:
        return _IN_ORDER  # the policy writes the headers anew for every page
    passed = passes_on(behavior, ORIGIN.lower())
    if isinstance(passed, Unresolved):
        return passed
    if not passed:
        return _NOT_TOLD
    if isinstance(behavior.cache, Unresolved):
        return behavior.cache
    in_key = behavior.cache.key_headers.includes(ORIGIN.lower())
    longest = behavior.cache.max_ttl
    if in_key is True or longest == 0:
        return _IN_ORDER
    unknown = next((each for each in (in_key, longest) if isinstance(each, Unresolved)), None)
    return unknown or _MIXED_UP


def _overrides(behavior: Behavior) -> bool:
    policy = behavior.response_headers
    return (
        isinstance(policy, ResponseHeadersPolicy)
        and policy.cors is not None
        and policy.origin_override is True
    )


def _pages(api: Distribution, behavior: Behavior) -> Iterator[_Page]:
    """Yield the pages that the API lets in where they ask it directly."""
    behind = api_behind(behavior)
    for route in routes_through(api, behavior):
        for origin in pages_of(behavior):
            if behind is not None and grant(behind, behind.routes, origin, credentials=False):
                yield _Page(origin, route)


def _refused(api: Distribution, behavior: Behavior) -> Iterator[Witness]:
    """Yield exchanges in which a page is refused through the distribution alone."""
    for route in routes_through(api, behavior):
        for origin in pages_of(behavior):
            for request in requests(route, origin):
                pair = both_ways(api, behavior, request)
                if pair is not None and _is_refused_on_the_way(pair):
                    yield from filter(None, [pair.through.witness()])


def _is_refused_on_the_way(pair: Pair) -> bool:
    through, direct = pair.through, pair.direct
    asked = through.preflight_answer
    if through.verdict is None or (asked is not None and asked.layer is Layer.CLOUDFRONT):
        return False  # what CloudFront refuses by itself is CORS401
    return not through.verdict.allowed and (direct.verdict is None or direct.verdict.allowed)


def _mixed_up(api: Distribution, behavior: Behavior) -> Iterator[Witness]:
    """Yield exchanges in which a page gets what was kept from somebody else's request."""
    pages = list(_pages(api, behavior))
    for page in pages:
        if page.route.method not in _KEPT:
            continue
        request = BrowserRequest(url=_url(page.route), origin=page.origin)
        for kept in _kept(api, page, pages):
            verdict = judge(request, response=kept)
            if not verdict.allowed:
                yield Witness(request=request, response=kept, verdict=verdict)


def _url(route: Route) -> str:
    return next(requests(route, _STRANGER)).url


def _kept(api: Distribution, page: _Page, pages: list[_Page]) -> Iterator[HttpResponse]:
    """Yield what may have been kept: for a request of no page, of a stranger's, of another's."""
    url = _url(page.route)
    others = [each.origin for each in pages if each.origin != page.origin]
    for origin in (None, _STRANGER, *others):
        headers = ((ORIGIN, origin),) if origin else ()
        said = answer(api, HttpRequest("GET", url, headers))
        if said.response is not None:
            yield said.response


def _first(found: Iterator[Violation]) -> Iterator[Violation]:
    first = next(found, None)
    if first is not None:
        yield first


def _violation_untold(behavior: Behavior, witness: Witness) -> Violation:
    return Violation(
        subject=behavior_subject(behavior),
        message=f"The behavior {behavior.path_pattern!r} does not pass the Origin header on: the "
        "API answers as if no page had asked, without the CORS headers that it has for "
        f"{witness.request.origin}.",
        expected="an origin request policy that forwards Origin and the two request headers of "
        "preflights",
        actual="Origin is neither forwarded nor in the cache key",
        detail="not forwarded",
        witness=witness,
    )


def _violation_kept(behavior: Behavior, witness: Witness) -> Violation:
    at_once = not isinstance(behavior.cache, Unresolved) and behavior.cache.default_ttl != 0
    when = "" if at_once else " Answers are kept only where the API says for how long."
    return Violation(
        subject=behavior_subject(behavior),
        message=f"The behavior {behavior.path_pattern!r} keeps answers without regard to Origin, "
        "and the API answers each page otherwise: a page gets what was kept from another's "
        f"request, or from one without an origin, and is refused.{when}",
        expected="Origin in the cache key, or nothing kept",
        actual=f"the cache policy {_name(behavior)} has no Origin in its key",
        detail="kept",
        witness=witness,
        confidence=Confidence.CONFIRMED if at_once else Confidence.LIKELY,
    )


def _name(behavior: Behavior) -> str:
    cache = behavior.cache
    return repr(cache.name) if not isinstance(cache, Unresolved) else ""


RULE = Rule(
    id="CORS402",
    slug="origin-not-in-cache-key",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.CLOUDFRONT}),
    check=check,
    summary="CloudFront keeps answers that depend on the origin without it, or never passes it on.",
    why="""\
CloudFront passes a request header on only where a policy says so, and keeps answers apart only by
what is in the cache key. An API that answers each page with its own origin needs both: where Origin
does not arrive, it writes no CORS headers at all; where Origin arrives and is not in the key, the
first answer is kept for all. It may be another page's, a stranger's, or that of a request without
an origin, by which anybody can have every page refused. `Vary: Origin` does not help: CloudFront
goes by its key.
""",
    browser="""\
No 'Access-Control-Allow-Origin' header is present on the requested resource; or one that is not
equal to the supplied origin: from time to time, and in some places of the world.
""",
    symptoms=(
        CorsError.MISSING_ALLOW_ORIGIN_HEADER,
        CorsError.ALLOW_ORIGIN_MISMATCH,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
DefaultCacheBehavior:
  TargetOriginId: api
  CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6         # CachingOptimized
  OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac # AllViewerExceptHostHeader
""",
    use_instead=UseInstead(
        cdk="""\
behavior = cors_behavior(RestApiOrigin(api), policy)  # keeps nothing, and forwards what is needed
""",
        cloudformation="""\
CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad         # CachingDisabled
OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac # AllViewerExceptHostHeader
""",
        cli="""\
aws cloudfront get-distribution-config --id $DISTRIBUTION   # then set both policies, and
aws cloudfront update-distribution --id $DISTRIBUTION --if-match $ETAG --distribution-config file://config.json
""",
    ),
    when_not="""\
Only pages of the distribution's own origin, which need no CORS, call the API through it.
""",
    sources=(
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/header-caching.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches",
    ),
    fix=Fix(
        safety=FixSafety.UNSAFE,
        summary="Keep nothing (CachingDisabled), or put Origin into the cache key; and forward all "
        "headers but Host.",
    ),
)
