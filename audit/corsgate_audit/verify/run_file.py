"""What a run writes down before it makes anything: enough to take it away again.

As long as the file is there, something may be in the account; it is removed when all is gone.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.files import NotReadError, read_named
from corsgate_audit.fix.live.saved_run import sync_folder
from corsgate_audit.verify.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX, SUFFIX = "corsgate-verify-", ".run.json"
_MAX_BYTES = 2**20
_RANDOM = re.compile(r"[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run.

    Args:
        suffix: random part of its names, eight hexadecimal digits.
        account: id of the account that it is made in.
        region: region that it is made in.
        profile: profile whose credentials made it; None for the environment's.
        stacks: names of its stacks, in the order in which they are made.
    """

    suffix: str
    account: str
    region: str
    profile: str | None
    stacks: tuple[str, ...]


def file_name(suffix: str) -> str:
    """Return the name of a run's file.

    Args:
        suffix: the run's.
    """
    return f"{PREFIX}{suffix}{SUFFIX}"


def write(folder: Path, run: Run) -> Path:
    """Write a run down, whole or not at all, so that it survives a power failure.

    Args:
        folder: folder of the file.
        run: run that is about to begin.

    Raises:
        RefusedError: it cannot be written; nothing was made.
    """
    path = folder / file_name(run.suffix)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(run), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync_folder(folder)
    except OSError as error:
        with suppress(OSError):  # of the same kind, and nothing that is worth more words
            beside.unlink()
        message = f"{str(path)!r} cannot be written: {error.strerror or error}; nothing was made"
        raise RefusedError(message) from error
    return path


def unfinished(folder: Path) -> list[Path]:
    """Return the files of runs that may have left something behind.

    Args:
        folder: folder of the files.
    """
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))


def read(path: Path) -> Run:
    """Read a run.

    Args:
        path: path of its file.

    Raises:
        RefusedError: it cannot be read, or is no such file.
    """
    try:
        return _run(json.loads(read_named(path, limit=_MAX_BYTES)))
    except NotReadError as error:
        message = f"{str(path)!r} cannot be read: {error}"
        raise RefusedError(message) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = (
            f"{str(path)!r} is not whole, or corsgate verify has not written it; look in the "
            f"account for stacks named CorsgateVerify-…"
        )
        raise RefusedError(message) from error


def _run(content: dict[str, Any]) -> Run:
    profile, stacks = content["profile"], content["stacks"]
    run = Run(
        suffix=_text(content["suffix"]),
        account=_text(content["account"]),
        region=_text(content["region"]),
        profile=None if profile is None else _text(profile),
        stacks=tuple(_text(each) for each in stacks),
    )
    # A suffix that is short or empty would fit the names of others.
    if not _RANDOM.fullmatch(run.suffix) or not all(run.suffix in each for each in run.stacks):
        raise ValueError(run.suffix)
    return run


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a run's file, so that no other process is at work on the same run.

    Args:
        path: path of the file.

    Raises:
        RefusedError: another process is.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError as error:
        message = f"{str(path)!r} cannot be read: {error.strerror or error}"
        raise RefusedError(message) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        message = f"another corsgate is at work on {str(path)!r}: wait until it has ended"
        raise RefusedError(message) from error
    try:
        yield
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Forget a run of which nothing is left.

    Args:
        path: path of its file.
    """
    path.unlink(missing_ok=True)
    sync_folder(path.parent)
