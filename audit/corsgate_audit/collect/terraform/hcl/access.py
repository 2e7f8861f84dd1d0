"""Attributes of objects, items of lists, and what a ``for`` goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.terraform.hcl.values import (
    EvaluationError,
    SetOf,
    Unknown,
    handle,
    is_handle,
    is_marked,
    renamed,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.terraform.hcl.values import Value


def take(value: Value, key: Value, written: str) -> Value:
    """Take an attribute of an object, or an item of a list.

    Args:
        value: object, list, resource.
        key: name or number.
        written: whole expression, for people.

    Raises:
        EvaluationError: there is none.
    """
    if isinstance(value, Unknown):
        return renamed(value, written)
    if isinstance(key, Unknown):
        return Unknown(shown(written), key.reason)
    if is_handle(value) and isinstance(key, str):
        return handle(value).attribute(key)
    if is_handle(value) and key == 0:
        return value  # count was added or taken away: Terraform would refuse it, nobody doubts it
    if isinstance(value, dict):
        return _member(value, str(key), written)
    index = int(key) if isinstance(key, str) and key.isascii() and key.isdigit() else key
    if isinstance(value, list) and isinstance(index, int) and 0 <= index < len(value):
        return value[index]
    message = "there is no such item" if isinstance(value, list) else "it has no attributes"
    raise EvaluationError(message)


def _member(value: dict[str, Value], name: str, written: str) -> Value:
    if is_marked(name):
        return Unknown(shown(written), "the key is not known")
    if name not in value:
        message = f"there is no {name!r} in it"
        raise EvaluationError(message)
    return value[name]


def pairs(value: Value) -> Iterator[tuple[Value, Value]]:
    """Yield keys and values of what a ``for`` or ``for_each`` goes through.

    Args:
        value: list, set or map.

    Raises:
        EvaluationError: it is none of these.
    """
    if isinstance(value, SetOf):
        yield from ((item, item) for item in value)
    elif isinstance(value, dict):
        yield from sorted(value.items())
    elif isinstance(value, list):
        yield from enumerate(value)
    else:
        message = "a list, a set or a map is expected here"
        raise EvaluationError(message)


def key_text(key: Value) -> str:
    """Write a value as the key of an object.

    Args:
        key: value of the expression.

    Raises:
        EvaluationError: it is not known: the whole object is not.
    """
    if isinstance(key, Unknown):
        message = f"a key is not known: {key.expression}: {key.reason}"
        raise EvaluationError(message)
    if is_marked(key):
        message = "a key is known only in part"
        raise EvaluationError(message)
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, str | int | float):
        return str(key)
    message = "a key has to be a string"
    raise EvaluationError(message)
