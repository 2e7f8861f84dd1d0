"""Origins that a server has to refuse, tried one by one: what loose comparisons let in.

The slips are those of "Misconfigured CORS" in https://portswigger.net/research/exploiting-cors-misconfigurations-for-bitcoins-and-bounties
and of "We Still Don't Have Secure Cross-Domain Requests", USENIX Security 2018,
https://www.usenix.org/conference/usenixsecurity18/presentation/chen-jianjun.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, WILDCARD
from corsgate_audit.browser import (
    BrowserRequest,
    CorsError,
    actual_request,
    judge,
    permissive_answer,
    preflight_request,
)
from corsgate_audit.browser.urls import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse, Verdict
    from corsgate_audit.probe.sending import Send
    from corsgate_audit.probe.values import Heard

STRANGER = "corsgate-stranger.example"
"""A host that nobody can own: example is reserved, https://www.rfc-editor.org/rfc/rfc2606."""


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


class Slip(NamedTuple):
    """A way in which a server compares origins too loosely.

    Args:
        name: of it, for programs.
        origin: that only a server with this slip lets in; in braces the parts of the page's own.
        says: what the server does wrong if it lets that in.
    """

    name: str
    origin: str
    says: str


SLIPS = (
    Slip("any", f"https://{STRANGER}", "it sends back whatever origin it is sent"),
    Slip("null", "null", "it lets in null, which every sandboxed frame can be"),
    Slip("suffix", f"{{origin}}.{STRANGER}", "it compares the beginning only"),
    Slip("prefix", "{scheme}://x{host}{port}", "it compares the end only"),
    Slip("dot", "{scheme}://{swapped}{port}", "a dot of its regular expression is not escaped"),
    Slip("underscore", f"{{origin}}_.{STRANGER}", "its regular expression ends at an underscore"),
    Slip("backtick", f"{{origin}}`.{STRANGER}", "its regular expression ends at a backtick"),
    Slip("localhost", f"https://localhost.{STRANGER}", "it lets in what begins with localhost"),
    Slip("scheme", "{other}://{host}{port}", "it does not compare the scheme"),
    Slip("port", "{scheme}://{host}:1", "it does not compare the port"),
    Slip(
        "subdomain",
        "{scheme}://corsgate-x.{host}{port}",
        "it lets in every host below the page's; right only where all of them are trusted",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What a server answered to one origin.

    Args:
        slip: that the origin would show.
        origin: that was sent.
        let_in: the answers by which a browser lets it in: ``"preflight"``, ``"request"`` or both.
        credentials: by one of them with credentials as well.
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
        """Whether a stranger got in."""
        return bool(self.let_in) and not self.public


def attack(request: BrowserRequest, send: Send) -> Iterator[Attempt]:
    """Try every origin that a server must refuse, and stop at none.

    Two requests each: a preflight for the page's method, and a GET. Neither changes anything.

    Args:
        request: of the page that the server does let in.
        send: sends a request and returns what came back.

    Example:
        >>> with HttpSender() as send:
        ...     holes = [each.slip.name for each in attack(request, send) if each.is_hole]
    """
    for slip, origin in attack_origins(request.origin):
        yield _attempt(request, slip, origin, send)


def attack_origins(origin: str) -> Iterator[tuple[Slip, str]]:
    """Yield every slip with the origin that shows it.

    Args:
        origin: of a page that is let in; of ``null`` only what needs no host is left.
    """
    url = parse(origin)
    parts = {} if url is None else _parts(origin, url.scheme, url.host, url.port)
    for slip in SLIPS:
        try:
            made = slip.origin.format(**parts)
        except KeyError:
            continue
        if made != origin:
            yield slip, made


def _parts(origin: str, scheme: str, host: str, port: int | None) -> dict[str, str]:
    return {
        "origin": origin,
        "scheme": scheme,
        "other": "http" if scheme == "https" else "https",
        "host": host,
        "port": "" if port is None else f":{port}",
        "swapped": host.replace(".", "x", 1),
    }


def _attempt(request: BrowserRequest, slip: Slip, origin: str, send: Send) -> Attempt:
    asked, plain = _asking(replace(request, origin=origin)), BrowserRequest(request.url, origin)
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
