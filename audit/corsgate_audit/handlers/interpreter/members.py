"""Reads members: ``a.b``, ``a[b]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.modules import submodule
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.interpreter.signals import Raised
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    NOTHING,
    UNDEFINED,
    Arr,
    Bound,
    ExceptionClass,
    Getter,
    Known,
    MapEntries,
    Obj,
    OneOf,
    SetItems,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import ClassValue, Closure, Live, ModuleValue
from corsgate_audit.handlers.values.describing import about, text_of
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from corsgate_audit.handlers.code.nodes import CodeLocation
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def member(interpreter: Interpreter, of: Value, key: Value, *, is_attribute: bool = True) -> Value:
    """Read a member."""
    of, key = interpreter.split(of), interpreter.split(key)
    if isinstance(of, OneOf):
        return one_of(
            interpreter.member(each, key, is_attribute=is_attribute) for each in of.options
        )
    if isinstance(key, OneOf):
        return one_of(
            interpreter.member(of, each, is_attribute=is_attribute) for each in key.options
        )
    if not isinstance(key, Known):
        return _by_unknown(interpreter, of, key)
    if isinstance(of, Arr):
        return _item(interpreter, of, key.value)
    if isinstance(of, Known) and isinstance(of.value, str) and not is_attribute:
        return _character(interpreter, of.value, key.value)
    name = key_name(key.value)
    found = interpreter.named_member(of, name, is_attribute=is_attribute)
    return _missing(interpreter, of, name, is_attribute=is_attribute) if found is None else found


def named_member(
    interpreter: Interpreter, of: Value, name: str, *, is_attribute: bool = True
) -> Value | None:
    """Return a member by its name; None where there is none."""
    if isinstance(of, Obj):
        return _of_object(interpreter, of, name, is_attribute=is_attribute)
    if isinstance(of, EventPart):
        return _of_request(of, name)
    if isinstance(of, Unfollowed):
        interpreter.may_raise()
        return Unfollowed(f"{of.text}.{name}", of.about, is_data=of.is_data)
    if isinstance(of, ModuleValue):
        return _of_module(interpreter, of, name)
    if isinstance(of, ClassValue):
        return _of_class(of, name)
    if isinstance(of, Closure):
        return None if of.properties is None else of.properties.entries.get(name)
    if isinstance(of, Native):
        return of.member(interpreter, name)
    if isinstance(of, Known) and isinstance(of.value, str) and name == "length":
        return Known(_code_units(of.value))
    return None


def _by_unknown(interpreter: Interpreter, of: Value, key: Value) -> Value:
    """Read what an unknown key names: any of the entries, each by a path of its own."""
    text = f"{text_of(of)}[{text_of(key)}]"
    if isinstance(of, Obj) and of.entries and len(of.entries) <= _CASES:
        return _any_entry(interpreter, of, key, text)
    if isinstance(of, Arr) and of.items and of.rest is None and len(of.items) <= _CASES:
        return one_of([*of.items, Unfollowed(text, about(key))])
    return Unfollowed(text, about(of, key), is_data=isinstance(of, Unfollowed) and of.is_data)


def _any_entry(interpreter: Interpreter, of: Obj, key: Value, text: str) -> Value:
    if interpreter.joining:
        return one_of([*of.entries.values(), Unfollowed(text, about(key))])
    for name in list(of.entries):
        if interpreter.decide(interpreter.equals(key, Known(name), text)):
            return interpreter.opened(of.entries[name], of)
    if of.rest:
        return Unfollowed(text, about(key))
    return _missing(interpreter, of, text, is_attribute=False)


def _item(interpreter: Interpreter, of: Arr, key: object) -> Value:
    lowest = -len(of.items) if interpreter.language == "python" else 0
    if isinstance(key, int) and lowest <= key < len(of.items):
        if of.rest is not None and key < 0:
            return Unfollowed(f"[{key}]", about(of))
        return of.items[key]
    if key == ("size" if isinstance(of, SetItems) else "length") and of.rest is None:
        return Known(len(of.items))
    if of.rest is not None:
        return Unfollowed(f"{of.rest.text}[{key}]", of.rest.about)
    if isinstance(key, int) and interpreter.language == "python":
        raise Raised(Obj(class_=ExceptionClass("IndexError")))
    return UNDEFINED


def _character(interpreter: Interpreter, text: str, key: object) -> Value:
    lowest = -len(text) if interpreter.language == "python" else 0
    if isinstance(key, int) and (
        interpreter.language == "python" or _code_units(text) == len(text)
    ):
        if lowest <= key < len(text):
            return Known(text[key])
        if interpreter.language == "python":
            raise Raised(Obj(class_=ExceptionClass("IndexError")))
        return UNDEFINED
    return Known(_code_units(text)) if key == "length" else Unfollowed(f"{text!r}[{key!r}]")


def _code_units(text: str) -> int:
    """Count as JavaScript does, whose texts are made of UTF-16's code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _of_object(interpreter: Interpreter, of: Obj, name: str, *, is_attribute: bool) -> Value | None:
    if isinstance(of, MapEntries) and name == "size" and not of.rest:
        return Known(len(of.entries))
    if (interpreter.language != "python" or not is_attribute or of.class_ is not None) and (
        name in of.entries
    ):
        return interpreter.opened(of.entries[name], of)
    if isinstance(of.class_, ClassValue):
        found = of.class_.find(name)
        if found is not None:
            return _of_instance(interpreter, found, of)
        if of.class_.has_unknown_base:
            return Unfollowed(f"{of.class_.name}.{name}")
    if of.rest and not (interpreter.language == "python" and is_attribute and of.class_ is None):
        return Unfollowed(f"{of.rest[-1].text}.{name}", of.rest[-1].about)
    return None


