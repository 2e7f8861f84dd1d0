"""The probe against servers that are slow, endless, cut or badly framed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpRequest
from corsgate_audit.probe import Heard, HttpSender, probe
from corsgate_audit.probe.wire.body import LONGEST_BODY
from support.byte_server import ByteServer, byte_server
from support.hostile_answers import ALLOWED, BLOCKED, ENDLESS, REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.probe import Probe

APP = "https://app.example.com"
EVERY = [*ALLOWED, *BLOCKED, *REFUSED, *ENDLESS]


@pytest.fixture(scope="module")
def server() -> Iterator[ByteServer]:
    """Run a server with every answer, by its place in the table."""
    scripts = {**ALLOWED, **BLOCKED, **REFUSED, **ENDLESS}
    with byte_server({path_of(name): script for name, script in scripts.items()}) as running:
        yield running


def path_of(name: str) -> str:
    """Return the path of an answer."""
    return f"/{EVERY.index(name)}"


def sender(timeout: float = 0.3) -> HttpSender:
    """Return a sender that waits for fractions of a second."""
    return HttpSender(timeout=timeout, body_timeout=0.1, per_second=1000)


def probed(server: ByteServer, name: str) -> Probe:
    """Probe one answer, and hold the deadline against the clock."""
    start = time.monotonic()
    with sender(timeout=5.0 if name in {**ALLOWED, **BLOCKED, **REFUSED} else 0.3) as send:
        found = probe(BrowserRequest(server.origin + path_of(name), APP), send)
    assert time.monotonic() - start < 2.0
    return found


@pytest.mark.parametrize("name", ALLOWED)
def test_the_verdict_is_there_with_the_headers(server: ByteServer, name: str) -> None:
    """Whatever becomes of the body."""
    found = probed(server, name)
    assert found.verdict is not None
    assert (found.verdict.allowed, found.answer and found.answer.status) == (True, 200)


@pytest.mark.parametrize("name", BLOCKED)
def test_what_cors_blocks(server: ByteServer, name: str) -> None:
    """A line that is cut counts for nothing."""
    found = probed(server, name)
    assert found.verdict is not None
    assert found.verdict.error == "MissingAllowOriginHeader"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("nothing", "the connection was closed without an answer"),
        ("no HTTP", "the answer is not HTTP: it does not begin with a status line"),
        ("headers of 300 kB", "its headers are larger than 256 kB, which browsers reject"),
        ("two lengths", "it has several lengths (1, 2), which browsers reject"),
        ("a NUL", "the answer is not HTTP: there is a NUL in its headers"),
    ],
)
def test_what_browsers_refuse(server: ByteServer, name: str, problem: str) -> None:
    """The whole reason."""
    found = probed(server, name)
    assert (found.verdict, found.answer) == (None, Heard(None, problem=problem))


@pytest.mark.parametrize("name", ENDLESS)
def test_the_deadline_holds_for_the_whole_answer(server: ByteServer, name: str) -> None:
    """Not for each read: every one of these sends something again and again, or nothing."""
    assert probed(server, name).answer == Heard(None, problem="no answer within 0.3 s")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("an endless body", "x" * LONGEST_BODY),
        ("twice gzipped", "\0" * LONGEST_BODY),
        ("a cut body", "half"),
        ("a cut chunk", "half"),
        ("a coding that nobody knows", ""),
        ("a length that is a word", "x"),
    ],
)
def test_of_a_body_its_beginning_is_kept(server: ByteServer, name: str, body: str) -> None:
    """Bounded, before and after it is unpacked."""
    with sender(5.0) as send:
        assert send(HttpRequest("GET", server.origin + path_of(name))).body == body
