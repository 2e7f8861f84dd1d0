"""``Headers`` and ``Response`` of the Fetch API, as Node has them.

Source: https://fetch.spec.whatwg.org/#headers-class and #response-class
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Known, Obj, Unfollowed
from corsgate_audit.handlers.values.describing import text_of

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value

_PAIR = 2


class WebHeaders(Native):
    """Headers by their names in lower case."""

    name = "Headers"

    def __init__(self) -> None:
        self.entries = Obj()

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a way to read or to change the headers."""
        if key in {"set", "append"}:
            return Fn(key, self._set)
        if key == "get":
            return Fn(key, lambda _, call: self._value(call) or Known(None))
        if key == "delete":
            return Fn(key, self._delete)
        return Unfollowed(f"headers.{key}")

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:
        """Somebody may set headers that are not seen."""
        interpreter.merge_unknown(self.entries, Unfollowed(call.text))

    def write(self, interpreter: Interpreter, name: Value, value: Value) -> None:
        """Set one header.

        Args:
            interpreter: Interpreter, on the path that is followed.
            name: Name of the header, in any spelling.
            value: Value of it.
        """
        if isinstance(name, Known):
            key = str(name.value).lower()
            interpreter.set(self.entries.entries, key, interpreter.split(value))
        else:
            interpreter.merge_unknown(self.entries, Unfollowed(text_of(name)))

    def write_all(self, interpreter: Interpreter, given: Value) -> None:
        """Set all headers that an object, a list of pairs or other headers have.

        Args:
            interpreter: Interpreter, on the path that is followed.
            given: What ``new Headers(given)`` takes.
        """
        if isinstance(given, WebHeaders):
            given = given.entries
        if isinstance(given, Obj):
            for name, value in given.entries.items():
                self.write(interpreter, Known(name), value)
            for each in given.rest:
                interpreter.merge_unknown(self.entries, each)
        elif isinstance(given, Arr) and given.rest is None:
            for pair in given.items:
                if isinstance(pair, Arr) and len(pair.items) == _PAIR:
                    self.write(interpreter, *pair.items)
                else:
                    interpreter.merge_unknown(self.entries, Unfollowed(text_of(pair)))
        elif not isinstance(given, Known):
            interpreter.merge_unknown(self.entries, Unfollowed(text_of(given)))

    def _set(self, interpreter: Interpreter, call: Arguments) -> Value:
        self.write(interpreter, call.get(0) or UNDEFINED, call.get(1) or UNDEFINED)
        return UNDEFINED

    def _value(self, call: Arguments) -> Value | None:
        name = call.get(0)
        if not isinstance(name, Known):
            return Unfollowed(call.text)
        found = self.entries.entries.get(str(name.value).lower())
        return Unfollowed(call.text) if found is None and self.entries.rest else found

    def _delete(self, interpreter: Interpreter, call: Arguments) -> Value:
        self.write(interpreter, call.get(0) or UNDEFINED, UNDEFINED)
        return UNDEFINED


class WebResponse(Native):
    """``new Response(body, {status, headers})``.

    Args:
        interpreter: Interpreter, on the path that is followed.
        call: Call that makes it.
    """

    name = "Response"

    def __init__(self, interpreter: Interpreter, call: Arguments) -> None:
        settings = interpreter.split(call.get(1) or Obj())
        known = settings if isinstance(settings, Obj) else Obj(rest=[Unfollowed(text_of(settings))])
        rest = known.rest[0] if known.rest else None
        self.place = call.place
        self.status = interpreter.split(known.entries.get("status") or rest or Known(200))
        self.headers = WebHeaders()
        given = known.entries.get("headers") or rest or Obj()
        self.headers.write_all(interpreter, interpreter.split(given))

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a part of it."""
        return {"status": self.status, "headers": self.headers}.get(key)


def _response(interpreter: Interpreter, call: Arguments) -> Value:
    return WebResponse(interpreter, call)


def _headers(interpreter: Interpreter, call: Arguments) -> Value:
    made = WebHeaders()
    made.write_all(interpreter, interpreter.split(call.get(0) or Obj()))
    return made


GLOBALS: dict[str, Value] = {
    "Headers": Fn("Headers", _headers),
    "Response": Fn("Response", _response, {"json": Fn("json", _response)}),
}
