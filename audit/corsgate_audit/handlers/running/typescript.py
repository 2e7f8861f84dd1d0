"""Functions whose handler is written in another file than Node would load.

Where the project has esbuild, TypeScript is bundled with it, as ``sam build`` does; else Node reads
it itself.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html
"""

from __future__ import annotations

import posixpath
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from corsgate_audit.handlers.running.code import copy_name, newest
from corsgate_audit.handlers.running.programs import NotRunnableError, folders_up

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import FunctionSettings

_SCRIPTS: Final = (".js", ".mjs", ".cjs")
_SOURCES: Final = (".ts", ".mts", ".cts", ".tsx", ".jsx")
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What Node loads.

    Args:
        folder: folder of the code.
        handler: handler within it.
    """

    folder: Path
    handler: str


def loaded_by_node(function: FunctionSettings, folder: Path, copies: Path, project: Path) -> Loaded:
    """Return what Node loads for a function; bundled anew where its sources are newer.

    Args:
        function: settings of the function.
        folder: folder of its code.
        copies: folder for copies.
        project: folder in which, and up to which, esbuild is looked for.

    Raises:
        NotRunnableError: the sources cannot be bundled.
    """
    handler = str(function.handler)
    path, name = _split(handler)
    if any((folder / f"{path}{suffix}").exists() for suffix in _SCRIPTS):
        return Loaded(folder=folder, handler=handler)
    source = _source(function, folder, path)
    if source is None:
        return Loaded(folder=folder, handler=handler)
    esbuild = next(
        (
            found
            for each in (folder, *folders_up(folder, project))
            if (found := each / "node_modules" / ".bin" / "esbuild").exists()
        ),
        None,
    )
    if esbuild is None:
        return Loaded(folder=folder, handler=f"{posixpath.splitext(source)[0]}.{name}")
    made = copies / f"bundle-{copy_name(function)}"
    stem = posixpath.basename(path)
    _bundle(esbuild, folder / source, made / f"{stem}.js", newest(folder))
    return Loaded(folder=made, handler=f"{stem}.{name}")


def _split(handler: str) -> tuple[str, str]:
    """Split a handler into the path of its file, without suffix, and the names in it."""
    folder, base = posixpath.split(handler)
    stem, _, name = base.partition(".")
    return posixpath.join(folder, stem), name


def _source(function: FunctionSettings, folder: Path, path: str) -> str | None:
    """Return the source of a handler: an entry point of its name, or the file beside it."""
    stem = posixpath.basename(path)
    for point in function.entry_points:
        if posixpath.splitext(posixpath.basename(point))[0] == stem and (folder / point).is_file():
            return posixpath.normpath(point)
    return next(
        (f"{path}{each}" for each in _SOURCES if (folder / f"{path}{each}").is_file()), None
    )


def _bundle(esbuild: Path, source: Path, made: Path, changed: float) -> None:
    if made.exists() and made.stat().st_mtime >= changed:
        return
    command = [
        *(str(esbuild), str(source), "--bundle", "--platform=node", "--format=cjs"),
        *("--external:@aws-sdk/*", "--sourcemap=inline", f"--outfile={made}", "--log-level=error"),
    ]
    try:
        done = subprocess.run(  # noqa: S603 - the project's own, which its owner asks to be run
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"esbuild cannot be run: {error}"
        raise NotRunnableError(message) from error
    if done.returncode:
        message = f"esbuild fails: {' '.join(done.stderr.split())[:500]}"
        raise NotRunnableError(message)
