"""Requests on their way to functions, for tests of what the functions receive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.gateway.events.call import Call
from corsgate_audit.gateway.received import Received
from corsgate_audit.model import Location, Route

if TYPE_CHECKING:
    from corsgate_audit.model import Authorizer

TIME_MS = 1583349317135
"""The time of AWS's own sample: 04/Mar/2020:19:15:17."""
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
Pairs = tuple[tuple[str, str], ...]


def call(  # noqa: PLR0913 - the parts of a request
    method: str = "GET",
    path: str = "/my/path",
    *,
    route: str = "/my/path",
    route_method: str = "",
    headers: Pairs = (),
    query: Pairs = (),
    stage: str = "test",
    body: bytes = b"",
    authorizer: Authorizer | None = None,
    said: dict[str, Any] | None = None,
    **settings: Any,  # noqa: ANN401 - of the call
) -> Call:
    """Return a request that reaches a route; `said` is what its authorizer has said."""
    return Call(
        received=Received(
            method=method, path=path, stage=stage, query=query, headers=headers, body=body
        ),
        route=Route(
            path=route,
            method=route_method or method,
            authorizer=authorizer,
            location=Location(source="template.yaml", pointer="/"),
        ),
        api_id="id",
        host="id.execute-api.us-east-1.amazonaws.com",
        request_id=REQUEST_ID,
        epoch_ms=TIME_MS,
        source_ip="192.0.2.1",
        authorizer=said,
        **settings,
    )
