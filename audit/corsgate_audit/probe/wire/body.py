"""The beginning of a body: bounded as it comes, and again behind each compression."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from corsgate_audit.browser.digits import capped_int

if TYPE_CHECKING:
    from corsgate_audit.browser.values import Headers
    from corsgate_audit.probe.wire.head import Head

LONGEST_BODY = 16_384
"""Bytes of an answer that are read: an error page tells who made it in its first lines."""

_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,8})[^\n]*\n")
_MOST_CODINGS = 4
_AUTOMATIC, _RAW = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS
_IDENTITY = frozenset({"", "identity"})


def is_enough(raw: bytes, head: Head) -> bool:
    """Whether nothing more of a body has to be read.

    Args:
        raw: what has come so far.
        head: head of the answer.
    """
    if head.is_chunked:
        return len(raw) >= LONGEST_BODY or raw.endswith(b"0\r\n\r\n")
    return len(raw) >= _length(head.response.headers)


def content_of(raw: bytes, head: Head) -> bytes:
    """Return the beginning of a body in clear, at most `LONGEST_BODY` bytes.

    Args:
        raw: what has come of it.
        head: head of the answer.
    """
    headers = head.response.headers
    sent = dechunked(raw[:LONGEST_BODY]) if head.is_chunked else raw[: _length(headers)]
    return decoded(sent, ",".join(_values(headers, "content-encoding")))


def _length(headers: Headers) -> int:
    """Return how much of a body to read; a length that is no number does not count."""
    digits = next(iter(_values(headers, "content-length")), "").split(",")[0].strip()
    is_number = digits.isascii() and digits.isdigit()
    return capped_int(digits, LONGEST_BODY) if is_number else LONGEST_BODY


def _values(headers: Headers, wanted: str) -> list[str]:
    return [value for name, value in headers if name.lower() == wanted]


def dechunked(raw: bytes) -> bytes:
    r"""Return the content of the chunks that came whole or in part; what is no chunk ends it.

    Args:
        raw: the beginning of a chunked body.

    Example:
        >>> dechunked(b"3\r\nabc\r\n5\r\nde")
        b'abcde'
    """
    content, place = b"", 0
    while (size := _CHUNK.match(raw, place)) and (length := int(size[1], 16)):
        content += raw[size.end() : size.end() + length]
        place = size.end() + length
    return content


def decoded(raw: bytes, content_encoding: str) -> bytes:
    """Return the beginning of a body in clear, at most `LONGEST_BODY` bytes.

    Args:
        raw: the beginning of the body as it was sent.
        content_encoding: value of the header; several codings are undone from the last one on.

    Returns:
        Nothing where a coding is unknown or the bytes are not of it: the body only helps to tell
        who wrote the answer, and no browser's verdict depends on it.
    """
    codings = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in codings if name not in _IDENTITY]
    if len(codings) > _MOST_CODINGS:
        return b""
    for coding in reversed(codings):
        if coding not in {"gzip", "x-gzip", "deflate"}:
            return b""
        raw = _inflated(raw)
    return raw[:LONGEST_BODY]


def _inflated(raw: bytes) -> bytes:
    for form in (_AUTOMATIC, _RAW):  # some servers send deflate without its frame
        try:
            return zlib.decompressobj(form).decompress(raw, LONGEST_BODY)
        except zlib.error:
            continue
    return b""
