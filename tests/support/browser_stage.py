"""Where exchanges are played, whatever the browser: three origins on loopback, and what is seen."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from support.exchanges import Exchange

Arrived = tuple[int, str, str | None, str | None, str | None]
"""``(hop, method, Access-Control-Request-Method, Access-Control-Request-Headers, Origin)``."""


@dataclass(frozen=True)
class Observation:
    """What a browser did with one exchange.

    Args:
        allowed: the page got the response.
        error: the ``CorsError``, None where the browser names none.
        parameter: what failed, None where the browser names nothing.
        thrown: what the page caught.
        exposed: the header names that the page could read.
        requests: what reached the servers.
        console: the sentences about this exchange.
    """

    allowed: bool
    error: str | None
    parameter: str | None
    thrown: str | None
    exposed: tuple[str, ...]
    requests: tuple[Arrived, ...]
    console: tuple[str, ...]


class Stage:
    """The page's origin and two others to fetch from.

    Args:
        servers: ``page``, ``a`` and ``b``.
    """

    def __init__(self, servers: dict[str, RawServer]) -> None:
        self.servers = servers
        self.origins = {name: server.origin for name, server in servers.items()}
        self._placed: Counter[str] = Counter()

    def place(self, exchange: Exchange, prefix: str = "") -> Exchange:
        """Give an exchange its URLs, and the servers its answers.

        Args:
            exchange: as it was generated.
            prefix: sets apart what is no part of a comparison; the others are numbered.
        """
        self._placed[prefix] += 1
        placed = exchange.placed_at(self.origins, f"{prefix}{self._placed[prefix]}")
        for number, hop in enumerate(placed.hops):
            # On every server: a relative Location stays on the server that sent it.
            for server in self.servers.values():
                server.answers[placed.path_of(number)] = (hop.preflight, hop.response)
        return placed

    def arrived(self, placed: Exchange) -> tuple[Arrived, ...]:
        """Return what reached the servers of an exchange."""
        return tuple(
            (number, *request)
            for number in range(len(placed.hops))
            for server in self.servers.values()
            for request in server.requests.get(placed.path_of(number), ())
        )

    def preflights_at(self, placed: Exchange) -> int:
        """Count the preflights at the first URL of an exchange."""
        arrived = self.servers[placed.hops[0].server].requests[placed.path_of(0)]
        return sum(asked is not None for _, asked, _, _ in arrived)

    @contextmanager
    def announcing(self, announcement: HttpResponse) -> Iterator[None]:
        """Send an informational answer before every answer, for as long as the context lasts."""
        for server in self.servers.values():
            server.announcement = announcement
        try:
            yield
        finally:
            for server in self.servers.values():
                server.announcement = None


@contextmanager
def stage(page: RawServer) -> Iterator[Stage]:
    """Run the servers for as long as the context lasts.

    Args:
        page: serves the page, not started.
    """
    servers = {"page": page, "a": RawServer(), "b": RawServer()}
    for server in servers.values():
        server.start()
    try:
        yield Stage(servers)
    finally:
        for server in servers.values():
            server.stop()
