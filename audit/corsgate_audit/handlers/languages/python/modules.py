"""Modules of Python's standard library.

Source: https://docs.python.org/3/library/
"""

from __future__ import annotations

import http
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Logger, Native, decorated, parsed_json
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.combining import frozen
from corsgate_audit.handlers.values.data import (
    NOTHING,
    ExceptionClass,
    Json,
    Known,
    Obj,
    Regex,
    Unfollowed,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def module(name: str) -> Value | None:
    """Return a module of the standard library.

    Args:
        name: Dotted name.
    """
    return _MODULES.get(name)


def _dumps(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    return Unfollowed(call.text) if value is None else Json(value)


def _getenv(interpreter: Interpreter, call: Arguments) -> Value:
    name, default = call.get(0), call.get(1, "default") or NOTHING
    if not isinstance(name, Known):
        return Unfollowed(call.text)
    return interpreter.environment.value(str(name.value)) or default


def _first(_: Interpreter, call: Arguments) -> Value:
    return call.get(0) or Unfollowed(call.text)


def _regex(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Known) and isinstance(value.value, str):
        return Regex(value.value)
    return Unfollowed(call.text)


def _matched(_: Interpreter, call: Arguments) -> Value:
    return Test(call.text, about(*call.values))


def _deepcopy(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    return Unfollowed(call.text) if value is None else frozen(value)


def _as_dictionary(call: Arguments) -> Value:
    value = call.get(0)
    return (
        Obj(dict(value.entries), list(value.rest))
        if isinstance(value, Obj)
        else Unfollowed(call.text)
    )


def _field(interpreter: Interpreter, call: Arguments) -> Value:
    factory = call.named.get("default_factory")
    if factory is not None:
        return interpreter.call(factory, Arguments(call.text, call.place))
    return call.named.get("default") or Unfollowed(call.text)


class _Environ(Native):
    """``os.environ``."""

    name = "os.environ"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return a method, or a variable."""
        if key in {"get", "pop", "setdefault"}:
            return Fn(key, _getenv)
        if key in {"copy", "items", "keys", "update"}:
            return Fn(key)
        return interpreter.environment.value(key)


class _HttpStatus(Native):
    """``http.HTTPStatus``."""

    name = "HTTPStatus"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a status."""
        status = http.HTTPStatus.__members__.get(key)
        return None if status is None else _Status(status)

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Return the status of a number."""
        return call.get(0) or Unfollowed(call.text)


class _Status(Native):
    """One status, which is a number, too."""

    name = "status"

    def __init__(self, status: http.HTTPStatus) -> None:
        self.status = status

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return what a status has."""
        members: dict[str, int | str] = {
            "value": int(self.status),
            "phrase": self.status.phrase,
            "name": self.status.name,
            "description": self.status.description,
        }
        return Known(members[key]) if key in members else None


class _Decorating(Native):
    """A decorator with arguments that leaves the function as it is."""

    name = "decorator"

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Return the function, or itself for its arguments."""
        return decorated(call) or self


_LOGGER = Logger()
_STATUS = _HttpStatus()
_KEEPS = _Decorating()
_MATCHING: dict[str, Value] = dict.fromkeys(
    ("match", "search", "fullmatch"), Fn("re.match", _matched)
)
_JSON: dict[str, Value] = {"dumps": Fn("dumps", _dumps), "loads": Fn("loads", parsed_json)}
_MODULES: dict[str, Value] = {
    "os": Fn("os", None, {"environ": _Environ(), "getenv": Fn("getenv", _getenv)}),
    "json": Fn("json", None, {**_JSON, "JSONDecodeError": ExceptionClass("ValueError")}),
    "simplejson": Fn(
        "json", None, {"dumps": Fn("dumps", _dumps), "loads": Fn("loads", parsed_json)}
    ),
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
