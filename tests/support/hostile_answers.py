"""Answers that are slow, endless, cut or badly framed, and what Chromium makes of each.

The same table is asked of the probe and of a real Chromium.
"""

from __future__ import annotations

import gzip
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from support.byte_server import Script

ALLOW = b"Access-Control-Allow-Origin: *\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
HALF = 128 * 1024


def just(*steps: bytes | float) -> Script:
    """Send the same each time."""
    return lambda: steps


def endlessly(start: bytes, again: bytes, pause: float) -> Script:
    """Send a beginning, then the same piece for ever."""

    def script() -> Iterator[bytes | float]:
        yield start
        for _ in itertools.count():
            yield pause
            yield again

    return script


def twice_gzipped() -> Iterable[bytes]:
    """Return an answer of a few hundred bytes that are 20 MB."""
    body = gzip.compress(gzip.compress(bytes(20_000_000)))
    yield OK + ALLOW + b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    yield body


def headers_of(size: int) -> bytes:
    """Return a whole head of a size in bytes."""
    start, end = OK + ALLOW + b"X-Long: ", b"\r\n\r\n"
    return start + b"x" * (size - len(start) - len(end)) + end


ALLOWED: dict[str, Script] = {
    "server-sent events": endlessly(
        OK + ALLOW + b"Content-Type: text/event-stream\r\n\r\n", b": beat\n\n", 0.05
    ),
    "a body that never begins": endlessly(OK + ALLOW + b"\r\n", b"", 0.05),
    "an endless body": endlessly(OK + ALLOW + b"\r\n", b"x" * 65_536, 0.0),
    "a body that drips": endlessly(OK + ALLOW + b"Content-Length: 9000\r\n\r\n", b"x", 0.05),
    "a cut body": just(OK + ALLOW + b"Content-Length: 100\r\n\r\nhalf"),
    "a cut chunk": just(OK + ALLOW + b"Transfer-Encoding: chunked\r\n\r\n64\r\nhalf"),
    "twice gzipped": twice_gzipped,
    "a coding that nobody knows": just(OK + ALLOW + b"Content-Encoding: x-none\r\n\r\nabc"),
    "announcements": just(
        b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 20, OK + ALLOW + b"\r\n"
    ),
    "line feeds alone": just(b"HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\nx"),
    "a folded value": just(OK + b"Access-Control-Allow-Origin:\r\n *\r\n\r\n"),
    "a space before the colon": just(OK + b"Access-Control-Allow-Origin : *\r\n\r\n"),
    "lines that are no headers": just(OK + b"nonsense\r\n: x\r\na b: c\r\n" + ALLOW + b"\r\n"),
    "no reason": just(b"HTTP/1.1 200\r\n" + ALLOW + b"\r\n"),
    "no status": just(b"HTTP/1.1\r\n" + ALLOW + b"\r\n"),
    "a status that is a word": just(b"HTTP/1.1 fine\r\n" + ALLOW + b"\r\n"),
    "bytes before the status line": just(b"\r\n\r\n" + OK + ALLOW + b"\r\n"),
    "headers that end with the connection": just(OK + ALLOW),
    "a length that is a word": just(OK + ALLOW + b"Content-Length: many\r\n\r\nx"),
    "a coding of the transfer that nobody knows": just(
        OK + ALLOW + b"Transfer-Encoding: rot13\r\n\r\nx"
    ),
    "the same length twice": just(OK + ALLOW + b"Content-Length: 1\r\n" * 2 + b"\r\nx"),
    "headers of 255 kB": just(headers_of(255 * 1024)),
    "HTTP of the future": just(b"HTTP/7.3 200 OK\r\n" + ALLOW + b"\r\n"),
}
"""By what is wrong with it; the page can read the response."""

BLOCKED: dict[str, Script] = {
    "no header": just(OK + b"Content-Length: 5\r\n\r\nhello"),
    "a header beyond the cut": just(OK + b"Access-Control-Allow-Origin"),
}
"""By what is wrong with it; CORS blocks it."""

REFUSED: dict[str, Script] = {
    "nothing": just(),
    "no HTTP": just(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "headers of 300 kB": just(headers_of(300 * 1024)),
    "two lengths": just(OK + ALLOW + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    "a NUL": just(OK + ALLOW + b"X-A: \0\r\n\r\n"),
}
"""By what is wrong with it; nothing comes of it, whatever CORS says."""

ENDLESS: dict[str, Script] = {
    "headers that drip": endlessly(OK + ALLOW, b"X-A: 1\r\n", 0.05),
    "endless announcements": endlessly(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.02),
    "a flood of announcements": endlessly(b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 500, 0.0),
    "a silent server": endlessly(b"", b"", 0.05),
}
"""By what is wrong with it; a browser waits for as long as its user does."""
