"""The journal of a run: a line before and after each call, on the disk before the run goes on."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from corsgate_audit.fix.live.saved_run import SavedRunError, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType


class Event(StrEnum):
    """What a line says."""

    BEGIN = "begin"  # a call is about to be made
    DONE = "done"  # AWS shows what the call was for
    FAILED = "failed"  # it does not
    STOPPED = "stopped"  # somebody else has changed the item
    APPLIED = "applied"  # all changes are made
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"  # all is as it was


def journal_of(path: Path) -> Path:
    """Return where the journal of a saved run is.

    Args:
        path: path of the run's state file.
    """
    return path.with_name(f"{path.name}.journal")


class Journal:
    """Appends to a run's journal. One process at a time has it open.

    Args:
        path: path of the run's state file.

    Raises:
        SavedRunError: another process is at the same run, or the journal cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = journal_of(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            is_torn = _is_torn(self.path)
            self._file = os.fdopen(os.open(self.path, flags, 0o600), "a", encoding="utf-8")
            sync_folder(self.path.parent)
        except OSError as error:
            message = f"the journal {str(self.path)!r} cannot be written: {error.strerror or error}"
            raise SavedRunError(message) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            message = f"another corsgate is at work on {str(path)!r}: wait until it has ended"
            raise SavedRunError(message) from error
        if is_torn:
            self._file.write("\n")

    def __enter__(self) -> Self:
        """Have it open."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close it, which lets others in."""
        self._file.close()

    def write(self, event: Event, **what: Any) -> None:  # noqa: ANN401 - any JSON
        """Append a line.

        Args:
            event: what has happened.
            what: JSON values that say more about it, by name.
        """
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **what}
        self._file.write(json.dumps(line, default=str) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass(frozen=True, slots=True)
class Past:
    """What a journal says has happened.

    Args:
        events: `Event`s as the lines have them, oldest first.
    """

    events: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done: all was applied, or all was taken back."""
        return bool(self.events) and self.events[-1] in {Event.APPLIED, Event.ROLLED_BACK}

    @property
    def is_going_back(self) -> bool:
        """Whether a rollback has begun."""
        return Event.ROLLING_BACK in self.events


def past_of(path: Path) -> Past:
    """Read the journal of a saved run; a line that was cut off is left out.

    Args:
        path: path of the run's state file.

    Raises:
        SavedRunError: it cannot be read.
    """
    try:
        lines = journal_of(path).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return Past(())
    except OSError as error:
        message = f"the journal of {str(path)!r} cannot be read: {error.strerror or error}"
        raise SavedRunError(message) from error
    except UnicodeDecodeError as error:
        message = f"the journal of {str(path)!r} is not one that corsgate fix has written"
        raise SavedRunError(message) from error
    return Past(tuple(event for line in lines for event in _event(line)))


def _is_torn(path: Path) -> bool:
    """Whether the last line was being written when the power failed."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False
    return bool(content) and not content.endswith(b"\n")


def _event(line: str) -> Iterator[str]:
    """Yield what a line says; nothing if it was cut off, since what it announces was not begun."""
    try:
        yield str(json.loads(line)["event"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return
