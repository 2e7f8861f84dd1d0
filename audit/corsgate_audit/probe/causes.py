"""The table of causes: what an answer shows, which family that is, and how to say it.

What a browser asks: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0. What API Gateway answers
itself: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import CorsError
from corsgate_audit.probe.facts import FRONTS, Facts
from corsgate_audit.probe.values import Cause, Family

if TYPE_CHECKING:
    from collections.abc import Callable

METHOD_NOT_ALLOWED = "method-not-allowed"

_OK = range(200, 300)
_UNAUTHORIZED = 401
_NO_SUCH_METHOD = {405, 501}
_NO_LEAVE = {
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    CorsError.PREFLIGHT_INVALID_STATUS,
}
_OTHER_ORIGIN = {
    CorsError.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
    CorsError.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
    CorsError.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
    CorsError.ALLOW_ORIGIN_MISMATCH,
    CorsError.INVALID_ALLOW_ORIGIN_VALUE,
    CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES,
}
_NO_CREDENTIALS = {
    CorsError.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS,
    CorsError.WILDCARD_ORIGIN_NOT_ALLOWED,
    CorsError.INVALID_ALLOW_CREDENTIALS,
}


class Kind(NamedTuple):
    """One cause.

    Args:
        slug: its stable name.
        family: of it.
        applies: whether an exchange shows it.
        sentence: says it, with what the facts hold in braces.
    """

    slug: str
    family: Family
    applies: Callable[[Facts], bool]
    sentence: str


def cause_of(facts: Facts) -> Cause | None:
    """Return why a browser blocks an exchange, or the server refuses it; None without a reason.

    Args:
        facts: of the exchange.
    """
    for kind in CAUSES:
        if kind.applies(facts):
            sentence = kind.sentence.format(**facts.words())
            return Cause(kind.slug, kind.family, sentence, facts.server)
    return None


def _preflight_says(text: str) -> Callable[[Facts], bool]:
    return lambda facts: facts.is_preflight and facts.heard.body.startswith(text)


def _fails_with(*errors: CorsError) -> Callable[[Facts], bool]:
    return lambda facts: facts.error in errors


def _aws_rejects_preflight(error: str) -> Callable[[Facts], bool]:
    return lambda facts: _front_rejects_preflight(facts) and facts.aws_error == error


def _front_rejects_preflight(facts: Facts) -> bool:
    return _rejects_preflight(facts) and facts.certain and facts.server in FRONTS


def _asks_preflight_to_authenticate(facts: Facts) -> bool:
    return _rejects_preflight(facts) and facts.heard.status == _UNAUTHORIZED


def _rejects_preflight(facts: Facts) -> bool:
    return facts.is_preflight and facts.error is not None and facts.heard.status not in _OK


def _is_never_sent(facts: Facts) -> bool:
    return facts.verdict is not None and not facts.verdict.allowed and facts.error is None


def _serves_no_such_method(facts: Facts) -> bool:
    return not facts.is_preflight and facts.heard.status in _NO_SUCH_METHOD


def _fails_without_headers(facts: Facts) -> bool:
    missing = facts.error is CorsError.MISSING_ALLOW_ORIGIN_HEADER
    return missing and facts.heard.status not in _OK


CAUSES: tuple[Kind, ...] = (
    Kind(
        "unreachable",
        Family.NETWORK,
        lambda facts: facts.heard.response is None,
        "There is no answer: {problem}.",
    ),
    Kind(
        "never-sent",
        Family.POLICY,
        _is_never_sent,
        "{explanation}",
    ),
    Kind(
        "preflight-redirected",
        Family.PREFLIGHT,
        _fails_with(CorsError.PREFLIGHT_DISALLOWED_REDIRECT),
        "{who} redirects the preflight to {location}, which no browser follows. Call that address: "
        "the usual reasons are http instead of https, and a slash too many or too few at the end.",
    ),
    Kind(
        METHOD_NOT_ALLOWED,
        Family.METHOD,
        _preflight_says("Disallowed CORS method"),
        "{who} refuses {method} in the preflight: its CORS settings allow {allowed}.",
    ),
    Kind(
        "origin-not-allowed",
        Family.POLICY,
        _preflight_says("Disallowed CORS origin"),
        "{who} refuses {origin} in the preflight: its CORS settings leave this origin out.",
    ),
    Kind(
        "headers-not-allowed",
        Family.POLICY,
        _preflight_says("Disallowed CORS headers"),
        "{who} refuses a header that the page sends in the preflight: its CORS settings leave it "
        "out.",
    ),
    Kind(
        "no-options-method",
        Family.PREFLIGHT,
        _aws_rejects_preflight("MissingAuthenticationTokenException"),
        "{who} has no OPTIONS method on this path, so it answers the preflight itself with "
        "{status}. A wrong stage or path shows the same.",
    ),
    Kind(
        "preflight-asks-for-api-key",
        Family.FRONT,
        _aws_rejects_preflight("ForbiddenException"),
        "{who} answers the preflight itself with {status} Forbidden: OPTIONS asks for an API key, "
        "and no browser sends one with a preflight. If OPTIONS asks for none, AWS WAF blocks it.",
    ),
    Kind(
        "preflight-denied",
        Family.FRONT,
        _aws_rejects_preflight("AccessDeniedException"),
        "{who} denies the preflight: OPTIONS has IAM authorization, or a resource policy that does "
        "not let it in, and no browser signs a preflight.",
    ),
    Kind(
        "preflight-asks-for-token",
        Family.PREFLIGHT,
        _asks_preflight_to_authenticate,
        "{who} asks the preflight to authenticate ({status}). A browser sends neither cookies nor "
        "Authorization with it: let OPTIONS through before anyone is asked.",
    ),
    Kind(
        "front-restricts-methods",
        Family.FRONT,
        _front_rejects_preflight,
        "{who} answers the preflight itself with {status} and does not hand it on: OPTIONS is not "
        "among what it lets through.",
    ),
    Kind(
        "options-rejected",
        Family.PREFLIGHT,
        _rejects_preflight,
        "{who} rejects the preflight with {status}: nothing answers OPTIONS on this path, or "
        "something in front refuses it.",
    ),
    Kind(
        "preflight-without-headers",
        Family.PREFLIGHT,
        _fails_with(*_NO_LEAVE),
        "{who} answers the preflight with {status} and without Access-Control-Allow-Origin: CORS "
        "is not set up there, or leaves {origin} out.",
    ),
    Kind(
        METHOD_NOT_ALLOWED,
        Family.METHOD,
        _fails_with(CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE),
        "{who} answers the preflight, and its Access-Control-Allow-Methods names {allowed}; "
        "{parameter} is not in it.",
    ),
    Kind(
        "headers-not-allowed",
        Family.POLICY,
        _fails_with(CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE),
        "{who} answers the preflight, and its Access-Control-Allow-Headers does not name "
        "{parameter}.",
    ),
    Kind(
        "origin-not-allowed",
        Family.POLICY,
        _fails_with(*_OTHER_ORIGIN),
        "{who} allows {allow_origin}, not {origin}; the header takes one origin, exactly as the "
        "browser sends it.",
    ),
    Kind(
        "credentials-not-allowed",
        Family.POLICY,
        _fails_with(*_NO_CREDENTIALS),
        "The page sends its credentials: then Access-Control-Allow-Origin has to be {origin} "
        "itself, not '*', beside Access-Control-Allow-Credentials: true.",
    ),
    Kind(
        "method-not-served",
        Family.METHOD,
        _serves_no_such_method,
        "{who} has no {method} on this path ({status}); it serves {served}.",
    ),
    Kind(
        "error-without-headers",
        Family.RESPONSE,
        _fails_without_headers,
        "{who} answers {status} without Access-Control-Allow-Origin, so that the page sees a CORS "
        "error in place of the real one.",
    ),
    Kind(
        "response-without-headers",
        Family.RESPONSE,
        _fails_with(CorsError.MISSING_ALLOW_ORIGIN_HEADER),
        "{who} answers {status} without Access-Control-Allow-Origin: CORS is not set up there, or "
        "leaves {origin} out.",
    ),
    Kind(
        "blocked",
        Family.POLICY,
        lambda facts: facts.error is not None,
        "{explanation}",
    ),
)
"""The first that applies: what is certain goes before what says least."""
