"""HTTP/2 over TLS on loopback: what goes out, what comes back, and what breaks the protocol."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError

from corsgate_audit.browser import BrowserRequest, HttpRequest, HttpResponse
from corsgate_audit.probe import Heard, HttpSender, probe
from support.certificates import write_certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Answer = Callable[[H2Connection], bytes]

APP = "https://app.example.com"
OK = [(":status", "200"), ("access-control-allow-origin", APP), ("x-a", "1")]

LONG = [(f"x-{number}", "x" * 100) for number in range(3_000)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a certificate of our own for 127.0.0.1, with its key."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    write_certificate(path)
    return path


@contextmanager
def server(
    certificate: Path, answer: Answer, protocols: tuple[str, ...] = ("h2",)
) -> Iterator[tuple[str, list[dict[bytes, bytes]]]]:
    """Serve one answer to each connection; yield the URL, and the headers that come."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(list(protocols))
    listening = socket.create_server(("127.0.0.1", 0))
    requests: list[dict[bytes, bytes]] = []

    def serve() -> None:
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:  # closed
                return
            # Errors are the client's doing: it refuses the certificate, or has seen enough.
            with suppress(OSError, ProtocolError), plain, _wrapped(context, plain) as connection:
                _answer(connection, answer, requests)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/items?a=1", requests
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def _wrapped(context: ssl.SSLContext, plain: socket.socket) -> ssl.SSLSocket:
    return context.wrap_socket(plain, server_side=True)


def _answer(connection: ssl.SSLSocket, answer: Answer, requests: list[dict[bytes, bytes]]) -> None:
    h2 = H2Connection(H2Configuration(client_side=False, header_encoding=None))
    h2.initiate_connection()
    connection.sendall(h2.data_to_send())
    while data := connection.recv(65_536):
        for event in h2.receive_data(data):
            if isinstance(event, RequestReceived):
                requests.append(dict(event.headers or ()))
                connection.sendall(answer(h2))


def with_headers(headers: list[tuple[str, str]], body: bytes = b"") -> Answer:
    """Answer with headers and a body."""

    def answer(h2: H2Connection) -> bytes:
        h2.send_headers(1, headers, end_stream=not body)
        if body:
            h2.send_data(1, body, end_stream=True)
        return h2.data_to_send()

    return answer


def sent(url: str, method: str = "GET", **options: Any) -> Heard:  # noqa: ANN401 - the sender's own
    """Send a request."""
    with HttpSender(timeout=5.0, body_timeout=0.2, per_second=1000, **options) as send:
        return send(HttpRequest(method, url, (("X-B", "2"), ("Origin", APP))))


@pytest.fixture(autouse=True)
def _trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Vouch for our own certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_a_server_that_offers_http2_is_asked_by_it(certificate: Path) -> None:
    """Names go out and come back in lower case, as between browsers and servers."""
    with server(certificate, with_headers(OK, b"hello")) as (url, requests):
        found = sent(url)
        verdict = probe(BrowserRequest(url, APP), HttpSender(timeout=5.0)).verdict
    assert found == Heard(
        HttpResponse(200, (("access-control-allow-origin", APP), ("x-a", "1"))), "hello"
    )
    assert requests[0] == {
        b":method": b"GET",
        b":authority": url.removeprefix("https://").removesuffix("/items?a=1").encode(),
        b":scheme": b"https",
        b":path": b"/items?a=1",
        b"x-b": b"2",
        b"origin": APP.encode(),
        b"sec-fetch-dest": b"empty",
        b"sec-fetch-mode": b"cors",
        b"sec-fetch-site": b"cross-site",
        b"user-agent": b"Mozilla/5.0 (compatible; corsgate)",
    }
    assert verdict is not None
    assert verdict.allowed


def test_a_body_is_sent(certificate: Path) -> None:
    """With its length."""
    with server(certificate, with_headers([(":status", "204")])) as (url, requests):
        assert sent(url, "POST", body=b"{}" * 20_000).status == 204
    assert requests[0][b"content-length"] == b"40000"


def test_announcements_are_skipped(certificate: Path) -> None:
    """The final answer counts."""

    def answer(h2: H2Connection) -> bytes:
        h2.send_headers(1, [(":status", "103"), ("link", "<a>")])
        h2.send_headers(1, OK, end_stream=True)
        return h2.data_to_send()

    with server(certificate, answer) as (url, _):
        assert sent(url).status == 200


def test_a_body_that_never_ends_does_not_keep_the_verdict_waiting(certificate: Path) -> None:
    """Server-sent events are such a body."""

    def answer(h2: H2Connection) -> bytes:
        h2.send_headers(1, OK)
        h2.send_data(1, b"data: 1\n\n")
        return h2.data_to_send()

    with server(certificate, answer) as (url, _):
        assert sent(url).body == "data: 1\n\n"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda h2: (h2.reset_stream(1, 2), h2.data_to_send())[1], "the server ends the request"),
        (lambda h2: (h2.close_connection(1), h2.data_to_send())[1], "the server ends the request"),
        (lambda _: bytes(8) + b"\1" * 9, "the answer violates HTTP/2: "),
        (with_headers([(":status", "200"), *LONG]), "the answer violates HTTP/2: Oversized"),
    ],
    ids=["reset", "gone away", "no frame", "long headers"],
)
def test_what_is_no_answer(certificate: Path, answer: Answer, problem: str) -> None:
    """Each has a reason."""
    with server(certificate, answer) as (url, _):
        found = sent(url)
    assert found.response is None
    assert found.problem is not None
    assert found.problem.startswith(problem)


def test_a_server_without_http2_is_asked_by_http1(certificate: Path) -> None:
    """The same request line as without TLS; this server does not understand it and hangs up."""
    old = server(certificate, with_headers(OK), protocols=("http/1.1",))
    with old as (url, requests), HttpSender(timeout=0.5, per_second=1000) as send:
        assert send(HttpRequest("GET", url)).response is None
    assert requests == []


def test_a_certificate_that_nobody_vouches_for(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is refused, and the reason is the system's own."""
    monkeypatch.delenv("SSL_CERT_FILE")
    with server(certificate, with_headers(OK)) as (url, _):
        problem = sent(url).problem
    assert problem is not None
    assert "CERTIFICATE_VERIFY_FAILED" in problem
