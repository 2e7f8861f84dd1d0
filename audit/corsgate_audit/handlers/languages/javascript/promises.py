"""JavaScript's promises.

Source: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Promise
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn, Native
from corsgate_audit.handlers.interpreter.signals import NeverEnds, Raised
from corsgate_audit.handlers.languages.javascript.objects import first
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.data import UNDEFINED, Arr, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


class _Settle(Native):
    """``resolve`` or ``reject`` of a promise that is being made."""

    is_callback = True

    def __init__(self, name: str, settled: dict[str, Value]) -> None:
        self.name, self.settled = name, settled

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Note the first outcome."""
        if not self.settled:
            interpreter.set(self.settled, self.name, call.get(0) or UNDEFINED)
        return UNDEFINED


def _promise(interpreter: Interpreter, call: Arguments) -> Value:
    """Make a promise: what its function resolves it with; nothing where it never does."""
    settled: dict[str, Value] = {}
    function = call.get(0)
    if function is not None:
        ways: list[Value] = [_Settle("resolve", settled), _Settle("reject", settled)]
        interpreter.call(function, Arguments(call.text, call.place, ways))
    if "resolve" in settled:
        return settled["resolve"]
    if "reject" in settled:
        if interpreter.joining:
            return Unfollowed(call.text)
        raise Raised(settled["reject"])
    if interpreter.joining:
        return Unfollowed(call.text)
    if isinstance(function, Closure):
        raise NeverEnds
    return Unfollowed(call.text)


def _rejected(_: Interpreter, call: Arguments) -> Value:
    raise Raised(call.get(0) or UNDEFINED)


def _all(interpreter: Interpreter, call: Arguments) -> Value:
    items, rest = interpreter.items_of(call.get(0) or Arr())
    interpreter.may_raise()
    return Arr(items, rest)


PROMISE = Fn(
    "Promise",
    _promise,
    {
        "resolve": Fn("resolve", first),
        "reject": Fn("reject", _rejected),
        "all": Fn("all", _all),
        "allSettled": Fn("allSettled", lambda _, call: Unfollowed(call.text)),
        "race": Fn("race", lambda _, call: Unfollowed(call.text)),
    },
)
