"""Python's built-in functions.

Source: https://docs.python.org/3/library/functions.html
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.interpreter.natives import Fn, Native, any_or_all
from corsgate_audit.handlers.languages.python.operators import repr_of, text_of
from corsgate_audit.handlers.languages.python.sequences import ITEMS, SUMS
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.bounds import NotDeterminedError
from corsgate_audit.handlers.values.combining import one_of
from corsgate_audit.handlers.values.data import (
    FALSE,
    NOTHING,
    Arr,
    ExceptionClass,
    Known,
    Obj,
    SetItems,
    TupleItems,
    Unfollowed,
    known,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def builtin(name: str) -> Value | None:
    """Return what a name stands for without being imported."""
    if name in _BUILTINS:
        return _BUILTINS[name]
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return ExceptionClass(name)
    return None


def is_builtin_subclass(own: str, wanted: str) -> bool | None:
    """Return whether one of the language's exceptions is another; None where one is not known.

    Args:
        own: Name of the class that was raised.
        wanted: Name of the class that is caught.
    """
    classes = [getattr(builtins, each, None) for each in (own, wanted)]
    if all(isinstance(each, type) for each in classes):
        return issubclass(*classes)  # type: ignore[arg-type] # both are classes
    return True if own == wanted else None


def make_dict(interpreter: Interpreter, call: Arguments) -> Value:
    """``dict(…)``."""
    made = Obj(place=call.place)
    for each in call.values:
        if isinstance(each, Arr) and each.rest is None:
            for pair in each.items:
                if isinstance(pair, Arr) and len(pair.items) == 2:  # noqa: PLR2004 - key and value
                    interpreter.set_member(made, pair.items[0], pair.items[1])
        else:
            interpreter.merge(made, each)
    for name, value in call.named.items():
        interpreter.set(made.entries, name, value)
    if call.more is not None:
        interpreter.merge_unknown(made, call.more)
    return made


def _collected(kind: type[Arr]) -> Callable[[Interpreter, Arguments], Value]:
    def collect(interpreter: Interpreter, call: Arguments) -> Value:
        items, rest = interpreter.items_of(call.get(0) or Arr())
        return kind(items, rest)

    return collect


def _str(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    if value is None:
        return Known("")
    if isinstance(value, EventPart):
        return value
    try:
        return Known(text_of(value))
    except NotDeterminedError:
        return Unfollowed(call.text, about(value), is_text=True)


def _repr(_: Interpreter, call: Arguments) -> Value:
    try:
        return Known(repr_of(call.get(0) or NOTHING))
    except NotDeterminedError:
        return Unfollowed(call.text, about(*call.values), is_text=True)


def _bool(interpreter: Interpreter, call: Arguments) -> Value:
    value = call.get(0) or FALSE
    truth = interpreter.truth(value)
    return Test(call.text, about(value)) if truth is None else known(truth)


def _len(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Arr) and value.rest is None:
        return Known(len(value.items))
    if isinstance(value, Obj) and not value.rest:
        return Known(len(value.entries))
    if isinstance(value, Known) and isinstance(value.value, str):
        return Known(len(value.value))
    return Unfollowed(call.text, about(value))


def _isinstance(_: Interpreter, call: Arguments) -> Value:
    value, kind = call.get(0), call.get(1)
    names = [
        each.name
        for each in (kind.items if isinstance(kind, Arr) else [kind])
        if isinstance(each, Native)
    ]
    own: tuple[str, ...] = () if value is None else _CLASSES.get(type(value), ())
    if isinstance(value, Known):
        own = tuple(each.__name__ for each in type(value.value).__mro__)
    if not own or not names or (isinstance(value, Obj) and value.class_ is not None):
        return Test(call.text, about(value))
    return known(any(each in names for each in own))


def _getattr(interpreter: Interpreter, call: Arguments) -> Value:
    of, key, default = call.get(0), call.get(1), call.get(2)
    if of is None or not isinstance(key, Known):
        return Unfollowed(call.text)
    found = interpreter.named_member(of, str(key.value))
    if found is not None:
        return found
    return Unfollowed(call.text) if default is None else default


def _setattr(interpreter: Interpreter, call: Arguments) -> Value:
    of, key, value = call.get(0), call.get(1), call.get(2)
    if of is not None and key is not None and value is not None:
        interpreter.set_member(of, key, value)
    return NOTHING


def _next(interpreter: Interpreter, call: Arguments) -> Value:
    of, default = call.get(0), call.get(1)
    items, rest = interpreter.items_of(of) if of is not None else ([], None)
    if rest is not None:
        first = items[0] if items else Unfollowed(call.text, rest.about)
        return first if default is None else one_of((first, default))
    if items:
        return items[0]
    return Unfollowed(call.text) if default is None else default


def _any(interpreter: Interpreter, call: Arguments) -> Value:
    return any_or_all(interpreter, call, wanted=True)


def _all(interpreter: Interpreter, call: Arguments) -> Value:
    return any_or_all(interpreter, call, wanted=False)


def _map(interpreter: Interpreter, call: Arguments) -> Value:
    function, of = call.get(0), call.get(1)
    if function is None or of is None:
        return Unfollowed(call.text)
    items, rest = interpreter.items_of(of)
    return Arr(
        [interpreter.call(function, Arguments(call.text, call.place, [e])) for e in items], rest
    )


def _filter(interpreter: Interpreter, call: Arguments) -> Value:
    function, of = call.get(0), call.get(1)
    if function is None or of is None:
        return Unfollowed(call.text)
    items, rest = interpreter.items_of(of)
    kept = [
        each
        for each in items
        if interpreter.decide(
            each
            if isinstance(function, Known)
            else interpreter.call(function, Arguments(call.text, call.place, [each]))
        )
    ]
    return Arr(kept, rest)


def _isnt(_: Interpreter, call: Arguments) -> Value:
    return Test(call.text, about(*call.values))


def _nothing(_: Interpreter, __: Arguments) -> Value:
    return NOTHING


_CLASSES: dict[type[Value], tuple[str, ...]] = {
    Obj: ("dict", "object"),
    Arr: ("list", "object"),
    TupleItems: ("tuple", "object"),
    SetItems: ("set", "object"),
}
_FUNCTIONS: dict[str, Callable[[Any, Arguments], Value]] = {
    "dict": make_dict,
    "list": _collected(Arr),
    "tuple": _collected(TupleItems),
    "set": _collected(SetItems),
    "frozenset": _collected(SetItems),
    "iter": _collected(Arr),
    **ITEMS,
    **SUMS,
    "str": _str,
    "repr": _repr,
    "bool": _bool,
    "len": _len,
    "isinstance": _isinstance,
    "hasattr": _isnt,
    "callable": _isnt,
    "getattr": _getattr,
    "setattr": _setattr,
    "next": _next,
    "any": _any,
    "all": _all,
    "map": _map,
    "filter": _filter,
    "print": _nothing,
}
_BUILTINS: dict[str, Value] = {
    **{name: Fn(name, do) for name, do in _FUNCTIONS.items()},
    "object": Fn("object"),
    "NotImplemented": Unfollowed("NotImplemented"),
}
