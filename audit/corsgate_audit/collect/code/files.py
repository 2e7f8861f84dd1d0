"""The files of a function's code in a folder, read when they are asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file
from corsgate_audit.handlers.bundle import DATA, SCRIPTS, CodeFiles
from corsgate_audit.handlers.code.functions import UnreadableCodeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corsgate_audit.collect.reach import Reach

LARGEST: Final = 12 * 2**20
"""Bytes of one file of code."""
_SUFFIXES: Final = (".py", DATA, *SCRIPTS)
_MOST: Final = 50_000  # files and folders that are listed, of whatever kind
_PASSED_OVER: Final = frozenset({"node_modules", "__pycache__", "dist-info"})


def is_own_code(name: str) -> bool:
    """Whether a file is read as a function's own code: packages that others wrote are not.

    Args:
        name: path within the function's folder, with forward slashes.
    """
    *folders, file = name.split("/")  # ".." begins with a dot, as what is hidden does
    return file.endswith(_SUFFIXES) and not any(
        each in _PASSED_OVER or each.startswith(".") for each in folders
    )


class FolderFiles(CodeFiles):
    """The code in a folder. Of a very large one not all is listed, but all can be read by its path.

    Args:
        folder: folder of the function.
        reach: what may be read at all.
    """

    def __init__(self, folder: Path, reach: Reach) -> None:
        self._folder = folder
        self._reach = reach
        self._names: dict[str, bool] = {}
        self._list()
        self._read: dict[str, bytes] = {}

    def _list(self) -> None:
        left = _MOST
        for path, below, files in os.walk(self._folder):
            below[:] = sorted(each for each in below if each not in _PASSED_OVER and each[0] != ".")
            relative = Path(path).relative_to(self._folder)
            for file in sorted(files):
                name = (relative / file).as_posix()
                if is_own_code(name):
                    self._names[name] = True
            left -= len(below) + len(files)
            if left < 0:
                self.is_complete = False
                return

    def __getitem__(self, name: str) -> bytes:
        """Read one file.

        Raises:
            KeyError: it is not there.
            UnreadableCodeError: it is not to be read, or cannot be.
        """
        if name not in self:
            raise KeyError(name)
        if name not in self._read:
            try:
                self._read[name] = self._reach.read(self._folder / name, limit=LARGEST)
            except TargetError as error:
                raise UnreadableCodeError(str(error)) from error
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        """Whether a file is there, without reading it."""
        if name in self._names or self.is_complete or not isinstance(name, str):
            return self._names.get(str(name), False)
        self._names[name] = is_own_code(name) and is_file(self._folder / name)
        return self._names[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return (name for name, is_there in self._names.items() if is_there)

    def __len__(self) -> int:
        """Count them."""
        return sum(self._names.values())


class Joined(CodeFiles):
    """The files of a function and of its layers; the function's own come first.

    Args:
        parts: maps of names to contents; an earlier one goes before a later one.
    """

    def __init__(self, *parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self.is_complete = all(
            not isinstance(each, CodeFiles) or each.is_complete for each in parts
        )

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
