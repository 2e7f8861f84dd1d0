"""What JavaScript itself brings: global objects, methods, and modules of Node.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.core import NeverEnds, Raised
from corsgate_audit.handlers.natives import Fn, parsed, plain
from corsgate_audit.handlers.python_library import Logger
from corsgate_audit.handlers.values import (
    FALSE,
    NOTHING,
    TRUE,
    UNDEFINED,
    Arguments,
    Arr,
    Bound,
    ClassValue,
    Closure,
    EventPart,
    ExceptionClass,
    Getter,
    Json,
    Known,
    Native,
    Obj,
    Regex,
    Test,
    Unfollowed,
    Value,
    about,
    known,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.handlers.modules import Modules

    Method = Callable[[Any, Any, Arguments], Value]


def builtin(name: str) -> Value | None:
    """Return what a name stands for without being imported.

    Args:
        name: of a variable.
    """
    return _GLOBALS.get(name)


def module(name: str) -> Value | None:
    """Return a module of Node.

    Args:
        name: as it is required.
    """
    return _MODULES.get(name.removeprefix("node:"))


def method_of(receiver: Value, name: str) -> Method | None:
    """Return a method of a value.

    Args:
        receiver: that it is called on.
        name: of it.
    """
    for kind, methods in _METHODS:
        if isinstance(receiver, kind) and name in methods:
            return methods[name]
    return None


# --- Object ----------------------------------------------------------------------------------


def _assign(core: Modules, call: Arguments) -> Value:
    target = call.get(0)
    if not isinstance(target, Obj):
        return Unfollowed(call.text, about(*call.values))
    for each in call.values[1:]:
        core.merge(target, each)
    if call.more is not None:
        core.merge_unknown(target, call.more)
    return target


def _first(_: Modules, call: Arguments) -> Value:
    return call.get(0) or UNDEFINED


def _keys(core: Modules, call: Arguments) -> Value:
    of = core.split(call.get(0) or UNDEFINED)
    if isinstance(of, Obj):
        return Arr([Known(each) for each in of.entries], of.rest[0] if of.rest else None)
    return Arr([], Unfollowed(call.text, about(of)))


def _values(core: Modules, call: Arguments) -> Value:
    of = core.split(call.get(0) or UNDEFINED)
    if isinstance(of, Obj):
        return Arr(
            [core.opened(e, of) for e in of.entries.values()], of.rest[0] if of.rest else None
        )
    return Arr([], Unfollowed(call.text, about(of)))


def _entries(core: Modules, call: Arguments) -> Value:
    of = core.split(call.get(0) or UNDEFINED)
    if isinstance(of, Obj):
        pairs: list[Value] = [
            Arr([Known(name), core.opened(value, of)]) for name, value in of.entries.items()
        ]
        return Arr(pairs, of.rest[0] if of.rest else None)
    return Arr([], Unfollowed(call.text, about(of)))


def _from_entries(core: Modules, call: Arguments) -> Value:
    made = Obj(place=call.place)
    items, rest = core.items_of(call.get(0) or Arr())
    for pair in items:
        if isinstance(pair, Arr) and len(pair.items) == 2:  # noqa: PLR2004 - key and value
            core.set_member(made, pair.items[0], pair.items[1])
        else:
            core.merge_unknown(made, Unfollowed(call.text))
    if rest is not None:
        core.merge_unknown(made, rest)
    return made


def _define(core: Modules, call: Arguments) -> Value:
    """Define a property, by its value or by its getter, as bundlers do for exports."""
    of, key, given = call.get(0), call.get(1), call.get(2)
    if isinstance(of, Obj) and isinstance(key, Known) and isinstance(given, Obj):
        getter, value = given.entries.get("get"), given.entries.get("value")
        if getter is not None and getter is not UNDEFINED:
            core.set(of.entries, str(key.value), Getter(getter))
        elif value is not None:
            core.set(of.entries, str(key.value), value)
    return of or UNDEFINED


def _describe(core: Modules, call: Arguments) -> Value:
    of, key = call.get(0), call.get(1)
    if isinstance(of, Obj) and isinstance(key, Known):
        entry = of.entries.get(str(key.value))
        if entry is None:
            return UNDEFINED
        if isinstance(entry, Getter):
            return Obj({"get": entry.function, "enumerable": TRUE})
        return Obj({"value": core.opened(entry, of), "enumerable": TRUE})
    return Unfollowed(call.text)


def _create(core: Modules, call: Arguments) -> Value:
    made = Obj(place=call.place)
    if isinstance(call.get(0), Obj):
        core.merge(made, call.values[0])
    return made


def _has_own(_: Modules, of: Value, call: Arguments) -> Value:
    key = call.get(0)
    if isinstance(of, Obj) and isinstance(key, Known) and not of.rest:
        return known(str(key.value) in of.entries)
    return Test(call.text, about(of, key))


def _has_own_of(core: Modules, call: Arguments) -> Value:
    return _has_own(
        core, call.get(0) or UNDEFINED, Arguments(call.text, call.place, call.values[1:])
    )


# --- Functions -------------------------------------------------------------------------------


def _called(core: Modules, of: Value, call: Arguments) -> Value:
    inner = Arguments(call.text, call.place, call.values[1:], receiver=call.get(0))
    return core.call(of, inner)


def _applied(core: Modules, of: Value, call: Arguments) -> Value:
    items, rest = core.items_of(call.get(1) or Arr())
    inner = Arguments(call.text, call.place, items, more=rest, receiver=call.get(0))
    return core.call(of, inner)


def _bound(_: Modules, of: Value, call: Arguments) -> Value:
    return (
        of
        if len(call.values) <= 1 and not isinstance(of, Closure)
        else (
            Bound(of, call.values[0])
            if len(call.values) == 1
            else of
            if not call.values
            else Unfollowed(call.text)
        )
    )


# --- Arrays ----------------------------------------------------------------------------------


def _each(core: Modules, of: Arr, call: Arguments) -> list[tuple[Value, Value]]:
    """Call a function for each item; return the items with what it gave."""
    function = call.get(0)
    if function is None:
        return []
    return [
        (item, core.call(function, Arguments(call.text, call.place, [item, Known(index), of])))
        for index, item in enumerate(list(of.items))
    ]


def _rest_of(of: Arr, call: Arguments) -> Unfollowed | None:
    return None if of.rest is None else Unfollowed(call.text, of.rest.about)


def _mapped(core: Modules, of: Arr, call: Arguments) -> Value:
    return Arr([given for _, given in _each(core, of, call)], _rest_of(of, call))


def _for_each(core: Modules, of: Arr, call: Arguments) -> Value:
    _each(core, of, call)
    if of.rest is not None:
        core.unknown_call(call, of)
    return UNDEFINED


def _filtered(core: Modules, of: Arr, call: Arguments) -> Value:
    kept = []
    for item, given in _each(core, of, call):
        if core.joining and core.truth(given) is None:
            return Arr([], Unfollowed(call.text, about(given, of)))
        if core.decide(given):
            kept.append(item)
    return Arr(kept, _rest_of(of, call))


def _found(core: Modules, of: Arr, call: Arguments) -> Value:
    function = call.get(0)
    for index, item in enumerate(list(of.items)):
        if function is None:
            break
        given = core.call(function, Arguments(call.text, call.place, [item, Known(index), of]))
        if core.joining and core.truth(given) is None:
            return Unfollowed(call.text, about(given, of))
        if core.decide(given):
            return item
    return UNDEFINED if of.rest is None else one_of((Unfollowed(call.text, about(of)), UNDEFINED))


def _some(core: Modules, of: Arr, call: Arguments) -> Value:
    from corsgate_audit.handlers.python_library import builtin as python  # noqa: PLC0415

    given = Arr([value for _, value in _each(core, of, call)], _rest_of(of, call))
    function = python("any")
    if not isinstance(function, Native):
        return Unfollowed(call.text)
    return function.call(core, Arguments(call.text, call.place, [given]))


def _every(core: Modules, of: Arr, call: Arguments) -> Value:
    truths = [core.truth(value) for _, value in _each(core, of, call)]
    if False in truths:
        return FALSE
    return Test(call.text, about(of)) if None in truths or of.rest else TRUE


def _includes(core: Modules, of: Value, call: Arguments) -> Value:
    item = call.get(0) or UNDEFINED
    return core.contains(of, item, call.text)


def _index_of(core: Modules, of: Value, call: Arguments) -> Value:
    """``indexOf``: where the item may be the request's, the two ways are -1 and 0."""
    item = call.get(0) or UNDEFINED
    contains = core.contains(of, item, call.text)
    if core.joining and core.truth(contains) is None:
        return Unfollowed(call.text, about(of, item))
    return Known(0 if core.decide(contains) else -1)


