"""Makes changes, one call at a time: read, compare with what was expected, journal, call, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.collect.live.errors import one_line, state_of
from corsgate_audit.fix.live.items import ITEMS, on_the_way, perform, ways_of
from corsgate_audit.fix.live.journal import Event
from corsgate_audit.model import CoverageState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.fix.live.journal import Journal
    from corsgate_audit.fix.live.saved_run import SavedRun
    from corsgate_audit.fix.live.values import Change, Clients, State, Step

    AccountOf = Callable[[str, str], Clients]
    """Finds an account's clients by its id and region."""

_ADVICE = {
    CoverageState.DENIED: "Give the role the permission that AWS names, then run the same again.",
    CoverageState.THROTTLED: "AWS is asked too often: wait, then run the same again.",
}
_AGAIN = "Run the same again to go on."


class StoppedError(Exception):
    """A run could not go on; the text says what was done, why it stopped, and how to go on."""


def apply(run: SavedRun, journal: Journal, account_of: AccountOf) -> Iterator[str]:
    """Make all changes that are not made yet.

    Args:
        run: saved run whose changes are made.
        journal: open journal of that run.
        account_of: see `AccountOf`.

    Yields:
        What was done, a line for each call.

    Raises:
        StoppedError: AWS refuses, or somebody else has changed an item since the plan was made.
    """
    for number, change in enumerate(run.changes):
        yield from _Way(change, number, journal, account_of).to(change.after, on_the_way(change))
    journal.write(Event.APPLIED)


def roll_back(run: SavedRun, journal: Journal, account_of: AccountOf) -> Iterator[str]:
    """Give every item the state that it had before the run, the last one first.

    Args:
        run: saved run that is taken back, wherever it stopped.
        journal: open journal of that run.
        account_of: see `AccountOf`.

    Yields:
        What was done, a line for each call.

    Raises:
        StoppedError: as for `apply`.
    """
    journal.write(Event.ROLLING_BACK)
    for number, change in reversed(list(enumerate(run.changes))):
        way = _Way(change, number, journal, account_of)
        yield from way.to(change.before, ways_of(change))
    journal.write(Event.ROLLED_BACK)


class _Way:
    """One item on its way to a state.

    Args:
        change: change that is made or taken back.
        number: index of the change in the run, from 0.
        journal: open journal of the run.
        account_of: see `AccountOf`.
    """

    def __init__(
        self, change: Change, number: int, journal: Journal, account_of: AccountOf
    ) -> None:
        self._change, self._number, self._journal = change, number, journal
        self._item = ITEMS[change.kind]
        self._account = account_of(change.account, change.region)

    def to(self, target: State, expected: list[State]) -> Iterator[str]:
        """Walk, and say what was done.

        Args:
            target: state that the item shall have at the end.
            expected: states that are the run's own work, or what it found; any other is somebody
                else's change.
        """
        now = self._read()
        if not any(self._item.same(now, state) for state in expected):
            self._stop_for_another(now)
        while steps := self._item.steps(self._change.address, now, target):
            step = steps[0]
            self._take(step)
            yield f"{step.call}: {self._change.label}"
            now = self._read()
            if not self._item.same(now, step.then):
                self._stop_for_another(now)

    def _take(self, step: Step) -> None:
        what = {"change": self._number, "call": str(step.call), "label": self._change.label}
        self._journal.write(Event.BEGIN, **what, arguments=step.call.arguments)
        try:
            perform(self._account, self._change.address, step.call)
        except (ClientError, BotoCoreError) as error:
            # The answer of a call that was made may be lost; to make it again may be an error.
            if not self._shows(step.then):
                self._journal.write(Event.FAILED, **what, error=one_line(error))
                raise StoppedError(self._why(str(step.call), error)) from error
        self._journal.write(Event.DONE, **what)

    def _shows(self, state: State) -> bool:
        try:
            return self._item.same(self._item.read(self._account, self._change.address), state)
        except (ClientError, BotoCoreError):
            return False

    def _read(self) -> State:
        try:
            return self._item.read(self._account, self._change.address)
        except (ClientError, BotoCoreError) as error:
            self._journal.write(Event.FAILED, change=self._number, error=one_line(error))
            raise StoppedError(self._why("reading it", error)) from error

    def _why(self, what: str, error: ClientError | BotoCoreError) -> str:
        state, why = state_of(error)
        advice = _ADVICE.get(state, _AGAIN)
        return (
            f"{self._change.label}: {what} failed: {why}. What was done before is in "
            f"{str(self._journal.path)!r}. {advice}"
        )

    def _stop_for_another(self, now: State) -> None:
        self._journal.write(Event.STOPPED, change=self._number, found=now)
        message = (
            f"{self._change.label}: somebody else has changed it since it was read, and nothing of "
            "theirs is overwritten. What was done before, and what was found there now, is in "
            f"{str(self._journal.path)!r}. Take their change back and run the same again, or take "
            "this run back with --rollback."
        )
        raise StoppedError(message)
