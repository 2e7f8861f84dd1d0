"""The head of an answer, as Chromium reads it off an HTTP/1 connection.

A strict parser would refuse answers that browsers accept, and a probe has to say what they do.

Source: https://chromium.googlesource.com/chromium/src/+/main/net/http/http_stream_parser.cc
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol

from corsgate.names import is_token
from corsgate_audit.browser import HttpResponse
from corsgate_audit.browser.digits import capped_int

if TYPE_CHECKING:
    from corsgate_audit.browser.values import Headers

    class Readable(Protocol):
        """A connection that is read from."""

        def read(self) -> bytes:
            """Return the next bytes; none at the end."""


LONGEST_HEAD = 256 * 1024
"""Chromium's ``kMaxHeaderBufSize``: http_stream_parser.h."""

_STATUS_LINE_AT_MOST = 4
"""Bytes that may stand before ``HTTP``: ``LocateStartOfStatusLine`` in net/http/http_util.cc."""
_ENOUGH_TO_DECIDE = 8
_END = re.compile(rb"\n\r?\n")
_STATUS = re.compile(r"[^ ]* +(\d+)")
_LARGEST_STATUS = 9_999
_WHITESPACE = " \t"


class BadAnswerError(Exception):
    """What came back is not an answer that Chromium accepts; the message says why."""


class Head(NamedTuple):
    """A head, and what was read behind it.

    Args:
        response: status and headers.
        is_chunked: the body comes in chunks.
        rest: the first bytes of the body.
    """

    response: HttpResponse
    is_chunked: bool
    rest: bytes


def read_head(stream: Readable, *, secure: bool, default_port: bool) -> Head:
    """Read the head of the final answer; informational ones before it are skipped.

    Args:
        stream: stream that the request was sent on.
        secure: the connection is encrypted: a head that is cut counts for nothing then.
        default_port: the port is the scheme's own: text without a head counts as an answer then.

    Raises:
        BadAnswerError: Chromium reports a network error for what came back.
        DeadlineError: the head is not complete in time.
    """
    read = b""
    while True:
        head, read = _next_head(stream, read, secure=secure, default_port=default_port)
        # 101 too: https://chromium.googlesource.com/chromium/src/+/main/net/http/http_network_transaction.cc
        if not 100 <= head.status < 200:  # noqa: PLR2004 - the standard's own numbers
            return Head(head, _is_chunked(head.headers), read)


def _next_head(
    stream: Readable, read: bytes, *, secure: bool, default_port: bool
) -> tuple[HttpResponse, bytes]:
    while True:
        start = _start_of(read)
        if start is None and len(read) >= _ENOUGH_TO_DECIDE:
            return _without_head(read, default_port=default_port), read
        end = _END.search(read, start or 0) if start is not None else None
        if end is not None and end.end() <= LONGEST_HEAD:
            return parse_head(read[start : end.end()]), read[end.end() :]
        if len(read) >= LONGEST_HEAD:
            message = (
                f"its headers are larger than {LONGEST_HEAD // 1024} kB, which browsers reject"
            )
            raise BadAnswerError(message)
        more = stream.read()
        if not more:
            return _cut(read, start, secure=secure, default_port=default_port), b""
        read += more


def _start_of(read: bytes) -> int | None:
    """Return where the status line begins; None where none does."""
    start = read[: _STATUS_LINE_AT_MOST + 4].lower().find(b"http")
    return start if start >= 0 else None


def _cut(read: bytes, start: int | None, *, secure: bool, default_port: bool) -> HttpResponse:
    """Return what Chromium makes of a head that ends with its connection."""
    if not read:
        message = "the connection was closed without an answer"
        raise BadAnswerError(message)
    if secure:
        message = "the connection was closed in the middle of the headers"
        raise BadAnswerError(message)
    if start is None:
        return _without_head(read, default_port=default_port)
    return parse_head(read[start:])


def _without_head(read: bytes, *, default_port: bool) -> HttpResponse:
    """Return the answer that HTTP/0.9 is, where Chromium still takes it for one."""
    if default_port or read[:3].lower() == b"icy":
        return HttpResponse(200, ())
    message = "the answer is not HTTP: it does not begin with a status line"
    raise BadAnswerError(message)


def parse_head(raw: bytes) -> HttpResponse:
    r"""Read status and headers as leniently as Chromium does.

    A line without a colon, or whose name is no token, is passed over; one that begins with a space
    continues the line before; an answer without a number has the status 200.

    Args:
        raw: status line and headers, from ``HTTP`` on.

    Raises:
        BadAnswerError: a NUL, or lengths that contradict each other.

    Example:
        >>> parse_head(b"HTTP/1.1 204\nA : 1\nnone\nB:\n 2\n\n").headers
        (('A', '1'), ('B', '2'))

    Source: https://chromium.googlesource.com/chromium/src/+/main/net/http/http_response_headers.cc
    """
    if b"\0" in raw:
        message = "the answer is not HTTP: there is a NUL in its headers"
        raise BadAnswerError(message)
    status_line, *lines = re.split(r"[\r\n]+", raw.decode("latin-1"))
    found = _STATUS.match(status_line)
    status = capped_int(found[1], _LARGEST_STATUS) if found else 200
    headers = tuple(_fields(_unfolded(lines)))
    _refuse_contradictions(headers)
    return HttpResponse(status, headers)


def _unfolded(lines: list[str]) -> list[str]:
    """Join continuations to their lines: ``AssembleRawHeaders`` in net/http/http_util.cc."""
    joined: list[str] = []
    continuable = False
    for line in lines:
        folded = line[:1] in {" ", "\t"}
        if folded and continuable:
            joined[-1] += " " + line.lstrip(_WHITESPACE)
        else:
            joined.append(line)
            continuable = not folded and line.find(":") > 0
    return joined


def _fields(lines: list[str]) -> list[tuple[str, str]]:
    """Split lines into names and values: ``HeadersIterator`` in net/http/http_util.cc."""
    pairs = (line.partition(":") for line in lines if line[:1] not in {" ", "\t"} and ":" in line)
    named = ((name.strip(_WHITESPACE), value.strip(_WHITESPACE)) for name, _, value in pairs)
    return [(name, value) for name, value in named if is_token(name)]


def _refuse_contradictions(headers: Headers) -> None:
    """Refuse what may be two answers in one; Location is looked at by the browser model."""
    lengths = {part.strip() for value in _values(headers, "content-length") for part in value}
    if len(lengths) > 1 and not _is_chunked(headers):
        message = f"it has several lengths ({', '.join(sorted(lengths))}), which browsers reject"
        raise BadAnswerError(message)
    if len({tuple(value) for value in _values(headers, "content-disposition")}) > 1:
        message = "it has several Content-Disposition headers, which browsers reject"
        raise BadAnswerError(message)


def _is_chunked(headers: Headers) -> bool:
    return any(
        part.strip().lower() == "chunked"
        for value in _values(headers, "transfer-encoding")
        for part in value
    )


def _values(headers: Headers, wanted: str) -> list[list[str]]:
    return [value.split(",") for name, value in headers if name.lower() == wanted]
