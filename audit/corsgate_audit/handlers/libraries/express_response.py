"""``res`` of express and lambda-api: headers are set step by step, and one call answers.

Source: https://expressjs.com/en/api.html#res
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.libraries.settings import truth_of
from corsgate_audit.handlers.values.data import Known, Obj, Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


class ExpressResponse(Native):
    """``res``: headers are set on it step by step, and one call answers."""

    name = "res"

    def __init__(self, by: str, call: Arguments) -> None:
        self.by, self.given = by, call
        self.headers: dict[str, Value] = {}
        self.unknown: list[str] = []
        self.code: Value = Known(200)

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to set headers or to answer."""
        if key in {"header", "set", "setHeader", "append"}:
            return Fn(key, self._header)
        if key == "status":
            return Fn(key, self._status)
        if key in {
            "json",
            "send",
            "end",
            "sendStatus",
            "html",
            "redirect",
            "render",
            "error",
            "sendFile",
        }:
            return Fn(key, lambda c, call: self._answer(c, call, key))
        if key == "cors":
            return Fn(key, self._cors)
        if key in {"type", "vary", "cookie", "clearCookie", "removeHeader", "links"}:
            return Fn(key, lambda *_: self)
        return Unfollowed(f"res.{key}")

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:  # noqa: ARG002 - see Native
        """Somebody may set headers that are not seen, and answer."""
        self.unknown.append(call.text)

    def set(self, interpreter: Interpreter, key: str, value: Value) -> None:
        """``res.statusCode = …``."""
        if key == "statusCode":
            interpreter.attribute(self, "code", value)

    def _header(self, interpreter: Interpreter, call: Arguments) -> Value:
        name, value = call.get(0), call.get(1)
        if isinstance(name, Obj):
            for key, each in name.entries.items():
                self.headers[key] = interpreter.split(each)
            self.unknown += [each.text for each in name.rest]
        elif isinstance(name, Known) and value is not None:
            self.headers[str(name.value)] = interpreter.split(value)
        elif value is not None:
            self.unknown.append(call.text)
        return self

    def _status(self, interpreter: Interpreter, call: Arguments) -> Value:
        self.code = interpreter.split(call.get(0) or Unfollowed(call.text))
        return self

    def _cors(self, interpreter: Interpreter, call: Arguments) -> Value:
        """lambda-api's ``res.cors``: every origin unless ``origin`` says otherwise."""
        options = call.get(0) or Obj()
        made = options if isinstance(options, Obj) else Obj()
        origin = made.entries.get("origin", Known("*"))
        self.headers["Access-Control-Allow-Origin"] = interpreter.split(origin)
        if truth_of(made.entries.get("credentials")):
            self.headers["Access-Control-Allow-Credentials"] = Known("true")
        return self

    def _answer(self, interpreter: Interpreter, call: Arguments, key: str) -> Value:
        if interpreter.answered is None:
            status = None
            if key == "sendStatus":
                self.code = call.get(0) or Unfollowed(call.text)
            interpreter.answered = (self.made(status, call), None)
        return self

    def made(self, status: int | None, call: Arguments | None = None) -> Value:
        """Return the answer as it stands."""
        code: Value = self.code if status is None else Known(status)
        rest = [Unfollowed(each) for each in self.unknown]
        place = (call or self.given).place
        return Obj(
            {"statusCode": code, "headers": Obj(dict(self.headers), rest)},
            [],
            None,
            place,
            self.by,
        )
