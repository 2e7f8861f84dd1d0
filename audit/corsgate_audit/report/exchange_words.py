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
from corsgate_audit.browser import CorsError, Refusal
from corsgate_audit.browser.engines import NAMES, condition_sentence
from corsgate_audit.browser.exchange import STANDARD
from corsgate_audit.browser.profiles import ENGINES
from corsgate_audit.gateway import Layer

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest, Verdict
    from corsgate_audit.browser.exchange import Answered, BrowserExchange
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Unresolved

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
        verdict: verdict on an exchange between different origins. Nothing of an answer decides
            where the browser refuses before it is there. All the errors that are not about methods,
            headers, credentials or the status are about ``Access-Control-Allow-Origin``, and so is
            the answer that lets the page in.

    Example:
        >>> deciding(judge(request, preflight=HttpResponse(404), response=None))
        'Access-Control-Allow-Origin'
    """
    if verdict.error in set(Refusal):
        return ""
    error = CorsError(verdict.error) if verdict.error else None
    return _BY_ERROR.get(error, ALLOW_ORIGIN) if error else ALLOW_ORIGIN


def differing(made: BrowserExchange[Answered]) -> str:
    """Say which browsers block what others let pass, or the standard refuses; empty if none does.

    Args:
        made: an exchange with a verdict.
    """
    blocked = made.blocked_in()
    standard = made.verdict_in(STANDARD)
    if not blocked and standard is not None and not standard.allowed:
        return f"No browser blocks it yet, but the Fetch standard does: {standard.explanation}"
    names = some_browsers(blocked)
    if not names:
        return ""
    block = "block" if blocked[1:] else "blocks"
    elsewhere = condition_sentence(made.conditions())
    if elsewhere:
        return f"{names} {block} it (docs/verdicts.md). {elsewhere}"
    return f"Only {names} {block} it (docs/verdicts.md)."


def some_browsers(blocked: tuple[str, ...]) -> str:
    """Name the browsers that block, where others do not; empty where all do, or none.

    Args:
        blocked: engines.
    """
    return " and ".join(NAMES[each] for each in blocked) if blocked != ENGINES else ""


def console_of(made: BrowserExchange[Answered]) -> tuple[str, str]:
    """Return whose console says what about a request that is blocked.

    Args:
        made: an exchange whose `BrowserExchange.outcome` is that it is blocked.

    Returns:
        The engine, and its sentence: of the browser that was asked about, or of the first that
        blocks. Chromium's by the standard where no engine can be asked.
    """
    engine = next(iter(made.blocked_in()), ENGINES[0]) if made.profile == STANDARD else made.profile
    verdict = made.verdict_in(engine) or made.verdict
    return engine, verdict.console if verdict else ""


def why_preflight(preflight: HttpRequest | None) -> str:
    """Say why the browser asks first, or that it does not.

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    if preflight is None:
        return "The browser sends no preflight: the request does not trigger one."
    fields = dict(preflight.headers)
    method = fields["Access-Control-Request-Method"]
    names = fields.get(REQUEST_HEADERS, "")
    reasons = [f"of its method {method}"] * (method not in SAFELISTED_METHODS)
    reasons += [f"of its {names.replace(',', ', ')}"] * bool(names)
    return f"The browser sends a preflight first, because {' and '.join(reasons)}."


def missing_values(made: Exchange) -> tuple[Unresolved, ...]:
    """Return the values for want of which there is no verdict."""
    if made.verdict is not None:
        return ()
    answers = (made.preflight_answer, made.answer)
    return tuple(value for each in answers if each is not None for value in each.unresolved)


def waiting_for(made: Exchange) -> str:
    """Say why there is no verdict on an exchange with an API.

    Args:
        made: exchange whose verdict is None.
    """
    waiting = LAYERS[made.layer] if made.layer else "nobody"
    missing = missing_values(made)
    if missing:
        named = "; ".join(f"{each.expression}: {each.reason}" for each in missing)
        return f"It depends on {waiting}, where this is undetermined: {named}."
    if made.answer is not None and made.answer.response is not None:
        return "The response redirects to an address that was not scanned."
    return f"It depends on the headers that {waiting} returns."
