"""JavaScript's arrays.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Method, any_or_all
from corsgate_audit.handlers.languages.javascript.texts import includes, same
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import FALSE, TRUE, UNDEFINED, Arr, Known, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
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


def _found(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    function = call.get(0)
    for index, item in enumerate(list(of.items)):
        if function is None:
            break
        given = interpreter.call(
            function, Arguments(call.text, call.place, [item, Known(index), of])
        )
        if interpreter.joining and interpreter.truth(given) is None:
            return Unfollowed(call.text, about(given, of))
        if interpreter.decide(given):
            return item
    return UNDEFINED if of.rest is None else one_of((Unfollowed(call.text, about(of)), UNDEFINED))


def _some(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    given = Arr([value for _, value in _each(interpreter, of, call)], _rest_of(of, call))
    return any_or_all(interpreter, Arguments(call.text, call.place, [given]), wanted=True)


def _every(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    truths = [interpreter.truth(value) for _, value in _each(interpreter, of, call)]
    if False in truths:
        return FALSE
    return Test(call.text, about(of)) if None in truths or of.rest else TRUE


def _index_of(interpreter: Interpreter, of: Value, call: Arguments) -> Value:
    """``indexOf``: where the item may be the request's, the two ways are -1 and 0."""
    item = call.get(0) or UNDEFINED
    contains = interpreter.contains(of, item, call.text)
    if interpreter.joining and interpreter.truth(contains) is None:
        return Unfollowed(call.text, about(of, item))
    return Known(0 if interpreter.decide(contains) else -1)


def _push(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    interpreter.replace(of.items, [*of.items, *call.values])
    return Known(len(of.items))


def _joined(_: Interpreter, of: Arr, call: Arguments) -> Value:
    between = call.get(0) or Known(",")
    texts = [each.value for each in of.items if isinstance(each, Known)]
    if of.rest is None and len(texts) == len(of.items) and isinstance(between, Known):
        return Known(str(between.value).join(map(str, texts)))
    return Unfollowed(call.text, about(of), is_text=True)


def _concat(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    made = Arr(list(of.items), of.rest)
    for each in call.values:
        items, rest = interpreter.items_of(each) if isinstance(each, Arr) else ([each], None)
        made.items += items
        made.rest = made.rest or rest
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
    """``Array.from(items)``."""
    items, rest = interpreter.items_of(call.get(0) or Arr())
    return Arr(items, rest)


ARRAY_METHODS: dict[str, Method] = {
    "map": _mapped,
    "forEach": _for_each,
    "filter": _filtered,
    "find": _found,
    "findLast": _found,
    "some": _some,
    "every": _every,
    "includes": includes,
    "has": includes,
    "indexOf": _index_of,
    "push": _push,
    "add": _push,
    "join": _joined,
    "concat": _concat,
    "reduce": _reduced,
    "slice": lambda _, of, call: (
        of if not call.values else Arr([], Unfollowed(call.text, about(of)))
    ),
    "flat": same,
    "values": same,
    "toString": _joined,
}
