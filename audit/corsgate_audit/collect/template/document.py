"""One JSON or YAML file as plain values, with the lines of its parts, within bounds."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.positions import JsonPositions
from corsgate_audit.collect.template.yaml_text import MAX_DEPTH, load_yaml
from corsgate_audit.model import Location

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.template.positions import Positions

MAX_BYTES = 20 * 2**20
"""A file's size, in bytes. CloudFormation takes templates of 1 MB; Terraform's plans are longer."""
_YAML = frozenset({".yaml", ".yml"})
MAX_VALUES = 500_000
"""Values after aliases are expanded: a short text can stand for billions of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content.

    Args:
        path: as the user named it.
        content: plain values.
        positions: where its parts begin.
    """

    path: Path
    content: dict[str, object]
    positions: Positions

    def location(self, *names: str, logical_id: str | None = None) -> Location:
        """Say where a part of the document is.

        Args:
            names: of the members that lead to it.
            logical_id: of the resource that it is, or is a part of.
        """
        origin = self.positions.origin(*names)
        return Location(
            source=str(self.path),
            pointer="".join(f"/{_escape(name)}" for name in origin),
            logical_id=logical_id,
            line=self.positions.line(*names),
        )

    @property
    def resources(self) -> dict[str, object]:
        """The ``Resources`` section; empty where there is none."""
        section = self.content.get("Resources")
        return section if isinstance(section, dict) else {}


def _escape(name: str) -> str:
    """Write a name as a part of a JSON pointer.

    Source: https://www.rfc-editor.org/rfc/rfc6901#section-3
    """
    return name.replace("~", "~0").replace("/", "~1")


def read_document(path: Path) -> Document:
    """Read a file.

    Args:
        path: of a JSON or YAML file, whatever it is called.

    Raises:
        TargetError: the file cannot be read, is no JSON or YAML object, or goes beyond a bound.

    Example:
        >>> read_document(Path("api.yaml")).positions.line("Resources", "Api")
        3
    """
    return parse_document(_read_text(path), path)


def parse_document(text: str, path: Path) -> Document:
    """Read a file's text.

    Args:
        text: JSON or YAML.
        path: of the file that it stands in, or is going to.

    Raises:
        TargetError: it is no JSON or YAML object, or goes beyond a bound.
    """
    load = _load_json if is_json(text) else _load_yaml
    try:
        content, positions = load(text, path)
    except RecursionError:
        raise _too_deep(path) from None
    if not isinstance(content, dict):
        message = f"{str(path)!r}: an object is expected at the top, not {_kind(content)}"
        raise TargetError(message)
    _check_bounds(content, path)
    return Document(path=path, content=content, positions=positions)


def is_json(text: str) -> bool:
    """Whether a text is read as JSON; one that is none may still be YAML's flow style."""
    return text.lstrip()[:1] in ("{", "[")


def _read_text(path: Path) -> str:
    """Read a file's text, if it is not too long."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # of a pipe or a device, the size is not known before
        if len(data) <= MAX_BYTES:
            return data.decode("utf-8-sig")
        message = f"more than {MAX_BYTES:,} bytes"
    except FileNotFoundError:
        message = "no such file or folder"
    except OSError as error:
        message = error.strerror or str(error)
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text: {error.reason} at byte {error.start:,}"
    except ValueError as error:  # a path that no file can have: with a null character in it
        message = str(error)
    message = f"{str(path)!r}: {message}"
    raise TargetError(message)


def _load_yaml(text: str, path: Path) -> tuple[object, Positions]:
    """Load YAML."""
    return load_yaml(text, path)


def _load_json(text: str, path: Path) -> tuple[object, Positions]:
    """Load JSON; in a file that is called YAML it may be YAML's flow style."""
    try:
        content = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        if path.suffix.lower() in _YAML:
            return _load_yaml(text, path)
        message = f"{error.msg}, line {error.lineno}, column {error.colno}"
    except _DuplicateError as error:
        message = f"the name {str(error)!r} appears twice in one object"
    except ValueError as error:  # NaN, or a number of thousands of digits
        message = str(error)
    else:
        return content, JsonPositions(text)
    message = f"{str(path)!r}: not valid JSON: {message}"
    raise TargetError(message)


def _kind(content: object) -> str:
    """Say in words what stands at the top of a file."""
    if content is None:
        return "nothing"
    return "a list" if isinstance(content, list) else f"the value {content!r:.40}"


def _no_constant(name: str) -> object:
    """Refuse what Python's JSON has beyond the standard's, https://www.rfc-editor.org/rfc/rfc8259#section-6.

    Raises:
        ValueError: always.
    """
    message = f"{name} is no JSON value"
    raise ValueError(message)


class _DuplicateError(Exception):
    """A name appears twice in a JSON object."""


def _without_duplicates(members: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a name that appears twice: one of the two would be lost."""
    built = dict(members)
    if len(built) < len(members):
        name, _ = Counter(name for name, _ in members).most_common(1)[0]
        raise _DuplicateError(name)
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
        if isinstance(value, str):
            _check_text(value, path)
        elif isinstance(value, dict):
            pending.extend((item, depth + 1) for pair in value.items() for item in pair)
        elif isinstance(value, list):
            pending.extend((item, depth + 1) for item in value)


def _check_text(value: str, path: Path) -> None:
    """Refuse half a surrogate pair: no report could be written with it."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        message = f"{str(path)!r}: {error.object[error.start : error.end]!r} is no character"
        raise TargetError(message) from None
