"""A behavior that keeps one page's answer for all, or does not tell the API who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ORIGIN
from corsgate_audit.browser import BrowserRequest, HttpRequest, HttpResponse, judge
from corsgate_audit.gateway import Layer, answer
from corsgate_audit.gateway.cloudfront import passes_on
from corsgate_audit.model import (
    Confidence,
    HeaderMode,
    HeaderSet,
    ResponseHeadersPolicy,
    Unresolved,
    Witness,
    known,
)
from corsgate_audit.rules.allowed_origins import (
    grant,
    requests,
)
from corsgate_audit.rules.behaviors import (
    api_behind,
    both_ways,
    is_meant_for_pages,
    pages_of,
    routes_through,
)
from corsgate_audit.rules.requests import ANOTHER_ORIGIN
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_behavior

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Answer
    from corsgate_audit.model import Behavior, Distribution, Route
    from corsgate_audit.rules.behaviors import Pair
    from corsgate_audit.rules.wanted import Wanted

_FORBIDDEN = HttpResponse(403)  # to a method that a behavior does not allow
_KEPT = frozenset({"GET", "HEAD", "ANY"})


class _Page(NamedTuple):
    """A page that the API itself lets in, and what it asks for through the distribution."""

    origin: str
    route: Route


def subjects(api: Distribution) -> Iterator[Behavior]:
    """List the behaviors before an API of the target that pages of other origins use."""
    for behavior in api.behaviors:
        if api_behind(behavior) is not None and is_meant_for_pages(behavior):
            yield behavior


def check(api: Distribution, behavior: Behavior) -> Violation | None:
    """Look for one whose answers depend on the origin and are kept or asked for without."""
    told = _told(behavior)
    if told is _NOT_TOLD:
        refused = next(_refused(api, behavior), None)
        return _violation_untold(behavior, refused) if refused else None
    mixed_up = next(_mixed_up(api, behavior), None) if told is _MIXED_UP else None
    return _violation_kept(behavior, mixed_up) if mixed_up else None


_NOT_TOLD, _MIXED_UP, _IN_ORDER = "not told", "mixed up", "in order"


def _told(behavior: Behavior) -> str:
    """Say what becomes of the page's origin on its way through a behavior."""
    if _overrides(behavior) is True:
        return _IN_ORDER  # the policy writes the headers anew for every page
    if not known(passes_on(behavior, ORIGIN.lower())):
        return _NOT_TOLD
    cache = known(behavior.cache)
    in_key = cache.key_headers.includes(ORIGIN.lower())
    if in_key is True or cache.max_ttl == 0:
        return _IN_ORDER
    known(in_key)
    known(cache.max_ttl)
    return _MIXED_UP


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
    if through.verdict is None or any(_is_cloudfronts(each) for each in (asked, through.answer)):
        return False  # what CloudFront refuses by itself is CORS401
    return not through.verdict.allowed and (direct.verdict is None or direct.verdict.allowed)


def _is_cloudfronts(said: Answer | None) -> bool:
    """Whether CloudFront refused by itself, without asking its origin."""
    return said is not None and (said.layer, said.response) == (Layer.CLOUDFRONT, _FORBIDDEN)


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
    return next(requests(route, ANOTHER_ORIGIN)).url


def _kept(api: Distribution, page: _Page, pages: list[_Page]) -> Iterator[HttpResponse]:
    """Yield what may have been kept: for a request without an origin, and with two others."""
    url = _url(page.route)
    others = [each.origin for each in pages if each.origin != page.origin]
    for origin in (None, ANOTHER_ORIGIN, *others):
        headers = ((ORIGIN, origin),) if origin else ()
        said = answer(api, HttpRequest("GET", url, headers))
        if said.response is not None:
            yield said.response


def _violation_untold(behavior: Behavior, witness: Witness) -> Violation:
    return Violation(
        message=f"The behavior {behavior.path_pattern!r} drops the Origin header, so the API sends "
        "no CORS headers and the browser blocks the response for the page at "
        f"{witness.request.origin}. Forward Origin with an origin request policy.",
        expected="an origin request policy that forwards Origin and the two request headers of "
        "preflights",
        actual="Origin is neither forwarded nor in the cache key",
        detail="not forwarded",
        witness=witness,
    )


def _violation_kept(behavior: Behavior, witness: Witness) -> Violation:
    at_once = not isinstance(behavior.cache, Unresolved) and behavior.cache.default_ttl != 0
    when = (
        ""
        if at_once
        else " CloudFront caches only the responses for which the API sets a lifetime."
    )
    return Violation(
        message=f"The behavior {behavior.path_pattern!r} caches responses without Origin in the "
        "cache key, but the API sends each origin a different response, so the browser blocks a "
        f"page that receives a response cached for another origin.{when}",
        expected="Origin in the cache key, or no caching",
        actual=f"the cache policy {_name(behavior)} has no Origin in its key",
        detail="kept",
        witness=witness,
        confidence=Confidence.CONFIRMED if at_once else Confidence.LIKELY,
    )


def _name(behavior: Behavior) -> str:
    cache = behavior.cache
    return repr(cache.name) if not isinstance(cache, Unresolved) else ""


def repair(api: Distribution, violation: Violation, _: Wanted) -> Distribution:
    """Keep answers by origin, and forward what a preflight says."""

    def changed(behavior: Behavior) -> Behavior:
        cache, forwarded = behavior.cache, behavior.forwarded_headers
        if not isinstance(cache, Unresolved):
            cache = replace(cache, key_headers=_including(cache.key_headers, _ASKED[:1]))
        if not isinstance(forwarded, Unresolved):
            forwarded = _including(forwarded, _ASKED)
        return replace(behavior, cache=cache, forwarded_headers=forwarded)

    return with_behavior(api, violation, changed)


_ASKED = ("origin", "access-control-request-method", "access-control-request-headers")


def _including(headers: HeaderSet, names: tuple[str, ...]) -> HeaderSet:
    if headers.mode is HeaderMode.ALL or isinstance(headers.names, Unresolved):
        return headers
    if headers.mode is HeaderMode.ALL_EXCEPT:
        return replace(headers, names=tuple(each for each in headers.names if each not in names))
    return HeaderSet(mode=HeaderMode.LISTED, names=tuple(dict.fromkeys([*headers.names, *names])))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
