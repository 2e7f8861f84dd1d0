"""How the head of an answer is read where the connection alone does not show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.browser import HttpResponse
from corsgate_audit.probe.wire.head import BadAnswerError, Head, parse_head, read_head

if TYPE_CHECKING:
    from collections.abc import Iterable


class Pieces:
    """A stream that gives its pieces one by one, then ends."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)

    def read(self) -> bytes:
        """Return the next piece."""
        return next(self._pieces, b"")


def read(*pieces: bytes, secure: bool = False, default_port: bool = False) -> Head:
    """Read a head from pieces."""
    return read_head(Pieces(pieces), secure=secure, default_port=default_port)


def test_a_head_that_is_cut_counts_for_nothing_over_tls() -> None:
    """Somebody on the way may have cut it; without encryption Chromium takes what there is."""
    cut = b"HTTP/1.1 200 OK\r\nA: 1\r\n"
    assert read(cut).response == HttpResponse(200, (("A", "1"),))
    with pytest.raises(BadAnswerError, match="closed in the middle of the headers"):
        read(cut, secure=True)


@pytest.mark.parametrize("text", [b"hello, world", b"hello"])
def test_text_without_a_head_is_an_answer_on_the_default_port_alone(text: bytes) -> None:
    """HTTP/0.9, which has no headers, so that CORS blocks it."""
    assert read(text, default_port=True).response == HttpResponse(200, ())
    with pytest.raises(BadAnswerError, match="does not begin with a status line"):
        read(text)
    assert read(b"ICY 200 OK\r\n").response == HttpResponse(200, ())


def test_what_was_read_behind_the_head_is_the_body() -> None:
    """Also behind announcements that came with it."""
    found = read(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nA: 1\r\n\r\nbo", b"dy")
    assert found == Head(HttpResponse(201, (("A", "1"),)), is_chunked=False, rest=b"bo")


@given(st.lists(st.integers(1, 40), max_size=20))
def test_it_does_not_matter_how_the_bytes_are_cut_into_pieces(sizes: list[int]) -> None:
    """A packet may end anywhere."""
    whole = b"\r\nHTTP/1.1 204 No\r\nTransfer-Encoding: gzip, Chunked\r\nB: \r\n 2\r\n\r\n"
    pieces, place = [], 0
    for size in sizes:
        pieces.append(whole[place : place + size])
        place += size
    found = read(*filter(None, pieces), whole[place:])
    headers = (("Transfer-Encoding", "gzip, Chunked"), ("B", " 2".strip()))
    assert found == Head(HttpResponse(204, headers), is_chunked=True, rest=b"")


@given(st.binary(max_size=200))
def test_no_bytes_are_a_fault(raw: bytes) -> None:
    """Whatever comes is an answer or a reason."""
    try:
        found = read(b"HTTP/1.1 200 OK\r\n" + raw)
    except BadAnswerError as error:
        assert str(error)  # noqa: PT017 - either is right; which, the tables say
    else:
        assert found.response.status == 200


def test_content_dispositions_that_differ() -> None:
    """Two answers in one, perhaps."""
    lines = b"HTTP/1.1 200 OK\r\nContent-Disposition: inline\r\n"
    assert len(parse_head(lines * 1 + b"Content-Disposition: inline\r\n\r\n").headers) == 2
    with pytest.raises(BadAnswerError, match="several Content-Disposition"):
        parse_head(lines + b"Content-Disposition: attachment\r\n\r\n")


def test_lengths_that_differ_do_not_matter_in_chunks() -> None:
    """The chunks have lengths of their own."""
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n"
    with pytest.raises(BadAnswerError, match=r"several lengths \(1, 2\)"):
        parse_head(raw + b"\r\n")
    assert parse_head(raw + b"Transfer-Encoding: chunked\r\n\r\n").status == 200
