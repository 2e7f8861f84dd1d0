"""Methods of Java's lists, maps and what maps show of themselves.

Source: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/List.html and
`Map.html` beside it.

Not verified on AWS: those that begin with `velocity-list-` or `velocity-map-`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import UndeterminedError
from .values import Part, View, equals, type_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from .values import Value

Method = tuple[tuple[type, ...], "Callable[..., Any]"]


def item(items: list[Value], index: int) -> Value:
    """Return the item at an index. Java throws where there is none.

    Args:
        items: a list.
        index: index from 0.
    """
    return items[_within(items, index, len(items) - 1)]


def _within(items: list[Value], index: int, last: int) -> int:
    if not 0 <= index <= last:
        message = f"asks for item {index} of a list of {len(items)}"
        raise UndeterminedError(message)
    return index


def find(items: list[Value], wanted: Value) -> int:
    """Return the index of the first item that equals a value, or -1.

    Args:
        items: a list.
        wanted: any value.
    """
    return next((at for at, each in enumerate(items) if equals(each, wanted)), -1)


def put_item(items: list[Value], index: int, value: Value) -> Value:
    """Put a value in the place of another; return the other.

    Args:
        items: a list.
        index: index from 0.
        value: any.
    """
    before = item(items, index)
    items[index] = value
    return before


def _add(items: list[Value], value: Value) -> bool:
    items.append(value)
    return True


def _insert(items: list[Value], index: int, value: Value) -> str:
    """Insert; `void` becomes an empty text in Velocity."""
    items.insert(_within(items, index, len(items)), value)
    return ""


def _add_all(items: list[Value], others: list[Value]) -> bool:
    if len(items) + len(others) > _LONGEST:
        message = f"makes a list of more than {_LONGEST} items"
        raise UndeterminedError(message)
    items.extend([*others])
    return bool(others)


_LONGEST = 100_000
"""Items of a list. Those of real templates have some dozens."""


def _remove_at(items: list[Value], index: int) -> Value:
    return items.pop(_within(items, index, len(items) - 1))


def _remove(items: list[Value], value: Value) -> bool:
    at = find(items, value)
    if at >= 0:
        items.pop(at)
    return at >= 0


def _clear(items: list[Value] | dict[str, Value]) -> str:
    items.clear()
    return ""


_SHOWN: dict[str, tuple[Method, ...]] = {
    "contains": (((object,), lambda items, value: find(items, value) >= 0),),
    "isEmpty": (((), lambda items: not items),),
    "size": (((), len),),
}
"""What lists and arrays have."""

VIEW: dict[str, tuple[Method, ...]] = {
    "contains": (((object,), lambda view, value: find(view.items, value) >= 0),),
    "isEmpty": (((), lambda view: not view.pairs),),
    "size": (((), lambda view: len(view.pairs)),),
}
ARRAY: dict[str, tuple[Method, ...]] = {**_SHOWN, "get": (((int,), item),)}
LIST: dict[str, tuple[Method, ...]] = {
    **ARRAY,
    "add": (((object,), _add), ((int, object), _insert)),
    "addAll": (((list,), _add_all),),
    "clear": (((), _clear),),
    "equals": (((object,), equals),),
    "indexOf": (((object,), find),),
    "remove": (((int,), _remove_at), ((object,), _remove)),
    "set": (((int, object), put_item),),
}


def key_of(value: Value) -> str:
    """Return a key. Those that are no text, which Java keeps apart by type, are not kept here.

    Args:
        value: value that a template uses as a key.
    """
    if type(value) is not str:
        message = f"uses a key that is no text but {type_name(value)}"
        raise UndeterminedError(message)
    return value


def look_up(pairs: dict[str, Value], key: Value) -> Value:
    """Return what a map holds under a key; null where it is none.

    Args:
        pairs: a map.
        key: any value: one that is no text is in no map.
    """
    return pairs.get(key) if type(key) is str else None


def put(pairs: dict[str, Value], key: Value, value: Value) -> Value:
    """Put a value under a key; return what was there.

    Args:
        pairs: a map.
        key: a text.
        value: any.
    """
    before = pairs.get(key_of(key))
    pairs[key] = value
    return before


def _put_all(pairs: dict[str, Value], others: dict[str, Value]) -> str:
    pairs.update(others)
    return ""


READ_MAP: dict[str, tuple[Method, ...]] = {
    "containsKey": (((str,), lambda pairs, key: key in pairs),),
    "containsValue": (((object,), lambda pairs, value: find([*pairs.values()], value) >= 0),),
    "entrySet": (((), lambda pairs: View(pairs, Part.ENTRIES)),),
    "get": (((object,), look_up),),
    "getOrDefault": (((str, object), lambda pairs, key, other: pairs.get(key, other)),),
    "isEmpty": (((), lambda pairs: not pairs),),
    "keySet": (((), lambda pairs: View(pairs, Part.KEYS)),),
    "size": (((), len),),
    "values": (((), lambda pairs: View(pairs, Part.VALUES)),),
}
MAP: dict[str, tuple[Method, ...]] = {
    **READ_MAP,
    "clear": (((), _clear),),
    "equals": (((object,), equals),),
    "put": (((str, object), put),),
    "putAll": (((dict,), _put_all),),
    "remove": (((str,), lambda pairs, key: pairs.pop(key, None)),),
}

ENTRY: dict[str, tuple[Method, ...]] = {
    "getKey": (((), lambda pair: pair.key),),
    "getValue": (((), lambda pair: pair.value),),
}
