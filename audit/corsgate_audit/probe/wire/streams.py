"""A connection whose every wait is bounded by one deadline."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple, Self

import httpcore
import httpx

from corsgate_audit.browser.urls import DEFAULT_PORTS
from corsgate_audit.probe.wire.deadline import DeadlineError
from corsgate_audit.probe.wire.proxies import ProxyError, proxy_for

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence
    from types import TracebackType

    from corsgate_audit.probe.wire.deadline import Deadline
    from corsgate_audit.probe.wire.proxies import Proxy

HTTP_1, HTTP_2 = "http/1.1", "h2"
"""Their names in ALPN: https://www.iana.org/assignments/tls-extensiontype-values"""
BOTH = (HTTP_2, HTTP_1)
"""What a browser offers a server, in its order."""
_PIECE = 16_384
_CONNECTED = range(200, 300)
_LONGEST_CONNECT_ANSWER = 65_536


class ConnectError(Exception):
    """There is no connection; the message says why."""


class Destination(NamedTuple):
    """Where a request goes.

    Args:
        scheme: ``"http"`` or ``"https"``.
        host: name or address, without brackets.
        port: the URL's, or the scheme's own.
    """

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Host and port, for ``CONNECT``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def host_header(self) -> str:
        """Value of ``Host``, without the scheme's own port."""
        return (
            self.authority.removesuffix(f":{self.port}") if self.is_default_port else self.authority
        )

    @property
    def is_default_port(self) -> bool:
        """Whether the port is the scheme's own."""
        return self.port == DEFAULT_PORTS[self.scheme]


class Stream:
    """Bytes to and from a server.

    Args:
        raw: connection.
        deadline: deadline for everything that is done with it.
        proxy: proxy that is asked for the URL in the server's place; None where there is none, or
            it has opened a tunnel.
    """

    def __init__(
        self, raw: httpcore.NetworkStream, deadline: Deadline, proxy: Proxy | None = None
    ) -> None:
        self._raw = raw
        self._deadline = deadline
        self.proxy = proxy

    @property
    def is_http2(self) -> bool:
        """Whether both sides have agreed on HTTP/2."""
        encrypted: ssl.SSLObject | None = self._raw.get_extra_info("ssl_object")
        return encrypted is not None and encrypted.selected_alpn_protocol() == HTTP_2

    def __enter__(self) -> Self:
        """Use the connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self._raw.close()

    def write(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            DeadlineError: they are not taken in time.
        """
        try:
            self._raw.write(data, timeout=self._deadline.remaining())
        except httpcore.WriteTimeout:
            raise DeadlineError from None
        except httpcore.WriteError:
            # The server takes no more, as where a body is too large: what it said is still there.
            # https://www.rfc-editor.org/rfc/rfc9112#section-9.5
            return

    def read(self, at_most: Deadline | None = None) -> bytes:
        """Return the next bytes; none at the end, which may also be a broken connection.

        Args:
            at_most: a deadline of this read's own, where it is earlier.

        Raises:
            DeadlineError: nothing comes in time.
        """
        left = self._deadline.remaining()
        left = left if at_most is None else min(left, at_most.remaining())
        try:
            return self._raw.read(_PIECE, timeout=left)
        except httpcore.ReadTimeout:
            raise DeadlineError from None
        except httpcore.ReadError:  # reset: Chromium keeps what it has read until then
            return b""


def connect(place: Destination, deadline: Deadline, protocols: Sequence[str] = BOTH) -> Stream:
    """Open a connection to a server, through the environment's proxy where it names one.

    Args:
        place: place where the server is.
        deadline: deadline for the connection and for what is sent over it.
        protocols: versions of HTTP that an ``https`` server is offered, by their names in ALPN.

    Raises:
        ConnectError: nobody answers there, or its certificate is not valid.
        ProxyError: the proxy cannot be used, is not there, or refuses.
        DeadlineError: it takes too long.
    """
    proxy = proxy_for(place.scheme, place.host)
    if proxy is not None and place.scheme == "http":
        return Stream(_to_proxy(proxy, deadline), deadline, proxy)
    raw = (
        _connected(place.host, place.port, deadline)
        if proxy is None
        else _to_proxy(proxy, deadline)
    )
    with ExitStack() as on_failure:
        on_failure.callback(raw.close)
        if proxy is not None:
            _open_tunnel(Stream(raw, deadline), proxy, place)
        if place.scheme == "https":
            raw = _encrypted(raw, place.host, deadline, protocols)
        on_failure.pop_all()
    return Stream(raw, deadline)


def _connected(host: str, port: int, deadline: Deadline) -> httpcore.NetworkStream:
    """Try each address of a host; the last one's reason counts."""
    try:
        found = deadline.run(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        message = f"the name {host!r} cannot be resolved ({error})"
        raise ConnectError(message) from None
    reason = ""
    for address in dict.fromkeys(str(each[4][0]) for each in found):
        try:
            return httpcore.SyncBackend().connect_tcp(address, port, timeout=deadline.remaining())
        except (httpcore.ConnectTimeout, httpcore.ConnectError) as error:
            reason = str(error)
    deadline.remaining()
    raise ConnectError(reason)


def _to_proxy(proxy: Proxy, deadline: Deadline) -> httpcore.NetworkStream:
    try:
        raw = _connected(proxy.host, proxy.port, deadline)
        return _encrypted(raw, proxy.host, deadline, [HTTP_1]) if proxy.scheme == "https" else raw
    except ConnectError as error:
        message = f"no connection to the proxy {proxy.name}: {error}"
        raise ProxyError(message) from None


def _open_tunnel(stream: Stream, proxy: Proxy, place: Destination) -> None:
    """Ask a proxy for a connection to a server.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-connect
    """
    lines = [f"CONNECT {place.authority} HTTP/1.1", f"Host: {place.authority}"]
    if proxy.credentials:
        lines.append(f"Proxy-Authorization: {proxy.credentials}")
    stream.write("\r\n".join((*lines, "", "")).encode("ascii"))
    answer = b""
    while b"\r\n\r\n" not in answer:
        more = stream.read()
        if not more or len(answer) > _LONGEST_CONNECT_ANSWER:
            message = f"the proxy {proxy.name} does not answer CONNECT {place.authority} with HTTP"
            raise ProxyError(message)
        answer += more
    words = answer.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 1)
    status = words[1] if len(words) > 1 else ""
    if not (status[:3].isdigit() and int(status[:3]) in _CONNECTED):
        message = f"the proxy {proxy.name} rejects a connection to {place.authority}: {status}"
        raise ProxyError(message)


def _encrypted(
    raw: httpcore.NetworkStream, host: str, deadline: Deadline, protocols: Sequence[str]
) -> httpcore.NetworkStream:
    context: ssl.SSLContext = httpx.create_ssl_context()
    context.set_alpn_protocols(list(protocols))
    try:
        return raw.start_tls(context, server_hostname=host, timeout=deadline.remaining())
    except httpcore.ConnectTimeout:
        raise DeadlineError from None
    except httpcore.ConnectError as error:
        message = f"no encrypted connection: {error}"
        raise ConnectError(message) from None
