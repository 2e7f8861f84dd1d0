"""The table of causes: what an answer shows, which family that is, and how to say it.

What a browser asks: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0. What API Gateway answers
itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.browser import CorsError, Refusal
from corsgate_audit.browser.engines import condition_sentence
from corsgate_audit.causes import described
from corsgate_audit.probe.answers import others, slugs_behind
from corsgate_audit.probe.origins import origin_difference
from corsgate_audit.probe.shown import (
    NO_CREDENTIALS,
    NO_PERMISSION,
    OTHER_ORIGIN,
    asks_preflight_to_authenticate,
    fails_with,
    fails_without_headers,
    front_rejects_preflight,
    has_two_writers,
    is_cached_for_another,
    is_cached_without_headers,
    is_control_plane,
    is_never_sent,
    is_redirected_without_headers,
    is_sam_local,
    leaves_origin_out,
    preflight_says,
    rejects_preflight,
    sends_response_headers,
    serves_no_such_method,
)
from corsgate_audit.probe.values import Cause, Family

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.probe.facts import Facts
    from corsgate_audit.probe.values import Probe

METHOD_NOT_ALLOWED = "method-not-allowed"


class CausePattern(NamedTuple):
    """One cause.

    Args:
        slug: its stable name.
        family: family of it.
        applies: whether an exchange shows it.
        sentence: says it, with what the facts hold in braces.
        also: slugs of other causes of the same bytes, the likeliest first.
    """

    slug: str
    family: Family
    applies: Callable[[Facts], bool]
    sentence: str
    also: Callable[[Facts], tuple[str, ...]] = lambda _: ()


def cause_of(facts: Facts) -> Cause | None:
    """Return why a browser blocks an exchange, or the server refuses it; None without a reason.

    Args:
        facts: facts of the exchange.
    """
    return _told_by(FIRST, facts) or _behind(facts) or _told_by(LAST, facts)


def condition_of(made: Probe) -> Cause | None:
    """Return what an exchange depends on where its answers permit it; None where nothing is open.

    Args:
        made: exchange with its answers.
    """
    conditions = made.conditions() if made.outcome() is None else {}
    if not conditions:
        return None
    slugs = tuple(dict.fromkeys(each.slug for found in conditions.values() for each in found))
    sentence = condition_sentence(conditions)
    return Cause(slugs[0], Family.BROWSER, sentence, None, others(slugs))


def _told_by(kinds: tuple[CausePattern, ...], facts: Facts) -> Cause | None:
    kind = next((kind for kind in kinds if kind.applies(facts)), None)
    if kind is None:
        return None
    sentence = kind.sentence.format(**facts.words()) + _hint(kind.slug, facts)
    also = others((kind.slug, *kind.also(facts)))
    return Cause(kind.slug, kind.family, sentence, facts.server, also)


def _behind(facts: Facts) -> Cause | None:
    """Return the cause that the answer itself names: an error behind the CORS error."""
    slugs = slugs_behind(facts)
    if not slugs or facts.error is None:
        return None
    family = FAMILIES.get(slugs[0], Family.PREFLIGHT) if facts.is_preflight else Family.RESPONSE
    of_kinds = {kind.slug: kind.sentence for kind in CAUSES} | SENTENCES
    said = of_kinds.get(slugs[0], _GENERIC) if facts.is_preflight else _GENERIC
    sentence = said.format(**facts.words(), title=described(slugs[0]).title)
    return Cause(slugs[0], family, sentence, facts.server, others(slugs))


_GENERIC = "{who} answers {what} with {status}{kind}: {title}."


def _hint(slug: str, facts: Facts) -> str:
    """Say in what two origins differ, where that is easily overlooked."""
    if slug != "origin-not-allowed":
        return ""
    difference = origin_difference(facts.heard.header(ALLOW_ORIGIN), facts.request.origin)
    return f" They differ {difference}." if difference else ""


FAMILIES = {
    "preflight-asks-for-api-key": Family.FRONT,
    "preflight-denied": Family.FRONT,
    "waf-or-resource-policy": Family.FRONT,
    "no-api-mapping": Family.FRONT,
    "front-restricts-methods": Family.FRONT,
    "upstream-down": Family.FRONT,
    "throttled": Family.FRONT,
    "aws-control-plane": Family.FRONT,
}
"""Of causes that the answer to a preflight names; the others are of the preflight itself."""

SENTENCES = {
    "origin-not-allowed": (
        "{who} rejects the preflight with {status}: its CORS settings do not allow {origin}, the "
        "method or a header."
    ),
    "no-options-method": (
        "{who} has no OPTIONS method on this path, so it answers the preflight itself with "
        "{status}. A wrong stage or path gives the same response."
    ),
    "preflight-asks-for-api-key": (
        "{who} answers the preflight itself with {status} Forbidden: OPTIONS requires an API key, "
        "which browsers do not send with a preflight. If OPTIONS requires none, AWS WAF blocks "
        "it."
    ),
    "preflight-denied": (
        "{who} denies the preflight: OPTIONS has IAM authorization, or a resource policy does not "
        "allow it, and browsers do not sign a preflight."
    ),
}
"""Of causes that an error names, where more can be said than what they are."""

FIRST: tuple[CausePattern, ...] = (
    CausePattern(
        "mixed-content",
        Family.BROWSER,
        lambda facts: facts.refusal is Refusal.MIXED_CONTENT,
        "{explanation}",
    ),
    CausePattern(
        "local-network-access",
        Family.BROWSER,
        lambda facts: facts.refusal is not None,
        "{explanation}",
    ),
    CausePattern(
        "unreachable",
        Family.NETWORK,
        lambda facts: facts.heard.response is None,
        "There is no answer: {problem}.",
    ),
    CausePattern(
        "never-sent",
        Family.POLICY,
        is_never_sent,
        "{explanation}",
    ),
    CausePattern(
        "response-header-in-request",
        Family.POLICY,
        sends_response_headers,
        "The page sends {named} in its request, a header that belongs in the response, so the "
        "preflight must allow it too. Remove it from the page's request.",
    ),
    CausePattern(
        "preflight-redirected",
        Family.PREFLIGHT,
        fails_with(CorsError.PREFLIGHT_DISALLOWED_REDIRECT),
        "{who} redirects the preflight to {location}, which browsers do not follow. Call that "
        "address: the usual reasons are http instead of https, and an extra or missing slash at "
        "the end.",
    ),
    CausePattern(
        "redirected",
        Family.RESPONSE,
        is_redirected_without_headers,
        "{who} redirects the request to {location}, but the redirect itself has no "
        "Access-Control-Allow-Origin, so the browser does not follow it. Call that address.",
    ),
    CausePattern(
        "sam-local",
        Family.RESPONSE,
        is_sam_local,
        "This looks like SAM CLI on this machine (Werkzeug, no Access-Control-Allow-Origin): it "
        "adds CORS headers only where the template has Cors, and none to what the function "
        "returns.",
        lambda facts: (
            ("preflight-without-headers",) if facts.is_preflight else ("response-without-headers",)
        ),
    ),
    CausePattern(
        "aws-control-plane",
        Family.FRONT,
        is_control_plane,
        "This is an endpoint of an AWS service, not of an API of yours: callers cannot change its "
        "CORS headers. Call the service from a function behind your API.",
    ),
    CausePattern(
        METHOD_NOT_ALLOWED,
        Family.METHOD,
        preflight_says("Disallowed CORS method"),
        "{who} rejects {method} in the preflight: its CORS settings allow {allowed}.",
    ),
    CausePattern(
        "origin-not-allowed",
        Family.POLICY,
        preflight_says("Disallowed CORS origin"),
        "{who} rejects {origin} in the preflight: its CORS settings do not allow this origin.",
    ),
    CausePattern(
        "headers-not-allowed",
        Family.POLICY,
        preflight_says("Disallowed CORS headers"),
        "{who} rejects a header of the preflight: its CORS settings do not allow it.",
    ),
)
"""Looked at before what the answer itself names. The first that applies."""

LAST: tuple[CausePattern, ...] = (
    CausePattern(
        "preflight-asks-for-token",
        Family.PREFLIGHT,
        asks_preflight_to_authenticate,
        "{who} requires authentication for the preflight ({status}), but browsers send neither "
        "cookies nor Authorization with it. Answer OPTIONS before the authentication.",
    ),
    CausePattern(
        "front-restricts-methods",
        Family.FRONT,
        front_rejects_preflight,
        "{who} answers the preflight itself with {status} and does not forward it: its settings do "
        "not forward OPTIONS.",
    ),
    CausePattern(
        "options-rejected",
        Family.PREFLIGHT,
        rejects_preflight,
        "{who} rejects the preflight with {status}: nothing answers OPTIONS on this path, or a "
        "proxy in front blocks it.",
    ),
    CausePattern(
        "cached-for-another-origin",
        Family.FRONT,
        is_cached_for_another,
        "A cache answers ({cache}, {age} s old) with a response for another origin: it allows "
        "{allow_origin}, not {origin}. Origin is not in its cache key.",
        lambda _: ("origin-not-allowed",),
    ),
    CausePattern(
        "cached-for-another-origin",
        Family.FRONT,
        is_cached_without_headers,
        "A cache answers ({cache}, {age} s old) with a response to a request without Origin: "
        "without the cache, the server does send Access-Control-Allow-Origin. Origin is not in "
        "the cache's key.",
    ),
    CausePattern(
        "two-writers",
        Family.POLICY,
        has_two_writers,
        "Access-Control-Allow-Origin has the values {allow_origin}: two layers write it, such as "
        "the gateway and the function, but browsers accept only one value.",
        lambda _: ("origin-not-allowed",),
    ),
    CausePattern(
        "origin-not-allowed",
        Family.POLICY,
        leaves_origin_out,
        "{who} answers the preflight with {status} and without Access-Control-Allow-Origin: its "
        "CORS configuration does not allow {origin}.",
        lambda _: ("preflight-without-headers",),
    ),
    CausePattern(
        "preflight-without-headers",
        Family.PREFLIGHT,
        fails_with(*NO_PERMISSION),
        "{who} answers the preflight with {status} and without Access-Control-Allow-Origin: CORS "
        "is not configured there, or does not allow {origin}.",
    ),
    CausePattern(
        METHOD_NOT_ALLOWED,
        Family.METHOD,
        fails_with(CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE),
        "{who} answers the preflight, but its Access-Control-Allow-Methods lists {allowed} and not "
        "{parameter}.",
    ),
    CausePattern(
        "headers-not-allowed",
        Family.POLICY,
        fails_with(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE),
        "{who} answers the preflight, but its Access-Control-Allow-Headers does not list "
        "{parameter}.",
    ),
    CausePattern(
        "origin-not-allowed",
        Family.POLICY,
        fails_with(*OTHER_ORIGIN),
        "{who} allows {allow_origin}, not {origin}; the header must hold one origin, exactly as "
        "the browser sends it.",
    ),
    CausePattern(
        "credentials-not-allowed",
        Family.POLICY,
        fails_with(*NO_CREDENTIALS),
        "The page sends credentials: Access-Control-Allow-Origin must be {origin} itself, not '*', "
        "beside Access-Control-Allow-Credentials: true.",
    ),
    CausePattern(
        "method-not-served",
        Family.METHOD,
        serves_no_such_method,
        "{who} has no {method} on this path ({status}); it serves {served}.",
    ),
    CausePattern(
        "error-without-headers",
        Family.RESPONSE,
        fails_without_headers,
        "{who} answers {status} without Access-Control-Allow-Origin, so the page sees a CORS error "
        "in place of the real one.",
    ),
    CausePattern(
        "response-without-headers",
        Family.RESPONSE,
        fails_with(CorsError.MISSING_ALLOW_ORIGIN_HEADER),
        "{who} answers {status} without Access-Control-Allow-Origin: CORS is not configured there, "
        "or does not allow {origin}.",
    ),
    CausePattern(
        "blocked",
        Family.POLICY,
        lambda facts: facts.error is not None,
        "{explanation}",
    ),
)
"""Looked at after it: what is certain goes before what says least."""

CAUSES = (*FIRST, *LAST)
