"""An HTTP/1.1 server on loopback that sends exactly the status and header lines it is told to."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from corsgate_audit.browser import HttpResponse

BODY = b"ok"
STATUSES_WITHOUT_BODY = frozenset({*range(100, 200), 204, 205, 304})
LIMIT = 1 << 20
# HTTP gives no other end to a 205 without a length: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
ENDS_WITH_THE_CONNECTION = b"HTTP/1.1 205 "


def content_length(status: int, size: int = len(BODY)) -> tuple[tuple[str, str], ...]:
    """Return the one header line that this server adds."""
    return () if status in STATUSES_WITHOUT_BODY else (("Content-Length", str(size)),)


class RawServer:
    """Answers by path: a page, or an exchange's preflight and response; as a proxy too.

    Args:
        tls: serves https with this certificate; None for http.

    Attributes:
        origin: where it listens.
        pages: path to HTML.
        answers: path to (answer to a preflight, answer to anything else).
        bodies: path to what is sent instead of `BODY`.
        announcement: an informational answer that goes before every answer of an exchange.
        requests: path to what arrived: method, the two ``Access-Control-Request`` values, Origin.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.origin = ""
        self._tls = tls
        self.pages: dict[str, str] = {}
        self.answers: dict[str, tuple[HttpResponse, HttpResponse]] = {}
        self.bodies: dict[str, bytes] = {}
        self.announcement: HttpResponse | None = None
        self.requests: dict[str, list[tuple[str, str | None, str | None, str | None]]] = (
            defaultdict(list)
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen on a free port."""
        self._thread.start()
        listening = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=LIMIT, ssl=self._tls)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        port = self._server.sockets[0].getsockname()[1]
        self.origin = f"{'https' if self._tls else 'http'}://127.0.0.1:{port}"

    def stop(self) -> None:
        """Close the port and every connection."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def call_soon(self, callback: Callable[[str], None], value: str) -> None:
        """Run a callback in the server's own thread."""
        self._loop.call_soon_threadsafe(callback, value)

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        ours = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                answer = await self.reply(head.decode("latin-1"), reader)
                writer.write(answer)
                await writer.drain()
                if answer.startswith(ENDS_WITH_THE_CONNECTION):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            # The browser hangs up when it is done: that is how a connection ends.
            return
        except asyncio.CancelledError:
            # The server stops; asyncio would report a connection that ends so.
            return
        finally:
            writer.close()

    async def reply(self, head: str, _: asyncio.StreamReader) -> bytes:
        """Return what goes over the wire; a server that reads bodies overrides this.

        Args:
            head: the request line and the header lines.
        """
        return self._answer(head)

    def _answer(self, head: str) -> bytes:
        request_line, *lines = head.split("\r\n")
        method, path, _ = request_line.split(" ", 2)
        # A browser that joins Location lines asks for the first, with the others behind it.
        path = path.partition("?")[0].partition(",")[0]
        if path.startswith("http://"):
            # A proxy is asked for the whole URL: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
            path = f"/{path.split('/', 3)[3]}"
        if path in self.pages:
            return self._page(path)
        if path not in self.answers:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines)}
        asked = headers.get("access-control-request-method")
        names = headers.get("access-control-request-headers")
        self.requests[path].append((method, asked, names, headers.get("origin")))
        preflight, response = self.answers[path]
        is_preflight = method == "OPTIONS" and asked is not None
        announced = self._raw(self.announcement, method, b"") if self.announcement else b""
        body = self.bodies.get(path, BODY)
        return announced + self._raw(preflight if is_preflight else response, method, body)

    def _page(self, path: str) -> bytes:
        html = self.pages[path].encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(html)}\r\n\r\n"
        return head.encode() + html

    def _raw(self, response: HttpResponse, method: str, body: bytes) -> bytes:
        lines = (*response.headers, *content_length(response.status, len(body)))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines)
        if method == "HEAD" or response.status in STATUSES_WITHOUT_BODY:
            body = b""
        return f"HTTP/1.1 {response.status} x\r\n{head}\r\n".encode("latin-1") + body
