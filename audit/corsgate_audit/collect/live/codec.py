"""The model as JSON, and back.

Not pickle, which runs what a file says: a state file may come from anywhere.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from corsgate_audit import model

_TYPE, _VALUE = "is", "value"
_KNOWN: dict[str, type] = {
    name: each
    for name, each in vars(model).items()
    if isinstance(each, type) and (is_dataclass(each) or issubclass(each, Enum))
}


def encode(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Write a value of the model as what JSON has.

    Args:
        value: a dataclass of the model, or what such a one holds.

    Example:
        >>> from corsgate_audit.model import Unresolved
        >>> encode((1, Unresolved("!Ref A", "no default")))
        [1, {'is': 'Unresolved', 'expression': '!Ref A', 'reason': 'no default'}]
    """
    if isinstance(value, Enum):
        return {_TYPE: type(value).__name__, _VALUE: value.value}
    if is_dataclass(value):
        # What is left out of comparisons is no part of what was collected: the code of functions.
        held = {e.name: encode(getattr(value, e.name)) for e in fields(value) if e.compare}
        return {_TYPE: type(value).__name__, **held}
    return [encode(each) for each in value] if isinstance(value, tuple) else value


def decode(value: Any) -> Any:  # noqa: ANN401 - any JSON, and any value of the model
    """Return the value that `encode` has written.

    Args:
        value: JSON value that `encode` has returned.

    Raises:
        KeyError: it is of no type that the model has.
        TypeError: its fields are not those of the type.
        ValueError: an enumeration has no such member.
    """
    if isinstance(value, list):
        return tuple(decode(each) for each in value)
    if not isinstance(value, dict):
        return value
    known = _KNOWN[value[_TYPE]]
    if issubclass(known, Enum):
        return known(value[_VALUE])
    return known(**{name: decode(each) for name, each in value.items() if name != _TYPE})
