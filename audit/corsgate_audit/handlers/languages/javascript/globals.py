"""JavaScript's global objects, and modules of Node.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Logger, Native, parsed_json
from corsgate_audit.handlers.languages.javascript.arrays import array_from, is_array
from corsgate_audit.handlers.languages.javascript.objects import OBJECT, from_entries
from corsgate_audit.handlers.languages.javascript.promises import PROMISE
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    ExceptionClass,
    Json,
    Known,
    Obj,
    Regex,
    Unfollowed,
    known,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def builtin(name: str) -> Value | None:
    """Return what a name stands for without being imported."""
    return _GLOBALS.get(name)


def module(name: str) -> Value | None:
    """Return a module of Node.

    Args:
        name: Name with or without ``node:``.
    """
    return _MODULES.get(name.removeprefix("node:"))


def _stringify(_: Interpreter, call: Arguments) -> Value:
    return Json(call.get(0) or UNDEFINED)


def _string(_: Interpreter, call: Arguments) -> Value:
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


def _boolean(interpreter: Interpreter, call: Arguments) -> Value:
    value = call.get(0) or UNDEFINED
    truth = interpreter.truth(value)
    return Test(call.text, about(value)) if truth is None else known(truth)


def _number(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    if isinstance(value, Known) and isinstance(value.value, str) and value.value.strip().isdigit():
        return Known(int(value.value))
    return value if isinstance(value, Known) else Unfollowed(call.text, about(value))


def _error(_: Interpreter, call: Arguments) -> Value:
    made = Obj(class_=ExceptionClass("Error"))
    made.entries["message"] = call.get(0) or Known("")
    made.entries["name"] = Known("Error")
    return made


def _regexp(_: Interpreter, call: Arguments) -> Value:
    value = call.get(0)
    is_text = isinstance(value, Known) and isinstance(value.value, str)
    return (
        Regex(str(value.value)) if is_text and isinstance(value, Known) else Unfollowed(call.text)
    )


def _set(interpreter: Interpreter, call: Arguments) -> Value:
    items, rest = interpreter.items_of(call.get(0) or Arr())
    return Arr(items, rest)


def _map(interpreter: Interpreter, call: Arguments) -> Value:
    return from_entries(interpreter, call) if call.values else Obj(place=call.place)


def _undefined(_: Interpreter, __: Arguments) -> Value:
    return UNDEFINED


class _ProcessEnv(Native):
    """``process.env``."""

    name = "process.env"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return a variable."""
        return interpreter.environment.value(key) or UNDEFINED


_ERROR = Fn("Error", _error, {"captureStackTrace": Fn("captureStackTrace", _undefined)})
_CONSOLE = Logger()
_GLOBALS: dict[str, Value] = {
    "undefined": UNDEFINED,
    "Object": OBJECT,
    "JSON": Fn(
        "JSON", None, {"stringify": Fn("stringify", _stringify), "parse": Fn("parse", parsed_json)}
    ),
    "Promise": PROMISE,
    "Array": Fn(
        "Array",
        array_from,
        {
            "isArray": Fn("isArray", is_array),
            "from": Fn("from", array_from),
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
