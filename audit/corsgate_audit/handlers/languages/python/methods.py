"""Methods of Python's dictionaries, lists, texts and regular expressions.

Source: https://docs.python.org/3/library/stdtypes.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Method, plain
from corsgate_audit.handlers.languages.python.functions import make_dict
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
    Unfollowed,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
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
    pairs: list[Value] = [Arr([Known(name), value]) for name, value in of.entries.items()]
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


def _append(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    interpreter.replace(of.items, [*of.items, *call.values[:1]])
    return NOTHING


def _extend(interpreter: Interpreter, of: Arr, call: Arguments) -> Value:
    items, rest = interpreter.items_of(call.get(0) or Arr())
    interpreter.replace(of.items, [*of.items, *items])
    if rest is not None:
        interpreter.attribute(of, "rest", rest)
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


def _text(name: str) -> Method:
    """Return a method of texts that is applied where all is known."""

    def method(_: Interpreter, of: Value, call: Arguments) -> Value:
        if isinstance(of, Known) and isinstance(of.value, str):
            values = call.values
            if name in {"startswith", "endswith"} and values and isinstance(values[0], EventPart):
                return Test(call.text, about(*values))
            return plain(call, getattr(of.value, name), *values)
        if name in _BOOLEAN:
            return Test(call.text, about(of, *call.values))
        return Unfollowed(call.text, about(of, *call.values), is_text=True)

    return method


def _split_text(_: Interpreter, of: Known, call: Arguments) -> Value:
    constants = [each.value for each in call.values if isinstance(each, Known)]
    if isinstance(of.value, str) and len(constants) == len(call.values):
        try:
            return Arr([Known(each) for each in of.value.split(*constants)])  # type: ignore[arg-type] # refused below
        except (TypeError, ValueError):
            return Unfollowed(call.text)
    return Unfollowed(call.text)


def _join_text(interpreter: Interpreter, of: Known, call: Arguments) -> Value:
    items, rest = interpreter.items_of(call.get(0) or Arr())
    texts = [
        each.value for each in items if isinstance(each, Known) and isinstance(each.value, str)
    ]
    if rest is None and len(texts) == len(items) and isinstance(of.value, str):
        return Known(of.value.join(map(str, texts)))
    return Unfollowed(call.text, about(*items, rest), is_text=True)


def _regex_test(_: Interpreter, of: Value, call: Arguments) -> Value:
    return Test(call.text, about(of, *call.values))


_BOOLEAN = frozenset({"startswith", "endswith", "isdigit", "isalpha", "isnumeric"})
_SHAPING = ("lower", "upper", "strip", "rstrip", "lstrip", "casefold", "removesuffix", "title")
_TEXT_METHODS: dict[str, Method] = {
    name: _text(name)
    for name in (
        *_SHAPING,
        *_BOOLEAN,
        "replace",
        "format",
        "encode",
        "capitalize",
        "removeprefix",
        "find",
        "count",
        "zfill",
    )
} | {"split": _split_text, "join": _join_text}
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
    (
        Arr,
        {
            "append": _append,
            "add": _append,
            "extend": _extend,
            "copy": lambda _, of, __: Arr(list(of.items), of.rest),
        },
    ),
    (EventPart, {"get": _request_get, **dict.fromkeys(_SHAPING, _same)}),
    (Known, _TEXT_METHODS),
    (Regex, dict.fromkeys(("match", "search", "fullmatch"), _regex_test)),
)
