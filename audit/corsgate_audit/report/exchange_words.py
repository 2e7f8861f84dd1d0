"""What reports of an exchange have in common: the words for layers, and what decides a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    REQUEST_HEADERS,
    SAFELISTED_METHODS,
)
from corsgate_audit.browser import CorsError, judge, permissive_answer
from corsgate_audit.gateway import Layer
from corsgate_audit.gateway.exchanging import redirects

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest, Verdict
    from corsgate_audit.gateway import Answer, Exchange
    from corsgate_audit.model import Unresolved
    from corsgate_audit.probe import Probe

LAYERS = {
    Layer.OPTIONS_INTEGRATION: "the OPTIONS integration",
    Layer.GATEWAY_RESPONSE: "the gateway's own error response",
    Layer.AUTHORIZER: "the authorizer",
    Layer.HTTP_API_CORS: "the HTTP API's CORS configuration",
    Layer.FUNCTION_URL_CORS: "the function URL's CORS settings",
    Layer.CLOUDFRONT: "CloudFront",
    Layer.INTEGRATION: "the integration",
    Layer.FUNCTION: "the function",
    Layer.BACKEND: "the backend",
}

STATUS = "status"
"""Stands for the status line where it is what decides."""

_BY_ERROR = {
    CorsError.INVALID_ALLOW_CREDENTIALS: ALLOW_CREDENTIALS,
    CorsError.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: ALLOW_CREDENTIALS,
    CorsError.PREFLIGHT_INVALID_STATUS: STATUS,
    CorsError.PREFLIGHT_DISALLOWED_REDIRECT: STATUS,
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: ALLOW_METHODS,
    CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: ALLOW_METHODS,
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: ALLOW_HEADERS,
    CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: ALLOW_HEADERS,
}


def deciding(verdict: Verdict) -> str:
    """Return the name of the header that a verdict hangs on, or `STATUS`.

    Args:
        verdict: on an exchange between different origins. All the errors that are not about
            methods, headers, credentials or the status are about ``Access-Control-Allow-Origin``,
            and so is the answer that lets the page in.

    Example:
        >>> deciding(judge(request, preflight=HttpResponse(404), response=None))
        'Access-Control-Allow-Origin'
    """
    error = CorsError(verdict.error) if verdict.error else None
    return _BY_ERROR.get(error, ALLOW_ORIGIN) if error else ALLOW_ORIGIN


CHROMIUM_ALLOWS = (
    "Chrome and other browsers built on Chromium let it pass all the same (docs/verdicts.md lists "
    "where they differ from the standard); Firefox and Safari are taken to follow the standard."
)


def chromium_allows(made: Exchange | Probe) -> bool:
    """Whether Chromium lets pass what the standard blocks: then its console says nothing.

    Args:
        made: an exchange. The best answer that could come stands for one that was never asked for.
    """
    response = made.answer.response if made.answer else None
    if made.verdict is None or made.verdict.allowed or (response and redirects(response)):
        return False
    # What was sent had permission, whether or not a file holds the answer to its preflight.
    best = permissive_answer(made.request, made.request.origin)
    preflight = made.preflight_answer.response if made.preflight_answer else best
    last = response or best
    return judge(made.request, preflight=preflight, response=last, profile="chromium").allowed


def decided_by(made: Exchange) -> Answer | None:
    """Return the answer that the verdict hangs on: the last one there is; None without any."""
    if made.verdict is None:
        return None
    return made.answer or made.preflight_answer


def why_preflight(preflight: HttpRequest | None) -> str:
    """Say why the browser asks first, or that it does not.

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    if preflight is None:
        return "The browser sends no preflight: the request needs none."
    fields = dict(preflight.headers)
    method = fields["Access-Control-Request-Method"]
    names = fields.get(REQUEST_HEADERS, "")
    reasons = [f"of the method {method}"] * (method not in SAFELISTED_METHODS)
    reasons += [f"of what the request carries in {names.replace(',', ', ')}"] * bool(names)
    return f"The browser asks first, because {' and '.join(reasons)}."


def missing_values(made: Exchange) -> tuple[Unresolved, ...]:
    """Return the values for want of which there is no verdict."""
    if made.verdict is not None:
        return ()
    answers = (made.preflight_answer, made.answer)
    return tuple(value for each in answers if each is not None for value in each.unresolved)


def explanation(made: Exchange) -> str:
    """Say what comes of an exchange, whether or not there is a verdict."""
    if made.verdict is not None:
        return made.verdict.explanation
    waiting = LAYERS[made.layer] if made.layer else "nobody"
    missing = missing_values(made)
    if missing:
        named = "; ".join(f"{each.expression}: {each.reason}" for each in missing)
        return f"It cannot be told: it depends on {waiting}, where this is unresolved: {named}."
    if made.answer is not None and made.answer.response is not None:
        return "It cannot be told: the answer redirects to where nothing was read."
    return f"It cannot be told from outside: only {waiting} knows."
