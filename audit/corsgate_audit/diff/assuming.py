"""What stands behind a front door whose headers were not read: it sends what the page needs.

What everything but it decides can be told then; whoever compares knows where that was assumed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    ORIGIN,
    REQUEST_HEADERS,
    REQUEST_METHOD,
)
from corsgate_audit.browser import HttpResponse
from corsgate_audit.gateway.behind import AS_READ
from corsgate_audit.gateway.values import Layer
from corsgate_audit.model import FunctionUrl, RestApi, Unresolved, routes_of

if TYPE_CHECKING:
    from corsgate_audit.gateway import Answer
    from corsgate_audit.gateway.access import Refusal
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Api, Door, Integration, Route

ASSUMED = "Its headers were not read; it is assumed to send what the page needs."
"""Ends the note of an answer that was not read."""


@dataclass(frozen=True, slots=True)
class Assuming:
    """As read, but for what was not read; see `corsgate_audit.gateway.behind.Behind`."""

    body: bytes | None = None

    def with_body(self, body: bytes) -> Assuming:
        """Return the same, for a request with this body."""
        return Assuming(body)

    def refusal(self, api: Api, route: Route, received: Received) -> Refusal | None:
        """Say why what was read refuses a request."""
        return AS_READ.refusal(api, route, received)

    def answer(self, api: Api, route: Route, received: Received) -> Answer:
        """Return the answer that was read, or one that lets the page pass."""
        found = AS_READ.answer(api, route, received)
        if found.response is not None or found.unresolved:
            return found
        return replace(found, response=_permissive(received), note=f"{found.note} {ASSUMED}")

    def mapped(
        self, api: RestApi, route: Route, integration: Integration, received: Received, layer: Layer
    ) -> Answer:
        """Return what is mapped, as far as that was read."""
        return AS_READ.mapped(api, route, integration, received, layer)


def _permissive(received: Received) -> HttpResponse:
    named = (
        (ALLOW_ORIGIN, received.header(ORIGIN)),
        (ALLOW_METHODS, received.header(REQUEST_METHOD)),
        (ALLOW_HEADERS, received.header(REQUEST_HEADERS)),
    )
    headers = tuple((name, value) for name, value in named if value is not None)
    return HttpResponse(200, (*headers, (ALLOW_CREDENTIALS, "true")))


def is_assumed(answer: Answer | None) -> bool:
    """Whether an answer is not what somebody has read.

    Args:
        answer: None for a request that was never sent.
    """
    own = {Layer.BACKEND, Layer.FUNCTION, Layer.CLOUDFRONT}
    return answer is not None and answer.layer in own and ASSUMED in answer.note


def unread_behind(door: Door) -> tuple[str, ...]:
    """Return the functions and servers whose headers pages get, and that were not read.

    Args:
        door: any front door.
    """
    if not isinstance(door, RestApi | FunctionUrl) and getattr(door, "cors", None) is not None:
        return ()  # an HTTP API with settings drops them
    named = [name_of(route.integration) for route in routes_of(door) if _is_unread(route)]
    return tuple(dict.fromkeys(named))


def _is_unread(route: Route) -> bool:
    integration = route.integration
    if integration is None or integration.type not in {"AWS_PROXY", "HTTP_PROXY"}:
        return False
    is_read = integration.code is not None and integration.code.undetermined is None
    return not is_read and integration.function_policy is None


def name_of(integration: Integration | None) -> str:
    """Return what people call what answers a route."""
    if integration is None:
        return "the backend"
    if integration.code is not None:
        return f"the function {integration.code.name}"
    if integration.function is not None:
        return f"the function {integration.function.name}"
    if isinstance(integration.uri, str) and integration.type == "HTTP_PROXY":
        return integration.uri
    is_server = isinstance(integration.type, Unresolved) or integration.type == "HTTP_PROXY"
    return "a server" if is_server else "a function"