def _push(core: Modules, of: Arr, call: Arguments) -> Value:
    core.replace(of.items, [*of.items, *call.values])
    return Known(len(of.items))


def _joined(_: Modules, of: Arr, call: Arguments) -> Value:
    between = call.get(0) or Known(",")
    texts = [each.value for each in of.items if isinstance(each, Known)]
    if of.rest is None and len(texts) == len(of.items) and isinstance(between, Known):
        return Known(str(between.value).join(map(str, texts)))
    return Unfollowed(call.text, about(of), is_text=True)


def _concat(core: Modules, of: Arr, call: Arguments) -> Value:
    made = Arr(list(of.items), of.rest)
    for each in call.values:
        items, rest = core.items_of(each) if isinstance(each, Arr) else ([each], None)
        made.items += items
        made.rest = made.rest or rest
    return made


def _reduced(core: Modules, of: Arr, call: Arguments) -> Value:
    function, items = call.get(0), list(of.items)
    if function is None or of.rest is not None or (len(call.values) < 2 and not items):  # noqa: PLR2004
        return Unfollowed(call.text, about(of))
    result = call.get(1) or items.pop(0)
    for item in items:
        result = core.call(function, Arguments(call.text, call.place, [result, item]))
    return result


def _is_array(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Arr):
        return TRUE
    if isinstance(value, Obj | Known | Closure):
        return FALSE
    return Test(call.text, about(value))


