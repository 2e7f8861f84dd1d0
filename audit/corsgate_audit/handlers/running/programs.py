"""Which program runs a function: Python or Node with a bootstrap, or the function itself.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BOOTSTRAPS: Final = Path(__file__).parent / "bootstraps"
_READS_TYPESCRIPT: Final = (22, 7)
_NO_SUCH_FLAG: Final = (26, 0)


class NotRunnableError(Exception):
    """A function cannot be run on this machine; the message says why, without a final period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is started for a function.

    Args:
        command: command line.
        remark: what is not as on Lambda, one sentence without a final period; empty for nothing.
    """

    command: tuple[str, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreters:
    """Where interpreters are looked for.

    Args:
        python: Python that the user names; None for the project's, or the one of the path.
        project: folder in which, and in whose parents, a virtual environment is looked for.
    """

    python: str | None = None
    project: Path = Path()


def program_of(runtime: str, folder: Path, where: Interpreters) -> Program:
    """Return the program that runs a function.

    Args:
        runtime: as AWS names it.
        folder: folder with the function's code.
        where: places in which interpreters are looked for.

    Raises:
        NotRunnableError: the machine has none.
    """
    if runtime.startswith("python"):
        return _python(runtime, folder, where)
    if runtime.startswith("nodejs"):
        return _node(runtime)
    if runtime.startswith("provided"):
        return _custom(folder)
    message = f"functions for {runtime} are not run: only Python, Node.js and custom runtimes are"
    raise NotRunnableError(message)


def _python(runtime: str, folder: Path, where: Interpreters) -> Program:
    wanted = runtime.removeprefix("python")
    for found in _pythons(runtime, folder, where):
        try:
            version = _version(found, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
        except NotRunnableError:
            if where.python is not None:
                raise
            continue  # a shim of a version manager, for a version that is not installed
        remark = "" if version == wanted else f"runs on Python {version}, and on {wanted} on Lambda"
        bootstrap = str(_BOOTSTRAPS / "python_bootstrap.py")
        # -u: what is printed is seen at once. -I is not given: PYTHONPATH leads to the layers.
        return Program(command=(found, "-u", "-B", bootstrap), remark=remark)
    message = f"no Python for {runtime} on this machine; name one with --python"
    raise NotRunnableError(message)


def _pythons(runtime: str, folder: Path, where: Interpreters) -> Iterator[str]:
    """Yield the interpreters that may be meant, best first."""
    if where.python is not None:
        # The program is started in a folder of its own: a relative path would lead nowhere there.
        named = shutil.which(where.python)
        if named is None:
            message = f"--python {where.python!r} is not a program"
            raise NotRunnableError(message)
        yield str(Path(named).absolute())
        return
    active = os.environ.get("VIRTUAL_ENV")
    folders = [folder, *folders_up(folder, where.project)]
    environments = [each / name for each in folders for name in (".venv", "venv")]
    for environment in (*environments, *([Path(active)] if active else [])):
        for program in (environment / "bin" / "python", environment / "Scripts" / "python.exe"):
            if program.exists():
                yield str(program)
    for name in (runtime, "python3"):
        found = shutil.which(name)
        if found is not None:
            yield found
    yield sys.executable


def folders_up(folder: Path, project: Path) -> list[Path]:
    """Return the folders from that of the code up to the project's, and the project's own.

    Args:
        folder: folder of the code.
        project: folder of the project, or the target: a file in it.
    """
    inner, outer = folder.absolute(), project.absolute()
    outer = outer.parent if outer.is_file() else outer
    between = [each for each in inner.parents if each.is_relative_to(outer)]
    return [*between, outer]


def _node(runtime: str) -> Program:
    found = shutil.which("node")
    if found is None:
        message = f"no Node.js for {runtime} on this machine: node is not on the PATH"
        raise NotRunnableError(message)
    version = _version(found, "--version").removeprefix("v")
    wanted = runtime.removeprefix("nodejs").removesuffix(".x")
    same = version.partition(".")[0] == wanted
    remark = "" if same else f"runs on Node.js {version}, and on {wanted} on Lambda"
    flags = _flags(version)
    return Program(
        command=(found, *flags, str(_BOOTSTRAPS / "node_bootstrap.mjs")),
        remark=remark,
    )


def _flags(version: str) -> Sequence[str]:
    """Return what has Node read TypeScript, enums and parameter properties too.

    Source: https://nodejs.org/api/typescript.html#type-stripping
    """
    parts = tuple(int(each) for each in re.findall(r"\d+", version)[:2])
    if not _READS_TYPESCRIPT <= parts < _NO_SUCH_FLAG:
        return ()
    return ("--experimental-transform-types", "--disable-warning=ExperimentalWarning")


def _custom(folder: Path) -> Program:
    """Return the program of a custom runtime.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
    """
    bootstrap = folder / "bootstrap"
    if not bootstrap.is_file():
        message = f"{str(bootstrap)!r} does not exist: build the function first, as with sam build"
        raise NotRunnableError(message)
    if not os.access(bootstrap, os.X_OK):
        message = f"{str(bootstrap)!r} is not executable: chmod +x it, as Lambda needs it too"
        raise NotRunnableError(message)
    return Program(command=(str(bootstrap.absolute()),))


@lru_cache(maxsize=32)
def _version(program: str, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - an interpreter that the user has named or installed
            [program, *arguments], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        message = f"{program!r} cannot be started: {error}"
        raise NotRunnableError(message) from error
    return done.stdout.strip()
