"""JavaScript's ``Object`` and ``Map``.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Object
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import (
    NOTHING,
    TRUE,
    UNDEFINED,
    Arr,
    Getter,
    Known,
    MapEntries,
    Obj,
    Unfollowed,
    known,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


_WHOLE = re.compile("0|[1-9][0-9]{0,9}")


def first(_: Interpreter, call: Arguments) -> Value:
    """``Object.freeze(value)`` and its like: the value itself."""
    return call.get(0) or UNDEFINED


def _assign(interpreter: Interpreter, call: Arguments) -> Value:
    target = call.get(0)
    if not isinstance(target, Obj):
        return Unfollowed(call.text, about(*call.values))
    for each in call.values[1:]:
        interpreter.merge(target, each)
    if call.more is not None:
        interpreter.merge_unknown(target, call.more)
    return target


def ordered(of: Obj) -> dict[str, Value]:
    """Return the properties in the order in which they are listed: whole numbers come first.

    Source: https://tc39.es/ecma262/#sec-ordinaryownpropertykeys
    """
    numbers = sorted((name for name in of.entries if _WHOLE.fullmatch(name)), key=int)
    if not numbers or isinstance(of, MapEntries):
        return of.entries
    return {name: of.entries[name] for name in (*numbers, *of.entries)}


def _keys(interpreter: Interpreter, call: Arguments) -> Value:
    of = interpreter.split(call.get(0) or UNDEFINED)
    if isinstance(of, Obj):
        return Arr([Known(each) for each in ordered(of)], of.rest[0] if of.rest else None)
    return Arr([], Unfollowed(call.text, about(of)))


def _values(interpreter: Interpreter, call: Arguments) -> Value:
    of = interpreter.split(call.get(0) or UNDEFINED)
    if isinstance(of, Obj):
        return Arr(
            [interpreter.opened(e, of) for e in ordered(of).values()],
            of.rest[0] if of.rest else None,
        )
    return Arr([], Unfollowed(call.text, about(of)))


def _entries(interpreter: Interpreter, call: Arguments) -> Value:
    of = interpreter.split(call.get(0) or UNDEFINED)
    if isinstance(of, Obj):
        pairs: list[Value] = [
            Arr([Known(name), interpreter.opened(value, of)]) for name, value in ordered(of).items()
        ]
        return Arr(pairs, of.rest[0] if of.rest else None)
    return Arr([], Unfollowed(call.text, about(of)))


def from_entries(interpreter: Interpreter, call: Arguments) -> Obj:
    """``Object.fromEntries(pairs)``."""
    made = Obj(place=call.place)
    items, rest = interpreter.items_of(call.get(0) or Arr())
    for pair in items:
        if isinstance(pair, Arr) and len(pair.items) == 2:  # noqa: PLR2004 - key and value
            interpreter.set_member(made, pair.items[0], pair.items[1])
        else:
            interpreter.merge_unknown(made, Unfollowed(call.text))
    if rest is not None:
        interpreter.merge_unknown(made, rest)
    return made


def _define(interpreter: Interpreter, call: Arguments) -> Value:
    """Define a property, by its value or by its getter, as bundlers do for exports."""
    of, key, given = call.get(0), call.get(1), call.get(2)
    if isinstance(of, Obj) and isinstance(key, Known) and isinstance(given, Obj):
        getter, value = given.entries.get("get"), given.entries.get("value")
        if getter is not None and getter is not UNDEFINED:
            interpreter.set(of.entries, str(key.value), Getter(getter))
        elif value is not None:
            interpreter.set(of.entries, str(key.value), value)
    return of or UNDEFINED


def _describe(interpreter: Interpreter, call: Arguments) -> Value:
    of, key = call.get(0), call.get(1)
    if isinstance(of, Obj) and isinstance(key, Known):
        entry = of.entries.get(str(key.value))
        if entry is None:
            return UNDEFINED
        if isinstance(entry, Getter):
            return Obj({"get": entry.function, "enumerable": TRUE})
        return Obj({"value": interpreter.opened(entry, of), "enumerable": TRUE})
    return Unfollowed(call.text)


def _create(interpreter: Interpreter, call: Arguments) -> Value:
    made = Obj(place=call.place)
    if isinstance(call.get(0), Obj):
        interpreter.merge(made, call.values[0])
    return made


def has_own(_: Interpreter, of: Value, call: Arguments) -> Value:
    """``object.hasOwnProperty(key)``."""
    key = call.get(0)
    if isinstance(of, Obj) and isinstance(key, Known) and not of.rest:
        return known(str(key.value) in of.entries)
    return Test(call.text, about(of, key))


def _has_own_of(interpreter: Interpreter, call: Arguments) -> Value:
    return has_own(
        interpreter, call.get(0) or UNDEFINED, Arguments(call.text, call.place, call.values[1:])
    )


def map_get(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    """``map.get(key)``."""
    return interpreter.member(of, call.get(0) or UNDEFINED)


def map_set(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    """``map.set(key, value)``."""
    interpreter.set_member(of, call.get(0) or UNDEFINED, call.get(1) or UNDEFINED)
    return of


def map_delete(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    """``map.delete(key)``."""
    key = call.get(0)
    if isinstance(key, Known):
        interpreter.remove(of.entries, str(key.value))
    return TRUE


_HAS_OWN = Fn(
    "hasOwnProperty",
    None,
    {
        "call": Fn("call", _has_own_of),
    },
)
OBJECT = Fn(
    "Object",
    first,
    {
        "assign": Fn("assign", _assign),
        "freeze": Fn("freeze", first),
        "seal": Fn("seal", first),
        "keys": Fn("keys", _keys),
        "values": Fn("values", _values),
        "entries": Fn("entries", _entries),
        "fromEntries": Fn("fromEntries", from_entries),
        "defineProperty": Fn("defineProperty", _define),
        "getOwnPropertyNames": Fn("getOwnPropertyNames", _keys),
        "getOwnPropertyDescriptor": Fn("getOwnPropertyDescriptor", _describe),
        "getPrototypeOf": Fn("getPrototypeOf", lambda *_: NOTHING),
        "setPrototypeOf": Fn("setPrototypeOf", first),
        "create": Fn("create", _create),
        "hasOwn": Fn("hasOwn", _has_own_of),
        "prototype": Fn("prototype", None, {"hasOwnProperty": _HAS_OWN}),
    },
)
