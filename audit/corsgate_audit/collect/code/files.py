"""The files of a function's code, read when they are asked for."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.handlers.bundle import SCRIPTS
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.zip_errors import UNREADABLE_ZIP

if TYPE_CHECKING:
    from corsgate_audit.collect.reach import Reach

_SUFFIXES: Final = (".py", *SCRIPTS)
_LARGEST: Final = 12 * 2**20  # bytes of one file
_MOST: Final = 3_000  # files that are listed
_PASSED_OVER: Final = frozenset({"node_modules", "__pycache__", "dist-info"})
ZIP_LIMIT: Final = 60 * 2**20
"""Bytes of an archive, packed and unpacked; Lambda takes 50 MB: gettingstarted-limits.html."""


class FolderFiles(Mapping[str, bytes]):
    """The code in a folder.

    Args:
        folder: folder of the function.
        reach: what may be read at all.
    """

    def __init__(self, folder: Path, reach: Reach) -> None:
        self._folder = folder
        self._reach = reach
        self._names = dict.fromkeys(_listed(folder))
        self._read: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        """Read one file.

        Raises:
            KeyError: it is not there.
            UnreadableCodeError: it is not to be read, or cannot be.
        """
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            try:
                self._read[name] = self._reach.read(self._folder / name, limit=_LARGEST)
            except TargetError as error:
                raise UnreadableCodeError(str(error)) from error
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        """Whether a file is there, without reading it."""
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return iter(self._names)

    def __len__(self) -> int:
        """Count them."""
        return len(self._names)


def _listed(folder: Path) -> Iterator[str]:
    """Yield the code files of a folder; packages that others wrote are not followed."""
    count = 0
    for name, below, files in os.walk(folder):
        below[:] = sorted(each for each in below if each not in _PASSED_OVER and each[0] != ".")
        for file in sorted(files):
            is_alias = file.startswith("tsconfig") and file.endswith(".json")
            if not (file.endswith(_SUFFIXES) or is_alias):
                continue
            count += 1
            if count > _MOST:
                return
            yield (Path(name) / file).relative_to(folder).as_posix()


def zipped_files(path: Path, reach: Reach) -> dict[str, bytes]:
    """Read the code in a zip file.

    Args:
        path: path of the file.
        reach: what may be read at all.

    Raises:
        TargetError: it is not to be read, or is no zip file of code.
    """
    return unzipped_files(reach.read(path, limit=ZIP_LIMIT), str(path))


def unzipped_files(data: bytes, name: str) -> dict[str, bytes]:
    """Read the code in a zip file that is at hand.

    Args:
        data: content of the file.
        name: name of the file in messages.

    Raises:
        TargetError: it is no zip file of code.
    """
    found: dict[str, bytes] = {}
    left = ZIP_LIMIT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist()[: _MOST * 10]:
                is_code = entry.filename.endswith(_SUFFIXES)
                if not is_code or "node_modules/" in entry.filename or entry.file_size > _LARGEST:
                    continue
                left -= entry.file_size
                if left < 0 or len(found) == _MOST:
                    break
                with archive.open(entry) as file:
                    found[entry.filename] = file.read(_LARGEST)
    except UNREADABLE_ZIP as error:  # its text may quote what is in the file
        message = f"{name!r} is not a readable zip file: {type(error).__name__}"
        raise TargetError(message) from error
    return found


class Joined(Mapping[str, bytes]):
    """The files of a function and of its layers; the function's own come first.

    Args:
        parts: maps of names to contents; an earlier one goes before a later one.
    """

    def __init__(self, *parts: Mapping[str, bytes]) -> None:
        self._parts = parts

    def __getitem__(self, name: str) -> bytes:
        """Return a file of the first part that has it."""
        for part in self._parts:
            if name in part:
                return part[name]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        """Whether a part has a file."""
        return any(name in part for part in self._parts)

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return iter(dict.fromkeys(name for part in self._parts for name in part))

    def __len__(self) -> int:
        """Count the files."""
        return sum(1 for _ in self)
