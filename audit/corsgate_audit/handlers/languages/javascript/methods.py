"""Which methods JavaScript's values have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Method, Native
from corsgate_audit.handlers.languages.javascript.array_changes import ARRAY_CHANGES
from corsgate_audit.handlers.languages.javascript.arrays import ARRAY_METHODS
from corsgate_audit.handlers.languages.javascript.objects import (
    has_own,
    map_delete,
    map_get,
    map_set,
)
from corsgate_audit.handlers.languages.javascript.texts import (
    ASKING,
    SHAPING,
    TEXT_METHODS,
    matches,
    to_text,
)
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import Arr, Bound, Known, Obj, Regex, Unfollowed
from corsgate_audit.handlers.values.definitions import ClassValue, Closure
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def method_of(receiver: Value, name: str) -> Method | None:
    """Return a method of a value."""
    for kind, methods in _METHODS:
        if isinstance(receiver, kind) and name in methods:
            return methods[name]
    return None


def _called(interpreter: Interpreter, of: Value, call: Arguments) -> Value:
    inner = Arguments(call.text, call.place, call.values[1:], receiver=call.get(0))
    return interpreter.call(of, inner)


def _applied(interpreter: Interpreter, of: Value, call: Arguments) -> Value:
    items, rest = interpreter.items_of(call.get(1) or Arr())
    inner = Arguments(call.text, call.place, items, more=rest, receiver=call.get(0))
    return interpreter.call(of, inner)


def _bound(_: Interpreter, of: Value, call: Arguments) -> Value:
    if len(call.values) > 1:  # with arguments, too
        return Unfollowed(call.text)
    return Bound(of, call.values[0]) if call.values and isinstance(of, Closure) else of


_METHODS: tuple[tuple[type | tuple[type, ...], Mapping[str, Method]], ...] = (
    (
        Obj,
        {
            "hasOwnProperty": has_own,
            "get": map_get,
            "set": map_set,
            "append": map_set,
            "has": has_own,
            "delete": map_delete,
            "toString": to_text,
        },
    ),
    (Arr, {**ARRAY_METHODS, **ARRAY_CHANGES}),
    (EventPart, {**SHAPING, **ASKING}),
    (Regex, {"test": matches, "exec": matches}),
    ((Closure, Bound, ClassValue, Native), {"call": _called, "apply": _applied, "bind": _bound}),
    (Known, TEXT_METHODS),
    (Unfollowed, dict.fromkeys(("startsWith", "endsWith", "test"), matches)),
)