def _array_from(core: Modules, call: Arguments) -> Value:
    items, rest = core.items_of(call.get(0) or Arr())
    return Arr(items, rest)


# --- Texts -----------------------------------------------------------------------------------


def _text(function: Callable[..., Any]) -> Method:
    def method(_: Modules, of: Value, call: Arguments) -> Value:
        if isinstance(of, Known) and isinstance(of.value, str):
            return plain(call, lambda *given: function(of.value, *given), *call.values)
        return Unfollowed(call.text, about(of, *call.values), is_text=True)

    return method


def _asked(function: Callable[..., bool]) -> Method:
    def method(_: Modules, of: Value, call: Arguments) -> Value:
        item = call.get(0)
        if isinstance(of, Known) and isinstance(item, Known):
            return plain(call, function, of, item)
        return Test(call.text, about(of, item))

    return method


def _split(_: Modules, of: Known, call: Arguments) -> Value:
    by = call.get(0)
    if isinstance(of.value, str) and isinstance(by, Known) and isinstance(by.value, str):
        parts = of.value.split(by.value) if by.value else list(of.value)
        return Arr([Known(each) for each in parts])
    return Unfollowed(call.text)


def _matches(_: Modules, of: Value, call: Arguments) -> Value:
    return Test(call.text, about(of, *call.values))


def _same(_: Modules, of: Value, __: Arguments) -> Value:
    return of


# --- Promises, JSON, texts -------------------------------------------------------------------


class _Settle(Native):
    """``resolve`` or ``reject`` of a promise that is being made."""

    is_callback = True

    def __init__(self, name: str, settled: dict[str, Value]) -> None:
        self.name, self.settled = name, settled

    def call(self, core: Modules, call: Arguments) -> Value:
        """Note the first outcome."""
        if not self.settled:
            core.set(self.settled, self.name, call.get(0) or UNDEFINED)
        return UNDEFINED


def _promise(core: Modules, call: Arguments) -> Value:
    """Make a promise: what its function resolves it with; nothing where it never does."""
    settled: dict[str, Value] = {}
    function = call.get(0)
    if function is not None:
        ways: list[Value] = [_Settle("resolve", settled), _Settle("reject", settled)]
        core.call(function, Arguments(call.text, call.place, ways))
    if "resolve" in settled:
        return settled["resolve"]
    if "reject" in settled:
        if core.joining:
            return Unfollowed(call.text)
        raise Raised(settled["reject"])
    if core.joining:
        return Unfollowed(call.text)
    if core.called_back(function):
        raise NeverEnds
    return Unfollowed(call.text)


def _rejected(_: Modules, call: Arguments) -> Value:
    raise Raised(call.get(0) or UNDEFINED)


def _all(core: Modules, call: Arguments) -> Value:
    items, rest = core.items_of(call.get(0) or Arr())
    core.may_raise()
    return Arr(items, rest)


