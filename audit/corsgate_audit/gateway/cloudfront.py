"""What a CloudFront distribution answers while it has nothing in its cache."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.gateway.addresses import DEFAULT_STAGE, default_stage, url_of
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.response_headers import policy_headers
from corsgate_audit.gateway.values import Answer, Layer
from corsgate_audit.gateway.wildcards import fits
from corsgate_audit.model import (
    FunctionUrl,
    UndeterminedError,
    Unresolved,
    all_known,
    known,
    unknown_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Api, Behavior, Distribution, Origin, ResponseHeadersPolicy

_OK, _FORBIDDEN = 200, 403
BODY_METHODS = ("POST", "PUT")
PAYLOAD_HASH = "x-amz-content-sha256"
"""What a page has to send with them through an origin access control of a function URL."""


def answer_cloudfront(
    api: Distribution, request: HttpRequest, behind: Callable[[Api, HttpRequest], Answer]
) -> Answer:
    """Return what a distribution answers to one request.

    Not verified on AWS: that CloudFront's own 403 carries no headers of a response headers policy.

    Args:
        api: the distribution that is asked.
        request: request as it is sent.
        behind: answers for the API that is the origin.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
    """
    try:
        return _answered(api, request, behind)
    except UndeterminedError as error:
        return _unknown(str(error), *error.values)


def _answered(
    api: Distribution, request: HttpRequest, behind: Callable[[Api, HttpRequest], Answer]
) -> Answer:
    note = "Which behavior serves this path is undetermined."
    behavior = known(behavior_for(api, urlsplit(request.url).path or "/"), note)
    if behavior is None:
        return _unknown(note)
    refused = _refused(behavior, request.method)
    if refused is not None:
        return refused
    if behavior.edge_events:
        return _unknown(
            f"A function at {', '.join(behavior.edge_events)} can change the response, so it is "
            "undetermined."
        )
    return _with_policy(behavior, receive(api, request), _from_origin(behavior, request, behind))


def _refused(behavior: Behavior, method: str) -> Answer | None:
    """Return how CloudFront refuses a method; None where it lets it through."""
    methods = behavior.allowed_methods
    if isinstance(methods, tuple) and method in methods:
        return None
    unknown = unknown_in(methods)
    if unknown:
        return _unknown("Which methods the behavior allows is undetermined.", *unknown)
    note = f"CloudFront answers 403 itself: {behavior.path_pattern!r} allows only "
    note += f"{', '.join(all_known(methods))}."
    return Answer(response=HttpResponse(_FORBIDDEN), layer=Layer.CLOUDFRONT, note=note)


def behavior_for(api: Distribution, path: str) -> Behavior | Unresolved | None:
    """Return the behavior that has a path: the first whose pattern fits.

    Example:
        >>> behavior_for(api, "/api/items").path_pattern
        '/api/*'

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
    """
    for behavior in api.behaviors:
        if isinstance(behavior.path_pattern, Unresolved):
            return behavior.path_pattern
        if pattern_fits(behavior.path_pattern, path):
            return behavior
    return None


def pattern_fits(pattern: str, path: str) -> bool:
    """Whether a path pattern has a path: ``*`` is any text, ``?`` one character.

    Example:
        >>> pattern_fits("api/*", "/api/items")
        True
    """
    return fits(pattern.removeprefix("/"), path.removeprefix("/"))


def forwarded(behavior: Behavior, request: HttpRequest) -> HttpRequest | Unresolved:
    """Return the request with the headers that CloudFront passes on to the origin.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
    """
    kept = []
    for name, value in request.headers:
        passes = passes_on(behavior, name.lower())
        if isinstance(passes, Unresolved):
            return passes
        if passes:
            kept.append((name, value))
    return replace(request, headers=tuple(kept))


def passes_on(behavior: Behavior, name: str) -> bool | Unresolved:
    """Whether CloudFront passes a request header on to the origin.

    Args:
        behavior: behavior that has the request.
        name: lower-case.
    """
    unknown: Unresolved | None = None
    cache = behavior.cache
    key = cache if isinstance(cache, Unresolved) else cache.key_headers
    for headers in (key, behavior.forwarded_headers):
        included = headers if isinstance(headers, Unresolved) else headers.includes(name)
        if included is True:
            return True
        unknown = included if isinstance(included, Unresolved) else unknown
    return unknown or False


def _from_origin(
    behavior: Behavior, request: HttpRequest, behind: Callable[[Api, HttpRequest], Answer]
) -> Answer:
    origin = behavior.origin
    if origin is None or origin.api is None:
        return Answer(
            response=None,
            layer=Layer.BACKEND,
            note="CloudFront forwards the request to an origin that is not part of the audit.",
        )
    if not origin.leads_to_api(urlsplit(request.url).path or "/"):
        return _unknown(f"The domain name {origin.domain!r} has no API mapping for this path.")
    passed = forwarded(behavior, request)
    if isinstance(passed, Unresolved):  # what a policy writes over the answer is known all the same
        return _unknown("Which headers CloudFront forwards is undetermined.", passed)
    inside = replace(passed, url=url_behind(origin, origin.api, request.url))
    if isinstance(origin.api, FunctionUrl) and origin.signing not in {None, "never"}:
        return _signed(origin, request, inside, behind)
    return behind(origin.api, inside)


def _signed(
    origin: Origin,
    request: HttpRequest,
    inside: HttpRequest,
    behind: Callable[[Api, HttpRequest], Answer],
) -> Answer:
    """Return what a function URL answers to a request that CloudFront signs.

    The hash of a body is the viewer's to send: Lambda takes no unsigned payloads.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
    """
    if isinstance(origin.signing, Unresolved):
        return _unknown("Whether CloudFront signs the request is undetermined.", origin.signing)
    names = {name.lower() for name, _ in request.headers}
    if request.method in BODY_METHODS and PAYLOAD_HASH not in names:
        note = (
            f"CloudFront signs the request, but the {request.method} has no {PAYLOAD_HASH}, so "
            "Lambda rejects the signature."
        )
        return Answer(response=HttpResponse(_FORBIDDEN), layer=Layer.AUTHORIZER, note=note)
    own = origin.signing == "no-override" and "authorization" in names
    kept = tuple(pair for pair in inside.headers if own or pair[0].lower() != "authorization")
    signature = () if own else (("Authorization", "AWS4-HMAC-SHA256 of CloudFront"),)
    assert origin.api is not None  # noqa: S101 - its answer is asked for
    return behind(origin.api, replace(inside, headers=(*kept, *signature)))


def url_behind(origin: Origin, api: Api, url: str) -> str:
    """Return the URL under which CloudFront asks an API.

    Args:
        origin: origin with the path that CloudFront puts first.
        api: API that answers there.
        url: URL that the browser asks for.
    """
    path = urlsplit(url).path or "/"
    if isinstance(origin.path, str) and origin.mapping is not None:
        whole = origin.path.rstrip("/") + path
        inside = whole.removeprefix(f"/{origin.mapping.base_path}".rstrip("/"))
        return url_of(api, inside or "/", origin.mapping.stage)
    if isinstance(origin.path, str):
        return url_of(api, origin.path.rstrip("/") + path, DEFAULT_STAGE)
    return url_of(api, path, default_stage(api))


def _with_policy(behavior: Behavior, received: Received, inner: Answer) -> Answer:
    """Put the response headers policy's headers on the origin's answer."""
    note = "The response headers policy is undetermined."
    policy = known(behavior.response_headers, note)
    if policy is None:
        return inner
    cors = known(policy.cors, "The CORS settings of the response headers policy are undetermined.")
    added = () if cors is None else policy_headers(cors, received)
    missing = unknown_in(*added)
    if isinstance(policy.origin_override, Unresolved) and added:
        missing = (*missing, policy.origin_override)
    if missing:
        return _unknown("The headers of the response headers policy are undetermined.", *missing)
    headers = tuple(part for part in added if not isinstance(part, Unresolved))
    return _merged(policy, received, inner, headers)


def _merged(
    policy: ResponseHeadersPolicy,
    received: Received,
    inner: Answer,
    headers: tuple[tuple[str, str], ...],
) -> Answer:
    """Merge header by header.

    Where only the backend knows its answer, it is known for all but preflights what a page gets if
    the policy overrides it; its status is taken for 200.
    """
    overrides = policy.origin_override is True
    response = inner.response
    if response is None:
        if not headers or not overrides or received.is_preflight:
            return inner
        response = HttpResponse(_OK)
    names = {name.lower() for name, _ in headers}
    own = [pair for pair in response.headers if not _removed(policy, pair[0])]
    if overrides:
        merged = [*(pair for pair in own if pair[0].lower() not in names), *headers]
    else:
        present = {name.lower() for name, _ in own}
        merged = [*own, *(pair for pair in headers if pair[0].lower() not in present)]
    wins = "instead of" if overrides else "only where they are missing from"
    note = f"{inner.note} The policy {policy.name!r} writes its CORS headers {wins} the origin's."
    layer = Layer.CLOUDFRONT if headers else inner.layer
    return Answer(response=HttpResponse(response.status, tuple(merged)), layer=layer, note=note)


def _removed(policy: ResponseHeadersPolicy, name: str) -> bool:
    removed = policy.removed_headers
    return isinstance(removed, tuple) and name.lower() in removed


def _unknown(note: str, *unresolved: Unresolved) -> Answer:
    return Answer(response=None, layer=Layer.CLOUDFRONT, note=note, unresolved=unresolved)
