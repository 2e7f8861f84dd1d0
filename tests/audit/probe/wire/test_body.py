"""The beginning of a body, whatever it is packed in."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.browser import HttpResponse
from corsgate_audit.probe.wire.body import (
    LONGEST_BODY,
    content_of,
    dechunked,
    decoded,
    is_enough,
)
from corsgate_audit.probe.wire.head import Head

TEXT = b"hello, world"
BARE = zlib.compressobj(wbits=-15)
PACKED = gzip.compress(TEXT, mtime=0)
WITHOUT_FRAME = BARE.compress(TEXT) + BARE.flush()


@pytest.mark.parametrize(
    ("raw", "coding", "content"),
    [
        (TEXT, "", TEXT),
        (TEXT, "identity, ,", TEXT),
        (PACKED, "GZIP", TEXT),
        (PACKED, "x-gzip", TEXT),
        (zlib.compress(TEXT), "deflate", TEXT),
        (WITHOUT_FRAME, "deflate", TEXT),
        (gzip.compress(zlib.compress(TEXT), mtime=0), "deflate, gzip", TEXT),
        (PACKED[:18], "gzip", TEXT[:2]),
        (TEXT, "gzip", b""),
        (TEXT, "br", b""),
        (TEXT, "gzip, gzip, gzip, gzip, gzip", b""),
    ],
)
def test_codings(raw: bytes, coding: str, content: bytes) -> None:
    """One after the other, from the last to the first; what cannot be undone leaves nothing."""
    assert decoded(raw, coding)[: len(content) or None] == content


@given(st.binary(max_size=50), st.lists(st.integers(1, 9), max_size=5))
def test_chunks_hold_what_was_sent(content: bytes, sizes: list[int]) -> None:
    """Of any size, with extensions, and cut anywhere."""
    raw, place = b"", 0
    for size in sizes:
        part = content[place : place + size]
        raw += b"%x;name=value\r\n%b\r\n" % (len(part), part) if part else b""
        place += len(part)
    assert dechunked(raw + b"0\r\n\r\n") == content[:place]
    assert content.startswith(dechunked(raw[: len(raw) // 2]))


def test_what_is_no_chunk_ends_the_body() -> None:
    """The part before it is kept."""
    assert dechunked(b"2\r\nok\r\nnot a chunk") == b"ok"


def head(*headers: tuple[str, str], is_chunked: bool = False) -> Head:
    """Return the head of an answer."""
    return Head(HttpResponse(200, headers), is_chunked, b"")


def test_when_a_body_is_read_no_further() -> None:
    """At its end where that is known, and else at the most that is read."""
    most = b"x" * LONGEST_BODY
    assert [is_enough(TEXT, head()), is_enough(most, head())] == [False, True]
    assert is_enough(TEXT, head(("content-length", "12")))
    assert not is_enough(TEXT, head(("content-length", "13")))
    assert not is_enough(TEXT, head(("Content-Length", "9" * 5_000)))
    chunked = head(is_chunked=True)
    assert [is_enough(most, chunked), is_enough(b"1\r\nx\r\n0\r\n\r\n", chunked)] == [True, True]
    assert not is_enough(b"1\r\nx\r\n", chunked)


def test_the_content_of_an_answer() -> None:
    """No more than its length, in clear."""
    coding = ("Content-Encoding", "gzip")
    assert content_of(TEXT, head(("Content-Length", "5"))) == b"hello"
    assert content_of(PACKED, head(coding)) == TEXT
    in_chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PACKED), PACKED)
    assert content_of(in_chunks, head(coding, is_chunked=True)) == TEXT
