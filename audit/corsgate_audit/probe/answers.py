"""What an error answer means: by its type and message, by who made it, and by its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.causes import described
from corsgate_audit.causes.gateway_errors import gateway_error
from corsgate_audit.probe.values import Also, RealError, Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.probe.facts import Facts

ERRORS = range(400, 600)
_REDIRECTS = range(300, 400)
_BAD_GATEWAY = frozenset({502, 503, 504})
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


def _says(text: str) -> Callable[[Facts], bool]:
    return lambda facts: text in facts.heard.body


def _is_down(facts: Facts) -> bool:
    return facts.heard.status in _BAD_GATEWAY and _made_by(*_IN_FRONT)(facts)


def _is_slow(facts: Facts) -> bool:
    # A preflight is no work: what times out there is not there.
    return _is_down(facts) and facts.heard.status == 504 and not facts.is_preflight  # noqa: PLR2004


def _is_blocked_by_firewall(facts: Facts) -> bool:
    said = "Request blocked" in facts.heard.body or facts.server is Server.ALB
    return said and facts.heard.status == 403 and _made_by(*_IN_FRONT)(facts)  # noqa: PLR2004


ANSWERS = (
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html
    Answer(("preflight-without-headers",), _says("CORS is not enabled for this bucket")),
    Answer(
        ("origin-not-allowed", "method-not-allowed", "headers-not-allowed"),
        _says("This CORS request is not allowed"),
    ),
    Answer(
        ("front-restricts-methods",),
        _says("not configured to allow the HTTP request method"),
    ),
    Answer(("integration-timeout", "upstream-down"), _is_slow),
    Answer(("upstream-down", "integration-timeout"), _is_down),
    Answer(("waf-or-resource-policy", "front-restricts-methods"), _is_blocked_by_firewall),
    Answer(
        ("front-restricts-methods", "waf-or-resource-policy"),
        lambda facts: _made_by(Server.PROXY)(facts) and facts.heard.status in ERRORS,
    ),
    Answer(("payload-too-large",), lambda facts: facts.heard.status == 413),  # noqa: PLR2004
    Answer(("unsupported-media-type",), lambda facts: facts.heard.status == 415),  # noqa: PLR2004
    Answer(("throttled",), lambda facts: facts.heard.status == 429),  # noqa: PLR2004
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
    if facts.heard.status not in ERRORS:
        return ()
    if _is_gateways_own(facts):
        error = gateway_error(facts.aws_error, facts.message, facts.heard.status)
        if error is not None:
            return _in_order(facts, error.preflight if facts.is_preflight else (error.slug,))
    return next((answer.slugs for answer in ANSWERS if answer.applies(facts)), ())


def _is_gateways_own(facts: Facts) -> bool:
    """Whether a gateway made the answer: it is signed, or it comes with an error type of AWS."""
    signed = facts.certain and facts.server in {
        *(Server.REST_API, Server.HTTP_API, Server.FUNCTION_URL),
    }
    return signed or bool(facts.aws_error)


def _in_order(facts: Facts, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Put what the answer to another request makes likely first."""
    if facts.aws_error == "ForbiddenException":
        return _of_forbidden(facts)
    same = facts.elsewhere is not None and facts.elsewhere.status == facts.heard.status
    if facts.aws_error == "MissingAuthenticationTokenException" and facts.is_preflight and same:
        # GET gets the same: it is not OPTIONS alone that is missing.
        return ("wrong-stage-or-path", "no-options-method", "authorizer-on-options")
    return slugs


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
