"""Sends one request as a browser does: its headers in order, no redirects, at a bounded rate."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from corsgate_audit.browser.urls import DEFAULT_PORTS, HTTP_SCHEMES, parse
from corsgate_audit.probe.fetch_metadata import fetch_metadata
from corsgate_audit.probe.values import Heard
from corsgate_audit.probe.wire.body import content_of, is_enough
from corsgate_audit.probe.wire.deadline import Deadline, DeadlineError
from corsgate_audit.probe.wire.head import BadAnswerError, read_head
from corsgate_audit.probe.wire.http2 import Http2
from corsgate_audit.probe.wire.proxies import ProxyError
from corsgate_audit.probe.wire.streams import BOTH, ConnectError, Destination, connect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe.wire.head import Head
    from corsgate_audit.probe.wire.streams import Stream

USER_AGENT = "Mozilla/5.0 (compatible; corsgate)"
"""Begins as every browser's does: firewalls look at it. It says who asks all the same."""

TIMEOUT = 35.0
"""Seconds for a whole answer: above API Gateway's own 29, so that its 504 is seen.

https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

BODY_TIMEOUT = 1.0
"""Seconds for the beginning of a body, once the head is there: the verdict does not wait for it."""

_WITHOUT_BODY = frozenset({204, 205, 304})
_NEVER_WITH_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
"""Of requests that fetch() can send: https://fetch.spec.whatwg.org/#dom-request step 35."""
_ALWAYS_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})


class Send(Protocol):
    """Sends a request and returns what came back."""

    def __call__(self, request: HttpRequest) -> Heard:
        """Send one request."""


class HttpSender:
    """Sends requests to one host.

    Redirects are not followed, cookies are not kept, and each connection's certificate is checked.

    Args:
        timeout: seconds for a whole answer: look-up, connection, headers.
        body_timeout: seconds for the beginning of the body after that.
        body: content of each request that is not GET, HEAD or OPTIONS.
        per_second: requests at most.
        clock: function that returns seconds, for the rate.
        sleep: waits for seconds.

    Example:
        >>> with HttpSender() as send:
        ...     heard = send(HttpRequest("OPTIONS", "https://api.example.com/items"))
    """

    def __init__(  # noqa: PLR0913 - each has a default; two are for tests
        self,
        *,
        timeout: float = TIMEOUT,
        body_timeout: float = BODY_TIMEOUT,
        body: bytes = b"",
        per_second: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._timeout = timeout
        self._body_timeout = body_timeout
        self._body = body
        self._pause = 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0

    def __enter__(self) -> Self:
        """Open nothing yet: each request has a connection of its own."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close nothing: each connection is closed with its answer."""

    def __call__(self, request: HttpRequest) -> Heard:
        """Send one request."""
        return self._send(request, self._body)

    def with_body(self, body: bytes, protocols: Sequence[str] = BOTH) -> Send:
        """Return what sends other content, at the same rate.

        Args:
            body: content of each request that is not GET, HEAD or OPTIONS.
            protocols: versions of HTTP that an ``https`` server is offered, by their names in ALPN.
        """
        return partial(self._send, content=body, protocols=protocols)

    def _send(self, request: HttpRequest, content: bytes, protocols: Sequence[str] = BOTH) -> Heard:
        url = parse(request.url)
        if url is None or url.scheme not in HTTP_SCHEMES or not url.host:
            return Heard(None, problem=f"{request.url!r} is not a URL of a server")
        place = Destination(url.scheme, url.host.strip("[]"), url.port or DEFAULT_PORTS[url.scheme])
        self._wait()
        try:
            with connect(place, Deadline(self._timeout), protocols) as stream:
                body = b"" if request.method in _NEVER_WITH_BODY else content
                return self._exchanged(stream, replace(request, url=url.on_the_wire), place, body)
        except DeadlineError:
            return Heard(None, problem=f"no answer within {self._timeout:g} s")
        except ConnectError as error:
            return Heard(None, problem=f"no connection: {error}")
        except (BadAnswerError, ProxyError) as error:
            return Heard(None, problem=str(error))

    def _wait(self) -> None:
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._pause

    def _exchanged(
        self, stream: Stream, request: HttpRequest, place: Destination, body: bytes
    ) -> Heard:
        if stream.is_http2:
            return self._exchanged_by_http2(Http2(stream), request, place, body)
        stream.write(_written(request, place, stream, body))
        secure = place.scheme == "https"
        head = read_head(stream, secure=secure, default_port=place.is_default_port)
        if request.method == "HEAD" or head.response.status in _WITHOUT_BODY:
            return Heard(head.response)
        return Heard.of(head.response, self._beginning(stream, head))

    def _exchanged_by_http2(
        self, http2: Http2, request: HttpRequest, place: Destination, body: bytes
    ) -> Heard:
        headers = _headers(request, body)
        target = _target(request.url)
        head = http2.exchange(request.method, place.host_header, target, headers, body)
        raw = http2.content(Deadline(self._body_timeout))
        return Heard.of(head.response, content_of(raw, head))

    def _beginning(self, stream: Stream, head: Head) -> bytes:
        """Read the beginning of a body, which may be slow, endless, cut, or framed wrongly."""
        raw, deadline = head.rest, Deadline(self._body_timeout)
        # A browser judges the head of an answer: what came of the body in time is enough.
        with suppress(DeadlineError):
            while not is_enough(raw, head) and (more := stream.read(deadline)):
                raw += more
        return content_of(raw, head)


def _written(request: HttpRequest, place: Destination, stream: Stream, body: bytes) -> bytes:
    """Write a request with its headers in order, in the form that its receiver takes.

    Source: https://www.rfc-editor.org/rfc/rfc9112#name-request-target
    """
    target, host = _target(request.url), place.host_header
    headers = [("Host", host), *_headers(request, body)]
    if stream.proxy is not None:
        target = f"{place.scheme}://{host}{target}"
        if stream.proxy.credentials:
            headers.append(("Proxy-Authorization", stream.proxy.credentials))
    lines = (f"{name}: {value}" for name, value in headers)
    head = "\r\n".join((f"{request.method} {target} HTTP/1.1", *lines, "", ""))
    return head.encode("latin-1") + body


def _headers(request: HttpRequest, body: bytes) -> list[tuple[str, str]]:
    headers = [*request.headers, *fetch_metadata(request), ("User-Agent", USER_AGENT)]
    if body or request.method in _ALWAYS_WITH_LENGTH:
        headers.append(("Content-Length", str(len(body))))
    return headers


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
