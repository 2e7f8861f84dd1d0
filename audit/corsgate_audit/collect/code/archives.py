"""The files of a function's code in a zip file, unpacked when they are asked for."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.code.files import LARGEST, is_own_code
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.handlers.bundle import CodeFiles
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.zip_errors import UNREADABLE_ZIP

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach

ZIP_LIMIT: Final = 60 * 2**20
"""Bytes of an archive, and of what is unpacked of it; Lambda takes 50 MB packed.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""
_LONGEST_LIST: Final = 16 * 2**20
"""Bytes of an archive's list of files, which are more than 100,000 names."""
# The record at an archive's end: its mark, eight bytes of numbers, the size of the list of files.
# APPNOTE.TXT 4.3.16, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
_END: Final = struct.Struct("<4s8xL")
_MARK: Final = b"PK\x05\x06"


class ZippedFiles(CodeFiles):
    """The code in a zip file, in memory.

    Args:
        data: content of the file.
        name: name of the file in messages.

    Raises:
        TargetError: it is no zip file, or lists too many files.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._left = ZIP_LIMIT
        self._unpacked: dict[str, bytes] = {}
        end = data.rfind(_MARK)
        size = _END.unpack_from(data, end)[1] if 0 <= end <= len(data) - _END.size else 0
        if size > _LONGEST_LIST:
            message = f"{name!r} lists more files than are read: {size:,} bytes of names"
            raise TargetError(message)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except UNREADABLE_ZIP as error:
            raise TargetError(self._unreadable(error)) from error
        self._entries = {
            each.filename: each for each in self._archive.infolist() if is_own_code(each.filename)
        }

    def _unreadable(self, error: Exception) -> str:
        """Name the kind of the fault alone: its message may quote what is in the file."""
        return f"{self._name!r} is not a readable zip file: {type(error).__name__}"

    def __getitem__(self, name: str) -> bytes:
        """Unpack one file.

        Raises:
            KeyError: it is not there.
            UnreadableCodeError: it is too large, more than the archive may take, or broken.
        """
        entry = self._entries[name]
        if name not in self._unpacked:
            if entry.file_size > LARGEST:
                message = f"{self._name!r}: {name} has more than {LARGEST:,} bytes"
                raise UnreadableCodeError(message)
            self._left -= entry.file_size
            if self._left < 0:
                message = f"{self._name!r}: of its code {ZIP_LIMIT:,} bytes are read, and no more"
                raise UnreadableCodeError(message)
            try:
                with self._archive.open(entry) as file:
                    self._unpacked[name] = file.read(LARGEST)
            except UNREADABLE_ZIP as error:
                raise UnreadableCodeError(self._unreadable(error)) from error
        return self._unpacked[name]

    def __contains__(self, name: object) -> bool:
        """Whether a file is there, without unpacking it."""
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Count the files."""
        return len(self._entries)


def zipped_files(path: Path, reach: Reach) -> ZippedFiles:
    """Read a zip file of code.

    Args:
        path: path of the file.
        reach: what may be read at all.

    Raises:
        TargetError: it is not to be read, or is no zip file of code.
    """
    return ZippedFiles(reach.read(path, limit=ZIP_LIMIT), str(path))
