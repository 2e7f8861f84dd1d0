"""Exchanges to play: a page's call, and what servers answer along its way."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import BrowserRequest, HttpResponse, Redirect, Verdict, judge
from corsgate_audit.browser.redirects import REDIRECT_LIMIT
from support.raw_server import content_length

if TYPE_CHECKING:
    from collections.abc import Mapping

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Hop:
    """One URL on the way: the server it is on, and what that server answers there."""

    server: str
    preflight: HttpResponse
    response: HttpResponse


@dataclass(frozen=True)
class Exchange:
    """One call to ``fetch`` and the answers to it.

    In header values ``{origin}`` stands for the page's serialised origin, ``{page}``, ``{a}`` and
    ``{b}`` for the servers' origins, those of `locations` for the URL of the next hop. The `suffix`
    is the query and fragment of the first URL; `about` is what else a `BrowserRequest` says.
    """

    method: str
    headers: Headers
    credentials: str
    hops: tuple[Hop, ...]
    sandboxed: bool = False
    suffix: str = ""
    name: str = ""
    origin: str = ""
    url: str = ""
    about: tuple[tuple[str, Any], ...] = ()

    def placed_at(self, origins: Mapping[str, str], name: str) -> Exchange:
        """Return the exchange with every placeholder filled in.

        Args:
            origins: of the servers, by name.
            name: sets this exchange's URLs apart from all others.
        """
        origin = "null" if self.sandboxed else origins["page"]
        urls = [f"{origins[hop.server]}/x/{name}/{i}" for i, hop in enumerate(self.hops)]
        known = {**origins, "origin": origin}
        fills = [{**known, **locations(url)} for url in [*urls[1:], urls[0]]]
        hops = tuple(
            Hop(hop.server, fill(hop.preflight, filling), fill(hop.response, filling))
            for hop, filling in zip(self.hops, fills, strict=True)
        )
        return replace(self, hops=hops, name=name, origin=origin, url=urls[0] + self.suffix)

    def path_of(self, hop: int) -> str:
        """Return the path of a hop; the exchange has to be placed."""
        return f"/x/{self.name}/{hop}"

    def call(self) -> dict[str, Any]:
        """Return the arguments of the page's call."""
        headers = [list(header) for header in self.headers]
        return {
            "url": self.url,
            "method": self.method,
            "headers": headers,
            "credentials": self.credentials,
        }

    @property
    def request(self) -> BrowserRequest:
        """The call as `judge` takes it."""
        return BrowserRequest(
            *(self.url, self.origin, self.method, self.headers, self.credentials),
            **dict(self.about),
        )

    def judged(self, profile: str = "chromium") -> Verdict:
        """Return our verdict on the exchange as placed."""
        preflight, redirects, response = self.answers()
        return judge(
            self.request,
            preflight=preflight,
            redirects=redirects,
            response=response,
            profile=profile,
        )

    def answers(self) -> tuple[HttpResponse, list[Redirect], HttpResponse]:
        """Return what the servers answer: to the first preflight, on the way, and at its end."""
        redirects = []
        for hop, following in itertools.pairwise(self.hops):
            answer = on_the_wire(hop.response)
            if _leads_to_itself(hop.response):
                redirects += [Redirect(answer, hop.preflight)] * REDIRECT_LIMIT
            redirects.append(Redirect(answer, following.preflight))
        return self.hops[0].preflight, redirects, on_the_wire(self.hops[-1].response)

    @property
    def stays_on_stage(self) -> bool:
        """Whether every redirect leads to a URL that our servers answer, whoever reads it.

        An empty ``Location`` line before another is a URL of its own to a browser that joins them.
        """
        return not any(
            len(values) > 1 and not values[0]
            for hop in self.hops
            if (values := [v for name, v in hop.response.headers if name.lower() == "location"])
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Exchange:
        """Return what `to_json` was called on."""
        hops = tuple(
            Hop(hop["server"], _response(hop["preflight"]), _response(hop["response"]))
            for hop in value["hops"]
        )
        about = tuple((name, each) for name, each in value.get("about", ()))
        headers = _pairs(value["headers"])
        return cls(**{**value, "headers": headers, "hops": hops, "about": about})


def _leads_to_itself(response: HttpResponse) -> bool:
    """Whether a redirect leads back to the URL that sent it: it is answered in the same way."""
    values = {value for name, value in response.headers if name.lower() == "location"}
    return values == {""}


def locations(url: str) -> dict[str, str]:
    """Return the placeholders for a URL that a redirect may lead to."""
    scheme, _, rest = url.partition("://")
    authority, _, path = rest.partition("/")
    return {
        "next": url,
        "next_with_user": f"{scheme}://user@{rest}",
        "next_with_password": f"{scheme}://user:password@{rest}",
        "authority": authority,
        "path": f"/{path}",
    }


def fill(response: HttpResponse, fills: Mapping[str, str]) -> HttpResponse:
    """Return a response with the placeholders in its header values filled in."""
    headers = []
    for name, text in response.headers:
        value = text
        for key, with_ in fills.items():
            value = value.replace(f"{{{key}}}", with_)
        headers.append((name, value))
    return HttpResponse(response.status, tuple(headers))


def on_the_wire(response: HttpResponse) -> HttpResponse:
    """Return a response with what the server adds to it."""
    return HttpResponse(response.status, response.headers + content_length(response.status))


def _response(value: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(value["status"], _pairs(value["headers"]))


def _pairs(value: list[list[str]]) -> Headers:
    return tuple((name, text) for name, text in value)
