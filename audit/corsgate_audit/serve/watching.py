"""Notices that the code of functions or the target itself has changed."""

from __future__ import annotations

import threading
from contextlib import contextmanager
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
    paths: Callable[[], Sequence[Path]], changed: Callable[[frozenset[Path]], None]
) -> Iterator[None]:
    """Watch for as long as the context lasts.

    Args:
        paths: returns files, and folders with all that is below them; asked again after each
            change. What editors, tools and version control write beside them is passed over.
        changed: takes the paths of files that have changed, in a thread of its own.
    """
    import watchfiles  # noqa: PLC0415 - of those who read a target, few watch it

    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            current = paths()
            for changes in (
                ()
                if not current
                else watchfiles.watch(
                    *current,
                    stop_event=stop,
                    step=_QUIET_MS,
                    rust_timeout=500,
                    yield_on_timeout=True,
                    raise_interrupt=False,
                )
            ):
                found = frozenset(Path(path) for _, path in changes)
                if found:
                    changed(found)
                # What is new is watched, too. A file that an editor has replaced is another one.
                if paths() != current or not found.isdisjoint(current):
                    break
            stop.wait(0 if current else _NOTHING_SECONDS)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2)
