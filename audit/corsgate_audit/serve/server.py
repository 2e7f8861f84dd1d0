"""An HTTP server on loopback for one API."""

from __future__ import annotations

import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

from corsgate_audit.handlers.running.forwarding import LARGEST
from corsgate_audit.handlers.running.loopback import LoopbackRequests, LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.browser import HttpResponse

_IDLE_SECONDS: Final = 60
_WITHOUT_BODY: Final = frozenset({204, 304})
_NAMES_OF_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class Arrived:
    """One request as it arrived.

    Args:
        method: method.
        path: path and query string.
        headers: pairs, in order.
        body: None where it is too large.
        source_ip: address that it came from.
    """

    __slots__ = ("began", "body", "headers", "method", "path", "source_ip")

    def __init__(
        self,
        method: str,
        path: str,
        headers: tuple[tuple[str, str], ...],
        body: bytes | None,
        source_ip: str,
    ) -> None:
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.source_ip = source_ip
        self.began = time.monotonic()

    def header(self, name: str) -> str | None:
        """Return the value of a header by its name in lower case; None without one."""
        return next((value for each, value in self.headers if each.lower() == name), None)

    @property
    def is_for_loopback(self) -> bool:
        """Whether the request was sent to a name of this machine.

        A page elsewhere could have a name of its own lead here (DNS rebinding), and would then be
        the owner of this origin.
        """
        host = (self.header("host") or "").lower()
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        return name in _NAMES_OF_LOOPBACK or name.endswith(".localhost")


class PageServer(LoopbackServer):
    """The server that pages ask, for one API.

    Args:
        port: port; 0 for a free one.
        respond: returns the response to a request, and its body.
        failed: takes an exception that `respond` raised: the answer is 500.

    Raises:
        OSError: the port is not free.
    """

    def __init__(
        self,
        port: int,
        respond: Callable[[Arrived], tuple[HttpResponse, bytes]],
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(port, _Requests)
        self.respond = respond
        self.failed = failed


class _Requests(LoopbackRequests):
    server: PageServer
    timeout = _IDLE_SECONDS

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Return what answers a method: each is answered, ``patch`` in lower case too.

        `fetch` writes the names of six methods in capitals, and sends others as they are:
        https://fetch.spec.whatwg.org/#concept-method-normalize.
        """
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def handle_any(self) -> None:
        """Answer a request of any method."""
        headers = tuple(self.headers.items())
        try:
            body = self._body()
            # A value on two lines, sent back in a header, would begin another one.
            is_plain = self.path.startswith("/") and not any("\n" in value for _, value in headers)
        except ValueError:  # a length, or the size of a chunk, that is no number
            is_plain = False
        if not is_plain:
            self.close_connection = True
            self.send_error(400)
            return
        arrived = Arrived(self.command, self.path, headers, body, str(self.client_address[0]))
        try:
            response, body = self.server.respond(arrived)
        except Exception as error:  # noqa: BLE001 - one request must not end the others
            self.server.failed(error)
            self.send_error(500)
            return
        self._send(response, body)

    def _send(self, response: HttpResponse, body: bytes) -> None:
        self.send_response_only(response.status)
        self.send_header("Date", formatdate(usegmt=True))
        for name, value in response.headers:
            self.send_header(name, value.encode("latin-1", "replace").decode("latin-1"))
        has_body = response.status not in _WITHOUT_BODY
        if has_body:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if has_body and self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _body(self) -> bytes | None:
        """Read the body; None where it is larger than AWS takes."""
        parts, size = [], 0
        for part in self.body_parts():
            size += len(part)
            if size <= LARGEST:
                parts.append(part)
            elif size > LARGEST * 2:
                self.close_connection = True
                break
        return b"".join(parts) if size <= LARGEST else None
