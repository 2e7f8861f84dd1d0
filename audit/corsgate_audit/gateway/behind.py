"""What stands beside and behind a front door: authorizers, functions, servers.

The gateway asks it, and does not know whether its answers were read, assumed or really given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from corsgate_audit.gateway.access import refusal
from corsgate_audit.gateway.backend import backend
from corsgate_audit.gateway.mapped_integration import mapped_integration

if TYPE_CHECKING:
    from corsgate_audit.gateway.access import Refusal
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.gateway.values import Answer, Layer
    from corsgate_audit.model import Api, Integration, RestApi, Route


class Behind(Protocol):
    """What a front door asks for one request."""

    @property
    def body(self) -> bytes | None:
        """The body of the request; None where it is not known."""

    def with_body(self, body: bytes) -> Behind:
        """Return the same, for a request with this body."""

    def refusal(self, api: Api, route: Route, received: Received) -> Refusal | None:
        """Say why what stands in front of a route refuses a request; None where it does not.

        Args:
            api: API of the route.
            route: route that the request reaches.
            received: the request.
        """

    def answer(self, api: Api, route: Route, received: Received) -> Answer:
        """Return the answer of what a route passes the request through to; see `refusal`."""

    def mapped(
        self, api: RestApi, route: Route, integration: Integration, received: Received, layer: Layer
    ) -> Answer:
        """Return the answer of a backend whose result is mapped; see `mapped_integration`."""


@dataclass(frozen=True, slots=True)
class _AsRead:
    """What the source says: credentials are valid, functions answer as their code reads."""

    body: bytes | None = None

    def with_body(self, body: bytes) -> Behind:
        return _AsRead(body)

    def refusal(self, api: Api, route: Route, received: Received) -> Refusal | None:
        del api
        return refusal(route, received)

    def answer(self, api: Api, route: Route, received: Received) -> Answer:
        del api
        return backend(route.integration, received)

    def mapped(
        self, api: RestApi, route: Route, integration: Integration, received: Received, layer: Layer
    ) -> Answer:
        return mapped_integration(api, route, integration, received, layer)


AS_READ: Behind = _AsRead()
