"""A page's request from the browser to the front door and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, ORIGIN
from corsgate_audit.browser import (
    BrowserRequest,
    HttpRequest,
    HttpResponse,
    Verdict,
    judge,
    preflight_request,
)
from corsgate_audit.gateway.answering import answer
from corsgate_audit.gateway.values import Answer, Exchange

if TYPE_CHECKING:
    from corsgate_audit.model import Api

# https://fetch.spec.whatwg.org/#concept-method-normalize
_NORMALISED = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})


def exchange(api: Api, request: BrowserRequest) -> Exchange:
    """Say what goes over the wire when a page makes a request of an API, and what comes of it.

    Args:
        api: that is asked.
        request: what the page asks for; its URL is one on which the API answers.

    Example:
        >>> made = exchange(api, BrowserRequest(url, "https://app.example.com", "PUT"))
        >>> made.verdict.error, made.layer
        ('MethodDisallowedByPreflightResponse', <Layer.OPTIONS_INTEGRATION: 'options_integration'>)
    """
    asked = _with_preflight(api, request)
    first = asked.preflight_answer
    if first is not None and first.response is None:
        return replace(asked, layer=first.layer)
    # What even the most permissive answer could not mend has failed before there was one.
    verdict = _judged(asked, HttpResponse(200, _permissive(request)))
    if not verdict.allowed:
        return replace(asked, verdict=verdict, layer=first.layer if first else None)
    return _with_actual(asked)


def _with_preflight(api: Api, request: BrowserRequest) -> Exchange:
    """Ask the question that the browser asks first, if it does."""
    preflight = preflight_request(request)
    return Exchange(
        api=api,
        request=request,
        preflight=preflight,
        preflight_answer=None if preflight is None else answer(api, preflight),
        actual=None,
        answer=None,
        verdict=None,
        layer=None,
    )


def _with_actual(asked: Exchange) -> Exchange:
    """Send the request that the browser sends once it may."""
    actual = _actual_request(asked.request)
    last = answer(asked.api, actual)
    sent = replace(asked, actual=actual, answer=last)
    if last.response is None:
        return replace(sent, layer=last.layer)
    verdict = _judged(sent, last.response)
    return replace(sent, verdict=verdict, layer=None if verdict.allowed else last.layer)


def _judged(made: Exchange, response: HttpResponse) -> Verdict:
    preflight: Answer | None = made.preflight_answer
    return judge(
        made.request, preflight=preflight.response if preflight else None, response=response
    )


def _permissive(request: BrowserRequest) -> tuple[tuple[str, str], ...]:
    return ((ALLOW_ORIGIN, request.origin), (ALLOW_CREDENTIALS, "true"))


def _actual_request(request: BrowserRequest) -> HttpRequest:
    """Return the request on the wire.

    Source: https://fetch.spec.whatwg.org/#concept-method-normalize and
        https://fetch.spec.whatwg.org/#append-a-request-origin-header
    """
    upper = request.method.upper()
    method = upper if upper in _NORMALISED else request.method
    return HttpRequest(method, request.url.partition("#")[0], _with_origin(request))


def _with_origin(request: BrowserRequest) -> tuple[tuple[str, str], ...]:
    accept = () if any(name.lower() == "accept" for name, _ in request.headers) else _ACCEPT
    return (*accept, *request.headers, (ORIGIN, request.origin))


# https://fetch.spec.whatwg.org/#concept-fetch, where no page has set one.
_ACCEPT = (("Accept", "*/*"),)
