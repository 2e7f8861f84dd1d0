"""Parses scripts with tree-sitter; of large bundles only the statements that are asked for.

Source: https://tree-sitter.github.io/py-tree-sitter/
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import tree_sitter_typescript

from corsgate_audit.handlers import code
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.lowering.javascript import expressions, statements
from corsgate_audit.handlers.lowering.javascript.parts import split_script
from corsgate_audit.handlers.lowering.javascript.script import Script

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Parser

_WHOLE = 200_000  # bytes that are parsed at once
_PART = 2_000_000  # bytes of one statement
_LIMIT = 12_000_000  # bytes that are looked at, at all
_TYPED = (".ts", ".mts", ".cts")


def lower_script(path: str, source: bytes) -> code.LoweredModule:
    """Lower one script.

    Args:
        path: Path within the bundle; its suffix tells the language.
        source: Contents in UTF-8.

    Raises:
        UnreadableCodeError: it is larger than is read, or no grammar is installed.
    """
    if len(source) > _LIMIT:
        message = f"{path} has {len(source):,} bytes; at most {_LIMIT:,} are read"
        raise UnreadableCodeError(message)
    try:
        if len(source) <= _WHOLE:
            return code.LoweredModule(path, "javascript", _lower(path, source, 0))
        return _in_parts(path, source)
    except (RecursionError, ImportError) as error:
        message = f"{path} cannot be read: {error}"
        raise UnreadableCodeError(message) from error


def _lower(path: str, source: bytes, first_line: int) -> list[code.Statement]:
    if len(source) > _PART:
        message = f"{path} has one statement of {len(source):,} bytes; at most {_PART:,} are read"
        raise UnreadableCodeError(message)
    tree = _parser(_grammar(path)).parse(source)
    return _Script(path, first_line).statements(tree.root_node)


def _in_parts(path: str, source: bytes) -> code.LoweredModule:
    module = code.LoweredModule(path, "javascript", [])
    for part in split_script(source):
        text = source[part.start : part.end]
        if part.names:
            lower = _later(path, text, part.line)
            module.lazy.update(dict.fromkeys(part.names, lower))
        else:
            module.body += _lower(path, text, part.line)
    return module


def _later(path: str, text: bytes, line: int) -> Callable[[], list[code.Statement]]:
    """Return what lowers a declaration when it is first asked for."""
    done: list[list[code.Statement]] = []

    def lower() -> list[code.Statement]:
        if not done:
            done.append(_lower(path, text, line))
        return done[0]

    return lower


def _grammar(path: str) -> str:
    if path.endswith(_TYPED):
        return "typescript"
    return "tsx" if path.endswith(".tsx") else "javascript"


@lru_cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Language, Parser  # noqa: PLC0415 - only who has scripts needs it

    if grammar == "javascript":
        import tree_sitter_javascript  # noqa: PLC0415 - the same

        return Parser(Language(tree_sitter_javascript.language()))

    languages = {
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
    }
    return Parser(Language(languages[grammar]()))


def is_script(path: str) -> bool:
    """Whether a file is JavaScript or TypeScript."""
    return re.search(r"\.[cm]?[jt]sx?$", path) is not None


class _Script(Script):
    """Puts the parts together."""

    expression = expressions.expression
    statement = statements.lower_statement
    statements = statements.statements
