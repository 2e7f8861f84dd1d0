"""Which methods Python's values have; those of dictionaries, the event and regular expressions.

Source: https://docs.python.org/3/library/stdtypes.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.languages.python.functions import make_dict
from corsgate_audit.handlers.languages.python.sequences import LIST_METHODS
from corsgate_audit.handlers.languages.python.texts import KEEPING, TEXT_METHODS
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    NOTHING,
    UNDEFINED,
    Arr,
    Known,
    Obj,
    OneOf,
    Regex,
    TupleItems,
    Unfollowed,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.interpreter.natives import Method
    from corsgate_audit.handlers.values.value import Value


def method_of(receiver: Value, name: str) -> Method | None:
    """Return a method of a value."""
    for kind, methods in _METHODS:
        if isinstance(receiver, kind) and name in methods:
            return methods[name]
    return None


def _get(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1, "default") or NOTHING
    if isinstance(key, OneOf):
        key = interpreter.split(key)
    if isinstance(key, Known):
        name = str(key.value)
        if name in of.entries:
            found = interpreter.opened(of.entries[name], of)
            return _without_absent(found, default)
        if of.rest:
            return one_of((Unfollowed(f"{of.rest[-1].text}[{name!r}]", of.rest[-1].about), default))
        return default
    if isinstance(key, EventPart) and key.subject and not of.rest and not interpreter.joining:
        for name, value in list(of.entries.items()):
            if interpreter.decide(interpreter.equals(key, Known(name), call.text)):
                return value
        return default
    return one_of(
        [*of.entries.values(), default, *([Unfollowed(call.text, about(key))] if of.rest else [])]
    )


def _without_absent(value: Value, default: Value) -> Value:
    """Return a value that is perhaps not there with its default."""
    if isinstance(value, OneOf):
        return one_of(default if each is UNDEFINED else each for each in value.options)
    return value


def _update(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    for each in call.values:
        if isinstance(each, Arr):
            interpreter.merge(of, make_dict(interpreter, Arguments(call.text, call.place, [each])))
        else:
            interpreter.merge(of, each)
    for name, value in call.named.items():
        interpreter.set(of.entries, name, value)
    if call.more is not None:
        interpreter.merge_unknown(of, call.more)
    return NOTHING


def _setdefault(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1) or NOTHING
    if not isinstance(key, Known):
        interpreter.merge_unknown(of, Unfollowed(call.text))
        return Unfollowed(call.text)
    name = str(key.value)
    if name not in of.entries:
        value = one_of((default, Unfollowed(call.text))) if of.rest else default
        interpreter.set(of.entries, name, value)
    return of.entries[name]


def _pop(interpreter: Interpreter, of: Obj, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1)
    if not isinstance(key, Known):
        interpreter.merge_unknown(of, Unfollowed(call.text))
        return Unfollowed(call.text)
    found = of.entries.get(str(key.value))
    interpreter.remove(of.entries, str(key.value))
    if found is not None:
        return found
    return Unfollowed(call.text) if default is None else default


def _copy(_: Interpreter, of: Obj, __: Arguments) -> Value:
    return Obj(dict(of.entries), list(of.rest), of.class_, of.place)


def _items(_: Interpreter, of: Obj, __: Arguments) -> Value:
    pairs: list[Value] = [TupleItems([Known(name), value]) for name, value in of.entries.items()]
    return Arr(pairs, of.rest[0] if of.rest else None)


def _keys(_: Interpreter, of: Obj, __: Arguments) -> Value:
    return Arr([Known(each) for each in of.entries], of.rest[0] if of.rest else None)


def _values(_: Interpreter, of: Obj, __: Arguments) -> Value:
    return Arr(list(of.entries.values()), of.rest[0] if of.rest else None)


def _clear(interpreter: Interpreter, of: Obj, __: Arguments) -> Value:
    for name in list(of.entries):
        interpreter.remove(of.entries, name)
    interpreter.attribute(of, "rest", [])
    return NOTHING


def _request_get(interpreter: Interpreter, of: EventPart, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1, "default")
    if not isinstance(key, Known):
        return Unfollowed(call.text, about(of, key))
    part = EventPart((*of.path, str(key.value)))
    if default is None or part.is_always_there:
        return part
    if interpreter.joining:
        return one_of((part, default))
    return part if interpreter.decide(interpreter.present(part, call.text)) else default


def _same(_: Interpreter, of: Value, __: Arguments) -> Value:
    return of


def _regex_test(_: Interpreter, of: Value, call: Arguments) -> Value:
    return Test(call.text, about(of, *call.values))


_METHODS: tuple[tuple[type, dict[str, Method]], ...] = (
    (
        Obj,
        {
            "get": _get,
            "update": _update,
            "setdefault": _setdefault,
            "pop": _pop,
            "copy": _copy,
            "items": _items,
            "keys": _keys,
            "values": _values,
            "clear": _clear,
        },
    ),
    (Arr, LIST_METHODS),
    (EventPart, {"get": _request_get, **dict.fromkeys(KEEPING, _same)}),
    (Known, TEXT_METHODS),
    (Regex, dict.fromkeys(("match", "search", "fullmatch"), _regex_test)),
)
