"""Values as AWS's API shapes them, read into the model's types without guessing.

The template reader brings its resources into these shapes first, so that there is one reading of
them and a template and the account it was deployed to cannot give different models. A value of
another type than AWS documents is an `Unresolved` that says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Flag, Number, Text, Texts

Shape: TypeAlias = Mapping[str, object]
Pairs: TypeAlias = "tuple[tuple[str, Text], ...] | Unresolved"

_BOOLEANS = {"true": True, "false": False}
_is_whole = re.compile(r"-?[0-9]{1,18}").fullmatch
_MOST = 1_000
"""Values of a list. An account has a few hundred of the longest, which are origins."""
_SHOWN = 120  # characters of a value that an Unresolved shows


def show(value: object) -> str:
    """Write a value for people, cut to a line's length."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _unlike(value: object, expected: str) -> Unresolved:
    """Say that a value is not of the type that AWS documents."""
    return Unresolved(show(value), f"{expected} is expected here")


def text(value: object) -> Text:
    """Read a text; numbers and booleans as templates write them unquoted."""
    if isinstance(value, str | Unresolved):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else _unlike(value, "a string")


def optional_text(value: object) -> Text | None:
    """Read a text that may be absent. AWS answers an absent one with null or leaves it out."""
    return None if value is None or value == "" else text(value)


def flag(value: object) -> Flag:
    """Read a boolean that is false where it is absent."""
    if value is None:
        return False
    if isinstance(value, bool | Unresolved):
        return value
    return _BOOLEANS.get(str(value).lower(), _unlike(value, "true or false"))


def number(value: object) -> Number | None:
    """Read a whole number that may be absent."""
    if value is None or isinstance(value, Unresolved):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _is_whole(value):
        return int(value)
    return _unlike(value, "an integer")


def texts(value: object) -> Texts:
    """Read a list of texts that is empty where it is absent.

    Nobody writes down as many as would take minutes to judge; who does hides something.
    """
    if value is None:
        return ()
    if isinstance(value, Unresolved):
        return value
    if isinstance(value, str) or not isinstance(value, Sequence):
        return _unlike(value, "a list of strings")
    if len(value) > _MOST:
        return Unresolved(show([*value[:3]]), f"more than {_MOST:,} values, which are not judged")
    return tuple(text(item) for item in value)


def pairs(value: object, *, prefix: str = "") -> Pairs:
    """Read a map of texts, sorted by name.

    Args:
        value: the map, or None for an empty one.
        prefix: beginning of the names that are taken, which they lose: ``method.response.header.``.
    """
    if value is None:
        return ()
    if isinstance(value, Unresolved):
        return value
    if not isinstance(value, Mapping):
        return _unlike(value, "a map of strings")
    # AWS keeps an empty template as null in some answers and as an empty text in others.
    return tuple(
        (name[len(prefix) :], "" if item is None else text(item))
        for name, item in sorted(value.items())
        if name.startswith(prefix)
    )


def names(value: object, prefix: str) -> tuple[str, ...]:
    """Read the names in a map that begin with a prefix, without it, sorted."""
    if not isinstance(value, Mapping):
        return ()
    return tuple(sorted(name[len(prefix) :] for name in value if name.startswith(prefix)))


def child(shape: Shape, name: str) -> Shape | Unresolved | None:
    """Read a map inside a shape."""
    value = shape.get(name)
    if value is None or isinstance(value, Unresolved | Mapping):
        return value
    return _unlike(value, "a map")


def items(value: object) -> Iterator[Shape | Unresolved]:
    """Read the maps in a list, or the values of a map of maps."""
    if value is None:
        return
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, str | Unresolved) or not isinstance(value, Sequence):
        yield value if isinstance(value, Unresolved) else _unlike(value, "a list")
        return
    for item in value:
        is_read = isinstance(item, Mapping | Unresolved)
        yield item if is_read else _unlike(item, "a map")
