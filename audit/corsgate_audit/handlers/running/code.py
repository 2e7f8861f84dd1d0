"""Where a function's code lies while it runs: its folder, what SAM has built, or a copy.

The copies, of zip files and of code in the template, are in a temporary folder of this run.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.handlers.running.programs import NotRunnableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionSettings

_INLINE: Final = {"python": "index.py", "nodejs": "index.js"}
_PASSED_OVER: Final = frozenset(
    {"node_modules", "__pycache__", ".aws-sam", ".git", ".venv", "venv"}
)
_LARGEST: Final = 250 * 2**20
"""Bytes unpacked; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""


def code_folder(function: FunctionSettings, copies: Path) -> Path:
    """Return the folder with a function's code.

    Args:
        function: settings of the function.
        copies: folder for copies.

    Raises:
        NotRunnableError: the code is not on this machine.
    """
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
    if copy.exists():
        return copy
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            _unpack(archive, path, copy)
    except (zipfile.BadZipFile, OSError) as error:
        message = f"{str(path)!r} cannot be unpacked: {error}"
        raise NotRunnableError(message) from error
    return copy


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
    (folder / name).write_text(function.inline, encoding="utf-8")
    return folder


def _built_by_sam(function: FunctionSettings) -> Path | None:
    """Return what ``sam build`` has made of a function; None where the source is newer.

    Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html
    """
    built = Path(function.location.source).parent / ".aws-sam" / "build" / function.name
    if not function.name.isalnum() or not built.is_dir():
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
