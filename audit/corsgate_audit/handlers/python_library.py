"""What Python itself brings: built-in functions, methods, and modules of the standard library.

Source: https://docs.python.org/3/library/
"""

from __future__ import annotations

import builtins
import http
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.natives import Fn, parsed, plain
from corsgate_audit.handlers.values import (
    FALSE,
    NOTHING,
    UNDEFINED,
    Arguments,
    Arr,
    EventPart,
    ExceptionClass,
    Json,
    Known,
    Native,
    Obj,
    OneOf,
    Regex,
    Test,
    Unfollowed,
    Value,
    about,
    known,
    one_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.handlers.modules import Modules

    Method = Callable[[Any, Any, Arguments], Value]


def builtin(name: str) -> Value | None:
    """Return what a name stands for without being imported.

    Args:
        name: of a variable.
    """
    if name in _BUILTINS:
        return _BUILTINS[name]
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return ExceptionClass(name)
    return None


def is_builtin_subclass(own: str, wanted: str) -> bool | None:
    """Return whether one of the language's exceptions is another; None where one is not known.

    Args:
        own: name of the one.
        wanted: name of the other.
    """
    classes = [getattr(builtins, each, None) for each in (own, wanted)]
    if all(isinstance(each, type) for each in classes):
        return issubclass(*classes)  # type: ignore[arg-type] # both are classes
    return True if own == wanted else None


def module(name: str) -> Value | None:
    """Return a module of the standard library.

    Args:
        name: dotted.
    """
    return _MODULES.get(name)


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


# --- Built-in functions ----------------------------------------------------------------------


def _dict(core: Modules, call: Arguments) -> Value:
    made = Obj(place=call.place)
    for each in call.values:
        if isinstance(each, Arr) and each.rest is None:
            for pair in each.items:
                if isinstance(pair, Arr) and len(pair.items) == 2:  # noqa: PLR2004 - key and value
                    core.set_member(made, pair.items[0], pair.items[1])
        else:
            core.merge(made, each)
    for name, value in call.named.items():
        core.set(made.entries, name, value)
    if call.more is not None:
        core.merge_unknown(made, call.more)
    return made


def _list(core: Modules, call: Arguments) -> Value:
    if not call.values:
        return Arr()
    items, rest = core.items_of(call.values[0])
    return Arr(items, rest)


def _str(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if value is None:
        return Known("")
    if isinstance(value, Known):
        return Known(str(value.value))
    return (
        value if isinstance(value, EventPart) else Unfollowed(call.text, about(value), is_text=True)
    )


def _int(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    return Unfollowed(call.text) if value is None else plain(call, int, value)


def _bool(core: Modules, call: Arguments) -> Value:
    value = call.get(0) or FALSE
    truth = core.truth(value)
    return Test(call.text, about(value)) if truth is None else known(truth)


def _len(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Arr) and value.rest is None:
        return Known(len(value.items))
    if isinstance(value, Obj) and not value.rest:
        return Known(len(value.entries))
    if isinstance(value, Known) and isinstance(value.value, str):
        return Known(len(value.value))
    return Unfollowed(call.text, about(value))


def _isinstance(_: Modules, call: Arguments) -> Value:
    value, kind = call.get(0), call.get(1)
    names = [
        each.name
        for each in (kind.items if isinstance(kind, Arr) else [kind])
        if isinstance(each, Native)
    ]
    own = {Obj: "dict", Arr: "list"}.get(type(value))
    if isinstance(value, Known):
        own = type(value.value).__name__
    if own is None or not names or (isinstance(value, Obj) and value.class_ is not None):
        return Test(call.text, about(value))
    return known(own in names)


def _getattr(core: Modules, call: Arguments) -> Value:
    of, key, default = call.get(0), call.get(1), call.get(2)
    if of is None or not isinstance(key, Known):
        return Unfollowed(call.text)
    found = core.named_member(of, str(key.value))
    if found is not None:
        return found
    return Unfollowed(call.text) if default is None else default


def _setattr(core: Modules, call: Arguments) -> Value:
    of, key, value = call.get(0), call.get(1), call.get(2)
    if of is not None and key is not None and value is not None:
        core.set_member(of, key, value)
    return NOTHING


def _next(core: Modules, call: Arguments) -> Value:
    of, default = call.get(0), call.get(1)
    items, rest = core.items_of(of) if of is not None else ([], None)
    if rest is not None:
        first = items[0] if items else Unfollowed(call.text, rest.about)
        return first if default is None else one_of((first, default))
    if items:
        return items[0]
    return Unfollowed(call.text) if default is None else default


def _any(core: Modules, call: Arguments) -> Value:
    return _any_or_all(core, call, wanted=True)


def _all(core: Modules, call: Arguments) -> Value:
    return _any_or_all(core, call, wanted=False)


def _any_or_all(core: Modules, call: Arguments, *, wanted: bool) -> Value:
    of = call.get(0)
    items, rest = core.items_of(of) if of is not None else ([], None)
    truths = [core.truth(each) for each in items]
    if wanted in truths:
        return known(wanted)
    equalities = [each for each in items if isinstance(each, Test)]
    same = {each.subject for each in equalities}
    exact = wanted and rest is None and len(equalities) == len(items) and len(same) == 1
    if exact and all(each.operator == "==" and not each.negated for each in equalities):
        values = tuple(each.values[0] for each in equalities)
        return Test(call.text, about(*items), equalities[0].subject, "in", values)
    if rest is None and None not in truths:
        return known(not wanted)
    return Test(call.text, about(*items, rest))


def _map(core: Modules, call: Arguments) -> Value:
    function, of = call.get(0), call.get(1)
    if function is None or of is None:
        return Unfollowed(call.text)
    items, rest = core.items_of(of)
    return Arr([core.call(function, Arguments(call.text, call.place, [e])) for e in items], rest)


def _filter(core: Modules, call: Arguments) -> Value:
    function, of = call.get(0), call.get(1)
    if function is None or of is None:
        return Unfollowed(call.text)
    items, rest = core.items_of(of)
    kept = [
        each
        for each in items
        if core.decide(
            each
            if isinstance(function, Known)
            else core.call(function, Arguments(call.text, call.place, [each]))
        )
    ]
    return Arr(kept, rest)


def _isnt(_: Modules, call: Arguments) -> Value:
    return Test(call.text, about(*call.values))


def _dumps(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    return Unfollowed(call.text) if value is None else Json(value)


def _loads(core: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Json):
        return value.of
    if isinstance(value, Known) and isinstance(value.value, str):
        made = parsed(value.value)
        if made is not None:
            return made
    core.may_raise()
    return Unfollowed(call.text, about(value))


def _getenv(core: Modules, call: Arguments) -> Value:
    name, default = call.get(0), call.get(1, "default") or NOTHING
    if not isinstance(name, Known):
        return Unfollowed(call.text)
    return core.environment.value(str(name.value)) or default


def _first(_: Modules, call: Arguments) -> Value:
    return call.get(0) or Unfollowed(call.text)


def _nothing(_: Modules, __: Arguments) -> Value:
    return NOTHING


def _regex(_: Modules, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Known) and isinstance(value.value, str):
        return Regex(value.value)
    return Unfollowed(call.text)


def _matched(_: Modules, call: Arguments) -> Value:
    return Test(call.text, about(*call.values))


class _Environ(Native):
    """``os.environ``."""

    name = "os.environ"

    def member(self, core: Modules, key: str) -> Value | None:
        """Return a method, or a variable."""
        if key in {"get", "pop", "setdefault"}:
            return Fn(key, _getenv)
        if key in {"copy", "items", "keys", "update"}:
            return Fn(key)
        found: Value | None = core.environment.value(key)
        return found


class _HttpStatus(Native):
    """``http.HTTPStatus``."""

    name = "HTTPStatus"

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a status."""
        status = http.HTTPStatus.__members__.get(key)
        return None if status is None else _Status(status)

    def call(self, core: Modules, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Return the status of a number."""
        return call.get(0) or Unfollowed(call.text)


class _Status(Native):
    """One status, which is a number, too."""

    name = "status"

    def __init__(self, status: http.HTTPStatus) -> None:
        self.status = status

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return what a status has."""
        members: dict[str, int | str] = {
            "value": int(self.status),
            "phrase": self.status.phrase,
            "name": self.status.name,
            "description": self.status.description,
        }
        return Known(members[key]) if key in members else None


class Logger(Native):
    """A logger: nothing that it is given is changed, and it raises nothing."""

    name = "logger"

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a method."""
        return self

    def call(self, core: Modules, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Log; as a decorator, leave the function as it is."""
        from corsgate_audit.handlers.core import is_function  # noqa: PLC0415 - it knows values

        value = call.get(0)
        return value if value is not None and is_function(value) else self


class _Decorating(Native):
    """A decorator with arguments that leaves the function as it is."""

    name = "decorator"

    def call(self, core: Modules, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Return the function, or itself for its arguments."""
        from corsgate_audit.handlers.core import is_function  # noqa: PLC0415 - it knows values

        value = call.get(0)
        return value if value is not None and is_function(value) else self


# --- Methods ---------------------------------------------------------------------------------


def _get(core: Modules, of: Obj, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1, "default") or NOTHING
    if isinstance(key, OneOf):
        key = core.split(key)
    if isinstance(key, Known):
        name = str(key.value)
        if name in of.entries:
            found = core.opened(of.entries[name], of)
            return _without_absent(found, default)
        if of.rest:
            return one_of((Unfollowed(f"{of.rest[-1].text}[{name!r}]", of.rest[-1].about), default))
        return default
    if isinstance(key, EventPart) and key.subject and not of.rest and not core.joining:
        for name, value in list(of.entries.items()):
            if core.decide(core.equals(key, Known(name), call.text)):
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


def _update(core: Modules, of: Obj, call: Arguments) -> Value:
    for each in call.values:
        if isinstance(each, Arr):
            core.merge(of, _dict(core, Arguments(call.text, call.place, [each])))
        else:
            core.merge(of, each)
    for name, value in call.named.items():
        core.set(of.entries, name, value)
    if call.more is not None:
        core.merge_unknown(of, call.more)
    return NOTHING


def _setdefault(core: Modules, of: Obj, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1) or NOTHING
    if not isinstance(key, Known):
        core.merge_unknown(of, Unfollowed(call.text))
        return Unfollowed(call.text)
    name = str(key.value)
    if name not in of.entries:
        value = one_of((default, Unfollowed(call.text))) if of.rest else default
        core.set(of.entries, name, value)
    return of.entries[name]


def _pop(core: Modules, of: Obj, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1)
    if not isinstance(key, Known):
        core.merge_unknown(of, Unfollowed(call.text))
        return Unfollowed(call.text)
    found = of.entries.get(str(key.value))
    core.remove(of.entries, str(key.value))
    if found is not None:
        return found
    return Unfollowed(call.text) if default is None else default


def _copy(_: Modules, of: Obj, __: Arguments) -> Value:
    return Obj(dict(of.entries), list(of.rest), of.class_, of.place)


def _deepcopy(_: Modules, call: Arguments) -> Value:
    from corsgate_audit.handlers.calling import frozen  # noqa: PLC0415 - calling knows this module

    value = call.get(0)
    return Unfollowed(call.text) if value is None else frozen(value)


def _items(_: Modules, of: Obj, __: Arguments) -> Value:
    pairs: list[Value] = [Arr([Known(name), value]) for name, value in of.entries.items()]
    return Arr(pairs, of.rest[0] if of.rest else None)


def _keys(_: Modules, of: Obj, __: Arguments) -> Value:
    return Arr([Known(each) for each in of.entries], of.rest[0] if of.rest else None)


def _values(_: Modules, of: Obj, __: Arguments) -> Value:
    return Arr(list(of.entries.values()), of.rest[0] if of.rest else None)


def _clear(core: Modules, of: Obj, __: Arguments) -> Value:
    for name in list(of.entries):
        core.remove(of.entries, name)
    core.attribute(of, "rest", [])
    return NOTHING


def _append(core: Modules, of: Arr, call: Arguments) -> Value:
    core.replace(of.items, [*of.items, *call.values[:1]])
    return NOTHING


def _extend(core: Modules, of: Arr, call: Arguments) -> Value:
    items, rest = core.items_of(call.get(0) or Arr())
    core.replace(of.items, [*of.items, *items])
    if rest is not None:
        core.attribute(of, "rest", rest)
    return NOTHING


def _request_get(core: Modules, of: EventPart, call: Arguments) -> Value:
    key, default = call.get(0), call.get(1, "default")
    if not isinstance(key, Known):
        return Unfollowed(call.text, about(of, key))
    part = EventPart((*of.path, str(key.value)))
    if default is None or part.is_always_there:
        return part
    if core.joining:
        return one_of((part, default))
    return part if core.decide(core.present(part, call.text)) else default


def _same(_: Modules, of: Value, __: Arguments) -> Value:
    return of


def _text(name: str) -> Method:
    """Return a method of texts that is applied where all is known."""

    def method(_: Modules, of: Value, call: Arguments) -> Value:
        if isinstance(of, Known) and isinstance(of.value, str):
            values = call.values
            if name in {"startswith", "endswith"} and values and isinstance(values[0], EventPart):
                return Test(call.text, about(*values))
            return plain(call, getattr(of.value, name), *values)
        if name in _BOOLEAN:
            return Test(call.text, about(of, *call.values))
        return Unfollowed(call.text, about(of, *call.values), is_text=True)

    return method


def _split_text(_: Modules, of: Known, call: Arguments) -> Value:
    constants = [each.value for each in call.values if isinstance(each, Known)]
    if isinstance(of.value, str) and len(constants) == len(call.values):
        try:
            return Arr([Known(each) for each in of.value.split(*constants)])  # type: ignore[arg-type] # refused below
        except (TypeError, ValueError):
            return Unfollowed(call.text)
    return Unfollowed(call.text)


def _join_text(core: Modules, of: Known, call: Arguments) -> Value:
    items, rest = core.items_of(call.get(0) or Arr())
    texts = [
        each.value for each in items if isinstance(each, Known) and isinstance(each.value, str)
    ]
    if rest is None and len(texts) == len(items) and isinstance(of.value, str):
        return Known(of.value.join(map(str, texts)))
    return Unfollowed(call.text, about(*items, rest), is_text=True)


def _regex_test(_: Modules, of: Value, call: Arguments) -> Value:
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
_FUNCTIONS: dict[str, Callable[[Any, Arguments], Value]] = {
    "dict": _dict,
    "list": _list,
    "tuple": _list,
    "set": _list,
    "frozenset": _list,
    "sorted": _list,
    "reversed": _list,
    "iter": _list,
    "str": _str,
    "int": _int,
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


def _as_dictionary(call: Arguments) -> Value:
    value = call.get(0)
    return (
        Obj(dict(value.entries), list(value.rest))
        if isinstance(value, Obj)
        else Unfollowed(call.text)
    )


def _field(core: Modules, call: Arguments) -> Value:
    factory = call.named.get("default_factory")
    if factory is not None:
        return core.call(factory, Arguments(call.text, call.place))
    return call.named.get("default") or Unfollowed(call.text)


_LOGGER = Logger()
_STATUS = _HttpStatus()
_KEEPS = _Decorating()
_MATCHING: dict[str, Value] = dict.fromkeys(
    ("match", "search", "fullmatch"), Fn("re.match", _matched)
)
_MODULES: dict[str, Value] = {
    "os": Fn("os", None, {"environ": _Environ(), "getenv": Fn("getenv", _getenv)}),
    "json": Fn(
        "json",
        None,
        {
            "dumps": Fn("dumps", _dumps),
            "loads": Fn("loads", _loads),
            "JSONDecodeError": ExceptionClass("ValueError"),
        },
    ),
    "simplejson": Fn("json", None, {"dumps": Fn("dumps", _dumps), "loads": Fn("loads", _loads)}),
    "copy": Fn("copy", None, {"copy": Fn("copy", _deepcopy), "deepcopy": Fn("copy", _deepcopy)}),
    "http": Fn("http", None, {"HTTPStatus": _STATUS}),
    "re": Fn("re", None, {"compile": Fn("compile", _regex), **_MATCHING}),
    "typing": Fn(
        "typing",
        None,
        {
            "cast": Fn("cast", lambda _, call: call.get(1) or Unfollowed(call.text)),
            "NamedTuple": Fn("NamedTuple"),
            "Any": Unfollowed("Any"),
        },
    ),
    "enum": Fn("enum", None, dict.fromkeys(("Enum", "IntEnum", "StrEnum"), Fn("Enum"))),
    "abc": Fn("abc", None, {"ABC": Fn("ABC"), "abstractmethod": _KEEPS}),
    "functools": Fn(
        "functools",
        None,
        {
            "wraps": Fn("wraps", lambda _, __: _KEEPS),
            "lru_cache": _KEEPS,
            "cache": _KEEPS,
        },
    ),
    "dataclasses": Fn(
        "dataclasses",
        None,
        {
            "dataclass": Fn("dataclass", lambda _, call: call.get(0) or Fn("dataclass", _first)),
            "asdict": Fn("asdict", lambda _, call: _as_dictionary(call)),
            "field": Fn("field", _field),
        },
    ),
    "logging": Fn("logging", None, {"getLogger": Fn("getLogger", lambda *_: _LOGGER)}),
}
