"""Python files, and what in them answers with the origin of the request."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.python.origins import origin_uses
from corsgate_audit.model import Collection, Coverage, CoverageState, Handler, Location

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".py"
_HEADER = b"access-control-allow-origin"
_SERVICE = "python"


def writes_cors(path: Path) -> bool:
    """Whether a file is worth reading: it holds the header's name.

    Args:
        path: of the file; one that cannot be read is worth it, so that somebody says so.
    """
    try:
        return _HEADER in path.read_bytes().lower()
    except OSError:
        return True


def read_python(path: Path) -> Collection:
    """Read one file.

    Args:
        path: of the file.

    Raises:
        TargetError: it cannot be read, or is no Python.
    """
    try:
        tree = ast.parse(path.read_bytes(), filename=str(path))
        uses = tuple(origin_uses(tree, str(path)))
    except OSError as error:
        message = f"{str(path)!r} cannot be read: {error.strerror or error}"
        raise TargetError(message) from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = f"{str(path)!r} is no Python that this one reads: {error}"
        raise TargetError(message) from error
    handler = Handler(
        name=path.stem,
        origin_uses=uses,
        location=Location(source=str(path), pointer="", line=1),
    )
    part = Coverage(service=_SERVICE, resource=str(path), state=CoverageState.SCANNED)
    return Collection(apis=(handler,), coverage=(part,))
