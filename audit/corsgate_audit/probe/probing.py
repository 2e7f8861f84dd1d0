"""One request of a page, sent as a browser would send it, and judged."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
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
from corsgate_audit.gateway.exchanging import redirects
from corsgate_audit.probe.answers import AMBIGUOUS, real_error
from corsgate_audit.probe.causes import METHOD_NOT_ALLOWED, cause_of
from corsgate_audit.probe.facts import Facts
from corsgate_audit.probe.remarks import remarks_on
from corsgate_audit.probe.servers import maker_of, traces_of
from corsgate_audit.probe.values import Heard, Probe

if TYPE_CHECKING:
    from corsgate_audit.probe.sending import Send

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""Methods that change nothing: https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1. ``OPTIONS``
is among them there, and left out: as a preflight it is sent anyway."""

NEIGHBOURS = ("PUT", "PATCH", "DELETE")
"""Methods that a preflight asks about; GET, HEAD and POST pass anyway."""


def probe(request: BrowserRequest, send: Send, *, send_actual: bool = False) -> Probe:
    """Ask a server what a browser would ask it, and say what the browser makes of the answers.

    Args:
        request: what the page asks for.
        send: sends a request and returns what came back.
        send_actual: send the request itself whatever its method; it may change data.

    Returns:
        The exchange with its verdict and cause. The request itself is sent once the preflight
        allows it, and only for GET and HEAD unless `send_actual` says otherwise. Where the
        preflight refuses the method, further preflights ask for its neighbours.

    Example:
        >>> with HttpSender() as send:
        ...     found = probe(BrowserRequest(url, "https://app.example.com", "PUT"), send)
        >>> found.cause.slug
        'method-not-allowed'
    """
    asked = _asked(request, send)
    heard = asked.preflight_answer
    if heard is not None and heard.response is None:
        return explained(asked, send)
    # What even the most permissive answer could not mend has failed before there was one.
    verdict = _judged(asked, permissive_answer(request, request.origin))
    if not verdict.allowed:
        return explained(replace(asked, verdict=verdict), send)
    if not (send_actual or actual_request(request).method in SAFE_METHODS):
        return replace(asked, actual=actual_request(request))
    return explained(_sent(asked, send), send)


def _asked(request: BrowserRequest, send: Send) -> Probe:
    preflight = preflight_request(request)
    heard = None if preflight is None else send(preflight)
    return Probe(request=request, preflight=preflight, preflight_answer=heard)


def _sent(asked: Probe, send: Send) -> Probe:
    actual = actual_request(asked.request)
    heard = send(actual)
    made = replace(asked, actual=actual, answer=heard)
    if heard.response is None:
        return made
    return replace(made, verdict=_final_verdict(made, heard.response))


def _final_verdict(made: Probe, response: HttpResponse) -> Verdict | None:
    """Judge the last answer; None where it redirects, and all depends on what stands there."""
    if not redirects(response):
        return _judged(made, response)
    beyond = permissive_answer(made.request, "null")
    verdict = _judged(made, beyond, Redirect(response, beyond))
    return None if verdict.allowed else verdict


def _judged(made: Probe, response: HttpResponse, *redirected: Redirect) -> Verdict:
    preflight = made.preflight_answer.response if made.preflight_answer else None
    return judge(made.request, preflight=preflight, response=response, redirects=redirected)


def explained(made: Probe, send: Send) -> Probe:
    """Add the cause to a judged exchange, and what else it shows.

    Args:
        made: with its verdict, or with why there is no answer.
        send: sends further requests where they tell causes apart.
    """
    heard = made.deciding
    if heard is None:  # refused by the browser before anything was sent
        heard = Heard(HttpResponse(0))
    traces = traces_of(made.request.url, heard)
    server, certain = maker_of(heard, traces)
    facts = Facts(made.request, made.verdict, heard, made.answer is None, server, certain)
    if facts.is_preflight and facts.aws_error in AMBIGUOUS:
        facts = facts._replace(elsewhere=_of_get(made, send))
    if not facts.is_preflight and facts.is_cached and facts.error is not None:
        facts = facts._replace(elsewhere=_past_the_cache(made, send))
    cause = cause_of(facts)
    neighbours = _neighbours(made, send) if cause and cause.slug == METHOD_NOT_ALLOWED else ()
    return replace(
        made,
        traces=traces,
        cause=cause,
        real_error=real_error(facts),
        remarks=remarks_on(facts, neighbours),
    )


def _of_get(made: Probe, send: Send) -> Heard:
    """Ask the same URL by GET, which changes nothing, to tell causes of the same bytes apart."""
    return send(actual_request(replace(made.request, method="GET")))


def _past_the_cache(made: Probe, send: Send) -> Heard | None:
    """Ask for the same by a URL that no cache has seen; None where that may change data."""
    request = actual_request(made.request)
    if request.method not in SAFE_METHODS:
        return None
    joint = "&" if "?" in request.url else "?"
    return send(replace(request, url=f"{request.url}{joint}corsgate={token_hex(4)}"))


def _neighbours(refused: Probe, send: Send) -> tuple[str, ...]:
    """Return the methods that people mean, or forget, beside the one that is refused."""
    method = refused.request.method
    tried = (method.upper(), *NEIGHBOURS) if method != method.upper() else NEIGHBOURS
    return tuple(each for each in tried if each != method and _passes(refused, each, send))


def _passes(refused: Probe, method: str, send: Send) -> bool:
    request = replace(refused.request, method=method)
    asked = _asked(request, send)
    heard = asked.preflight_answer
    if heard is None or heard.response is None:
        return False
    return _judged(asked, permissive_answer(request, request.origin)).allowed
