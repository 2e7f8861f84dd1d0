"""Notices that the code of functions or the target itself has changed."""

from __future__ import annotations

import contextlib
import stat
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.model import routes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corsgate_audit.model import FunctionSettings
    from corsgate_audit.serve.apis import ServedApi

_NOTHING_SECONDS: Final = 0.1
"""Seconds after which it is asked again what there is to watch, where there was nothing."""
_QUIET_MS: Final = 100
"""Milliseconds without a change after which all are taken up together."""
_LOOK_MS: Final = 500
"""Milliseconds after which it is looked again, without a notice."""


def functions_of(apis: Sequence[ServedApi]) -> tuple[FunctionSettings, ...]:
    """Return the functions that answer or authorize routes, each once.

    Args:
        apis: APIs that are served.
    """
    found: dict[FunctionSettings, None] = {}
    for each in apis:
        for route in routes_of(each.api):
            for holder in (route.integration, route.authorizer):
                if holder is not None and holder.function is not None:
                    found[holder.function] = None
    return tuple(found)


def watched_paths(target: Path, functions: Sequence[FunctionSettings]) -> tuple[Path, ...]:
    """Return the folders and files whose changes matter.

    Args:
        target: path of the target.
        functions: functions of the run.
    """
    built = [Path(each.location.source).parent / ".aws-sam" for each in functions]
    code = [Path(path) for each in functions for path in (each.code, *each.layers) if path]
    return tuple(dict.fromkeys(path for path in (target, *code, *built) if path.exists()))


@contextmanager
def watching(
    paths: Callable[[], Sequence[Path]],
    changed: Callable[[frozenset[Path]], None],
    failed: Callable[[Exception], None],
) -> Iterator[None]:
    """Watch for as long as the context lasts.

    Args:
        paths: returns files, and folders with all that is below them, those that there are; asked
            again and again. What editors, tools and version control write beside them is passed
            over.
        changed: takes the paths of files that have changed, in a thread of its own. A file that
            editors replace may be gone when it is called; once it is back it is called again.
        failed: takes an exception that `changed` raised; watching goes on.
    """
    stop = threading.Event()
    watch = _Watch(paths, changed, failed, stop, _stamps(paths()))
    thread = threading.Thread(target=watch.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2)


@dataclass(slots=True)
class _Watch:
    """What is watched; see `watching`."""

    paths: Callable[[], Sequence[Path]]
    changed: Callable[[frozenset[Path]], None]
    failed: Callable[[Exception], None]
    stop: threading.Event
    seen: dict[Path, _Stamp]

    def run(self) -> None:
        """Watch until the end."""
        while not self.stop.is_set():
            current = self.paths()
            try:
                self._until_others(current)
            except OSError:  # one of them has gone this very moment
                current = ()
            if not current:
                self.stop.wait(_NOTHING_SECONDS)
            self._take(frozenset())

    def _until_others(self, current: Sequence[Path]) -> None:
        """Watch these paths until there are others to watch."""
        import watchfiles  # noqa: PLC0415 - of those who read a target, few watch it

        if not current:
            return
        for changes in watchfiles.watch(
            *current,
            stop_event=self.stop,
            step=_QUIET_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            self._take(frozenset(Path(path) for _, path in changes))
            if self.paths() != current:
                return

    def _take(self, reported: frozenset[Path]) -> None:
        """Report changes: those that were noticed, and those that the stamps of the paths show.

        A file that an editor has replaced is another one, of which nothing is noticed.
        """
        stamps = _stamps(self.paths())
        others = {each for each in {*stamps, *self.seen} if stamps.get(each) != self.seen.get(each)}
        self.seen = stamps
        found = reported | others
        if found:
            try:
                self.changed(found)
            except Exception as error:  # noqa: BLE001 - what is served goes on, whatever it is
                self.failed(error)


_Stamp = tuple[int, int, int]


def _stamps(paths: Sequence[Path]) -> dict[Path, _Stamp]:
    """Return what tells one state of a file from another, and one folder from another."""
    found = {}
    for path in paths:
        with contextlib.suppress(OSError):
            state = path.stat()
            is_file = stat.S_ISREG(state.st_mode)
            changed = (state.st_mtime_ns, state.st_size) if is_file else (0, 0)
            found[path] = (state.st_ino, *changed)
    return found
