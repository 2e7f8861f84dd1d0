"""One JSON or YAML file as plain values, with the lines of its parts, within bounds."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import MAX_BYTES
from corsgate_audit.collect.reach import Reach, reach_of
from corsgate_audit.collect.template.positions import JsonPositions
from corsgate_audit.collect.template.yaml_text import MAX_DEPTH, load_yaml
from corsgate_audit.model import Location

if TYPE_CHECKING:
    from corsgate_audit.collect.template.positions import Positions

_YAML = frozenset({".yaml", ".yml"})
_KINDS: tuple[tuple[type, str], ...] = (
    (type(None), "nothing"),
    (list, "a list"),
    (str, "a text"),
    (bool, "a boolean"),
    (object, "a number"),
)
MAX_VALUES = 500_000
"""Values after aliases are expanded: a short text can stand for billions of them."""
MAX_CHARACTERS = 2 * MAX_BYTES
"""Characters of them all: a text of a megabyte can be named as often."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content.

    Args:
        path: path as the user named it.
        content: plain values.
        positions: lines and columns where its parts begin.
        reach: what the paths in it may lead to; nothing where it was read from no file.
    """

    path: Path
    content: dict[str, object]
    positions: Positions
    reach: Reach = field(default_factory=Reach, compare=False, repr=False)

    def location(self, *names: str, logical_id: str | None = None) -> Location:
        """Say where a part of the document is.

        Args:
            names: names of the members that lead to it.
            logical_id: logical id of the resource that it is, or is a part of.
        """
        origin = self.positions.origin(*names)
        return Location(
            source=self.source(*names),
            pointer="".join(f"/{_escape(name)}" for name in origin),
            logical_id=logical_id,
            line=self.positions.line(*names),
        )

    def source(self, *names: str) -> str:
        """Name the file that a part of the document is in.

        Args:
            names: names of the members that lead to it.
        """
        return self.positions.source(*names) or str(self.path)

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


def read_document(path: Path, reach: Reach | None = None) -> Document:
    """Read a file.

    Args:
        path: path of a JSON or YAML file, whatever it is called.
        reach: reach of the target that the file is, or is a part of; None for a target of its own.

    Raises:
        TargetError: the file cannot be read, is no JSON or YAML object, or goes beyond a bound.

    Example:
        >>> read_document(Path("api.yaml")).positions.line("Resources", "Api")
        3
    """
    reach = reach or reach_of(path)
    return parse_document(_read_text(path, reach), path, reach)


def parse_document(text: str, path: Path, reach: Reach | None = None) -> Document:
    """Read a file's text.

    Args:
        text: JSON or YAML.
        path: path of the file that it stands in, or is going to.
        reach: what the paths in it may lead to; None for nothing.

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
    reach = reach or Reach()
    reach.budget.take(values=_count_values(content, path))
    return Document(path=path, content=content, positions=positions, reach=reach)


def is_json(text: str) -> bool:
    """Whether a text is read as JSON; one that is none may still be YAML's flow style."""
    return text.lstrip()[:1] in ("{", "[")


def _read_text(path: Path, reach: Reach) -> str:
    """Read a file's text."""
    data = reach.read(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{str(path)!r}: not UTF-8 text: {error.reason} at byte {error.start:,}"
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
        # Some of its messages end with what stands there.
        message = f"{error.msg.partition(':')[0]}, line {error.lineno}, column {error.colno}"
    except _DuplicateError:
        message = f"a name appears twice in one object{_duplicate_place(text)}"
    except _ConstantError as error:
        message = str(error)
    except ValueError:  # https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
        message = f"a number of more than {sys.get_int_max_str_digits():,} digits"
    else:
        return content, JsonPositions(text)
    message = f"{str(path)!r}: not valid JSON: {message}"
    raise TargetError(message)


def _kind(content: object) -> str:
    """Say in words what stands at the top of a file."""
    return next(name for kind, name in _KINDS if isinstance(content, kind))


def _no_constant(name: str) -> object:
    """Refuse what Python's JSON has beyond the standard's, https://www.rfc-editor.org/rfc/rfc8259#section-6.

    Raises:
        _ConstantError: always.
    """
    message = f"{name} is not a JSON value"
    raise _ConstantError(message)


class _ConstantError(ValueError):
    """``NaN``, ``Infinity`` or ``-Infinity``."""


class _DuplicateError(Exception):
    """A name appears twice in a JSON object."""


def _without_duplicates(members: list[tuple[str, object]]) -> dict[str, object]:
    """Build an object, refusing a name that appears twice: one of the two would be lost."""
    built = dict(members)
    if len(built) < len(members):
        raise _DuplicateError
    return built


def _duplicate_place(text: str) -> str:
    """Say where a name appears again, as the YAML reader finds it: JSON is a part of YAML."""
    try:
        load_yaml(text, Path())
    except TargetError as error:
        return str(error).partition("appears twice")[2]
    except RecursionError:
        return ""
    return ""


def _too_deep(path: Path) -> TargetError:
    """Build the error for nesting beyond the bound."""
    return TargetError(f"{str(path)!r}: nested more than {MAX_DEPTH} levels deep")


def _count_values(content: object, path: Path) -> int:
    """Count values, refusing nesting and aliases without measure.

    An alias to itself is endless nesting.
    """
    pending: list[tuple[object, int]] = [(content, 1)]
    count = characters = 0
    while pending:
        value, depth = pending.pop()
        count += 1
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        if isinstance(value, str):
            characters += len(value)
        if count > MAX_VALUES or characters > MAX_CHARACTERS:
            what = f"{MAX_VALUES:,} values or {MAX_CHARACTERS:,} characters"
            message = f"{str(path)!r}: more than {what} once aliases are expanded"
            raise TargetError(message)
        if isinstance(value, str):
            _check_text(value, path)
        elif isinstance(value, dict):
            pending.extend((item, depth + 1) for pair in value.items() for item in pair)
        elif isinstance(value, list):
            pending.extend((item, depth + 1) for item in value)
    return count


def _check_text(value: str, path: Path) -> None:
    """Refuse half a surrogate pair: no report could be written with it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        message = f"{str(path)!r}: half a surrogate pair is not a character"
        raise TargetError(message) from None
