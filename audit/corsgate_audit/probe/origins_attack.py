"""Origins that a server has to refuse, tried one by one: what loose comparisons let in.

The slips are those of "Misconfigured CORS" in https://portswigger.net/research/exploiting-cors-misconfigurations-for-bitcoins-and-bounties
and of "We Still Don't Have Secure Cross-Domain Requests", USENIX Security 2018,
https://www.usenix.org/conference/usenixsecurity18/presentation/chen-jianjun.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, WILDCARD
from corsgate_audit.browser import BrowserRequest, actual_request, preflight_request
from corsgate_audit.browser.urls import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe.sending import Send
    from corsgate_audit.probe.values import Heard

STRANGER = "corsgate-stranger.example"
"""A host that nobody can own: example is reserved, https://www.rfc-editor.org/rfc/rfc2606."""


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
        let_in: the answers that permit it: ``"preflight"``, ``"request"`` or both.
        credentials: one of them permits credentials as well.
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
    answers = {kind: send(each) for kind, each in _requests(request, origin).items()}
    let_in = tuple(kind for kind, heard in answers.items() if _permits(heard, origin))
    permitting = [answers[kind] for kind in let_in]
    return Attempt(
        slip=slip,
        origin=origin,
        let_in=let_in,
        credentials=any(heard.header(ALLOW_CREDENTIALS) == "true" for heard in permitting),
        public=all(heard.header(ALLOW_ORIGIN) == WILDCARD for heard in permitting),
        problem=next((heard.problem for heard in answers.values() if heard.problem), None),
    )


def _requests(request: BrowserRequest, origin: str) -> dict[str, HttpRequest]:
    asked = replace(request, origin=origin)
    # A GET without headers of the page's own needs no leave: a method that does stands for it.
    preflight = preflight_request(asked) or preflight_request(replace(asked, method="PUT"))
    plain = actual_request(BrowserRequest(request.url, origin))
    return {"preflight": preflight, "request": plain} if preflight else {"request": plain}


def _permits(heard: Heard, origin: str) -> bool:
    return heard.header(ALLOW_ORIGIN) in {origin, WILDCARD}
