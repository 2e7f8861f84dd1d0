"""What a scan has read, in a file from which another one goes on.

Each place is written when it has been read whole, so that it outlives the scan however that ends.

One line of JSON for each account and region, so that neither writing nor reading holds more than
one of them as text. It is read by the version of corsgate that wrote it, and by no other: a model
that has changed would be judged on defaults.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TextIO

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import why_not_regular
from corsgate_audit.collect.live.codec import decode, encode
from corsgate_audit.model import Collection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from corsgate_audit.model import Coverage, Target

_FORMAT = "corsgate scan"
_NAME = "corsgate-resume"
_BEGINNING = '{"account":'


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an earlier scan has read.

    Args:
        places: account and region that were read whole, with what was in them.
        parts: places with their coverage if they were not read, else with their APIs, by ARN.
        asked: ARNs of the functions that were asked for their URLs, by place; added to by a scan.
    """

    places: Mapping[tuple[str, str], Collection] = field(default_factory=dict)
    parts: Mapping[tuple[str, str], Mapping[str, Target]] = field(default_factory=dict)
    asked: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def apis(self, account: str, region: str) -> Mapping[str, Target]:
        """Return the APIs that need not be read again, by ARN.

        Args:
            account: its id.
            region: region of a place that was not read whole.
        """
        return self.parts.get((account, region), {})

    def added_to(self, read: Collection, account: str, region: str) -> Collection:
        """Return what a scan has read with what it did not get to again.

        Args:
            read: APIs and coverage of a place.
            account: its id.
            region: its name.
        """
        if not any(map(_is_missing, read.coverage)):
            return read
        again = {str(api.location.arn) for api in read.apis}
        before = self.apis(account, region)
        rest = (before[arn] for arn in before.keys() - again)
        return replace(read, apis=(*read.apis, *rest))


class Journal:
    """Writes places as they are complete, into a new file or one that an earlier scan has left.

    Args:
        path: file to go on with; None for a new one in the working folder.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.problem: str | None = None
        self._is_new = path is None
        self._is_cut = path is not None
        self._lock = Lock()

    def add(self, account: str, region: str, read: Collection) -> None:
        """Write what was read of a place, if that is all of it.

        Args:
            account: its id.
            region: its name.
            read: APIs and coverage of the place.
        """
        if any(map(_is_missing, read.coverage)):
            return
        line = _written(_line(account, region, read))
        with self._lock:
            if self.problem is not None:
                return
            try:
                if self.path is None:
                    self.path, file = _opened(None)
                    line = _written(_header()) + line
                else:
                    if self._is_cut:
                        _cut(self.path)
                        self._is_cut = False
                    file = _private(self.path, os.O_APPEND)
                with file:
                    file.write(line)
            except OSError as error:
                self.problem = error.strerror or str(error)

    def end(self) -> None:
        """Remove the file of a scan that has come to its end, if it is its own."""
        if self._is_new and self.path is not None:
            self.path.unlink(missing_ok=True)


def _cut(path: Path) -> None:
    """Take off a last line that was not written to its end."""
    with path.open("r+b") as file:
        file.truncate(sum(len(line) for line in file if line.endswith(b"\n")))


def write_state(parts: Iterable[tuple[str, str, Collection]], path: Path | None) -> Path:
    """Write what a scan has read.

    Args:
        parts: account, region, and what was read of them.
        path: path of the file to overwrite; None for a new file in the working folder.

    Returns:
        The file that was written.

    Raises:
        OSError: it cannot be written.
    """
    with ExitStack() as stack:
        chosen, file = _opened(path)
        stack.enter_context(file)
        for line in (_header(), *(_line(*part) for part in parts)):
            file.write(_written(line))
    return chosen


def _written(line: Mapping[str, object]) -> str:
    return json.dumps(line, separators=(",", ":"), ensure_ascii=True) + "\n"


def _opened(path: Path | None) -> tuple[Path, TextIO]:
    """Open a file that was named, or one of a name that is free: an older state is not lost.

    It holds what templates do, credentials that somebody wrote into one included: only its owner
    can read it, from its first byte on.
    """
    if path is not None:
        return path, _private(path, os.O_TRUNC)
    for number in count(1):
        chosen = Path(f"{_NAME}{f'-{number}' if number > 1 else ''}.jsonl")
        try:
            return chosen, _private(chosen, os.O_EXCL)
        except FileExistsError:
            continue
    raise AssertionError  # pragma: no cover - numbers do not end


def _private(path: Path, how: int) -> TextIO:
    """Open a file to write that nobody else can read, whoever could read it before."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "w", encoding="ascii")


def _header() -> dict[str, str]:
    return {"format": _FORMAT, "version": version("corsgate")}


def _line(account: str, region: str, read: Collection) -> dict[str, Any]:
    return {"account": account, "region": region, "read": encode(read)}


def read_state(path: Path) -> Kept:
    """Read what `write_state` has written.

    Args:
        path: path of the file.

    Raises:
        TargetError: it is none of this version's, or it cannot be read.
    """
    places: dict[tuple[str, str], Collection] = {}
    parts: dict[tuple[str, str], dict[str, Target]] = {}
    try:
        for account, region, read in _parts(path):
            if any(map(_is_missing, read.coverage)):
                parts[account, region] = {str(api.location.arn): api for api in read.apis}
            else:
                places[account, region] = read
    except TargetError:
        raise
    except OSError as error:
        message = f"{str(path)!r} cannot be read: {error.strerror or error}"
        raise TargetError(message) from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        message = f"{str(path)!r} is not a file that `corsgate audit` of version "
        message += f"{version('corsgate')} wrote when it was interrupted"
        raise TargetError(message) from error
    return Kept(places=places, parts=parts)


def _is_missing(entry: Coverage) -> bool:
    return entry.incomplete


def _parts(path: Path) -> Iterator[tuple[str, str, Collection]]:
    """Read line by line."""
    reason = why_not_regular(path)
    if reason is not None:
        message = f"{str(path)!r} cannot be read: {reason}"
        raise TargetError(message)
    with path.open(encoding="ascii") as file:
        header = json.loads(file.readline())
        if header != _header():
            raise ValueError
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:
                if text.startswith(_BEGINNING) and not text.endswith("\n"):
                    return  # the scan was killed while it wrote: that place is read again
                raise
            read = decode(line["read"])
            if not isinstance(read, Collection):
                message = f"{type(read).__name__} where a collection is expected"
                raise TypeError(message)
            yield str(line["account"]), str(line["region"]), read
