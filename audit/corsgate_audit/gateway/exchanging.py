"""A page's request from the browser to the front door and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.browser import (
    BrowserRequest,
    HttpResponse,
    Redirect,
    Verdict,
    actual_request,
    judge,
    permissive_answer,
    preflight_request,
)
from corsgate_audit.gateway.answering import answer
from corsgate_audit.gateway.values import Answer, Exchange

if TYPE_CHECKING:
    from corsgate_audit.model import Door

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def exchange(api: Door, request: BrowserRequest) -> Exchange:
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
    verdict = _judged(asked, permissive_answer(request, request.origin))
    if not verdict.allowed:
        return replace(asked, verdict=verdict, layer=first.layer if first else None)
    return _with_actual(asked)


def _with_preflight(api: Door, request: BrowserRequest) -> Exchange:
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
    actual = actual_request(asked.request)
    last = answer(asked.api, actual)
    sent = replace(asked, actual=actual, answer=last)
    if last.response is None:
        return replace(sent, layer=last.layer)
    verdict = _final_verdict(sent, last.response)
    allowed = verdict is not None and verdict.allowed
    return replace(sent, verdict=verdict, layer=None if allowed else last.layer)


def _final_verdict(sent: Exchange, response: HttpResponse) -> Verdict | None:
    """Judge the last answer; None where it redirects, and all depends on what stands there."""
    if not redirects(response):
        return _judged(sent, response)
    # Beyond a redirect the page may count as an opaque origin.
    tried = [
        _judged(sent, permissive_answer(sent.request, origin), Redirect(response, leave))
        for origin in (sent.request.origin, "null")
        for leave in [permissive_answer(sent.request, origin)]
    ]
    return None if any(verdict.allowed for verdict in tried) else tried[0]


def _judged(made: Exchange, response: HttpResponse, *redirected: Redirect) -> Verdict:
    asked: Answer | None = made.preflight_answer
    preflight = asked.response if asked else None
    return judge(made.request, preflight=preflight, response=response, redirects=redirected)


def redirects(response: HttpResponse) -> bool:
    """Whether an answer sends the browser elsewhere.

    Source: https://fetch.spec.whatwg.org/#redirect-status
    """
    names = {name.lower() for name, _ in response.headers}
    return response.status in _REDIRECTS and "location" in names
