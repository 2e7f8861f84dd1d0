"""Python's functions and methods of lists, tuples and sets, and its sums.

Sources: https://docs.python.org/3/library/functions.html,
https://docs.python.org/3/tutorial/datastructures.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.languages.python.operators import RAISED, raised
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.bounds import NotDeterminedError, bounded
from corsgate_audit.handlers.values.constants import Plain, constant_of, value_of
from corsgate_audit.handlers.values.data import (
    NOTHING,
    Arr,
    Known,
    SetItems,
    TupleItems,
    Unfollowed,
)
from corsgate_audit.handlers.values.describing import about

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.interpreter.natives import Method
    from corsgate_audit.handlers.values.value import Value

_ROUNDS = 1000  # of a range
_LAST = Known(-1)


def of_constants(function: Callable[..., object]) -> Callable[[Interpreter, Arguments], Value]:
    """Return a function of the language that is applied where all is known.

    Args:
        function: Pure function of plain data, whose result is bounded by its arguments.
    """

    def apply(_: Interpreter, call: Arguments) -> Value:
        parts = (*call.values, *call.named.values(), call.more)
        if call.more is not None:
            return Unfollowed(call.text, about(*parts))
        try:
            named = {key: constant_of(each) for key, each in call.named.items()}
            return value_of(function(*map(constant_of, call.values), **named))
        except NotDeterminedError:
            return Unfollowed(call.text, about(*parts))
        except RAISED as error:
            raise raised(error) from error

    return apply


def _range(*limits: int) -> list[int]:
    numbers = range(*limits)
    bounded(len(numbers), _ROUNDS)
    return list(numbers)


def enumerated(interpreter: Interpreter, call: Arguments) -> Value:
    """``enumerate(items, start)``."""
    items, rest = interpreter.items_of(call.get(0) or Arr())
    start = call.get(1, "start") or Known(0)
    if not isinstance(start, Known) or not isinstance(start.value, int):
        return Arr([], Unfollowed(call.text, about(*items, rest)))
    numbered: list[Value] = [
        TupleItems([Known(index), each]) for index, each in enumerate(items, start.value)
    ]
    return Arr(numbered, rest)


def zipped(interpreter: Interpreter, call: Arguments) -> Value:
    """``zip(…)``."""
    several = [interpreter.items_of(each) for each in call.values]
    rests = [rest for _, rest in several if rest is not None]
    if call.more is not None or call.named:
        return Arr([], Unfollowed(call.text, about(*call.values)))
    pairs: list[Value] = [
        TupleItems(list(each)) for each in zip(*(items for items, _ in several), strict=False)
    ]
    return Arr(pairs, Unfollowed(call.text, about(*rests)) if rests else None)


def backwards(interpreter: Interpreter, call: Arguments) -> Value:
    """``reversed(items)``."""
    items, rest = interpreter.items_of(call.get(0) or Arr())
    return Arr(items[::-1]) if rest is None else Arr([], rest)


def in_order(interpreter: Interpreter, call: Arguments) -> Value:
    """``sorted(items, key=…, reverse=…)``."""
    items, rest = interpreter.items_of(call.get(0) or Arr())
    unknown = Arr([], Unfollowed(call.text, about(*items, rest)))
    if rest is not None:
        return unknown
    try:
        return Arr(_ordered(interpreter, items, call))
    except NotDeterminedError:
        return unknown
    except RAISED as error:
        raise raised(error) from error


def _ordered(interpreter: Interpreter, items: Sequence[Value], call: Arguments) -> list[Value]:
    function = call.named.get("key")
    keys: list[Any] = [
        _key(interpreter.call(function, Arguments(call.text, call.place, [each])))
        if function is not None and function is not NOTHING
        else _key(each)
        for each in items
    ]
    backward = interpreter.truth(call.named.get("reverse") or Known(value=False))
    if backward is None:
        raise NotDeterminedError
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=backward)
    return [items[index] for index in order]


def _key(value: Value) -> Plain:
    """Return what decides the order: of a pair, the constants that it begins with.

    Where they are the same in two pairs, what follows decides, which is then not known; the pairs
    of a dictionary have different keys.
    """
    if isinstance(value, TupleItems) and value.items and isinstance(value.items[0], Known):
        return (value.items[0].value, *_others(value.items[1:]))
    return constant_of(value)


def _others(items: Sequence[Value]) -> Sequence[Plain]:
    try:
        return [constant_of(each) for each in items]
    except NotDeterminedError:
        return [_Undecided()]  # type: ignore[list-item] # compared, and only then refused


class _Undecided:
    def __lt__(self, other: object) -> bool:
        raise NotDeterminedError


def largest(choose: Callable[..., Any]) -> Callable[[Interpreter, Arguments], Value]:
    """Return ``max`` or ``min``; with a key it is not followed."""

    def apply(interpreter: Interpreter, call: Arguments) -> Value:
        if call.named.keys() - {"default"}:
            return Unfollowed(call.text, about(*call.values))
        if len(call.values) == 1:
            items, rest = interpreter.items_of(call.values[0])
            call = Arguments(call.text, call.place, [Arr(items, rest)], call.named, call.more)
        return of_constants(choose)(interpreter, call)

    return apply


def _append(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    interpreter.replace(of.items, type(of)([*of.items, *call.values[:1]]).items)
    return NOTHING


def _extend(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    items, rest = interpreter.items_of(call.get(0) or Arr())
    interpreter.replace(of.items, type(of)([*of.items, *items]).items)
    if rest is not None:
        interpreter.attribute(of, "rest", rest)
    return NOTHING


def _changed(change: Callable[..., object]) -> Method:
    """Return a method of lists that changes one whose length is known, at a known place."""

    def method(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
        if of.rest is not None or isinstance(of, SetItems):
            return interpreter.unknown_call(call, of)
        items = list(of.items)
        try:
            given = change(items, *call.values)
        except NotDeterminedError:
            return interpreter.unknown_call(call, of)
        except RAISED as error:
            raise raised(error) from error
        interpreter.replace(of.items, items)
        return given  # type: ignore[return-value] # a value of the list, or nothing

    return method


def _insert(items: list[Value], at: Value, item: Value) -> Value:
    items.insert(constant_of(at), item)  # type: ignore[arg-type] # Python refuses others
    return NOTHING


def _pop(items: list[Value], at: Value = _LAST) -> Value:
    return items.pop(constant_of(at))  # type: ignore[arg-type] # as above


def _remove(items: list[Value], item: Value) -> Value:
    del items[[constant_of(each) for each in items].index(constant_of(item))]
    return NOTHING


def _reverse(items: list[Value]) -> Value:
    items.reverse()
    return NOTHING


def _sort(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    sorted_ = in_order(interpreter, Arguments(call.text, call.place, [of], call.named, call.more))
    if isinstance(sorted_, Arr):
        interpreter.replace(of.items, sorted_.items)
        interpreter.attribute(of, "rest", sorted_.rest)
    return NOTHING


def _found(find: Callable[..., int]) -> Method:
    def method(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
        return of_constants(find)(
            interpreter, Arguments(call.text, call.place, [Arr(of.items, of.rest), *call.values])
        )

    return method


SUMS: dict[str, Callable[[Interpreter, Arguments], Value]] = {
    "abs": of_constants(abs),
    "round": of_constants(round),
    "sum": of_constants(sum),
    "float": of_constants(float),
    "int": of_constants(int),
    "ord": of_constants(ord),
    "chr": of_constants(chr),
    "hex": of_constants(hex),
    "divmod": of_constants(divmod),
    "max": largest(max),
    "min": largest(min),
}
ITEMS: dict[str, Callable[[Interpreter, Arguments], Value]] = {
    "range": of_constants(_range),
    "enumerate": enumerated,
    "zip": zipped,
    "reversed": backwards,
    "sorted": in_order,
}
LIST_METHODS: dict[str, Method] = {
    "append": _append,
    "add": _append,
    "extend": _extend,
    "insert": _changed(_insert),
    "pop": _changed(_pop),
    "remove": _changed(_remove),
    "reverse": _changed(_reverse),
    "sort": _sort,
    "index": _found(list.index),
    "count": _found(list.count),
    "copy": lambda _, of, __: replace(of, items=list(of.items)),
}