def _stringify(_: Modules, call: Arguments) -> Value:
    return Json(call.get(0) or UNDEFINED)


def _parse(core: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Json):
        return value.of
    if isinstance(value, Known) and isinstance(value.value, str):
        made = parsed(value.value)
        if made is not None:
            return made
    core.may_raise()
    return Unfollowed(call.text, about(value))


def _string(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Known):
        text = (
            {True: "true", False: "false"}.get(value.value, value.value)
            if isinstance(value.value, bool)
            else value.value
        )
        return Known(str(text))
    return (
        value if isinstance(value, EventPart) else Unfollowed(call.text, about(value), is_text=True)
    )


def _boolean(core: Modules, call: Arguments) -> Value:
    value = call.get(0) or UNDEFINED
    truth = core.truth(value)
    return Test(call.text, about(value)) if truth is None else known(truth)


def _number(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Known) and isinstance(value.value, str) and value.value.strip().isdigit():
        return Known(int(value.value))
    return value if isinstance(value, Known) else Unfollowed(call.text, about(value))


def _error(_: Modules, call: Arguments) -> Value:
    made = Obj(class_=ExceptionClass("Error"))
    made.entries["message"] = call.get(0) or Known("")
    made.entries["name"] = Known("Error")
    return made


def _regexp(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    is_text = isinstance(value, Known) and isinstance(value.value, str)
    return (
        Regex(str(value.value)) if is_text and isinstance(value, Known) else Unfollowed(call.text)
    )


def _set(core: Modules, call: Arguments) -> Value:
    items, rest = core.items_of(call.get(0) or Arr())
    return Arr(items, rest)


def _map(core: Modules, call: Arguments) -> Value:
    return _from_entries(core, call) if call.values else Obj(place=call.place)


def _undefined(_: Modules, __: Arguments) -> Value:
    return UNDEFINED


class _ProcessEnv(Native):
    """``process.env``."""

    name = "process.env"

    def member(self, core: Modules, key: str) -> Value | None:
        """Return a variable."""
        return core.environment.value(key) or UNDEFINED


class _ErrorClass(ExceptionClass):
    """``Error`` and its kin."""


_TEXT_METHODS: dict[str, Method] = {
    "toLowerCase": _text(str.lower),
    "toUpperCase": _text(str.upper),
    "trim": _text(str.strip),
    "trimEnd": _text(str.rstrip),
    "trimStart": _text(str.lstrip),
    "toString": _text(str),
    "concat": _text(lambda text, *more: text + "".join(more)),
    "padStart": _text(lambda text, width, fill=" ": text.rjust(width, fill)),
    "replace": _text(lambda text, old, new: text.replace(old, new, 1)),
    "replaceAll": _text(lambda text, old, new: text.replace(old, new)),
    "slice": _text(lambda text, start, end=None: text[start:end]),
    "substring": _text(lambda text, start, end=None: text[start:end]),
    "startsWith": _asked(lambda text, start: text.startswith(start)),
    "endsWith": _asked(lambda text, end: text.endswith(end)),
    "includes": _includes,
    "indexOf": _asked(lambda text, item: text.find(item)),
    "split": _split,
    "match": _matches,
    "test": _matches,
}
_ARRAY_METHODS: dict[str, Method] = {
    "map": _mapped,
    "forEach": _for_each,
    "filter": _filtered,
    "find": _found,
    "findLast": _found,
    "some": _some,
    "every": _every,
    "includes": _includes,
    "has": _includes,
    "indexOf": _index_of,
    "push": _push,
    "add": _push,
    "join": _joined,
    "concat": _concat,
    "reduce": _reduced,
    "slice": lambda _, of, call: (
        of if not call.values else Arr([], Unfollowed(call.text, about(of)))
    ),
    "flat": _same,
    "values": _same,
    "toString": _joined,
}
_SHAPING = dict.fromkeys(
    ("toLowerCase", "toUpperCase", "trim", "toString", "trimEnd", "valueOf"), _same
)
_ASKING = dict.fromkeys(("match", "startsWith", "endsWith", "includes", "test"), _matches)


def _unknown_text(_: Modules, __: Value, call: Arguments) -> Value:
    return Unfollowed(call.text, is_text=True)


def _map_get(core: Modules, of: Obj, call: Arguments) -> Value:
    return core.member(of, call.get(0) or UNDEFINED)


def _map_set(core: Modules, of: Obj, call: Arguments) -> Value:
    core.set_member(of, call.get(0) or UNDEFINED, call.get(1) or UNDEFINED)
    return of


def _map_delete(core: Modules, of: Obj, call: Arguments) -> Value:
    key = call.get(0)
    if isinstance(key, Known):
        core.remove(of.entries, str(key.value))
    return TRUE


_METHODS: tuple[tuple[type | tuple[type, ...], Mapping[str, Method]], ...] = (
    (
        Obj,
        {
            "hasOwnProperty": _has_own,
            "get": _map_get,
            "set": _map_set,
            "append": _map_set,
            "has": _has_own,
            "delete": _map_delete,
            "toString": _unknown_text,
        },
    ),
    (Arr, _ARRAY_METHODS),
    (EventPart, {**_SHAPING, **_ASKING}),
    (Regex, {"test": _matches, "exec": _matches}),
    ((Closure, Bound, ClassValue, Native), {"call": _called, "apply": _applied, "bind": _bound}),
    (Known, _TEXT_METHODS),
    (Unfollowed, dict.fromkeys(("startsWith", "endsWith", "test"), _matches)),
)
_HAS_OWN = Fn(
    "hasOwnProperty",
    None,
    {
        "call": Fn("call", _has_own_of),
    },
)
_OBJECT = Fn(
    "Object",
    _first,
    {
        "assign": Fn("assign", _assign),
        "freeze": Fn("freeze", _first),
        "seal": Fn("seal", _first),
        "keys": Fn("keys", _keys),
        "values": Fn("values", _values),
        "entries": Fn("entries", _entries),
        "fromEntries": Fn("fromEntries", _from_entries),
        "defineProperty": Fn("defineProperty", _define),
        "getOwnPropertyNames": Fn("getOwnPropertyNames", _keys),
        "getOwnPropertyDescriptor": Fn("getOwnPropertyDescriptor", _describe),
        "getPrototypeOf": Fn("getPrototypeOf", lambda *_: NOTHING),
        "setPrototypeOf": Fn("setPrototypeOf", _first),
        "create": Fn("create", _create),
        "hasOwn": Fn("hasOwn", _has_own_of),
        "prototype": Fn("prototype", None, {"hasOwnProperty": _HAS_OWN}),
    },
)
_ERROR = Fn("Error", _error, {"captureStackTrace": Fn("captureStackTrace", _undefined)})
_CONSOLE = Logger()
_GLOBALS: dict[str, Value] = {
    "undefined": UNDEFINED,
    "Object": _OBJECT,
    "JSON": Fn(
        "JSON", None, {"stringify": Fn("stringify", _stringify), "parse": Fn("parse", _parse)}
    ),
    "Promise": Fn(
        "Promise",
        _promise,
        {
            "resolve": Fn("resolve", _first),
            "reject": Fn("reject", _rejected),
            "all": Fn("all", _all),
            "allSettled": Fn("allSettled", lambda _, call: Unfollowed(call.text)),
            "race": Fn("race", lambda _, call: Unfollowed(call.text)),
        },
    ),
    "Array": Fn(
        "Array",
        _array_from,
        {
            "isArray": Fn("isArray", _is_array),
            "from": Fn("from", _array_from),
        },
    ),
    "Set": Fn("Set", _set),
    "Map": Fn("Map", _map),
    "Headers": Fn("Headers"),
    "String": Fn("String", _string),
    "Boolean": Fn("Boolean", _boolean),
    "Number": Fn("Number", _number),
    "parseInt": Fn("parseInt", _number),
    "RegExp": Fn("RegExp", _regexp),
    "Symbol": Fn(
        "Symbol",
        lambda _, call: Unfollowed(call.text),
        {
            "toStringTag": Known("@@toStringTag"),
            "iterator": Known("@@iterator"),
            "for": Fn("for", lambda _, call: Unfollowed(call.text)),
        },
    ),
    "console": _CONSOLE,
    "process": Fn("process", None, {"env": _ProcessEnv()}),
    "setTimeout": Fn("setTimeout"),
    "globalThis": Fn("globalThis", None, {}),
    **{
        name: ExceptionClass(name)
        for name in ("TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError")
    },
    "Error": _ERROR,
}
_MODULES: dict[str, Value] = {
    "util": Fn("util", None, {"promisify": Fn("promisify", lambda _, call: Unfollowed(call.text))}),
}
