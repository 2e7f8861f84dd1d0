"""One request of a page, sent as a browser would send it, and judged."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING

from corsgate_audit.browser import BrowserRequest, HttpResponse, actual_request
from corsgate_audit.browser.exchange import STANDARD, carry_out
from corsgate_audit.probe.answers import AMBIGUOUS, real_error
from corsgate_audit.probe.causes import METHOD_NOT_ALLOWED, cause_of, condition_of
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


def probe(
    request: BrowserRequest, send: Send, *, send_actual: bool = False, profile: str = STANDARD
) -> Probe:
    """Ask a server what a browser would ask it, and say what the browser makes of the answers.

    Args:
        request: what the page asks for.
        send: function that sends a request and returns what came back.
        send_actual: send the request itself whatever its method; it may change data.
        profile: ``"fetch"`` for the standard, or an engine, as for `corsgate_audit.browser.judge`.

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
    made = carry_out(
        Probe(request=request, profile=profile),
        send,
        sends=lambda actual: send_actual or actual.method in SAFE_METHODS,
    )
    is_waiting = made.actual is not None and made.answer is None
    return made if is_waiting else explained(made, send)


def explained(made: Probe, send: Send) -> Probe:
    """Add the cause to a judged exchange, and what else it shows.

    Args:
        made: exchange with its verdict, or with why there is no answer.
        send: function that sends further requests where they tell causes apart.
    """
    heard = made.deciding
    if heard is None:  # refused by the browser before anything was sent
        heard = Heard(HttpResponse(0))
    traces = traces_of(made.request.url, heard)
    server, certain = maker_of(heard, traces)
    facts = Facts(made.request, made.outcome(), heard, made.answer is None, server, certain)
    if facts.is_preflight and facts.aws_error in AMBIGUOUS:
        facts = facts._replace(elsewhere=_of_get(made, send))
    if not facts.is_preflight and facts.is_cached and facts.error is not None:
        facts = facts._replace(elsewhere=_past_the_cache(made, send))
    cause = condition_of(made) or cause_of(facts)
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
    made = Probe(request=request, profile=refused.profile)
    asked = carry_out(made, send, sends=lambda _actual: False)
    return asked.preflight is not None and asked.actual is not None
