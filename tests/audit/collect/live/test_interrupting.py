"""SIGTERM and SIGHUP end a scan as Ctrl-C does."""

from __future__ import annotations

import os
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.live.interrupting import interrupted_by_signals
from corsgate_audit.collect.live.scan import Place, _read_all
from corsgate_audit.model import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNALS = [signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def unhandled() -> Iterator[None]:
    """Have each signal end the program, as it does where nobody has said otherwise."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_stops_the_reading_and_keeps_what_was_read(number: signal.Signals) -> None:
    """The place that was read is in the result, and the other one ends as not read."""
    stopped = threading.Event()
    coverage = {"read": Collection(), "waiting": Collection(coverage=())}

    def read(place: str) -> Collection:
        if place == "waiting":
            os.kill(os.getpid(), number)
            assert stopped.wait(10)
        return coverage[place]

    places: list[Place] = ["read", "waiting"]  # type: ignore[list-item] - only handed to `read`

    found = _read_all(places, read, stopped.set)  # type: ignore[arg-type]

    assert [each is coverage[name] for each, name in zip(found, coverage, strict=True)] == [
        True,
        True,
    ]
    assert stopped.is_set()
    assert [signal.getsignal(each) for each in SIGNALS] == [signal.SIG_DFL, signal.SIG_DFL]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_that_somebody_handles_is_left_alone(number: signal.Signals) -> None:
    """``nohup`` has SIGHUP ignored; a server has its own way to stop."""
    heard: list[int] = []
    signal.signal(number, lambda _number, _frame: heard.append(1))

    with interrupted_by_signals():
        os.kill(os.getpid(), number)

    assert heard == [1]
    signal.signal(number, signal.SIG_IGN)
    with interrupted_by_signals():
        os.kill(os.getpid(), number)
    assert signal.getsignal(number) is signal.SIG_IGN


def test_outside_of_the_main_thread_nothing_is_handled() -> None:
    """Python lets no other thread do it."""
    inside: list[object] = []

    def work() -> None:
        with interrupted_by_signals():
            inside.extend(map(signal.getsignal, SIGNALS))

    thread = threading.Thread(target=partial(work))
    thread.start()
    thread.join()

    assert inside == [signal.SIG_DFL, signal.SIG_DFL]
