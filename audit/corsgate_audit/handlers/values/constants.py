"""Turns values all of whose parts are known into plain data, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.handlers.code.nodes import ABSENT, Absent
from corsgate_audit.handlers.values.bounds import NotDeterminedError
from corsgate_audit.handlers.values.data import Arr, Known, Obj, SetItems, TupleItems

if TYPE_CHECKING:
    from corsgate_audit.handlers.values.value import Value

Plain: TypeAlias = (
    "str | int | float | bytes | Absent | list[Plain] | tuple[Plain, ...] | dict[str, Plain] | None"
)
_DEEPEST = 20


def constant_of(value: Value, depth: int = _DEEPEST) -> Plain:
    """Return a value as plain data.

    Args:
        value: Constant, or a list, tuple or dictionary of them; a set has no order and is none.
        depth: Levels of lists and dictionaries.

    Raises:
        NotDeterminedError: A part of it is not known, or it is no plain data.
    """
    if isinstance(value, Known):
        return value.value
    if not depth:
        raise NotDeterminedError
    if isinstance(value, Arr) and value.rest is None and not isinstance(value, SetItems):
        items = [constant_of(each, depth - 1) for each in value.items]
        return tuple(items) if isinstance(value, TupleItems) else items
    if isinstance(value, Obj) and not value.rest and value.class_ is None:
        return {name: constant_of(each, depth - 1) for name, each in value.entries.items()}
    raise NotDeterminedError


def value_of(constant: object) -> Value:
    """Return plain data as a value.

    Args:
        constant: Data as `constant_of` gives it.

    Raises:
        NotDeterminedError: It is something else.
    """
    if constant is None or isinstance(constant, str | int | float | bytes) or constant is ABSENT:
        return Known(constant)
    if isinstance(constant, dict):
        return Obj({str(name): value_of(each) for name, each in constant.items()})
    if isinstance(constant, list | tuple):
        items = [value_of(each) for each in constant]
        return TupleItems(items) if isinstance(constant, tuple) else Arr(items)
    raise NotDeterminedError
