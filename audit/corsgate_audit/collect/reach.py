"""Which files the paths in a target may lead to: those below its own folder, and no others.

A template names files: nested stacks, included parts, OpenAPI documents, assets, code. Whoever
wrote it must not be able to have the audit read, and show, what else is on the machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import (
    MAX_BYTES,
    NotReadError,
    is_file,
    is_folder,
    read_named,
    read_regular,
    real_path,
)
from corsgate_audit.collect.given import Given
from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

OUTSIDE: Final = (
    "it is outside the folder of the target, and was not read; name its folder with --allow-path "
    "if you trust what refers to it"
)
_SERVICE: Final = "files"
_ASSEMBLY: Final = ("manifest.json", "cdk.out")


@dataclass(slots=True)
class Reach:
    """What the paths in one target may lead to.

    Args:
        named: what the user names: it is read wherever it is. None where there is nothing.
        roots: folders with resolved links; files below them are read.
        budget: budget of the run.
        given: values that the user gives for what the target leaves open.
    """

    named: Path | None = None
    roots: tuple[str, ...] = ()
    budget: Budget = field(default_factory=Budget)
    given: Given = field(default_factory=Given)
    _unread: dict[str, str] = field(default_factory=dict, repr=False)
    _joined: set[str] = field(default_factory=set, repr=False)

    def read(self, path: Path, *, limit: int = MAX_BYTES) -> bytes:
        """Read a file that the user names, or that something in the target does.

        Args:
            path: path of the file.
            limit: number of bytes above which it is not read.

        Raises:
            TargetError: it is not to be read, or cannot be; the text names it and holds nothing
                of its content.
        """
        self.budget.take(files=1)
        if self.budget.on_file is not None:
            self.budget.on_file(str(path))
        try:
            data = self._read(path, limit)
        except NotReadError as error:
            message = f"{str(path)!r}: {error}"
            raise TargetError(message) from error
        self.budget.take(size=len(data))
        return data

    def _read(self, path: Path, limit: int) -> bytes:
        if path == self.named:
            return read_named(path, limit=limit)
        real = real_path(path)
        if real is None or not self._is_below(real):
            # The same for a file that does not exist: what else is there is nobody's business.
            raise NotReadError(OUTSIDE)
        return read_regular(real, limit=limit)

    def allows(self, path: Path) -> bool:
        """Whether a path leads to what may be read.

        Args:
            path: path of a file or a folder.
        """
        real = real_path(path)
        return path == self.named or (real is not None and self._is_below(real))

    def _is_below(self, real: str) -> bool:
        return any(real == root or real.startswith(_with_slash(root)) for root in self.roots)

    def join(self, path: Path) -> None:
        """Note that a file is judged as a part of the one that refers to it.

        Args:
            path: path of the file, as it was read.
        """
        if (real := real_path(path)) is not None:
            self._joined.add(real)

    def has_joined(self, path: Path) -> bool:
        """Whether a file is judged as a part of another one.

        Args:
            path: path of the file.
        """
        return real_path(path) in self._joined

    def leave_out(self, path: str, why: str) -> None:
        """Note what is not read, where nothing else in the coverage would name it.

        Args:
            path: path as the target has it.
            why: reason for people, which quotes nothing of the file.
        """
        self._unread.setdefault(path, why)

    def left_out(self) -> list[Coverage]:
        """Return what was noted since the last time."""
        noted, self._unread = self._unread, {}
        failed = CoverageState.FAILED
        return [
            Coverage(service=_SERVICE, resource=path, state=failed, reason=why)
            for path, why in sorted(noted.items())
        ]

    def renewed(self) -> Reach:
        """Return one for another reading of the same target."""
        return Reach(self.named, self.roots, self.budget.renewed(), self.given)


def reach_of(
    target: Path,
    allowed: Iterable[Path] = (),
    budget: Budget | None = None,
    given: Given | None = None,
) -> Reach:
    """Return what the paths in a target may lead to.

    Args:
        target: a file or a folder, as the user names it.
        allowed: folders that the user names beside it.
        budget: budget of the run; None for one of its own.
        given: values that the user gives for what the target leaves open; None for none.
    """
    own = target if is_folder(target) else target.parent
    folders = (_outermost(own), *allowed)
    roots = tuple(real for folder in folders if (real := real_path(folder)) is not None)
    return Reach(target, roots, budget or Budget(), given or Given())


def missing_folders(allowed: Sequence[Path]) -> list[str]:
    """Return what of the allowed folders is none: a slip of the pen would allow nothing.

    Args:
        allowed: folders that the user names.
    """
    return [str(folder) for folder in allowed if not is_folder(folder)]


def _outermost(folder: Path) -> Path:
    """Return the assembly that a nested one lies in: stages share the assets of the whole app.

    Source: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html
    """
    folder = folder.absolute()
    while _is_assembly(folder) and folder.parent != folder and _is_assembly(folder.parent):
        folder = folder.parent
    return folder


def _is_assembly(folder: Path) -> bool:
    return all(is_file(folder / name) for name in _ASSEMBLY)


def _with_slash(folder: str) -> str:
    return folder if folder.endswith(os.sep) else folder + os.sep
