"""What an error answer means: by its type and message, by who made it, and by its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.causes import described
from corsgate_audit.causes.gateway_errors import gateway_error
from corsgate_audit.probe.values import Also, RealError, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.causes.gateway_errors import GatewayError
    from corsgate_audit.probe.facts import Facts

ERRORS = range(400, 600)
_BAD_GATEWAY = frozenset({502, 503, 504, *range(520, 528)})
"""By RFC 9110, and what Cloudflare adds: what stands in front has no answer of what is behind.

https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
"""

_GATEWAYS = frozenset({Server.REST_API, Server.HTTP_API, Server.FUNCTION_URL})
_IN_FRONT = frozenset({Server.CLOUDFRONT, Server.CLOUDFLARE, Server.ALB, Server.NGINX})
_EXECUTE_API = ".execute-api."

AMBIGUOUS = frozenset({"MissingAuthenticationTokenException", "ForbiddenException"})
"""Errors of a REST API whose causes a GET of the same URL tells apart."""


class Answer(NamedTuple):
    """One kind of answer that no table of error types holds.

    Args:
        slugs: causes, the likeliest first.
        applies: whether facts show it.
    """

    slugs: tuple[str, ...]
    applies: Callable[[Facts], bool]


def _made_by(*servers: Server) -> Callable[[Facts], bool]:
    return lambda facts: facts.certain and facts.server in servers


def _says(*texts: str) -> Callable[[Facts], bool]:
    return lambda facts: any(text in facts.heard.body for text in texts)


def _has(status: int) -> Callable[[Facts], bool]:
    return lambda facts: facts.heard.status == status


def _is_down(facts: Facts) -> bool:
    return facts.heard.status in _BAD_GATEWAY and facts.server not in _GATEWAYS


def _is_slow(facts: Facts) -> bool:
    # A preflight is no work: what times out there is not there.
    return _is_down(facts) and facts.heard.status == 504 and not facts.is_preflight  # noqa: PLR2004


_FIREWALLS = _says(
    "Incapsula incident ID",
    "Reference&#32;&#35;",  # Akamai
    "Attention Required! | Cloudflare",
    "error code: 1020",
    "The requested URL was rejected. Please consult with your administrator",  # F5
)


def _is_blocked_by_firewall(facts: Facts) -> bool:
    """Whether a firewall answers: by what it writes, whatever its status is.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
    """
    header = facts.heard.header
    said = "Request blocked" in facts.heard.body or facts.server is Server.ALB
    own = said and facts.heard.status == 403 and _made_by(*_IN_FRONT)(facts)  # noqa: PLR2004
    return own or bool(header("x-amzn-waf-action") or header("cf-mitigated")) or _FIREWALLS(facts)


def _is_of_function_at_edge(facts: Facts) -> bool:
    said = facts.heard.header("x-cache") + facts.heard.body
    names = ("LambdaValidationError", "LambdaExecutionError", "LambdaLimitExceeded")
    words = (*names, "FunctionExecutionError", "The Lambda function", "The CloudFront function")
    return facts.server is Server.CLOUDFRONT and any(word in said for word in words)


def _token_has_expired(facts: Facts) -> bool:
    """Whether a bearer token has: https://www.rfc-editor.org/rfc/rfc6750#section-3."""
    said = facts.heard.header("www-authenticate").lower()
    return facts.heard.status == 401 and "expired" in said and not facts.is_preflight  # noqa: PLR2004


SPECIAL = (
    Answer(("waf-or-resource-policy", "front-restricts-methods"), _is_blocked_by_firewall),
    Answer(("token-expired",), _token_has_expired),
)
"""What counts before the error types of a gateway. The first applies."""

_NO_CORS_SETTING = ("origin-not-allowed", "method-not-allowed", "headers-not-allowed")

ANSWERS = (
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html
    Answer(("preflight-without-headers",), _says("CORS is not enabled for this bucket")),
    Answer(_NO_CORS_SETTING, _says("This CORS request is not allowed")),
    # Of Spring's DefaultCorsProcessor, which answers requests so as well.
    Answer(_NO_CORS_SETTING, _says("Invalid CORS request")),
    # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    Answer(
        ("signature-invalid",),
        _says("<Code>SignatureDoesNotMatch</Code>", "<Code>RequestTimeTooSkewed</Code>"),
    ),
    Answer(
        ("token-expired",), _says("<Code>ExpiredToken</Code>", "<Message>Request has expired</")
    ),
    Answer(("waf-or-resource-policy",), _says("<Code>AccessDenied</Code>")),
    Answer(
        ("front-restricts-methods",),
        _says("not configured to allow the HTTP request method"),
    ),
    Answer(("function-failed",), _is_of_function_at_edge),
    Answer(
        ("function-failed",),
        lambda facts: facts.server is Server.FUNCTION_URL and _has(502)(facts),
    ),
    Answer(
        ("front-restricts-methods", "waf-or-resource-policy"),
        lambda facts: _made_by(Server.PROXY)(facts) and facts.heard.status in ERRORS,
    ),
    Answer(("integration-timeout", "upstream-down"), _is_slow),
    Answer(("upstream-down", "integration-timeout"), _is_down),
    Answer(("payload-too-large",), _has(413)),
    Answer(("unsupported-media-type",), _has(415)),
    Answer(("throttled",), _has(429)),
)
"""By who made it, then by statuses that say one thing whoever sends them. The first applies.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/troubleshooting-response-errors.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
"""


