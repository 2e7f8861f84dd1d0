"""Where a function's code lies while it runs: its folder, what SAM has built, or a copy.

The copies, of zip files and of code in the template, are in a temporary folder of this run.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path
from threading import Lock, get_ident
from typing import TYPE_CHECKING, Final

from corsgate_audit.handlers.running.programs import NotRunnableError
from corsgate_audit.handlers.zip_errors import UNREADABLE_ZIP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.model import FunctionSettings

_INLINE: Final = {"python": "index.py", "nodejs": "index.js"}
_PASSED_OVER: Final = frozenset(
    {"node_modules", "__pycache__", ".aws-sam", ".git", ".venv", "venv"}
)
_UNPACKING: Final = Lock()
_LARGEST: Final = 250 * 2**20
"""Bytes unpacked; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""


def code_folder(function: FunctionSettings, copies: Path) -> Path:
    """Return the folder with a function's code.

    Args:
        function: settings of the function.
        copies: folder for copies.

    Raises:
        NotRunnableError: the code is not on this machine, or a link or the handler's path in it
            leads out of what the target may lead to.
    """
    folder = _folder(function, copies)
    _check_handler(function)
    _check_links(folder, (folder, Path(function.location.source).parent))
    return folder


def _folder(function: FunctionSettings, copies: Path) -> Path:
    if function.inline is not None:
        return _written(function, copies)
    built = _built_by_sam(function)
    if built is not None:
        return built
    if function.code is None:
        message = (
            "its code is not in the target, or outside the folder of the target, which "
            "--allow-path names"
        )
        raise NotRunnableError(message)
    return unpacked(Path(function.code), copies / copy_name(function))


def _check_handler(function: FunctionSettings) -> None:
    handler = str(function.handler).replace("\\", "/")
    if handler.startswith("/") or ".." in handler.split("/"):
        message = f"its handler {str(function.handler)!r} leads out of its code"
        raise NotRunnableError(message)


def _check_links(folder: Path, roots: Iterable[Path]) -> None:
    """Refuse code of which a link leads elsewhere: only what was found is run."""
    real = [os.path.realpath(root) for root in roots]
    for name, below, files in os.walk(folder):
        below[:] = [each for each in below if each not in _PASSED_OVER]
        for path in (Path(name) / each for each in (*below, *files)):
            if not path.is_symlink():
                continue
            leads = os.path.realpath(path)
            if not any(leads == root or leads.startswith(root + os.sep) for root in real):
                message = f"{str(path)!r} is a link that leads out of the folder of the target"
                raise NotRunnableError(message)


def copy_name(function: FunctionSettings) -> str:
    """Return the name of a folder for a copy, which no other function has.

    A template may name its functions as it likes, and nested templates alike.

    Args:
        function: settings of the function.
    """
    place = f"{function.location.source}#{function.location.pointer}"
    plain = re.sub(r"[^A-Za-z0-9]", "", function.name)[:60]
    return f"{plain}-{zlib.crc32(place.encode()):08x}"


def unpacked(path: Path, copy: Path) -> Path:
    """Return a folder: itself, or that into which a zip file is unpacked.

    Args:
        path: path of a folder or a zip file.
        copy: folder for what is unpacked.

    Raises:
        NotRunnableError: it is neither.
    """
    if path.is_dir():
        return path
    if not path.is_file():
        message = f"{str(path)!r} does not exist"
        raise NotRunnableError(message)
    copy = copy.with_name(f"{copy.name}-{int(path.stat().st_mtime_ns)}")
    with _UNPACKING:  # a page's first requests come together
        if not copy.exists():
            _unpack_whole(path, copy)
    return copy


def _unpack_whole(path: Path, copy: Path) -> None:
    """Unpack beside the place and move there: what breaks off leaves nothing to be run."""
    part = copy.with_name(f"{copy.name}.part")
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            _unpack(archive, path, part)
        part.rename(copy)
    except UNREADABLE_ZIP as error:
        message = f"{str(path)!r} cannot be unpacked: {error}"
        raise NotRunnableError(message) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, path: Path, copy: Path) -> None:
    """Unpack, with the permission to be executed, which `zipfile` drops."""
    if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
        message = f"{str(path)!r} is larger than the 250 MB that Lambda unpacks"
        raise NotRunnableError(message)
    copy.mkdir(parents=True)
    for entry in archive.infolist():
        made = Path(archive.extract(entry, copy))
        if made.is_file() and entry.external_attr >> 16 & stat.S_IXUSR:
            made.chmod(0o755)


def _written(function: FunctionSettings, copies: Path) -> Path:
    """Write the code of a template into a file, as Lambda does: ``index``.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
    """
    runtime = str(function.runtime)
    name = next((name for prefix, name in _INLINE.items() if runtime.startswith(prefix)), None)
    if name is None or function.inline is None:
        message = f"code in a template is for Python and Node.js alone, and not for {runtime}"
        raise NotRunnableError(message)
    folder = copies / copy_name(function)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.{get_ident()}.part"
    part.write_text(function.inline, encoding="utf-8")
    part.replace(folder / name)  # at once: another environment may be reading it
    return folder


def _built_by_sam(function: FunctionSettings) -> Path | None:
    """Return what ``sam build`` has made of a function; None where the source is newer.

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html
    """
    built = Path(function.location.source).parent / ".aws-sam" / "build" / function.name
    project = os.path.realpath(built.parents[2])
    is_below = os.path.realpath(built).startswith(project + os.sep)
    if not (function.name.isalnum() and built.is_dir() and is_below):
        return None
    source = None if function.code is None else Path(function.code)
    if source is None or not source.is_dir():
        return built
    return built if newest(built) >= newest(source) else None


def newest(folder: Path) -> float:
    """Return when a file of a folder was last changed, in seconds since 1970; 0 for none.

    Args:
        folder: folder; packages of others in it are passed over.
    """
    return max((path.stat().st_mtime for path in _files(folder)), default=0.0)


def _files(folder: Path) -> Iterator[Path]:
    for name, below, files in os.walk(folder):
        below[:] = [each for each in below if each not in _PASSED_OVER]
        for file in files:
            path = Path(name) / file
            if path.is_file():
                yield path
