"""What a deployed front door does with a request that its backend answers.

A test walks with it from the browser's request to the verdict: the request becomes the event that
the front door sends, the deployed function runs in this process, and its response becomes what the
browser gets. What the gateway answers by itself is `corsgate_audit.gateway`'s to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlsplit

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request that a front door received.

    Args:
        method: upper-case.
        url: absolute, stage included where the API has one.
        headers: as sent.
        body: empty if there is none.
    """

    method: str
    url: SplitResult
    headers: Pairs
    body: bytes = b""

    @property
    def query(self) -> list[tuple[str, str]]:
        """The decoded query, in order."""
        return parse_qsl(self.url.query, keep_blank_values=True)


@dataclass(frozen=True, slots=True)
class Match:
    """The route that a request was matched with.

    Args:
        path: as API Gateway writes it: ``/items/{id}``.
        method: of the route: ``ANY`` for all.
        parameters: what stands in the place of each ``{name}``.
        resource_id: REST APIs only.
    """

    path: str
    method: str
    parameters: dict[str, str] = field(default_factory=dict)
    resource_id: str = ""


def received(request: HttpRequest, body: bytes = b"") -> Request:
    """Return what arrives of a request that a browser sends, with the ``Host`` that it adds."""
    url = urlsplit(request.url)
    headers = (("Host", url.netloc), *request.headers)
    return Request(request.method, url, headers, body)