def slugs_behind(facts: Facts) -> tuple[str, ...]:
    """Return the causes that an error answer shows, the likeliest first; none for one that is not.

    Args:
        facts: facts of the exchange.
    """
    special = next((answer.slugs for answer in SPECIAL if answer.applies(facts)), ())
    if special or facts.heard.status not in ERRORS:
        return special
    error = _error_of_gateway(facts)
    if error is not None:
        return _in_order(facts, error.preflight if facts.is_preflight else (error.slug,))
    return next((answer.slugs for answer in ANSWERS if answer.applies(facts)), ())


def _error_of_gateway(facts: Facts) -> GatewayError | None:
    """Return the error that a gateway itself answers with; None for what it hands on.

    Its own answers are signed. One whose header has been taken away on the way counts by a message
    that no function writes.
    """
    error = gateway_error(facts.aws_error, facts.message, facts.heard.status)
    signed = facts.certain and facts.server in _GATEWAYS
    if signed or facts.aws_error or error is None:
        return error
    is_anybodys = error.message.startswith("^")
    return error if facts.server in _GATEWAYS and not is_anybodys else None


def _in_order(facts: Facts, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Put what the answer to another request makes likely first."""
    if facts.server is Server.HTTP_API and facts.message == "Forbidden":
        return _forbidden_by_http_api(facts)
    if facts.aws_error == "ForbiddenException":
        return _of_forbidden(facts)
    same = facts.elsewhere is not None and facts.elsewhere.status == facts.heard.status
    if facts.aws_error == "MissingAuthenticationTokenException" and facts.is_preflight and same:
        # GET gets the same: it is not OPTIONS alone that is missing.
        return ("wrong-stage-or-path", "no-options-method", "authorizer-on-options")
    return slugs


def _forbidden_by_http_api(facts: Facts) -> tuple[str, ...]:
    """HTTP APIs have no keys, no resource policies and no WAF: an authorizer denies.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
    """
    custom = () if _EXECUTE_API in facts.host else ("no-api-mapping",)
    own = ("authorizer-on-options", "authorizer-denied") if facts.is_preflight else ()
    return (*(own or ("authorizer-denied",)), *custom)


def _of_forbidden(facts: Facts) -> tuple[str, ...]:
    custom = () if _EXECUTE_API in facts.host else ("no-api-mapping",)
    if not facts.is_preflight:
        return (
            (*custom, "waf-or-resource-policy")
            if facts.carries_key
            else (*("waf-or-resource-policy", *custom),)
        )
    same = facts.elsewhere is not None and facts.elsewhere.status == facts.heard.status
    if same and facts.carries_key:
        return (*custom, "waf-or-resource-policy", "preflight-asks-for-api-key")
    return ("preflight-asks-for-api-key", *custom, "waf-or-resource-policy")


def others(slugs: tuple[str, ...]) -> tuple[Also, ...]:
    """Describe the causes behind the first.

    Args:
        slugs: all of them.
    """
    return tuple(
        Also(
            slug,
            f"{described(slug).title[0].upper()}{described(slug).title[1:]}. "
            f"{described(slug).meaning}",
        )
        for slug in slugs[1:]
    )


def real_error(facts: Facts) -> RealError | None:
    """Return the error that the page cannot read; None where it can, or there is none.

    Args:
        facts: facts of the exchange.
    """
    blocked = facts.verdict is not None and not facts.verdict.allowed
    if facts.heard.status not in ERRORS or not blocked:
        return None
    slugs = slugs_behind(facts)
    slug = slugs[0] if slugs else "error-without-headers"
    message = None if "<" in facts.message else facts.message or None
    words = facts.words()
    said = f": {message.rstrip('.')}" if message else ""
    sentence = f"{words['who']} answers {words['what']} with {words['status']}{words['kind']}{said}"
    return RealError(slug, facts.heard.status, facts.aws_error or None, message, f"{sentence}.")
