"""Where exchanges are played, whatever the browser: three origins on loopback, and what is seen."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from support.certificates import tls_for_loopback
from support.raw_server import RawServer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping

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


@dataclass(frozen=True)
class Scene:
    """What a browser is to take the stage for.

    Args:
        secure: the page is served by https, and so is a server named ``tls``.
        hosts: hosts that servers are called by, by name; of one that is no server, the server
            ``a`` is.
        spaces: address spaces that Chromium and Firefox take servers to be in, by name.
        permission: what the user has said to local network access, ``granted`` or ``denied``.
    """

    secure: bool = False
    hosts: Mapping[str, str] = field(default_factory=dict)
    spaces: Mapping[str, str] = field(default_factory=dict)
    permission: str = "denied"

    def tls(self) -> ssl.SSLContext | None:
        """Return what the page is served with; None for http."""
        return tls_for_loopback() if self.secure else None


PLAIN = Scene()


class Stage:
    """The page's origin and two others to fetch from.

    Args:
        servers: ``page``, ``a`` and ``b``, and those of the scene.
        scene: scene that is played on it.
    """

    def __init__(self, servers: dict[str, RawServer], scene: Scene = PLAIN) -> None:
        self.servers = servers
        self.origins = {name: server.origin for name, server in servers.items()}
        for name, host in scene.hosts.items():
            port = urlsplit(servers.get(name, servers["a"]).origin).port
            self.origins[name] = f"http://{host}:{port}"
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

    def netloc(self, name: str) -> str:
        """Return where a server listens, ``127.0.0.1:PORT``."""
        return urlsplit(self.servers[name].origin).netloc

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
def stage(page: RawServer, scene: Scene = PLAIN) -> Iterator[Stage]:
    """Run the servers for as long as the context lasts.

    Args:
        page: serves the page, not started.
        scene: scene that is played on it.
    """
    servers = {"page": page, "a": RawServer(), "b": RawServer()}
    if scene.secure:
        servers["tls"] = RawServer(scene.tls())
    for server in servers.values():
        server.start()
    try:
        yield Stage(servers, scene)
    finally:
        for server in servers.values():
            server.stop()
