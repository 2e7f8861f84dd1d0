"""One request on its way to a function, with what the front door knows about it."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from corsgate_audit.gateway.routing import DEFAULT_ROUTE, path_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import Route

Json = dict[str, Any]
ACCOUNT: Final = "123456789012"
"""Stands for the account of an API that is not deployed."""
REGION: Final = "us-east-1"
_HOP_BY_HOP: Final = frozenset(
    {
        *("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"),
        *("te", "trailer", "expect"),
    }
)
"""What API Gateway does not pass on: it is about the connection, and not the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that reaches a route.

    Args:
        received: the request.
        route: the route.
        api_id: id of the API.
        host: host that the request was sent to, with its port where it has one.
        request_id: id that the front door gives the request.
        epoch_ms: time of the request, in milliseconds since 1970.
        source_ip: address of the browser.
        query_string: text of the URL after the question mark; None to write it from the pairs.
        base_path: base path of the custom domain name, in the place of the stage; None without one.
        deployment_id: id of the deployment of a REST API.
        authorizer: what the authorizer of the route said, as the event has it; None for nothing.
        is_binary: the body is handed on in Base64.
    """

    received: Received
    route: Route
    api_id: str = "corsgate"
    host: str
    request_id: str
    epoch_ms: int
    source_ip: str = "127.0.0.1"
    query_string: str | None = None
    base_path: str | None = None
    deployment_id: str = "local"
    authorizer: Json | None = None
    is_binary: bool = False
    headers: tuple[tuple[str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Add the headers that the front door adds, and leave out those that it drops."""
        kept = tuple(pair for pair in self.received.headers if pair[0].lower() not in _HOP_BY_HOP)
        given = {name.lower() for name, _ in kept}
        port = self.host.rpartition(":")[2] if ":" in self.host else "443"
        added = (
            ("Host", self.host),
            ("X-Amzn-Trace-Id", f"Root=1-{self.epoch_ms // 1000:08x}-{0:024x}"),
            ("X-Forwarded-For", self.source_ip),
            ("X-Forwarded-Port", port),
            ("X-Forwarded-Proto", "http"),
        )
        more = tuple(pair for pair in added if pair[0].lower() not in given)
        object.__setattr__(self, "headers", (*kept, *more))

    @property
    def full_path(self) -> str:
        """The path with the stage, or the base path, where the URL has it."""
        if self.base_path is not None:
            return f"/{self.base_path}{self.received.path}"
        stage = self.received.stage
        prefix = "" if stage in {"", DEFAULT_ROUTE} else f"/{stage}"
        return prefix + self.received.path

    @property
    def raw_query(self) -> str:
        """The query string, as the URL has it."""
        return urlencode(self.received.query) if self.query_string is None else self.query_string

    @property
    def parameters(self) -> dict[str, str]:
        """The values of the path's variables; a REST API takes a slash at the end for nothing."""
        if self.route.path == DEFAULT_ROUTE:
            return {}
        return path_parameters(self.route, self.received.path)

    @property
    def route_key(self) -> str:
        """The route as an HTTP API names it: ``GET /items/{id}``, ``$default``."""
        path = self.route.path
        return path if path == DEFAULT_ROUTE else f"{self.route.method} {path}"

    @property
    def domain(self) -> str:
        """The host without its port."""
        return self.host.rpartition(":")[0] if ":" in self.host else self.host

    @property
    def user_agent(self) -> str | None:
        """The browser's name for itself."""
        return self.received.header("user-agent")

    @property
    def body(self) -> str | None:
        """The body as events have it; None for none."""
        data = self.received.body
        if not data:
            return None
        if self.is_binary:
            return base64.b64encode(data).decode("ascii")
        return data.decode("utf-8", "replace")

    def time(self) -> str:
        """Return the time of the request as events have it: ``04/Mar/2020:19:15:17 +0000``."""
        return datetime.fromtimestamp(self.epoch_ms / 1000, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")


def last_values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one value for each name: the last."""
    return dict(pairs)


def first_values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one value for each name: the first."""
    return {name: values[0] for name, values in all_values(pairs).items()}


def all_values(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return all values of each name, in order."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def joined_values(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one value for each name: all of them, with commas between them."""
    return {name: ",".join(values) for name, values in all_values(pairs).items()}
