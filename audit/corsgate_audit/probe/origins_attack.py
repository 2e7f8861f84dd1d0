"""Origins that a server has to refuse, tried one by one: what loose comparisons let in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, WILDCARD
from corsgate_audit.browser import (
    BrowserRequest,
    CorsError,
    actual_request,
    judge,
    permissive_answer,
    preflight_request,
)
from corsgate_audit.origins.bypasses import attack_origins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse, Verdict
    from corsgate_audit.origins.bypasses import Slip
    from corsgate_audit.probe.sending import Send
    from corsgate_audit.probe.values import Heard

_PREFLIGHT, _REQUEST = "preflight", "request"
_BEYOND_THE_ORIGIN = frozenset(
    {
        CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
        CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
        CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
        CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    }
)
"""What a browser looks at once the origin is let in.

https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 step 7.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a server answered to one origin.

    Args:
        slip: slip that the origin would show.
        origin: origin that was sent.
        let_in: the answers by which a browser lets it in: ``"preflight"``, ``"request"`` or both.
        credentials: credentials by one of them with credentials as well.
        public: the server permits every origin by ``*``, which is no slip.
        problem: why there was no answer; None where there was.
    """

    slip: Slip
    origin: str
    let_in: tuple[str, ...] = ()
    credentials: bool = False
    public: bool = False
    problem: str | None = None

    @property
    def is_hole(self) -> bool:
        """Whether another origin is allowed."""
        return bool(self.let_in) and not self.public


def attack(request: BrowserRequest, send: Send) -> Iterator[Attempt]:
    """Try every origin that a server must refuse, and stop at none.

    Two requests each: a preflight for the page's method, and a GET. Neither changes anything.

    Args:
        request: request of the page that the server does let in.
        send: function that sends a request and returns what came back.

    Example:
        >>> with HttpSender() as send:
        ...     holes = [each.slip.name for each in attack(request, send) if each.is_hole]
    """
    for slip, origin in attack_origins(request.origin):
        yield _attempt(request, slip, origin, send)


def _attempt(request: BrowserRequest, slip: Slip, origin: str, send: Send) -> Attempt:
    # An attacker's page may be on http, from where a browser sends whatever the server's scheme is.
    asked = _asking(replace(request, origin=origin, secure=False))
    plain = BrowserRequest(request.url, origin, secure=False)
    preflight = preflight_request(asked)
    answers = {} if preflight is None else {_PREFLIGHT: (asked, send(preflight))}
    answers[_REQUEST] = (plain, send(actual_request(plain)))
    let_in = tuple(kind for kind, answer in answers.items() if _lets_in(kind, *answer, "omit"))
    permitting = {kind: answers[kind] for kind in let_in}
    return Attempt(
        slip=slip,
        origin=origin,
        let_in=let_in,
        credentials=any(_lets_in(kind, *each, "include") for kind, each in permitting.items()),
        public=all(heard.header(ALLOW_ORIGIN) == WILDCARD for _, heard in permitting.values()),
        problem=next((heard.problem for _, heard in answers.values() if heard.problem), None),
    )


def _asking(request: BrowserRequest) -> BrowserRequest:
    """Return a request that needs leave: a GET without headers of the page's own does not."""
    return request if preflight_request(request) else replace(request, method="PUT")


def _lets_in(kind: str, request: BrowserRequest, heard: Heard, mode: str) -> bool:
    """Whether a browser takes an answer as leave for the origin, whatever it says of the rest."""
    if heard.response is None:
        return False
    verdict = _verdict(kind, replace(request, credentials=mode), heard.response)
    return verdict.allowed or verdict.error in _BEYOND_THE_ORIGIN


def _verdict(kind: str, request: BrowserRequest, response: HttpResponse) -> Verdict:
    if kind == _REQUEST:
        return judge(request, response=response)
    best = permissive_answer(request, request.origin)
    return judge(request, preflight=response, response=best)
