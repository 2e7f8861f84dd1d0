"""JavaScript's arrays.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Method, any_or_all
from corsgate_audit.handlers.languages.javascript.conversions import joined, text_of
from corsgate_audit.handlers.languages.javascript.operators import equal as equal_values
from corsgate_audit.handlers.languages.javascript.texts import includes, same
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.bounds import NotDeterminedError
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    FALSE,
    TRUE,
    UNDEFINED,
    Arr,
    Known,
    MapEntries,
    Obj,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import Closure
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def _each(interpreter: Interpreter, of: Arr, call: Arguments) -> list[tuple[Value, Value]]:
    """Call a function for each item; return the items with what it gave."""
    function = call.get(0)
    if function is None:
        return []
    return [
        (
            item,
            interpreter.call(function, Arguments(call.text, call.place, [item, Known(index), of])),
        )
        for index, item in enumerate(list(of.items))
    ]


def _rest_of(of: Arr, call: Arguments) -> Unfollowed | None:
    return None if of.rest is None else Unfollowed(call.text, of.rest.about)


def _mapped(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    return Arr([given for _, given in _each(interpreter, of, call)], _rest_of(of, call))


def _for_each(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    _each(interpreter, of, call)
    if of.rest is not None:
        interpreter.unknown_call(call, of)
    return UNDEFINED


def _filtered(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    kept = []
    for item, given in _each(interpreter, of, call):
        if interpreter.joining and interpreter.truth(given) is None:
            return Arr([], Unfollowed(call.text, about(given, of)))
        if interpreter.decide(given):
            kept.append(item)
    return Arr(kept, _rest_of(of, call))


def _finder(give: Callable[[int, Value], Value], missing: Value, step: int = 1) -> Method:
    """Return ``find`` or one of its kin: what it gives for the first item that passes."""

    def method(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
        function = call.get(0)
        if function is None or (of.rest is not None and step < 0):
            return Unfollowed(call.text, about(of))
        for index, item in list(enumerate(of.items))[::step]:
            given = interpreter.call(
                function, Arguments(call.text, call.place, [item, Known(index), of])
            )
            if interpreter.joining and interpreter.truth(given) is None:
                return Unfollowed(call.text, about(given, of))
            if interpreter.decide(given):
                return give(index, item)
        return missing if of.rest is None else one_of((Unfollowed(call.text, about(of)), missing))

    return method


def _some(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    given = Arr([value for _, value in _each(interpreter, of, call)], _rest_of(of, call))
    return any_or_all(interpreter, Arguments(call.text, call.place, [given]), wanted=True)


def _every(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    truths = [interpreter.truth(value) for _, value in _each(interpreter, of, call)]
    if False in truths:
        return FALSE
    return Test(call.text, about(of)) if None in truths or of.rest else TRUE


def _index_of(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    """``indexOf``: where the item may be the request's, the two ways are -1 and 0."""
    item = call.get(0) or UNDEFINED
    if len(call.values) > 1:
        return Unfollowed(call.text, about(of, item))
    equal = [_same(each, item) for each in of.items]
    if None not in equal and (True in equal or of.rest is None):
        return Known(equal.index(True) if True in equal else -1)
    contains = interpreter.contains(of, item, call.text)
    if interpreter.joining and interpreter.truth(contains) is None:
        return Unfollowed(call.text, about(of, item))
    return Known(0 if interpreter.decide(contains) else -1)


def _last_index_of(_: Interpreter, of: Arr, call: Arguments) -> Value:
    item = call.get(0) or UNDEFINED
    equal = [_same(each, item) for each in of.items]
    if of.rest is not None or None in equal or len(call.values) > 1:
        return Unfollowed(call.text, about(of, item))
    return Known(len(equal) - 1 - equal[::-1].index(True) if True in equal else -1)


def _same(left: Value, right: Value) -> bool | None:
    return equal_values(left, right, True)  # noqa: FBT003 - as `===` compares them


def _joined(_: Interpreter, of: Arr, call: Arguments) -> Value:
    between = call.get(0) or UNDEFINED
    try:
        return Known(joined(of, "," if between is UNDEFINED else text_of(between)))
    except NotDeterminedError:
        return Unfollowed(call.text, about(of), is_text=True)


def _sliced(_: Interpreter, of: Arr, call: Arguments) -> Value:
    unknown = Arr([], Unfollowed(call.text, about(of)))
    if of.rest is not None or call.more is not None:
        return unknown
    try:
        first, last = whole(call.get(0) or UNDEFINED), whole(call.get(1) or UNDEFINED)
    except NotDeterminedError:
        return unknown
    return Arr(of.items[first:last])


