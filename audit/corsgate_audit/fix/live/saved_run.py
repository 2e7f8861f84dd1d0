"""What a run saves before its first change: the state of everything, and what it is going to do.

The file alone is enough to continue the run and to take it back. It holds what GetMethod answers,
credentials that somebody wrote into a template included, and so only its owner can read it.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from corsgate_audit.collect.files import NotReadError, read_named
from corsgate_audit.fix.live.items import ways_of
from corsgate_audit.fix.live.values import Change

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 1
PREFIX, SUFFIX = "corsgate-fix-", ".json"


_MAX_BYTES = 256 * 2**20
"""Of a file: a run may hold all of many APIs."""
_MALFORMED = (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError)
Kind = TypeVar("Kind")


class SavedRunError(ValueError):
    """A file cannot be used, or not be written; the text is one line for who named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """A run.

    Args:
        id: id of the run, which its deployments carry in their descriptions.
        profiles: names of the AWS profiles that the calls use.
        policy: the owner's policy as JSON; empty for none.
        changes: changes in the order in which they are made.
        promised: findings that will be gone, each as `corsgate_audit.fix.live.fixing.promise` names
            it.
        apis: snapshot of each API that is changed, by ``service/id``.
    """

    id: str
    profiles: tuple[str, ...] = ()
    policy: str
    changes: tuple[Change, ...]
    promised: tuple[str, ...] = ()
    apis: dict[str, Any] = field(default_factory=dict)


def file_name(run_id: str) -> str:
    """Return the name of a run's file."""
    return f"{PREFIX}{run_id}{SUFFIX}"


def save(path: Path, run: SavedRun) -> None:
    """Write a run, whole or not at all, so that it survives a power failure.

    Args:
        path: path of the state file, which must not exist yet.
        run: run to write down.

    Raises:
        SavedRunError: it cannot be written.

    Source: https://man7.org/linux/man-pages/man2/fsync.2.html (the folder has to be synced too)
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        "id": run.id,
        "profiles": list(run.profiles),
        "policy": run.policy,
        "changes": [change.to_json() for change in run.changes],
        "promised": list(run.promised),
        "apis": run.apis,
    }
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, default=str)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # of the same kind, and nothing that is worth more words
            beside.unlink()
        message = f"the state cannot be saved to {str(path)!r}: {error.strerror or error}; nothing "
        raise SavedRunError(message + "was changed") from error


def sync_folder(folder: Path) -> None:
    """Have a folder's entries survive a power failure.

    Args:
        folder: folder that a file was made or renamed in.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load(path: Path) -> SavedRun:
    """Read a run.

    Args:
        path: path of the run's state file.

    Raises:
        SavedRunError: it cannot be read, or is no such file.
    """
    try:
        content = json.loads(read_named(path, limit=_MAX_BYTES))
    except NotReadError as error:
        message = f"the saved state {str(path)!r} cannot be read: {error}"
        raise SavedRunError(message) from error
    except (ValueError, RecursionError) as error:
        message = f"{str(path)!r} is not a state that corsgate fix has saved: it is not valid JSON"
        raise SavedRunError(message) from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version != SCHEMA_VERSION:
        message = (
            f"{str(path)!r} is no state that this corsgate can read: its schema_version is "
            f"{version!r}, and not {SCHEMA_VERSION}"
        )
        raise SavedRunError(message)
    try:
        return _run(content)
    except _MALFORMED as error:
        message = (
            f"{str(path)!r} is not whole, or somebody has changed it ({type(error).__name__}); "
            "nothing was changed"
        )
        raise SavedRunError(message) from error


def _run(content: dict[str, Any]) -> SavedRun:
    run = SavedRun(
        id=_of(str, content["id"]),
        profiles=_texts(content["profiles"]),
        policy=_of(str, content["policy"]),
        changes=tuple(map(_change, _of(list, content["changes"]))),
        promised=_texts(content["promised"]),
        apis=_of(dict, content["apis"]),
    )
    for change in run.changes:
        ways_of(change)  # every call can be planned: none fails for its arguments half-way
    return run


def _change(content: object) -> Change:
    change = Change.from_json(_of(dict, content))
    for value in (change.kind, change.account, change.region, change.label, change.api):
        _of(str, value)
    _texts(list(change.reasons))
    _texts([part for pair in _of(dict, change.address).items() for part in pair])
    for state in (change.before, change.after):
        _of(dict, {} if state is None else state)
    return change


def _of(kind: type[Kind], value: object) -> Kind:
    """Return a value of a kind.

    Raises:
        TypeError: it is of another.
    """
    if not isinstance(value, kind):
        message = f"{kind.__name__} is expected"
        raise TypeError(message)
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_of(str, each) for each in _of(list, value))
