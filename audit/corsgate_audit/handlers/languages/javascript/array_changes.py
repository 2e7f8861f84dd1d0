"""Methods that change a JavaScript array, where its length and the place are known.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.handlers.languages.javascript.arrays import whole
from corsgate_audit.handlers.languages.javascript.conversions import number_of, text_of
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.bounds import NotDeterminedError
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, SetItems

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.interpreter.natives import Method
    from corsgate_audit.handlers.values.value import Value

_Change: TypeAlias = "Callable[[Interpreter, list[Value], Arguments], Value | None]"


def _changed(change: _Change) -> Method:
    """Return a method that changes the array; where it gives nothing, it gives the array."""

    def method(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
        if of.rest is not None or call.more is not None or isinstance(of, SetItems):
            return interpreter.unknown_call(call, of)
        items = list(of.items)
        try:
            given = change(interpreter, items, call)
        except NotDeterminedError:
            return interpreter.unknown_call(call, of)
        interpreter.replace(of.items, items)
        return of if given is None else given

    return method


def _copied(change: _Change) -> Method:
    """Return a method that changes a copy of the array."""
    apply = _changed(change)

    def method(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
        return apply(interpreter, Arr(list(of.items), of.rest), call)

    return method


def _push(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    interpreter.replace(of.items, [*of.items, *call.values])
    if call.more is not None:
        interpreter.attribute(of, "rest", of.rest or call.more)
    return Known(len(of.items)) if of.rest is None else UNDEFINED


def _add(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    interpreter.replace(of.items, type(of)([*of.items, *call.values[:1]]).items)
    return of


def _pop(_: Interpreter, items: list[Value], __: Arguments) -> Value:
    return items.pop() if items else UNDEFINED


def _shift(_: Interpreter, items: list[Value], __: Arguments) -> Value:
    return items.pop(0) if items else UNDEFINED


def _unshift(_: Interpreter, items: list[Value], call: Arguments) -> Value:
    items[:0] = call.values
    return Known(len(items))


def _splice(_: Interpreter, items: list[Value], call: Arguments) -> Value:
    if not call.values:
        return Arr()
    first = whole(call.values[0]) or 0
    first = max(len(items) + first, 0) if first < 0 else min(first, len(items))
    count = whole(call.values[1]) or 0 if len(call.values) > 1 else len(items)
    last = first + max(count, 0)
    removed = items[first:last]
    items[first:last] = call.values[2:]
    return Arr(removed)


def _reverse(_: Interpreter, items: list[Value], __: Arguments) -> None:
    items.reverse()


def _sort(interpreter: Interpreter, items: list[Value], call: Arguments) -> None:
    """Sort by texts, or as a function compares; ``undefined`` goes last."""
    function = call.get(0)
    present = [each for each in items if each is not UNDEFINED]
    missing = len(items) - len(present)
    if function is None or function is UNDEFINED:
        present.sort(key=lambda each: text_of(each).encode("utf-16-be", "surrogatepass"))
    else:
        compare = function

        def order(left: Value, right: Value) -> int:
            given = interpreter.call(compare, Arguments(call.text, call.place, [left, right]))
            found = number_of(given)
            return (found > 0) - (found < 0)

        present.sort(key=cmp_to_key(order))
    items[:] = [*present, *[UNDEFINED] * missing]


def _fill(_: Interpreter, items: list[Value], call: Arguments) -> None:
    if len(call.values) > 1:
        raise NotDeterminedError
    items[:] = [call.get(0) or UNDEFINED] * len(items)


def _with(_: Interpreter, items: list[Value], call: Arguments) -> None:
    place = whole(call.get(0) or UNDEFINED) or 0
    if not -len(items) <= place < len(items):
        raise NotDeterminedError  # a RangeError
    items[place] = call.get(1) or UNDEFINED


ARRAY_CHANGES: dict[str, Method] = {
    "push": _push,
    "add": _add,
    "pop": _changed(_pop),
    "shift": _changed(_shift),
    "unshift": _changed(_unshift),
    "splice": _changed(_splice),
    "reverse": _changed(_reverse),
    "sort": _changed(_sort),
    "fill": _changed(_fill),
    "toReversed": _copied(_reverse),
    "toSorted": _copied(_sort),
    "with": _copied(_with),
}