def whole(value: Value) -> int | None:
    """Return a place in an array; None where it is left out as ``undefined``.

    Args:
        value: Argument of the call.

    Raises:
        NotDeterminedError: It is not known, or no whole number.
    """
    if value is UNDEFINED:
        return None
    if isinstance(value, Known) and isinstance(value.value, int):
        return int(value.value)
    raise NotDeterminedError


def _at(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    index = call.get(0) or Known(0)
    if isinstance(index, Known) and isinstance(index.value, int) and index.value < 0:
        if of.rest is not None:
            return Unfollowed(call.text, about(of))
        index = Known(len(of.items) + index.value)
    return interpreter.member(of, index)


def _flat(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    if call.values:  # a depth
        return Arr([], Unfollowed(call.text, about(of)))
    given = Arguments(call.text, call.place, list(of.items), more=of.rest)
    return _concat(interpreter, Arr(), given)


def _flat_mapped(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    given = [value for _, value in _each(interpreter, of, call)]
    rest = _rest_of(of, call)
    return _concat(interpreter, Arr(), Arguments(call.text, call.place, given, more=rest))


def _entries(_: Interpreter, of: Arr, call: Arguments) -> Value:
    pairs: list[Value] = [Arr([Known(index), each]) for index, each in enumerate(of.items)]
    return Arr(pairs, _rest_of(of, call))


def _keys(_: Interpreter, of: Arr, call: Arguments) -> Value:
    return Arr([Known(index) for index in range(len(of.items))], _rest_of(of, call))


def _concat(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    made = Arr(list(of.items), of.rest)
    for each in call.values:
        items, rest = interpreter.items_of(each) if isinstance(each, Arr) else ([each], None)
        made.items += items
        made.rest = made.rest or rest
    made.rest = made.rest or call.more
    return made


def _reduced(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    function, items = call.get(0), list(of.items)
    if function is None or of.rest is not None or (len(call.values) < 2 and not items):  # noqa: PLR2004
        return Unfollowed(call.text, about(of))
    result = call.get(1) or items.pop(0)
    for item in items:
        result = interpreter.call(function, Arguments(call.text, call.place, [result, item]))
    return result


def is_array(_: Interpreter, call: Arguments) -> Value:
    """``Array.isArray(value)``."""
    value = call.get(0)
    if isinstance(value, Arr):
        return TRUE
    if isinstance(value, Obj | Known | Closure):
        return FALSE
    return Test(call.text, about(value))


def array_from(interpreter: Interpreter, call: Arguments) -> Value:
    """``Array.from(items, map)``, ``Array.from({length: n}, map)``."""
    of, function = call.get(0) or Arr(), call.get(1)
    if isinstance(of, Obj) and not isinstance(of, MapEntries):
        made = _of_length(of.entries.get("length"), call)
    else:
        items, rest = interpreter.items_of(of)
        made = Arr(items, rest)
    if function is None or function is UNDEFINED:
        return made
    return _mapped(interpreter, made, Arguments(call.text, call.place, [function]))


def array(_: Interpreter, call: Arguments) -> Value:
    """``Array(length)``, ``Array(first, second …)``."""
    if len(call.values) == 1:
        return _of_length(call.values[0], call)
    return Arr(list(call.values), call.more)


def array_of(_: Interpreter, call: Arguments) -> Value:
    """``Array.of(…)``."""
    return Arr(list(call.values), call.more)


def _of_length(length: Value | None, call: Arguments) -> Arr:
    if isinstance(length, Known) and isinstance(length.value, int) and 0 <= length.value <= _MOST:
        return Arr([UNDEFINED] * length.value)
    return Arr([], Unfollowed(call.text, about(length)))


_MOST = 1000  # items of an array that is made of its length
ARRAY_METHODS: dict[str, Method] = {
    "map": _mapped,
    "forEach": _for_each,
    "filter": _filtered,
    "find": _finder(lambda _, item: item, UNDEFINED),
    "findLast": _finder(lambda _, item: item, UNDEFINED, -1),
    "findIndex": _finder(lambda index, _: Known(index), Known(-1)),
    "findLastIndex": _finder(lambda index, _: Known(index), Known(-1), -1),
    "some": _some,
    "every": _every,
    "includes": includes,
    "has": includes,
    "indexOf": _index_of,
    "lastIndexOf": _last_index_of,
    "join": _joined,
    "concat": _concat,
    "reduce": _reduced,
    "reduceRight": lambda interpreter, of, call: _reduced(
        interpreter, Arr(of.items[::-1], of.rest), call
    ),
    "slice": _sliced,
    "at": _at,
    "flat": _flat,
    "flatMap": _flat_mapped,
    "values": same,
    "keys": _keys,
    "entries": _entries,
    "toString": lambda interpreter, of, call: _joined(
        interpreter, of, Arguments(call.text, call.place)
    ),
}
