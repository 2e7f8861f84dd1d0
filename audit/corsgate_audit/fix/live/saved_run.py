"""What a run saves before its first change: the state of everything, and what it is going to do.

The file alone is enough to continue the run and to take it back. It holds what GetMethod answers,
credentials that somebody wrote into a template included, and so only its owner can read it.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.live.values import Change

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_VERSION = 1
PREFIX, SUFFIX = "corsgate-fix-", ".json"


class SavedRunError(ValueError):
    """A file cannot be used, or not be written; the text is one line for who named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """A run.

    Args:
        id: of it, which its deployments carry in their descriptions.
        profiles: through which AWS was asked.
        policy: as JSON.
        changes: in the order in which they are made.
        promised: fingerprints of the findings that will be gone.
        apis: all of each API that is changed, as AWS answered it, by ``service/id``.
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
        path: of a file that does not exist.
        run: to write.

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
        folder: in which a file was made or renamed.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load(path: Path) -> SavedRun:
    """Read a run.

    Args:
        path: of its file.

    Raises:
        SavedRunError: it cannot be read, or is no such file.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        message = f"the saved state {str(path)!r} cannot be read: {error.strerror or error}"
        raise SavedRunError(message) from error
    except ValueError as error:
        message = f"{str(path)!r} is no state that corsgate fix has saved: {error}"
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
    except (KeyError, TypeError, ValueError) as error:
        message = f"{str(path)!r} is not whole: {type(error).__name__}: {error}"
        raise SavedRunError(message) from error


def _run(content: dict[str, Any]) -> SavedRun:
    return SavedRun(
        id=content["id"],
        profiles=tuple(content["profiles"]),
        policy=content["policy"],
        changes=tuple(map(Change.from_json, content["changes"])),
        promised=tuple(content["promised"]),
        apis=content["apis"],
    )