def _of_instance(interpreter: Interpreter, found: Value, of: Obj) -> Value:
    if not isinstance(found, Closure):
        return found
    if found.code.kind == "getter":
        return interpreter.call(Bound(found, of), Arguments(found.code.name, found.code.place))
    return found if found.code.kind == "static" else Bound(found, of)


def _of_class(of: ClassValue, name: str) -> Value | None:
    if name in {"__name__", "name"} and of.find(name) is None:
        return Known(of.name)
    found = of.find(name)
    if isinstance(found, Closure) and found.code.kind == "class":
        return Bound(found, of)
    if found is None and of.has_unknown_base:
        return Unfollowed(f"{of.name}.{name}")
    if found is not None and name not in of.methods and _is_enum(of):
        return Obj({"value": found, "name": Known(name)}, class_=of)
    return found


def _is_enum(of: ClassValue) -> bool:
    return any(isinstance(base, Native) and base.name == "Enum" for base in of.bases)


def _of_module(interpreter: Interpreter, of: ModuleValue, name: str) -> Value | None:
    return interpreter.lookup(name, of.module.scope) or submodule(interpreter, of, name)


def _of_request(of: EventPart, name: str) -> Value:
    path = (*of.path, name)
    if of.subject is not None and name == "length":
        return Unfollowed(f"{of.text}.length", about(of))
    return EventPart(path)


def _missing(interpreter: Interpreter, of: Value, name: str, *, is_attribute: bool) -> Value:
    """Return or raise what the language does for what is not there."""
    if interpreter.language == "python":
        if isinstance(of, Obj | Known | Arr) and not is_attribute:
            raise Raised(Obj(class_=ExceptionClass("KeyError")))
        return Unfollowed(f"{text_of(of)}.{name}", about(of))
    if isinstance(of, Known) and (of is UNDEFINED or of is NOTHING or of.value is None):
        raise Raised(Obj(class_=ExceptionClass("TypeError")))
    if isinstance(of, Obj | Arr):
        return UNDEFINED
    return Unfollowed(f"{text_of(of)}.{name}", about(of))


def opened(interpreter: Interpreter, value: Value, of: Value) -> Value:
    """Return an entry's value: what a getter computes, what another module holds."""
    if isinstance(value, Getter):
        call = Arguments("getter", _place_of(value.function, interpreter), receiver=of)
        return interpreter.call(value.function, call)
    if isinstance(value, Live):
        return interpreter.lookup(value.name, value.scope) or UNDEFINED
    return value


_CASES = 40


def key_name(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _place_of(function: Value, interpreter: Interpreter) -> CodeLocation:
    return (
        function.code.place
        if isinstance(function, Closure)
        else interpreter.place or interpreter.entry
    )
