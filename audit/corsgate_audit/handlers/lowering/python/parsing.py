"""Lowers Python modules.

Source: https://docs.python.org/3/library/ast.html
"""

from __future__ import annotations

import ast
import warnings

from corsgate_audit.handlers import code
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.lowering.python import expressions, statements
from corsgate_audit.handlers.lowering.python.module import PythonModule

_LIMIT = 500_000  # bytes: a module that a person has written is smaller by two orders


def lower_python(path: str, source: bytes) -> code.LoweredModule:
    """Lower one module.

    Args:
        path: Path within the bundle.
        source: Contents in the encoding that they declare.

    Raises:
        UnreadableCodeError: it is no Python of this interpreter, or larger than is read.
    """
    if len(source) > _LIMIT:
        message = f"{path} has {len(source):,} bytes; at most {_LIMIT:,} are read"
        raise UnreadableCodeError(message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the style of somebody else's code
            tree = ast.parse(source)
        return code.LoweredModule(path, "python", _Module(path).statements(tree.body))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        # Not the error's own text: it may quote what stands there.
        message = (
            f"{path} is not Python that this interpreter reads ({type(error).__name__}{where})"
        )
        raise UnreadableCodeError(message) from error


class _Module(PythonModule):
    """Puts the parts together."""

    expression = expressions.expression
    statements = statements.statements
