"""Real requests to a raw server on loopback: what goes out, what comes back, what goes wrong."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.probe import HttpSender
from corsgate_audit.probe.wire.body import LONGEST_BODY

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGIN = "https://app.example.com"


class Server:
    """Reads one request a connection and sends the bytes that it is told to."""

    def __init__(self, answer: bytes) -> None:
        self.requests: list[str] = []
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/items"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # closed
                return
            with connection:
                self.requests.append(connection.recv(65_536).decode("latin-1"))
                connection.sendall(self._answer)

    def stop(self) -> None:
        """Close the port."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Run a server with the parameter's answer."""
    running = Server(request.param)
    yield running
    running.stop()


def answer(*lines: str, body: bytes = b"") -> bytes:
    """Write an answer that closes its connection."""
    head = "\r\n".join(("HTTP/1.1 200 OK", *lines, "Connection: close", "", ""))
    return head.encode("latin-1") + body


def send(url: str, *headers: tuple[str, str], timeout: float = 5.0) -> object:
    """Send a GET and return what came back."""
    with HttpSender(per_second=1000, timeout=timeout) as sender:
        return sender(HttpRequest("GET", url, headers))


@pytest.mark.parametrize("server", [answer("Set-Cookie: a=1")], indirect=True)
def test_what_goes_out_is_what_a_browser_sends(server: Server) -> None:
    """The headers in their order, those of Fetch Metadata, and no cookie of the answer before."""
    with HttpSender(per_second=1000) as sender:
        for _ in range(2):
            sender(HttpRequest("GET", server.url, (("X-b", "1"), ("Origin", ORIGIN))))
    host = server.url.removeprefix("http://").removesuffix("/items")
    assert (
        server.requests
        == [
            (
                "GET /items HTTP/1.1\r\n"
                f"Host: {host}\r\n"
                "X-b: 1\r\n"
                f"Origin: {ORIGIN}\r\n"
                "Sec-Fetch-Dest: empty\r\n"
                "Sec-Fetch-Mode: cors\r\n"
                "Sec-Fetch-Site: cross-site\r\n"
                "User-Agent: Mozilla/5.0 (compatible; corsgate)\r\n\r\n"
            )
        ]
        * 2
    )


@pytest.mark.parametrize("server", [answer()], indirect=True)
def test_a_body_goes_out_with_what_may_have_one(server: Server) -> None:
    """With its length; never with a GET or a preflight."""
    with HttpSender(per_second=1000, body=b"{}") as sender:
        for method in ("OPTIONS", "GET", "POST"):
            sender(HttpRequest(method, server.url))
    assert [request.partition("\r\n\r\n")[2] for request in server.requests] == ["", "", "{}"]
    assert ["\r\nContent-Length: 2\r\n" in each for each in server.requests] == [
        *(False, False, True),
    ]


@pytest.mark.parametrize(
    "server", [answer("X-A: 1", "x-a: 2", "X-B: \xe9", body=b"hello")], indirect=True
)
def test_header_lines_come_back_as_they_were_sent(server: Server) -> None:
    """Repeated, in their case and order, bytes beyond ASCII included."""
    with HttpSender(per_second=1000) as sender:
        found = sender(HttpRequest("GET", server.url))
    assert found.response == HttpResponse(
        200, (("X-A", "1"), ("x-a", "2"), ("X-B", "\xe9"), ("Connection", "close"))
    )
    assert (found.body, found.problem, found.header("X-A")) == ("hello", None, "1, 2")


@pytest.mark.parametrize("server", [answer(body=b"x" * 100_000)], indirect=True)
def test_a_long_body_is_not_read_to_its_end(server: Server) -> None:
    """Its beginning tells who wrote it."""
    with HttpSender(per_second=1000) as sender:
        assert len(sender(HttpRequest("GET", server.url)).body) == LONGEST_BODY


@pytest.mark.parametrize(
    "server", [answer("Content-Encoding: gzip", body=b"no gzip at all")], indirect=True
)
def test_a_body_that_cannot_be_decoded_is_no_problem(server: Server) -> None:
    """The head is what a browser judges."""
    with HttpSender(per_second=1000) as sender:
        found = sender(HttpRequest("GET", server.url))
    assert (found.status, found.body) == (200, "")


@pytest.mark.parametrize("server", [b"SSH-2.0-OpenSSH\r\n"], indirect=True)
def test_what_is_no_http(server: Server) -> None:
    """Said as such."""
    with HttpSender(per_second=1000) as sender:
        problem = sender(HttpRequest("GET", server.url)).problem
    assert problem is not None
    assert problem.startswith("the answer is not HTTP: ")


def test_nobody_listens() -> None:
    """The reason is the system's own."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with HttpSender() as sender:
        found = sender(HttpRequest("GET", f"http://127.0.0.1:{port}/"))
    assert found.response is None
    assert found.problem is not None
    assert found.problem.startswith("no connection: ")


def test_a_server_that_never_answers() -> None:
    """The wait has an end, and the message says how long it was."""
    with socket.create_server(("127.0.0.1", 0)) as silent, HttpSender(timeout=0.2) as sender:
        port = silent.getsockname()[1]
        found = sender(HttpRequest("GET", f"http://127.0.0.1:{port}/"))
    assert found.problem == "no answer within 0.2 s"


def test_a_url_that_httpx_refuses() -> None:
    """Is a problem like any other."""
    with HttpSender() as sender:
        found = sender(HttpRequest("GET", "https://x.example:99999999/"))
    assert found.response is None
    assert found.problem is not None


@pytest.mark.parametrize("server", [answer()], indirect=True)
def test_the_rate_is_bounded(server: Server) -> None:
    """Four a second: the first at once, each other a quarter of a second after the one before."""
    waits: list[float] = []
    with HttpSender(per_second=4, clock=lambda: 100.0, sleep=waits.append) as sender:
        for _ in range(4):
            sender(HttpRequest("GET", server.url))
    assert waits == [0.25, 0.5, 0.75]
