"""JavaScript's global objects, and modules of Node.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import (
    Fn,
    Logger,
    Native,
    NativeCall,
    parsed_json,
)
from corsgate_audit.handlers.languages.javascript import web_responses
from corsgate_audit.handlers.languages.javascript.arrays import (
    array,
    array_from,
    array_of,
    is_array,
)
from corsgate_audit.handlers.languages.javascript.conversions import (
    NAN,
    normal,
    number_of,
    text_of,
    trimmed,
)
from corsgate_audit.handlers.languages.javascript.objects import OBJECT, from_entries
from corsgate_audit.handlers.languages.javascript.promises import PROMISE
from corsgate_audit.handlers.languages.javascript.streaming import AWSLAMBDA
from corsgate_audit.handlers.values.bounds import NotDeterminedError
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    ExceptionClass,
    Json,
    Known,
    MapEntries,
    Obj,
    Regex,
    SetItems,
    Unfollowed,
    known,
)
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from collections.abc import Callable

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
    if value is None or isinstance(value, EventPart):
        return value or Known("")
    try:
        return Known(text_of(value))
    except NotDeterminedError:
        return Unfollowed(call.text, about(value), is_text=True)


def _boolean(interpreter: Interpreter, call: Arguments) -> Value:
    value = call.get(0) or UNDEFINED
    truth = interpreter.truth(value)
    return Test(call.text, about(value)) if truth is None else known(truth)


def _number(_: Interpreter, call: Arguments) -> Value:
    try:
        return Known(number_of(call.get(0) or Known(0)))
    except NotDeterminedError:
        return Unfollowed(call.text, about(*call.values))


def _parsed(pattern: re.Pattern[str], base: int) -> NativeCall:
    """Return ``parseInt`` or ``parseFloat`` of a text; with another base it is not followed."""

    def parse(_: Interpreter, call: Arguments) -> Value:
        unknown, given = Unfollowed(call.text, about(*call.values)), call.get(1) or UNDEFINED
        if call.more is not None or not (given is UNDEFINED or _is_number(given, base)):
            return unknown
        try:
            text = trimmed(text_of(call.get(0) or UNDEFINED))
        except NotDeterminedError:
            return unknown
        found = pattern.match(text)
        if found is None or text.lstrip("+-")[:2].lower() == "0x" or "Infinity" in text:
            return Known(NAN) if found is None else Unfollowed(call.text)
        return Known(normal(float(found[0])))

    return parse


def _is_number(value: Value, number: int) -> bool:
    return isinstance(value, Known) and value.value == number


def _computed(function: Callable[..., float]) -> NativeCall:
    """Return a function of numbers."""

    def compute(_: Interpreter, call: Arguments) -> Value:
        unknown = Unfollowed(call.text, about(*call.values, call.more))
        if call.more is not None or not call.values:
            return unknown
        try:
            numbers = [number_of(each) for each in call.values]
            return Known(normal(function(*numbers)))
        except (NotDeterminedError, ValueError, OverflowError):  # no number, or an infinite one
            return unknown

    return compute


def _is_nan(_: Interpreter, call: Arguments) -> Value:
    try:
        return known(math.isnan(number_of(call.get(0) or UNDEFINED)))
    except NotDeterminedError:
        return Test(call.text, about(*call.values))


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
    return SetItems(items, rest)


def _map(interpreter: Interpreter, call: Arguments) -> Value:
    pairs = from_entries(interpreter, call)
    return MapEntries(pairs.entries, pairs.rest, place=call.place)


def _undefined(_: Interpreter, __: Arguments) -> Value:
    return UNDEFINED


class _ProcessEnv(Native):
    """``process.env``."""

    name = "process.env"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:
        """Return a variable."""
        return interpreter.environment.value(key) or UNDEFINED


_FLOAT = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?")
_MATH: dict[str, Callable[..., float]] = {
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "trunc": math.trunc,
    "round": lambda number: math.floor(number + 0.5),
    "max": lambda *numbers: NAN if any(map(math.isnan, numbers)) else max(numbers),
    "min": lambda *numbers: NAN if any(map(math.isnan, numbers)) else min(numbers),
}
_ERROR = Fn("Error", _error, {"captureStackTrace": Fn("captureStackTrace", _undefined)})
_CONSOLE = Logger()
_GLOBALS: dict[str, Value] = {
    "undefined": UNDEFINED,
    "NaN": Known(NAN),
    "Infinity": Known(math.inf),
    "Object": OBJECT,
    "JSON": Fn(
        "JSON", None, {"stringify": Fn("stringify", _stringify), "parse": Fn("parse", parsed_json)}
    ),
    "Promise": PROMISE,
    "Array": Fn(
        "Array",
        array,
        {
            "isArray": Fn("isArray", is_array),
            "from": Fn("from", array_from),
            "of": Fn("of", array_of),
        },
    ),
    "Set": Fn("Set", _set),
    "Map": Fn("Map", _map),
    **web_responses.GLOBALS,
    "String": Fn("String", _string),
    "Boolean": Fn("Boolean", _boolean),
    "Number": Fn("Number", _number),
    "parseInt": Fn("parseInt", _parsed(re.compile(r"[+-]?[0-9]+"), 10)),
    "parseFloat": Fn("parseFloat", _parsed(_FLOAT, 10)),
    "isNaN": Fn("isNaN", _is_nan),
    "Math": Fn("Math", None, {name: Fn(name, _computed(do)) for name, do in _MATH.items()}),
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
    "awslambda": AWSLAMBDA,
    "globalThis": Fn("globalThis", None, {"awslambda": AWSLAMBDA}),
    **{
        name: ExceptionClass(name)
        for name in ("TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError")
    },
    "Error": _ERROR,
}
_MODULES: dict[str, Value] = {
    "util": Fn("util", None, {"promisify": Fn("promisify", lambda _, call: Unfollowed(call.text))}),
}
