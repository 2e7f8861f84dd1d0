"""Sends one request as a browser does: its headers in order, no redirects, at a bounded rate."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol, Self

import httpx

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.probe.fetch_metadata import fetch_metadata
from corsgate_audit.probe.values import Heard

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

USER_AGENT = "Mozilla/5.0 (compatible; corsgate)"
"""Begins as every browser's does: firewalls look at it. It says who asks all the same."""

LONGEST_BODY = 16_384
"""Bytes of an answer that are read: an error page tells who made it in its first lines."""

_PROBLEMS: tuple[tuple[type[Exception], str], ...] = (
    (httpx.ConnectTimeout, "no connection within {timeout:g} s"),
    (httpx.TimeoutException, "no answer within {timeout:g} s"),
    (httpx.ConnectError, "no connection: {error}"),
    (httpx.UnsupportedProtocol, "{error}"),
    (httpx.RemoteProtocolError, "what came back is no HTTP: {error}"),
    (httpx.TransportError, "{error}"),
)


class Send(Protocol):
    """Sends a request and returns what came back."""

    def __call__(self, request: HttpRequest) -> Heard:
        """Send one request."""


class HttpSender:
    """Sends requests to one host.

    Redirects are not followed, cookies are not kept, and each connection's certificate is checked.

    Args:
        timeout: seconds for a connection, and for each part of an answer.
        per_second: requests at most.
        clock: returns seconds.
        sleep: waits for seconds.

    Example:
        >>> with HttpSender() as send:
        ...     heard = send(HttpRequest("OPTIONS", "https://api.example.com/items"))
    """

    def __init__(
        self,
        *,
        timeout: float = 10.0,
        per_second: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._timeout = timeout
        self._pause = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0
        self._client = httpx.Client(timeout=timeout, follow_redirects=False)

    def __enter__(self) -> Self:
        """Open nothing yet: a connection is made with the first request."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self._client.close()

    def __call__(self, request: HttpRequest) -> Heard:
        """Send one request."""
        self._wait()
        try:
            return self._sent(request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Heard(None, problem=self._problem(error))

    def _wait(self) -> None:
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._pause

    def _sent(self, request: HttpRequest) -> Heard:
        # Built by hand: the client would add headers of its own, and the last answer's cookies.
        headers = [*request.headers, *fetch_metadata(request), ("User-Agent", USER_AGENT)]
        sent = httpx.Request(request.method, request.url, headers=headers)
        answer = self._client.send(sent, stream=True)
        try:
            body = self._beginning(answer)
        finally:
            answer.close()
        lines = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw
        )
        return Heard(HttpResponse(answer.status_code, lines), body)

    def _beginning(self, answer: httpx.Response) -> str:
        read = b""
        try:
            for chunk in answer.iter_bytes():
                read += chunk
                if len(read) >= LONGEST_BODY:
                    break
        except httpx.DecodingError:
            # A browser judges the head of an answer; the body only helps to tell who wrote it.
            return ""
        return read[:LONGEST_BODY].decode("utf-8", "replace")

    def _problem(self, error: Exception) -> str:
        for kind, text in _PROBLEMS:
            if isinstance(error, kind):
                return text.format(timeout=self._timeout, error=error)
        return f"{type(error).__name__}: {error}"
