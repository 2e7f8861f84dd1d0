"""Reads a target as it is at a revision of git, in a private folder that is deleted afterwards.

The repository may be somebody else's: git is asked for names and for bytes, and for nothing that
runs a hook, a filter or another program. Nothing is checked out.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.collect.errors import NoTemplateError, TargetError
from corsgate_audit.collect.files import MAX_BYTES, is_folder
from corsgate_audit.collect.targets import read_target
from corsgate_audit.model import Collection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.collect.given import Given

MAX_FILES = 50_000
MAX_TOTAL = 512 * 2**20
"""Bytes of all files together."""
_SECONDS = 120
_LINK, _FILES = "120000", frozenset({"100644", "100755"})
# What a repository's own settings could have git start.
_SAFE = (
    "--no-pager",
    "--no-replace-objects",
    "-c",
    "core.fsmonitor=false",
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "protocol.allow=never",
)
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",  # of a partial clone: it would start the transport of its remote
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_KEPT = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES")
"""The user's own variables of git; those that a hook is started with name another repository."""


class _Entry(NamedTuple):
    """A file in a revision."""

    mode: str
    blob: str
    size: int
    path: PurePosixPath


@contextmanager
def at_revision(
    target: str, revision: str, allowed: Sequence[Path] = (), given: Given | None = None
) -> Iterator[Collection]:
    """Read a target as it was.

    Args:
        target: path of a file or a folder in a working copy of git.
        revision: any name of a commit: ``origin/main``, ``HEAD~1``.
        allowed: as for `corsgate_audit.collect.collect`.
        given: the same.

    Yields:
        Its collection; an empty one where the revision does not have it, or it describes no API.

    Raises:
        TargetError: it is in no repository, there is no such revision, or it cannot be read.

    Example:
        >>> with at_revision("template.yaml", "origin/main") as before:
        ...     difference(before, collect(["template.yaml"]))
    """
    path = Path(target)
    folder = path if is_folder(path) else path.parent
    tree = _tree(folder, revision)
    if tree is None:
        yield Collection()
        return
    with tempfile.TemporaryDirectory(prefix="corsgate-") as name:
        there = Path(name).resolve()
        _write(folder, tree, there)
        old = there if folder == path else there / path.name
        if not os.path.lexists(old):
            yield Collection()
            return
        try:
            read = read_target(str(old), allowed, given=given)
        except NoTemplateError:
            read = Collection()
        except TargetError as error:
            message = f"at {revision}: {_renamed(str(error), there, folder)}"
            raise TargetError(message) from error
        yield _renamed(read, there, folder)


def _tree(folder: Path, revision: str) -> str | None:
    """Return the name of a folder's tree at a revision; None where it is not there."""
    prefix = _asked(folder, "rev-parse", "--show-prefix").strip("\n")
    commit = _asked(folder, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return _asked(folder, "rev-parse", "--verify", f"{commit.strip()}:{prefix}").strip()
    except TargetError:
        return None


def _asked(folder: Path, *arguments: str, given: str | None = None) -> str:
    return _output(folder, *arguments, given=given).decode("utf-8", "surrogateescape")


def _output(folder: Path, *arguments: str, given: str | None = None) -> bytes:
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    try:
        done = subprocess.run(  # noqa: S603 - git with these arguments, no shell
            ["git", *_SAFE, *arguments],  # noqa: S607 - the git that the user has
            cwd=folder,
            env={**own, **_ENVIRONMENT},
            input=None if given is None else given.encode(),
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        what = "git is not installed" if is_folder(folder) else f"{str(folder)!r} does not exist"
        message = f"{what}; --base needs a working copy of git"
        raise TargetError(message) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"git {arguments[0]} in {str(folder)!r}: {error}"
        raise TargetError(message) from error
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        message = f"git {arguments[0]} in {str(folder)!r}: {said.removeprefix('fatal: ')}"
        raise TargetError(message)
    return done.stdout


def _write(folder: Path, tree: str, there: Path) -> None:
    """Write the files of a tree; those that are too long are left out, as `Reach` would."""
    entries = [each for each in _entries(folder, tree) if each.size <= MAX_BYTES]
    total = sum(each.size for each in entries)
    if len(entries) > MAX_FILES or total > MAX_TOTAL:
        message = (
            f"{str(folder)!r} has {len(entries):,} files of {total:,} bytes at that revision; "
            f"name a smaller folder: at most {MAX_FILES:,} files of {MAX_TOTAL:,} bytes are read"
        )
        raise TargetError(message)
    asked = "".join(f"{each.blob}\n" for each in entries)
    output = _output(folder, "cat-file", "--batch", given=asked)
    at = 0
    links: list[tuple[Path, str]] = []
    for entry in entries:
        end = output.index(b"\n", at)
        start = end + 1
        content = output[start : start + int(output[at:end].split()[2])]
        at = start + len(content) + 1
        file = there / entry.path
        if entry.mode == _LINK:
            links.append((file, os.fsdecode(content)))
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    for file, to in links:  # last: no file may be written through one
        if _stays_below(file, to, there):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.symlink_to(to)


def _entries(folder: Path, tree: str) -> Iterator[_Entry]:
    """Yield the files of a tree whose names a folder may have."""
    for line in _asked(folder, "ls-tree", "--full-tree", "-r", "-z", "-l", tree).split("\0"):
        if not line:
            continue
        facts, _, name = line.partition("\t")
        mode, kind, blob, size = facts.split()
        if size == "BAD":
            message = f"git does not have {name!r} at that revision; fetch it first"
            raise TargetError(message)
        path = PurePosixPath(name)
        parts = name.split("/")
        usual = not any(each in {"", ".", ".."} or each.lower() == ".git" for each in parts)
        if kind == "blob" and mode in {*_FILES, _LINK} and usual and "node_modules" not in parts:
            yield _Entry(mode, blob, int(size), path)


def _stays_below(file: Path, to: str, root: Path) -> bool:
    meant = os.path.normpath(file.parent / to)
    return not Path(to).is_absolute() and Path(meant).is_relative_to(root) and not file.exists()


def _renamed(value: Any, there: Path, folder: Path) -> Any:  # noqa: ANN401 - any part of the model
    """Return a value in which the private folder has the name of the user's own."""
    if isinstance(value, str):
        if str(there) not in value:
            return value
        prefix = "" if str(folder) == "." else f"{folder}/"
        return value.replace(f"{there}/", prefix).replace(str(there), str(folder))
    if isinstance(value, tuple):
        return tuple(_renamed(each, there, folder) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        new = {
            each.name: _renamed(getattr(value, each.name), there, folder)
            for each in fields(value)
            if each.init
        }
        return replace(value, **new)
    return value
