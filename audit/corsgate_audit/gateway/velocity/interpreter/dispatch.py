"""What each type of value has: the tables beyond which no template reaches.

A name that is in no table makes the outcome undetermined, unless Java itself has nothing under it.

Not verified on AWS: `velocity-list-index-negative` and `velocity-missing-header`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import containers, functions, texts
from .containers import look_up, put
from .errors import UndeterminedError
from .headers import Headers, ReadOnly, header, is_unread
from .values import Array, Character, Entry, JsonList, Loop, View, equals, type_name
from .variables import (
    Context,
    HeaderOverrides,
    Input,
    Overrides,
    StageVariables,
    Unknown,
    Util,
    is_map,
    override_header,
    parameter,
    set_override,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .texts import Method
    from .values import Value

_EQUALS: dict[str, tuple[Method, ...]] = {"equals": (((object,), equals),)}
_NUMBER: dict[str, tuple[Method, ...]] = {**_EQUALS, "intValue": (((), int),)}
_HEADER_METHODS: dict[str, tuple[Method, ...]] = {
    "containsKey": (((str,), lambda headers, name: header(headers, name) is not None),),
    "get": (((object,), header),),
    "getOrDefault": (
        (
            (str, object),
            lambda headers, name, other: other if (v := header(headers, name)) is None else v,
        ),
    ),
}
_UTIL: dict[str, tuple[Method, ...]] = {
    name: (((str,), lambda _, text, function=function: function(text)),)
    for name, function in {
        "base64Decode": functions.base64_decode,
        "base64Encode": functions.base64_encode,
        "escapeJavaScript": functions.escape_java_script,
        "parseJson": functions.parse_json,
        "urlDecode": functions.url_decode,
        "urlEncode": functions.url_encode,
    }.items()
}

METHODS: dict[type, dict[str, tuple[Method, ...]]] = {
    str: texts.TEXT,
    Character: _EQUALS,
    bool: _EQUALS,
    int: {**_NUMBER, "parseInt": (((str,), lambda _, text: _parse_int(text)),)},
    float: _NUMBER,
    list: containers.LIST,
    JsonList: containers.LIST,
    View: containers.VIEW,
    Array: containers.ARRAY,
    dict: containers.MAP,
    Entry: containers.ENTRY,
    Util: _UTIL,
    ReadOnly: containers.READ_MAP,
    Headers: _HEADER_METHODS,
    Overrides: {"get": (((object,), look_up),)},
    HeaderOverrides: {
        "get": (((object,), look_up),),
        "put": (((str, object), override_header),),
    },
}
"""Methods by the type of the value that they are called on."""

_SAFE_DIGITS = 9


def _parse_int(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _SAFE_DIGITS):
        message = f"parses {text[:20]!r} as a number"
        raise UndeterminedError(message)
    return int(text)


_GETTERS: dict[type, dict[str, Callable[[Any], Value]]] = {
    str: {"empty": lambda text: not text},
    list: {"empty": lambda items: not items},
    JsonList: {"empty": lambda items: not items},
    View: {"empty": lambda view: not view.pairs},
    bool: {},
    int: {},
    float: {},
    Entry: {"key": lambda pair: pair.key, "value": lambda pair: pair.value},
    Loop: {
        "count": lambda loop: loop.index + 1,
        "first": lambda loop: loop.index == 0,
        "hasNext": lambda loop: loop.index + 1 < loop.length,
        "index": lambda loop: loop.index,
        "last": lambda loop: loop.index + 1 == loop.length,
    },
}
"""What Java's getters return. Names beyond them are missing there, but for those below."""

_UNREACHED: dict[type, frozenset[str]] = {
    str: frozenset({"blank", "bytes", "class"}),
    list: frozenset({"class", "first", "last"}),
    JsonList: frozenset({"class", "first", "last"}),
    View: frozenset({"class"}),
    bool: frozenset({"class"}),
    int: frozenset({"class"}),
    float: frozenset({"class", "infinite", "naN"}),
    Entry: frozenset({"class"}),
    dict: frozenset({"class"}),
}
"""Getters that Java has, or may have, and that lead out of the template."""


_MAPS: tuple[type, ...] = (dict, ReadOnly, Overrides, HeaderOverrides)
_CHANGING = frozenset({"add", "addAll", "clear", "put", "putAll", "remove", "set"})


def _refuse(value: Value, name: str) -> UndeterminedError:
    return UndeterminedError(f"asks {type_name(value)} for {name}, which is not evaluated here")


