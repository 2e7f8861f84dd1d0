"""Questions go out by the version of HTTP that they name, and after what has to come before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpRequest, HttpResponse
from corsgate_audit.probe import Heard, HttpSender
from corsgate_audit.verify.asking import Asker, over_http
from corsgate_audit.verify.questions import Front, Prediction, Question, Request, Undetermined
from support.byte_server import byte_server

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.probe.sending import Send

BASE = "https://api.example.com/v1"
OK = Prediction(status=200, headers=(), body=b"")


@dataclass
class Wire:
    """Answers with one status after another, and remembers what was sent."""

    statuses: list[int | None]
    sent: list[tuple[str, str, bytes, str | None]] = field(default_factory=list)

    def __call__(self, request: HttpRequest, body: bytes, http_version: str | None) -> Heard:
        """Answer."""
        self.sent.append((request.method, request.url, body, http_version))
        status = self.statuses.pop(0)
        return Heard(None, problem="timed out") if status is None else Heard(HttpResponse(status))


def question(*before: Request, version: str | None = None) -> Question:
    """Return a question."""
    request = Request(method="POST", path="/a?b=1", body=b"{}", http_version=version)
    return Question(
        statement="any", front=Front.REST, request=request, compares=("status",), before=before
    )


def test_what_comes_before_is_sent_before() -> None:
    """Each time that the question is asked."""
    wire = Wire([200, 500, 200, 200])
    waited: list[float] = []
    asker = Asker({Front.REST: BASE}, wire, (1.0, 2.0, 3.0), waited.append)
    warm_up = Request(method="GET", path="/warm")
    (found,) = asker.asked([question(warm_up, version="2")], {"any": OK})
    once = [("GET", f"{BASE}/warm", b"", None), ("POST", f"{BASE}/a?b=1", b"{}", "2")]
    assert wire.sent == once * 2
    assert waited == [1.0]
    assert (found.heard.status, found.times) == (200, 2)


@pytest.mark.parametrize(
    ("statuses", "prediction", "times"),
    [
        ([500, 500, 500], OK, 3),
        ([None, None, 200], OK, 3),
        ([500], Undetermined(reason="unknown"), 1),
        ([None, 500], Undetermined(reason="unknown"), 2),
    ],
)
def test_it_is_asked_until_it_is_settled(
    statuses: list[int | None], prediction: Prediction | Undetermined, times: int
) -> None:
    """As predicted, or answered where nothing is predicted; at last the last answer counts."""
    wire = Wire(statuses)
    asker = Asker({Front.REST: BASE}, wire, (0.0, 0.0), lambda _: None)
    (found,) = asker.asked([question()], {"any": prediction})
    assert found.times == times
    assert wire.statuses == []


class Recording(HttpSender):
    """Notes which versions of HTTP are offered."""

    offered: list[tuple[str, ...]]

    def with_body(self, body: bytes, protocols: Sequence[str] = ()) -> Send:
        """Send nothing."""
        self.offered.append(tuple(protocols))
        return lambda _: Heard(HttpResponse(200), str(len(body)))


@pytest.mark.parametrize(
    ("version", "body", "offered"),
    [
        (None, b"", ("h2", "http/1.1")),
        ("1.1", b"", ("http/1.1",)),
        ("2", b"", ("h2",)),
        (None, b"x" * 60_000, ("h2", "http/1.1")),
        (None, b"x" * 60_001, ("http/1.1",)),
    ],
)
def test_the_version_is_that_of_the_question(
    version: str | None, body: bytes, offered: tuple[str, ...]
) -> None:
    """A body that is larger than the first window of HTTP/2 goes by HTTP/1.1."""
    sender = Recording()
    sender.offered = []
    heard = over_http(sender)(HttpRequest("POST", BASE), body, version)
    assert sender.offered == [offered]
    assert heard.body == str(len(body))


def test_what_a_server_says_before_it_has_read_everything_is_its_answer() -> None:
    """As where a body is too large: it reads no further."""
    said = [b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"]
    with byte_server({"/large": lambda: said}) as server, HttpSender() as sender:
        request = HttpRequest("POST", f"http://127.0.0.1:{server.port}/large")
        heard = over_http(sender)(request, b"x" * 12_000_000, None)
    assert heard.status == 413
