"""Does what a browser does with a request of a page, and says what a policy makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from corsgate import decide
from corsgate_audit.browser import BrowserRequest, HttpRequest, judge, preflight_request
from support.asked import HOST
from support.layers import RoutePolicy
from support.policies import METHODS, REQUEST_HEADERS, origins_near, policies

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_audit.browser import Verdict
    from support.layers import Send

NORMALISED = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
"""https://fetch.spec.whatwg.org/#concept-method-normalize."""

PAGE_METHODS = (*METHODS, "get", "put", "patch")
PAGE_HEADERS = (
    ("Content-Type", "application/json"),
    ("content-type", "text/plain"),
    ("Content-Type", "text/plain; charset=" + "x" * 128),
    ("Authorization", "Bearer x"),
    ("X-Api-Key", "k"),
    ("x-trace", "1"),
    ("If-Match", '"1"'),
    ("Range", "bytes=0-9"),
    ("Accept", "application/json"),
    ("Accept", 'a"b'),
)
"""Some are always allowed by their value, some never, https://fetch.spec.whatwg.org/#cors-safelisted-request-header."""


@st.composite
def route_policies(draw: st.DrawFn) -> RoutePolicy:
    """Draw a policy, and a route with methods and needs of its own."""
    methods = draw(st.none() | st.lists(st.sampled_from([*METHODS, "ANY"]), unique=True))
    headers = draw(st.lists(st.sampled_from([*REQUEST_HEADERS, "Cookie"]), unique=True, max_size=2))
    return RoutePolicy(
        policy=draw(policies()),
        methods=None if methods is None else tuple(methods),
        headers=tuple(headers),
    )


@st.composite
def requests(draw: st.DrawFn, policy: CorsPolicy) -> BrowserRequest:
    """Draw a request from a page whose origin the policy names, nearly names, or never heard of."""
    # Each header once: fetch() joins the values of a repeated one before anything else.
    headers = draw(
        st.lists(st.sampled_from(PAGE_HEADERS), unique_by=lambda pair: pair[0].lower(), max_size=3)
    )
    # What the policy names is where layers could differ: half of the requests ask for it.
    named = [method for method in policy.allow_methods if method != "*"] or PAGE_METHODS
    origins = [each for each in policy.allow_origins if "*" not in each]
    near = origins_near(policy)
    return BrowserRequest(
        f"{HOST}/items/1",
        draw(st.sampled_from(origins) | near if origins else near),
        draw(st.sampled_from(named) | st.sampled_from(PAGE_METHODS)),
        tuple(headers),
        draw(st.sampled_from(["omit", "same-origin", "include"])),
    )


def verdict(request: BrowserRequest, send: Send, *, lowered: bool = False) -> Verdict:
    """Send what the browser sends, and judge what comes back.

    The actual request is sent even after a preflight that failed: the verdict is the model's.

    Args:
        request: of the page.
        send: puts a request on the wire.
        lowered: header names are sent in lower case, as over HTTP/2.
    """
    preflight = preflight_request(request)
    return judge(
        request,
        preflight=None if preflight is None else send(_spelled(preflight, lowered=lowered)),
        response=send(_spelled(actual_request(request), lowered=lowered)),
    )


def _spelled(request: HttpRequest, *, lowered: bool) -> HttpRequest:
    if not lowered:
        return request
    headers = tuple((name.lower(), value) for name, value in request.headers)
    return HttpRequest(request.method, request.url, headers)


def actual_request(request: BrowserRequest) -> HttpRequest:
    """Return the request on the wire that follows the preflight."""
    upper = request.method.upper()
    method = upper if upper in NORMALISED else request.method
    return HttpRequest(method, request.url, (*request.headers, ("Origin", request.origin)))


def allowed_by(policy: CorsPolicy, request: BrowserRequest) -> bool:
    """Say what an effective policy says, by its fields alone and the rules of Fetch.

    Source: https://fetch.spec.whatwg.org/#cors-check and #cors-preflight-fetch-0, step 7
    """
    if not policy.allows_origin(request.origin):
        return False
    if request.credentials == "include" and not policy.allow_credentials:
        return False
    preflight = preflight_request(request)
    if preflight is None:
        return True
    asked = dict(preflight.headers)
    names = asked.get("Access-Control-Request-Headers")
    return method_allowed(policy, asked["Access-Control-Request-Method"]) and all(
        header_allowed(policy, name) for name in (names.split(",") if names else ())
    )


def method_allowed(policy: CorsPolicy, method: str) -> bool:
    """Say whether a preflight for a method passes."""
    return bool({method, "*"} & set(policy.allow_methods)) or method in {"GET", "HEAD", "POST"}


def header_allowed(policy: CorsPolicy, name: str) -> bool:
    """Say whether a preflight for a header passes; no wildcard covers ``authorization``."""
    covered = {name} if name == "authorization" else {name, "*"}
    return bool(covered & set(policy.allow_headers))


def decided(policy: CorsPolicy, request: BrowserRequest) -> bool:
    """Say what `corsgate.decide` says of everything that the browser sends."""
    sent = [each for each in (preflight_request(request), actual_request(request)) if each]
    credentials = request.credentials != "include" or policy.allow_credentials
    return credentials and all(_decision_allows(policy, each) for each in sent)


def _decision_allows(policy: CorsPolicy, request: HttpRequest) -> bool:
    fields = dict(request.headers)
    return decide(
        policy,
        method=request.method,
        origin=fields["Origin"],
        request_method=fields.get("Access-Control-Request-Method"),
        request_headers=fields.get("Access-Control-Request-Headers"),
    ).allowed
