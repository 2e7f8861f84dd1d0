"""A function URL behind an origin access control, to which no page may send the hash of a body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_HEADERS
from corsgate_audit.browser import CorsError, HttpResponse, judge, preflight_request
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.cloudfront import BODY_METHODS, PAYLOAD_HASH
from corsgate_audit.gateway.received import receive
from corsgate_audit.gateway.response_headers import policy_headers
from corsgate_audit.model import (
    CorsConfiguration,
    FunctionUrl,
    ResponseHeadersPolicy,
    UndeterminedError,
    Unresolved,
    Witness,
    all_known,
    includes,
    known,
    unknown_in,
)
from corsgate_audit.model.editing import with_entries
from corsgate_audit.rules.allowed_origins import route_of
from corsgate_audit.rules.behaviors import is_meant_for_pages, pages_of
from corsgate_audit.rules.requests import page_request
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_behavior

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import BrowserRequest
    from corsgate_audit.model import Behavior, Distribution
    from corsgate_audit.rules.wanted import Wanted

_NO_CONTENT = 204


def subjects(api: Distribution) -> Iterator[Behavior]:
    """List the behaviors whose requests to a function URL CloudFront may sign."""
    for behavior in api.behaviors:
        origin = behavior.origin
        if origin is None or origin.signing in {None, "never"}:
            continue
        if isinstance(origin.api, FunctionUrl) and is_meant_for_pages(behavior):
            yield behavior


def check(api: Distribution, behavior: Behavior) -> Violation | None:
    """Ask with the hash, for the first method that carries a body."""
    method = next((each for each in BODY_METHODS if includes(behavior.allowed_methods, each)), None)
    settings = _settings(behavior)
    if method is None or settings is None:
        return None
    known(behavior.origin.signing if behavior.origin else None)
    route = replace(route_of(behavior), method=method)
    request = page_request(route, pages_of(behavior)[0], headers=(PAYLOAD_HASH,), body=False)
    witness = _witness(api, known(settings), request)
    verdict = witness.verdict
    if (verdict.error, verdict.parameter) != (_REFUSED, PAYLOAD_HASH):
        return None
    listed = ", ".join(all_known(known(settings).allow_headers))
    return Violation(
        message=f"CloudFront signs the requests of {behavior.path_pattern!r} to the function URL, "
        f"and Lambda accepts a {method} only with {PAYLOAD_HASH}, but {ALLOW_HEADERS} does not "
        f"list it, so the browser blocks every {method}. Add the header, and send the SHA-256 of "
        "the body in it.",
        expected=f"{ALLOW_HEADERS} with {PAYLOAD_HASH}",
        actual=f"{ALLOW_HEADERS}: {listed}" if listed else "no such header",
        witness=witness,
    )


_REFUSED = CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE


def _settings(behavior: Behavior) -> CorsConfiguration | Unresolved | None:
    """Return the settings that answer preflights: those of the policy, or of the URL."""
    policy = behavior.response_headers
    of_policy = policy.cors if isinstance(policy, ResponseHeadersPolicy) else policy
    if of_policy is not None:
        return of_policy
    url = behavior.origin.api if behavior.origin else None
    return url.cors if isinstance(url, FunctionUrl) else None


def _witness(api: Distribution, cors: CorsConfiguration, request: BrowserRequest) -> Witness:
    """Return the exchange; what the function answers to OPTIONS is taken for 204."""
    witness = exchange(api, request).witness()
    if witness is not None:
        return witness
    asked = preflight_request(request)
    added = () if asked is None else policy_headers(cors, receive(api, asked))
    if unknown := unknown_in(*added):
        raise UndeterminedError(*unknown)
    headers = tuple(pair for pair in added if not isinstance(pair, Unresolved))
    preflight = HttpResponse(_NO_CONTENT, headers)
    response = HttpResponse(_NO_CONTENT, headers)
    verdict = judge(request, preflight=preflight, response=response)
    return Witness(request=request, preflight=preflight, verdict=verdict)


def repair(api: Distribution, violation: Violation, _: Wanted) -> Distribution:
    """List the header where preflights are answered."""

    def listing(cors: CorsConfiguration) -> CorsConfiguration:
        return replace(cors, allow_headers=with_entries(cors.allow_headers, [PAYLOAD_HASH]))

    def changed(behavior: Behavior) -> Behavior:
        policy, origin = behavior.response_headers, behavior.origin
        if isinstance(policy, ResponseHeadersPolicy) and isinstance(policy.cors, CorsConfiguration):
            return replace(behavior, response_headers=replace(policy, cors=listing(policy.cors)))
        url = origin.api if origin else None
        if origin is None or not isinstance(url, FunctionUrl):
            return behavior
        if not isinstance(url.cors, CorsConfiguration):
            return behavior
        return replace(behavior, origin=replace(origin, api=replace(url, cors=listing(url.cors))))

    return with_behavior(api, violation, changed)


RULE = Rule.of_file(__file__, subjects=subjects, check=check, repair=repair)
