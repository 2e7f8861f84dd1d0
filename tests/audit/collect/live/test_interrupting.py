"""SIGTERM and SIGHUP end a scan as Ctrl-C does."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect.live.interrupting import interrupted_by_signals
from corsgate_audit.collect.live.scan import _read_all
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
    stopped, sent = threading.Event(), threading.Event()
    read_before, read_after = Collection(), Collection()

    def read(place: object) -> Collection:
        if place == "read":
            return read_before
        if not sent.is_set():
            sent.set()
            os.kill(os.getpid(), number)
        assert stopped.wait(10)
        return read_after

    places: list[Any] = ["read", "waiting"]

    found = _read_all(places, read, stopped.set)

    assert (found[0] is read_before, found[1] is read_after) == (True, True)
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

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert inside == [signal.SIG_DFL, signal.SIG_DFL]
