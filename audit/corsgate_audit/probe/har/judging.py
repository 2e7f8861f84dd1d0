"""Judges the cross-origin requests of a HAR as far as the file tells what came back."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import BrowserRequest, preflight_request
from corsgate_audit.browser.exchange import STANDARD
from corsgate_audit.browser.fetching import is_forbidden_request_header
from corsgate_audit.browser.urls import parse
from corsgate_audit.probe.har.reading import HIDDEN
from corsgate_audit.probe.probing import explained
from corsgate_audit.probe.values import Heard, Probe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe.har.reading import Recorded

_OF_BROWSER = frozenset(
    {
        *("accept", "accept-language", "user-agent", "cache-control", "pragma", "priority"),
        *("upgrade-insecure-requests", "if-none-match", "if-modified-since", "dnt"),
    }
)
"""Headers that browsers add by themselves, and pages may set too: taken for the browser's."""

_WITH_CORS = frozenset({"fetch", "xhr", "font", "preflight", "eventsource"})
_BLOCKED = "net::ERR_FAILED"
"""What Chrome writes into ``_error`` of a request that CORS blocks."""

_VALUES = {"content-type": "application/json"}


class JudgedEntry(NamedTuple):
    """One cross-origin request.

    Args:
        found: request, answers, verdict and cause, as of a probe.
        shown: what the file shows where there is no verdict; "" where there is one.
        next: command that asks the server itself.
    """

    found: Probe
    shown: str
    next: str


def judged_requests(
    recorded: Sequence[Recorded], engine: str | None = None
) -> Iterator[JudgedEntry]:
    """Judge the cross-origin requests of a HAR, in their order.

    Args:
        recorded: its entries.
        engine: engine whose verdict counts; None for that of all.

    Returns:
        One for each request; a preflight is part of its request, and one for itself where that
        was never sent.
    """
    entries = list(filter(_is_cross_origin, recorded))
    waiting = {place for place, entry in enumerate(entries) if entry.is_preflight}
    for place, entry in enumerate(entries):
        if entry.is_preflight:
            continue
        # Chrome writes a preflight behind its request, others before it: the nearest is its own.
        its = [each for each in waiting if _belongs(entries[each], entry)]
        nearest = min(its, key=lambda each: abs(each - place), default=None)
        waiting.discard(-1 if nearest is None else nearest)
        preflight = None if nearest is None else entries[nearest]
        yield _judged(_request(entry, preflight), preflight, entry, engine)
    for place in sorted(waiting):
        yield _judged(_asked_by(entries[place]), entries[place], None, engine)


def _is_cross_origin(entry: Recorded) -> bool:
    """Whether a page asks another origin with CORS; images and scripts do without."""
    url = parse(entry.url)
    if url is None or entry.origin is None or url.origin == entry.origin:
        return False
    mode = any(name == "sec-fetch-mode" for name, _ in entry.headers)
    return bool(entry.header("origin")) or entry.kind in _WITH_CORS or (not entry.kind and not mode)


def _belongs(preflight: Recorded, entry: Recorded) -> bool:
    asked = preflight.header("access-control-request-method")
    return preflight.url == entry.url and asked in {entry.method, ""}


def _request(entry: Recorded, preflight: Recorded | None) -> BrowserRequest:
    """Return what the page asked for; a preflight says which headers are its own."""
    headers = (
        tuple((name, entry.header(name) or _VALUES.get(name, HIDDEN)) for name in _names(preflight))
        if preflight
        else tuple((name, value) for name, value in entry.headers if _may_be_the_pages(name))
    )
    credentials = "include" if entry.sends_cookies else "same-origin"
    # What was answered has got through to wherever it led.
    permission = "granted" if entry.heard.response else None
    return BrowserRequest(
        *(entry.url, entry.origin or "null", entry.method, headers, credentials),
        permission=permission,
    )


def _may_be_the_pages(name: str) -> bool:
    own = name in _OF_BROWSER or name.startswith((":", "sec-"))
    return not own and not is_forbidden_request_header(name, "")


def _names(preflight: Recorded) -> list[str]:
    """Return the headers that a preflight asks for: a file may leave the tokens themselves out."""
    asked = preflight.header("access-control-request-headers")
    return [name.strip().lower() for name in asked.split(",") if name.strip()]


def _asked_by(preflight: Recorded) -> BrowserRequest:
    """Return the request that a preflight announces; it was never sent, so nobody knows values."""
    headers = tuple((name, _VALUES.get(name, HIDDEN)) for name in _names(preflight))
    method = preflight.header("access-control-request-method") or "GET"
    return BrowserRequest(preflight.url, preflight.origin or "null", method, headers)


def _judged(
    request: BrowserRequest,
    preflight: Recorded | None,
    entry: Recorded | None,
    engine: str | None,
) -> JudgedEntry:
    asked = preflight_request(request)
    first = preflight.heard if preflight and asked and preflight.heard.response else None
    answer = entry.heard if entry and entry.heard.response else None
    made = Probe(
        request=request, preflight=asked, preflight_answer=first, profile=engine or STANDARD
    )
    refused = made.verdict_in(made.profile)
    made = replace(made, answer=None if refused else answer)
    made = replace(made, verdict=refused or made.verdict_in(made.profile))
    if entry and entry.failure == _BLOCKED and made.verdict and made.verdict.allowed:
        return _refused_all_the_same(request, preflight, entry, engine)
    if made.verdict is None and not made.conditions():
        return JudgedEntry(made, _shown(preflight, entry), _command(request))
    return JudgedEntry(explained(made, _offline), "", _command(request))


def _refused_all_the_same(
    request: BrowserRequest, preflight: Recorded | None, entry: Recorded, engine: str | None
) -> JudgedEntry:
    """Judge what Chrome blocked although its answers permit it: with credentials they may not.

    A file does not hold the mode of a request, and is saved without cookies and tokens by default.
    """
    if request.credentials != "include":
        return _judged(replace(request, credentials="include"), preflight, entry, engine)
    unknown = Probe(request=replace(request, credentials="same-origin"))
    said = f"The answers in the file permit the request, and the browser says {entry.failure}"
    return JudgedEntry(unknown, said, _command(unknown.request))


def _offline(request: HttpRequest) -> Heard:  # noqa: ARG001 - whatever it is
    return Heard(None, problem="nothing is sent")


def _shown(preflight: Recorded | None, entry: Recorded | None) -> str:
    """Say what an entry shows where its answer is not in the file."""
    last = entry or preflight
    failure = f"; the browser says {last.failure}" if last and last.failure else ""
    if last is not None and last.heard.response is not None:
        return (
            f"The answer has the status {last.heard.status}, and the response after it is not in "
            "the file"
        )
    return (
        "The file has no status and no headers of the response, as for most requests that a "
        f"browser blocked{failure}"
    )


def _command(request: BrowserRequest) -> str:
    """Return the probe that asks the server itself; hidden values have to be filled in."""
    words = ["corsgate", "probe", request.url, "--origin", request.origin]
    words += ["--method", request.method] if request.method != "GET" else []
    for name, value in request.headers:
        words += ["--header", f"{name}: {value}"]
    words += ["--credentials", "include"] if request.credentials == "include" else []
    return shlex.join(words)
