"""Connections: addresses, proxies and TLS, each within the deadline."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.probe import Heard, HttpSender
from corsgate_audit.probe.wire.deadline import Deadline, DeadlineError
from support.byte_server import ByteServer, byte_server

if TYPE_CHECKING:
    from collections.abc import Iterator

API = "http://api.example.com"
TARGETS = {f"{API}/a?b=1": "http", "api.example.com:443": "https"}
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the machine's own proxies away."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def proxy() -> Iterator[ByteServer]:
    """Run a proxy that answers for an HTTP server, and refuses tunnels."""
    scripts = {
        f"{API}/a?b=1": lambda: [b"HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n"],
        "api.example.com:443": lambda: [b"HTTP/1.1 403 Forbidden by rule 7\r\n\r\n"],
        "silent.example:443": lambda: [b"SSH-2.0\r\n"],
        "broken.example:443": lambda: [b"nonsense\r\n\r\n"],
        "open.example:443": lambda: [b"HTTP/1.1 200 Connection established\r\n\r\n", b"no TLS"],
    }
    with byte_server(scripts) as running:
        yield running


def sent(url: str, timeout: float = 3.0) -> Heard:
    """Send a GET."""
    with HttpSender(timeout=timeout, body_timeout=0.1, per_second=1000) as send:
        return send(HttpRequest("GET", url))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_request_goes_through_the_proxy(
    proxy: ByteServer, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the whole URL, and with the user in the proxy's own."""
    monkeypatch.setenv(variable, f"http://us%40er:pass@127.0.0.1:{proxy.port}")
    answer = HttpResponse(200, (("A", "1"), ("Content-Length", "0")))
    assert sent(f"{API}/a?b=1") == Heard(answer)
    (head,) = proxy.heads
    assert head.startswith(f"GET {API}/a?b=1 HTTP/1.1\r\nHost: api.example.com\r\n")
    assert "\r\nProxy-Authorization: Basic dXNAZXI6cGFzcw==\r\n" in head


@pytest.mark.parametrize(
    ("host", "problem"),
    [
        (
            "api.example.com",
            (
                "the proxy http://127.0.0.1:PORT rejects a connection to api.example.com:443: 403 "
                "Forbidden by rule 7"
            ),
        ),
        (
            "silent.example",
            (
                "the proxy http://127.0.0.1:PORT does not answer CONNECT silent.example:443 with "
                "HTTP"
            ),
        ),
        (
            "broken.example",
            "the proxy http://127.0.0.1:PORT rejects a connection to broken.example:443: ",
        ),
    ],
)
def test_a_proxy_that_refuses_is_named(
    proxy: ByteServer, host: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its password; with what it says."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{proxy.port}")
    assert sent(f"https://{host}/") == Heard(None, problem=problem.replace("PORT", str(proxy.port)))
    (head,) = proxy.heads
    assert head.startswith(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n")
    assert "\r\nProxy-Authorization: Basic " in head


def test_behind_the_tunnel_is_no_tls(proxy: ByteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's fault, and not the proxy's."""
    monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{proxy.port}")
    problem = sent("https://open.example/").problem
    assert problem is not None
    assert problem.startswith("no connection: no encrypted connection: ")


def unused_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@pytest.mark.parametrize(
    ("variable", "value", "problem"),
    [
        (
            "HTTPS_PROXY",
            "http://127.0.0.1:{port}",
            "no connection to the proxy http://127.0.0.1:{port}: ",
        ),
        (
            "ALL_PROXY",
            "socks5h://u:p@127.0.0.1:1080",
            (
                "ALL_PROXY names a SOCKS proxy (socks5h://127.0.0.1), which corsgate cannot use. "
                "Name an HTTP proxy in HTTPS_PROXY, or the host in NO_PROXY"
            ),
        ),
        (
            "https_proxy",
            "ftp://proxy",
            "HTTPS_PROXY is not a URL of a proxy; write http://proxy.example.com:3128",
        ),
        (
            "https_proxy",
            "http://proxy:port",
            "HTTPS_PROXY has a port that is not a number from 0 to 65535",
        ),
    ],
)
def test_a_proxy_that_cannot_be_used(
    variable: str, value: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the proxy that the message is about, not the API."""
    port = unused_port()
    monkeypatch.setenv(variable, value.format(port=port))
    found = sent("https://api.example.com/").problem
    assert found is not None
    assert found.startswith(problem.format(port=port))


def test_what_is_here_goes_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a browser; NO_PROXY names others."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    scripts = {"/": lambda: [b"HTTP/1.1 204 No Content\r\n\r\n"]}
    with byte_server(scripts) as server:
        for host in ("127.0.0.1", "localhost"):
            assert sent(f"http://{host}:{server.port}/") == Heard(HttpResponse(204))
        monkeypatch.setenv("NO_PROXY", "0.0.0.0")  # noqa: S104 - an address to call, not to bind
        assert sent(f"http://0.0.0.0:{server.port}/") == Heard(HttpResponse(204))


def test_a_name_that_nobody_knows() -> None:
    """Said as such, and not as a refused connection."""
    problem = sent("https://no-such-host.invalid/").problem
    assert problem is not None
    assert "'no-such-host.invalid' cannot be resolved" in problem


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    """The server speaks no TLS at all here."""
    with byte_server({}) as server:
        problem = sent(f"https://127.0.0.1:{server.port}/", timeout=0.3).problem
    assert problem is not None


def test_a_function_without_a_timeout_is_waited_for_no_longer_than_the_deadline() -> None:
    """A resolver can hang for minutes."""
    start = time.monotonic()
    with pytest.raises(DeadlineError):
        Deadline(0.1).run(lambda: time.sleep(1))
    assert time.monotonic() - start < 0.9


def test_a_deadline_that_is_over() -> None:
    """Every further wait fails at once."""
    times = iter([0.0, 1.0, 2.0])
    deadline = Deadline(2.0, lambda: next(times))
    assert deadline.remaining() == 1.0
    with pytest.raises(DeadlineError):
        deadline.remaining()
