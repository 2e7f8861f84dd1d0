"""The server-side rows of Kubernetes gateway-api's CORS conformance, on every layer in Python.

conformance/tests/httproute-cors.go and httproute-cors-allow-credentials-behavior.go of
https://github.com/kubernetes-sigs/gateway-api. Where a row accepts several answers, so does the
check here; lists are compared without regard to order and blanks, as there.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from werkzeug.test import Client

from corsgate import CorsAsgiMiddleware, CorsPolicy, CorsWsgiMiddleware, cors
from support.lambda_events import FRONT_DOORS, Answer, door_id

if TYPE_CHECKING:
    from collections.abc import Callable

    Send = Callable[[CorsPolicy, str, dict[str, str]], Answer]

EXACT = CorsPolicy(
    allow_origins=["https://www.foo.com", "https://*.bar.com"],
    allow_methods=["GET", "OPTIONS"],
    allow_headers=["x-header-1", "x-header-2"],
    expose_headers=["x-header-3", "x-header-4"],
    max_age=3600,
)
WITH_CREDENTIALS = EXACT.replace(allow_credentials=True)
ANY_ORIGIN = CorsPolicy(allow_origins=["*"], allow_methods=["*"], allow_headers=["x-header-1"])


@dataclass(frozen=True)
class Row:
    """One request and what has to come back.

    Args:
        name: what the row is about.
        policy: of the server.
        origin: of the request.
        asks: the method and headers that a preflight asks for; None for a plain GET.
        origins: what may be allowed; empty for no header at all.
        expected: further headers, a value each; None for a header that must not be there.
        statuses: one of them.
    """

    name: str
    policy: CorsPolicy
    origin: str
    asks: tuple[str, str] | None
    origins: frozenset[str]
    expected: dict[str, str | None] = field(default_factory=dict)
    statuses: frozenset[int] = frozenset({200, 204})


ASKS_GET = ("GET", "x-header-1, x-header-2")
FULL = {
    "access-control-allow-methods": "GET, OPTIONS",
    "access-control-allow-headers": "x-header-1, x-header-2",
    "access-control-max-age": "3600",
    "access-control-allow-credentials": None,
}
NOTHING: dict[str, str | None] = {
    "access-control-allow-methods": None,
    "access-control-allow-headers": None,
    "access-control-allow-credentials": None,
}
REFUSED = frozenset({200, 204, 403})


def only(origin: str) -> frozenset[str]:
    """Allow one value."""
    return frozenset({origin})


ROWS = [
    *(
        Row(f"preflight from {origin}", EXACT, origin, ASKS_GET, only(origin), FULL)
        for origin in ("https://www.foo.com", "https://www.bar.com", "https://xpto.www.bar.com")
    ),
    *(
        Row(f"preflight from {origin}", EXACT, origin, ASKS_GET, frozenset(), NOTHING, REFUSED)
        for origin in (
            "https://foobar.com",
            "https://bar.com",
            "http://www.foo.com",
            "https://www.foo.com:8443",
            "https://www.foo.com.xpto.com",
        )
    ),
    *(
        Row(
            f"simple request from {origin}",
            EXACT,
            origin,
            None,
            only(origin),
            {
                "access-control-expose-headers": "x-header-3, x-header-4",
                "access-control-allow-credentials": None,
            },
        )
        for origin in ("https://www.foo.com", "https://a.bar.com")
    ),
    Row("simple request of a stranger", EXACT, "https://x.test", None, frozenset(), NOTHING),
    *(
        Row(
            f"preflight with credentials from {origin}",
            WITH_CREDENTIALS,
            origin,
            ASKS_GET,
            only(origin),
            {**FULL, "access-control-allow-credentials": "true"},
        )
        for origin in ("https://www.foo.com", "https://www.bar.com")
    ),
    Row(
        "simple request with credentials",
        WITH_CREDENTIALS,
        "https://www.foo.com",
        None,
        only("https://www.foo.com"),
        {"access-control-allow-credentials": "true"},
    ),
    *(
        Row(f"credentials and a stranger ({asks})", WITH_CREDENTIALS, "https://x.test", asks,
            frozenset(), NOTHING, REFUSED)
        for asks in (ASKS_GET, None)
    ),
    *(
        Row(f"any origin: {origin} ({asks})", ANY_ORIGIN, origin, asks, frozenset({"*", origin}),
            {"access-control-allow-credentials": None})
        for origin in ("https://www.foo.com", "https://other.test:8443")
        for asks in (("POST", "x-header-1"), None)
    ),
    # No row of gateway-api's: https://github.com/kubernetes-sigs/gateway-api/issues/4666
    *(
        Row(f"Vary for {origin}", EXACT, origin, None, frozenset(origins), {"vary": "Origin"})
        for origin, origins in (
            ("https://www.foo.com", ["https://www.foo.com"]),
            ("https://x.test", []),
        )
    ),
]  # fmt: skip


def through_wsgi(policy: CorsPolicy, method: str, headers: dict[str, str]) -> Answer:
    """Send a request to a WSGI application."""

    def app(_environ: Any, start_response: Any) -> list[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        start_response("200 OK", [])
        return []

    response = Client(CorsWsgiMiddleware(app, policy)).open("/", method=method, headers=headers)
    return Answer(response.status_code, tuple(response.headers.items()))


def through_asgi(policy: CorsPolicy, method: str, headers: dict[str, str]) -> Answer:
    """Send a request to an ASGI application."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b""})

    async def request() -> httpx.Response:
        transport = httpx.ASGITransport(CorsAsgiMiddleware(app, policy))
        async with httpx.AsyncClient(transport=transport, base_url="https://a.test") as client:
            return await client.request(method, "/", headers=headers)

    response = asyncio.run(request())
    return Answer(response.status_code, tuple(response.headers.multi_items()))


def through(door: Any) -> Send:  # noqa: ANN401 - a row of the table
    """Return what sends a request through a front door."""

    def send(policy: CorsPolicy, method: str, headers: dict[str, str]) -> Answer:
        handler = cors(policy)(lambda _event, _context: door.native(200, (), ""))
        answer: Answer = door.read(handler(door.event(method, tuple(headers.items())), None))
        return answer

    return send


LAYERS = {
    "wsgi": through_wsgi,
    "asgi": through_asgi,
    **{door_id(door): through(door) for door in FRONT_DOORS},
}


@pytest.mark.parametrize("send", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_gateway_api(row: Row, send: Send) -> None:
    """The row holds on this layer."""
    headers = {"Origin": row.origin}
    if row.asks:
        headers["Access-Control-Request-Method"] = row.asks[0]
        headers["Access-Control-Request-Headers"] = row.asks[1]
    answer = send(row.policy, "OPTIONS" if row.asks else "GET", headers)
    sent = answer.header_map()
    assert answer.status in row.statuses
    assert (
        {sent["access-control-allow-origin"]} <= row.origins
        if row.origins
        else ("access-control-allow-origin" not in sent)
    )
    for name, value in row.expected.items():
        assert as_list(sent.get(name)) == as_list(value)


def as_list(value: str | None) -> list[str] | None:
    """Compare lists without regard to order and blanks."""
    return None if value is None else sorted(each.strip() for each in value.split(","))
