"""The files that a configuration's functions read, as far as the target reaches."""

from __future__ import annotations

import fnmatch
import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.budget import SpentError
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_file
from corsgate_audit.collect.reach import OUTSIDE
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Unknown, shown

if TYPE_CHECKING:
    from corsgate_audit.collect.reach import Reach

_LIMIT: Final = 2 * 2**20
"""Bytes of one file that a function reads."""
_MOST: Final = 5_000
"""Files of a folder that are listed."""


class ModuleFiles:
    """Files as ``file()`` and its siblings name them: relative to the root module.

    Args:
        root: folder of the root module.
        reach: what the target may lead to.
    """

    def __init__(self, root: Path, reach: Reach) -> None:
        self._root = root
        self._reach = reach
        self._read: dict[str, str | Unknown] = {}

    def path(self, path: str) -> Path:
        """Return where a path leads to.

        Args:
            path: path as the configuration has it.
        """
        return Path(posixpath.normpath(self._root / path))

    def text(self, path: str) -> str | Unknown:
        """See `corsgate_audit.collect.terraform.hcl.evaluating.Files`."""
        if path not in self._read:
            self._read[path] = self._text(path)
        return self._read[path]

    def _text(self, path: str) -> str | Unknown:
        found, written = self.path(path), f"file({shown(path)!r})"
        if not self._reach.allows(found):
            self._reach.leave_out(str(found), OUTSIDE)
            return Unknown(written, OUTSIDE)
        try:
            text = self._reach.read(found, limit=_LIMIT).decode()
        except SpentError:
            raise
        except TargetError as error:
            return Unknown(written, f"the file could not be read: {error}")
        except UnicodeDecodeError:
            return Unknown(written, "the file is not UTF-8 text")
        self._reach.join(found)
        return text

    def exists(self, path: str) -> bool:
        """See `corsgate_audit.collect.terraform.hcl.evaluating.Files`."""
        found = self.path(path)
        if not self._reach.allows(found):
            raise EvaluationError(OUTSIDE)
        return is_file(found)

    def names(self, folder: str, pattern: str) -> list[str]:
        """See `corsgate_audit.collect.terraform.hcl.evaluating.Files`."""
        found = self.path(folder)
        if not self._reach.allows(found):
            raise EvaluationError(OUTSIDE)
        names: list[str] = []
        for current, below, files in os.walk(found):
            self._reach.budget.take(steps=1 + len(files))
            below[:] = sorted(each for each in below if "**" in pattern)
            inside = Path(current).relative_to(found)
            names += [(inside / each).as_posix() for each in files]
            if len(names) > _MOST:
                message = f"a folder of more than {_MOST:,} files"
                raise EvaluationError(message)
        return sorted(each for each in names if _fits(each, pattern))


def _fits(name: str, pattern: str) -> bool:
    """Match a name. Without ``**`` a star crosses no slash."""
    if "**" not in pattern and name.count("/") != pattern.count("/"):
        return False
    plain = pattern.replace("**/", "*") if "**/" in pattern else pattern
    return fnmatch.fnmatchcase(name, plain)
