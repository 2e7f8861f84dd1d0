"""Python files, and what in them answers with the origin of the request."""

from __future__ import annotations

import ast
import warnings
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.python.origins import origin_uses
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.model import (
    Collection,
    Coverage,
    CoverageState,
    FunctionCode,
    Handler,
    Location,
)

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.reach import Reach

SUFFIX = ".py"
_HEADER = b"access-control-allow-origin"
_SERVICE = "python"
_MAX_BYTES = 2 * 2**20
"""What is longer is a bundle, for which Python's parser takes minutes and gigabytes."""


def writes_cors(path: Path, reach: Reach) -> bool:
    """Whether a file is worth reading: it holds the header's name.

    Args:
        path: path of the file; one that cannot be read is worth it, so that somebody says so.
        reach: reach of the folder that it is in.
    """
    try:
        return _HEADER in reach.read(path).lower()
    except TargetError:
        return True


def read_python(path: Path, reach: Reach | None = None) -> Collection:
    """Read one file.

    Args:
        path: path of the file.
        reach: reach of the folder that it is in; None for a target of its own.

    Raises:
        TargetError: it cannot be read, or is no Python.
    """
    source = (reach or reach_of(path)).read(path, limit=_MAX_BYTES)
    try:
        with warnings.catch_warnings():  # about its escapes and comparisons: not ours to say
            warnings.simplefilter("ignore")
            tree = ast.parse(source, filename=str(path))
        uses = tuple(origin_uses(tree, str(path)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = f"{str(path)!r} is not Python that this interpreter reads: {_kind(error)}"
        raise TargetError(message) from error
    handler = Handler(
        name=path.stem,
        origin_uses=uses,
        functions=()
        if reach is not None and path != reach.named
        else _functions(path, source, tree),
        location=Location(source=str(path), pointer="", line=1),
    )
    part = Coverage(service=_SERVICE, resource=str(path), state=CoverageState.SCANNED)
    return Collection(apis=(handler,), coverage=(part,))


def _functions(path: Path, source: bytes, tree: ast.Module) -> tuple[FunctionCode, ...]:
    """Read what the handlers of a file answer; modules beside it are the business of a template."""
    # The reader of code takes longer to import than a template to read, and few targets are code.
    from corsgate_audit.handlers.bundle import Bundle, Environment  # noqa: PLC0415 - see above
    from corsgate_audit.handlers.reading import read_handler  # noqa: PLC0415 - see above

    files = Bundle({path.name: source})
    return tuple(
        FunctionCode(
            name=node.name,
            reading=read_handler(
                files, "python", f"{path.stem}.{node.name}", Environment(is_complete=False)
            ),
            folder=str(path.parent),
            location=Location(source=str(path), pointer=node.name, line=node.lineno),
        )
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and _is_handler(node)
    )


def _is_handler(node: ast.FunctionDef) -> bool:
    """Whether a function looks like Lambda's: by its name or its two arguments.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
    """
    names = [each.arg for each in node.args.args]
    return node.name.endswith("handler") or names == ["event", "context"]


def _kind(error: Exception) -> str:
    """Say what kind of error it is, and where: its text may quote what stands there."""
    if isinstance(error, SyntaxError) and error.lineno:
        return f"a syntax error, line {error.lineno}, column {error.offset or 1}"
    if isinstance(error, SyntaxError | ValueError):
        return "its encoding is unknown to Python, or it has a null character"
    return "it is nested too deeply"
