"""One JSON or YAML file as plain values, with the lines of its resources, within bounds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.json_lines import member_lines
from corsgate_audit.collect.template.yaml_text import load_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_BYTES = 2 * 2**20
"""A template's size, in bytes: CloudFormation takes at most 1 MB.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""
MAX_DEPTH = 100
MAX_VALUES = 500_000
"""Values after aliases are expanded: a short text can stand for billions of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content.

    Args:
        path: as the user named it.
        content: plain values.
        lines: the line of each member of ``Resources``, counted from 1.
    """

    path: Path
    content: dict[str, object]
    lines: Mapping[str, int]

    @property
    def resources(self) -> dict[str, object]:
        """The ``Resources`` section; empty where there is none."""
        section = self.content.get("Resources")
        return section if isinstance(section, dict) else {}


def read_document(path: Path) -> Document:
    """Read a file.

    Args:
        path: of a JSON or YAML file, whatever it is called.

    Raises:
        TargetError: the file cannot be read, is no JSON or YAML object, or goes beyond a bound.

    Example:
        >>> read_document(Path("api.yaml")).lines
        {'Api': 3}
    """
    text = _read_text(path)
    is_json = text.lstrip()[:1] in ("{", "[")
    try:
        content, lines = _load_json(text, path) if is_json else load_yaml(text, path, MAX_DEPTH)
    except RecursionError:
        raise _too_deep(path) from None
    if not isinstance(content, dict):
        message = f"{str(path)!r}: an object is expected at the top, not {type(content).__name__}"
        raise TargetError(message)
    _check_bounds(content, path)
    return Document(path=path, content=content, lines=lines)


def _read_text(path: Path) -> str:
    """Read a file's text, if it is not too long."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = f"{str(path)!r}: {size:,} bytes are too many; at most {MAX_BYTES:,} are read"
            raise TargetError(message)
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        message = f"{str(path)!r}: no such file or folder"
        raise TargetError(message) from None
    except OSError as error:
        message = f"{str(path)!r}: {error.strerror or error}"
        raise TargetError(message) from error
    except UnicodeDecodeError as error:
        message = f"{str(path)!r}: not UTF-8 text: {error.reason} at byte {error.start:,}"
        raise TargetError(message) from error


def _load_json(text: str, path: Path) -> tuple[object, Mapping[str, int]]:
    """Load JSON; what begins like JSON and is none may still be YAML in its flow style."""
    try:
        content = json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        try:
            return load_yaml(text, path, MAX_DEPTH)
        except TargetError:
            pass
        where = f"line {error.lineno}, column {error.colno}"
        message = f"{str(path)!r}: not valid JSON: {error.msg}, {where}"
        raise TargetError(message) from error
    except _DuplicateError as error:
        message = f"{str(path)!r}: not valid JSON: the name {str(error)!r} appears twice"
        raise TargetError(message) from error
    return content, member_lines(text, "Resources")


class _DuplicateError(Exception):
    """A name appears twice in a JSON object."""


def _without_duplicates(members: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a name that appears twice: one of the two would be lost."""
    built = dict(members)
    if len(built) < len(members):
        seen: set[str] = set()
        raise _DuplicateError(next(n for n, _ in members if n in seen or seen.add(n)))  # type: ignore[func-returns-value]
    return built


def _too_deep(path: Path) -> TargetError:
    """Build the error for nesting beyond the bound."""
    return TargetError(f"{str(path)!r}: nested more than {MAX_DEPTH} levels deep")


def _check_bounds(content: object, path: Path) -> None:
    """Refuse nesting and aliases without measure. An alias to itself is endless nesting."""
    pending: list[tuple[object, int]] = [(content, 1)]
    count = 0
    while pending:
        value, depth = pending.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        if count > MAX_VALUES:
            message = f"{str(path)!r}: more than {MAX_VALUES:,} values once aliases are expanded"
            raise TargetError(message)
        if isinstance(value, dict):
            pending.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, list):
            pending.extend((item, depth + 1) for item in value)
