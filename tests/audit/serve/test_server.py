"""The server on loopback reads requests as HTTP has them, and fails for none of them."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpResponse
from corsgate_audit.serve.server import Arrived, PageServer

if TYPE_CHECKING:
    from collections.abc import Iterator


CHUNKED = (
    b"POST / HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
)


@contextmanager
def serving(failures: list[Exception]) -> Iterator[int]:
    """Serve an echo of the body; yield the port."""

    def respond(arrived: Arrived) -> tuple[HttpResponse, bytes]:
        if arrived.path == "/fails":
            message = "no answer"
            raise ValueError(message)
        status = 204 if arrived.path == "/nothing" else 200
        return HttpResponse(status, (("X-A", "b"),)), arrived.body or b""

    server = PageServer(0, respond, failures.append)
    server.start()
    try:
        yield server.port
    finally:
        server.close()


def exchange(port: int, sent: bytes) -> bytes:
    """Send bytes, and return what comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        received = b""
        while part := connection.recv(65536):
            received += part
    return received


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [
        (b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", b"200", b""),
        (b"GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n", b"204", b""),
        (
            b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
            b"200",
            b"abc",
        ),
        (
            CHUNKED,
            b"200",
            b"abcde",
        ),
        (b"POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n", b"400", None),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400", None),
        (b"HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n", b"200", b""),
        (b"GET /fails HTTP/1.1\r\nConnection: close\r\n\r\n", b"500", None),
        (b"patch / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", b"200", b"a"),
        (b"BREW / HTTP/1.1\r\nConnection: close\r\n\r\n", b"200", b""),
        (b"GET http://elsewhere/ HTTP/1.1\r\n\r\n", b"400", None),
        (b"GET / HTTP/1.1\r\nX-Folded: a\r\n Set-Cookie: b\r\n\r\n", b"400", None),
    ],
)
def test_requests(sent: bytes, status: bytes, body: bytes | None) -> None:
    """Whatever the body is written as; what fails is reported, and is no end of the server."""
    failures: list[Exception] = []
    with serving(failures) as port:
        received = exchange(port, sent)
        assert received.split(b" ", 2)[1] == status
        if body is not None:
            assert received.partition(b"\r\n\r\n")[2] == body
        again = exchange(port, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert again.startswith(b"HTTP/1.1 200 ")
    assert [str(each) for each in failures] == (["no answer"] if b"/fails" in sent else [])


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:3000", True),
        ("localhost:3000", True),
        ("localhost", True),
        ("app.localhost:3000", True),
        ("[::1]:3000", True),
        ("[::1]", True),
        ("attacker.example:3000", False),
        ("localhost.attacker.example", False),
        ("127.0.0.1.attacker.example:3000", False),
    ],
)
def test_names_of_this_machine(host: str, expected: bool) -> None:  # noqa: FBT001 - a column
    """A name that leads here from elsewhere is none."""
    arrived = Arrived("GET", "/", (("Host", host),), b"", "127.0.0.1")
    assert arrived.is_for_loopback is expected
