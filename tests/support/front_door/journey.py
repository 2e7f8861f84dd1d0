"""A request's whole way: the page asks, the front door answers, the browser judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpRequest, HttpResponse, Verdict, judge, preflight_request
from support.front_door import Request, received

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.browser import BrowserRequest


@dataclass(frozen=True, slots=True)
class Journey:
    """What was sent, and what came of it.

    Args:
        preflight: the answer to it; None where the browser sends none.
        response: the answer to the request; None where the preflight kept it from being sent.
        verdict: the browser's.
    """

    preflight: HttpResponse | None
    response: HttpResponse | None
    verdict: Verdict


def walk(
    request: BrowserRequest, answer: Callable[[Request], HttpResponse], body: bytes = b""
) -> Journey:
    """Walk a request from the page that makes it to what the page gets.

    Args:
        request: that a page on another origin makes.
        answer: what the front door does.
        body: of the request.
    """
    asked = preflight_request(request)
    preflight = answer(received(asked)) if asked else None
    blocked = _blocked_by(preflight, request)
    if blocked:
        return Journey(preflight, None, blocked)
    sent = HttpRequest(request.method, request.url, (("Origin", request.origin), *request.headers))
    response = answer(received(sent, body))
    return Journey(preflight, response, judge(request, preflight=preflight, response=response))


def _blocked_by(preflight: HttpResponse | None, request: BrowserRequest) -> Verdict | None:
    """Return the verdict where the preflight alone decides it: the request is never sent then."""
    if preflight is None:
        return None
    try:
        return judge(request, preflight=preflight)
    except ValueError:
        return None  # `judge` says so where the verdict needs the response
