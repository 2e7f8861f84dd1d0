"""Calls a WSGI or ASGI middleware without a framework, and returns all that a server gets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Pairs = tuple[tuple[str, str], ...]


def wsgi_answer(
    wrap: Callable[[Any], Any], headers: Pairs = (), method: str = "GET"
) -> tuple[str, list[tuple[str, str]], bytes]:
    """Call a middleware around an application that answers with one header.

    Args:
        wrap: puts the middleware around an application.
        headers: of the request.
        method: of the request.

    Returns:
        The status line, the headers and the body.
    """

    def app(_environ: Any, start_response: Any) -> list[bytes]:  # noqa: ANN401 - as PEP 3333 has it
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x"]

    started: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers}
    environ["REQUEST_METHOD"] = method
    chunks = wrap(app)(environ, lambda status, given: started.append((status, given)))
    body = b"".join(chunks)
    ((status, answered),) = started
    return status, answered, body


def asgi_messages(
    wrap: Callable[[Any], Any],
    headers: Pairs = (),
    method: str = "GET",
    *,
    body: bytes = b"",
    fails: bool = False,
) -> list[Any]:
    """Call a middleware around an application that echoes the request's body.

    Args:
        wrap: puts the middleware around an application.
        headers: of the request.
        method: of the request.
        body: of the request.
        fails: the application raises `LookupError`, which is swallowed as a server would.

    Returns:
        Every message that the server gets.
    """

    async def app(_scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        if fails:
            message = "no table"
            raise LookupError(message)
        request = await receive()
        started = {"type": "http.response.start", "status": 200}
        await send({**started, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": request["body"]})

    sent: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401 - as ASGI has it
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": "/",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
    }
    try:
        asyncio.run(wrap(app)(scope, receive, send))
    except LookupError:
        if not fails:
            raise
    return sent