class Dispatcher:
    """Looks names up, and notes what is asked of the unknown.

    Args:
        write: function that returns the text of a value, as Java's `toString` does.
    """

    def __init__(self, write: Callable[[Value], str]) -> None:
        self._write = write
        self.asked: list[str] = []
        self.changes = 0

    def note(self, name: str) -> None:
        """Note that the outcome depends on something that nobody knows.

        Args:
            name: path of the value, without the dollar sign: ``context.identity.sourceIp``.
        """
        if name not in self.asked:
            self.asked.append(name)

    def property(self, value: Value, name: str) -> Value:
        """Return what `.name` is; None where it is missing.

        Args:
            value: value of any type.
            name: name that follows the point.

        Raises:
            UndeterminedError: Java may have it, and no table does.
        """
        kind = type(value)
        getter = name[0].lower() + name[1:]
        if getter in _UNREACHED.get(kind, ()):
            raise _refuse(value, name)
        if kind in _GETTERS:
            return self._getter(value, name, getter)
        if kind in _MAPS:
            return look_up(value, name)
        if kind is Headers:
            return self._header(value, name)
        if kind in {Context, StageVariables}:
            return self._known(value.find(name))
        if kind is Unknown:
            return self.note(f"{value.path}.{name}")
        if kind is Input and name == "body":
            return self._body(value)
        raise _refuse(value, name)

    @staticmethod
    def _getter(value: Value, name: str, getter: str) -> Value:
        getters = _GETTERS[type(value)]
        if getter in getters:
            return getters[getter](value)
        if type(value) is Loop:
            raise _refuse(value, name)
        return None

    def _known(self, found: Value) -> Value:
        """Return a value under `$context`, or note that it is not known."""
        if type(found) is Unknown and not is_map(found):
            return self.note(found.path)
        return found

    def _body(self, source: Input) -> str:
        if source.body is None:
            self.note("the request's body")
        return source.body or functions.EMPTY_BODY

    def item(self, value: Value, key: Value) -> Value:
        """Return what `[key]` is; None where it is missing.

        Args:
            value: value of any type.
            key: key or index between the brackets; a negative index counts from the end.
        """
        kind = type(value)
        if kind in {str, bool, int, float, Entry}:
            if type(key) is int and key < 0:
                raise _refuse(value, f"item {key}")
            return None
        if kind in {list, JsonList, Array}:
            if type(key) is not int:
                return None
            return containers.item(value, key + len(value) if key < 0 else key)
        if kind in {Context, StageVariables, Unknown} and type(key) is str:
            return self.property(value, key)
        return self.call(value, "get", (key,))

    def call(self, value: Value, name: str, arguments: tuple[Value, ...]) -> Value:
        """Return what a method returns; None for null.

        Args:
            value: value of any type.
            name: name of the method.
            arguments: values that the method is called with.

        Raises:
            UndeterminedError: no table has it for these arguments.
        """
        if name == "toString" and not arguments:
            return self._write(value)
        if type(value) is Input:
            return self._of_input(value, name, arguments)
        if type(value) in {Context, StageVariables, Unknown}:
            return self._of_unread(value, name, arguments)
        if type(value) is Headers and self._is_unread(value, name, arguments):
            return None
        if type(value) is Util and name == "escapeJavaScript" and len(arguments) == 1:
            arguments = (self._write(arguments[0]),)
        for types, function in METHODS.get(type(value), {}).get(name, ()):
            if _fit(types, arguments):
                self.changes += name in _CHANGING
                return function(value, *arguments)
        raise UndeterminedError(self._unfit(value, name, arguments))

    @staticmethod
    def _unfit(value: Value, name: str, arguments: tuple[Value, ...]) -> str:
        given = ", ".join(map(type_name, arguments))
        return (
            f"calls the method {name}({given}) of {type_name(value)}, which is not evaluated here"
        )

    def _of_input(self, source: Input, name: str, arguments: tuple[Value, ...]) -> Value:
        if name == "params" and not arguments:
            return source.parameters
        if len(arguments) == 1 and type(arguments[0]) is str:
            (argument,) = arguments
            if name == "params":
                found = parameter(source, argument)
                return found or self._header(source.parameters["header"], argument) or ""
            if name in {"json", "path"}:
                return self._part(source, name, argument)
        raise UndeterminedError(self._unfit(source, name, arguments))

    def _header(self, headers: Headers, name: str) -> Value:
        if is_unread(headers, name):
            return self.note(f"the request header {name}")
        return header(headers, name)

    def _is_unread(self, headers: Headers, method: str, arguments: tuple[Value, ...]) -> bool:
        """Note, and return, whether a method tells more of the headers than is known of them."""
        if method in _HEADER_METHODS:
            name = arguments[0] if arguments else None
            if type(name) is not str or not is_unread(headers, name):
                return False
            self.note(f"the request header {name}")
            return True
        if method in containers.READ_MAP:
            self.note("all headers of the request")
            return True
        return False

    def _part(self, source: Input, name: str, path: str) -> Value:
        """Return a part of the body, or what AWS has in its place where it has no such part."""
        is_whole = functions.is_whole_body(path)
        body = self._body(source)
        if name == "json":
            return body if is_whole else functions.json_at(body, path)
        whole = functions.parse_json(body)
        return whole if is_whole else functions.value_at(whole, path)

    def _of_unread(
        self, value: Context | StageVariables | Unknown, name: str, arguments: tuple[Value, ...]
    ) -> Value:
        if name == "get" and len(arguments) == 1 and type(arguments[0]) is str:
            return self.property(value, arguments[0])
        roots = {Context: "context", StageVariables: "stageVariables"}
        path = value.path if type(value) is Unknown else roots[type(value)]
        return self.note(f"{path}.{name}()")

    def assign(self, value: Value, key: Value, new: Value, *, by_index: bool) -> None:
        """Set what `.key` or `[key]` is. Java's text and numbers take nothing and say nothing.

        Args:
            value: value that has the part.
            key: name or index of the part.
            new: value that the part gets.
            by_index: whether the key is in brackets.

        Raises:
            UndeterminedError: of this type nothing is set here.
        """
        kind = type(value)
        self.changes += 1
        if kind is dict:
            put(value, key, new)
        elif kind in {list, JsonList} and by_index and type(key) is int:
            containers.put_item(value, key + len(value) if key < 0 else key, new)
        elif kind is HeaderOverrides and type(key) is str:
            override_header(value, key, new)
        elif kind is Overrides and type(key) is str:
            set_override(value, key, new)
        elif kind not in {str, bool, int, float}:
            message = f"sets {key!r} of {type_name(value)}, which is not evaluated here"
            raise UndeterminedError(message)


def _fit(types: tuple[type, ...], arguments: tuple[Value, ...]) -> bool:
    return len(types) == len(arguments) and all(
        wanted is object or type(given) is wanted
        for wanted, given in zip(types, arguments, strict=True)
    )
