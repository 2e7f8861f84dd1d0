"""What a language or a library brings: functions and objects that are modelled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from corsgate_audit.handlers.values.data import Arr, Json, Known, Obj, Unfollowed, known
from corsgate_audit.handlers.values.definitions import is_function
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import Test
from corsgate_audit.handlers.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments

NativeCall: TypeAlias = "Callable[[Interpreter, Arguments], Value]"
Method: TypeAlias = "Callable[[Interpreter, Any, Arguments], Value]"
"""A method of a value: the interpreter, the value, and the arguments."""
_LONGEST = 50_000  # characters of a JSON text


class Native(Value):
    """A function or an object of the language, or of a library, that is modelled."""

    name = "native"
    is_callback = False
    """Whoever is given it may call it, later."""
    is_decorable = False
    """Whether it is what a decorator decorates: a function, also one that is decorated already."""

    @property
    def is_plain_base(self) -> bool:
        return self.name in {"object", "dict", "Enum", "ABC"}

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - for those that have members
        """Return a member; None where it has none of that name."""
        return None

    def set(self, interpreter: Interpreter, key: str, value: Value) -> None:
        """Write a member; most have none that matters."""

    def handed_over(self, interpreter: Interpreter, call: Arguments) -> None:
        """Note that something that is not followed was given it."""

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Call it."""
        return interpreter.unknown_call(call)


class Fn(Native):
    """A function of the language.

    Args:
        name: Name by which libraries recognise it.
        function: Effect and result of a call; None for a function that is not followed.
        members: Further members by name, for one that is a namespace, too.
    """

    is_decorable = True

    def __init__(
        self,
        name: str,
        function: NativeCall | None = None,
        members: Mapping[str, Value] | None = None,
    ) -> None:
        self.name = name
        self.function = function
        self.members = dict(members or {})

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a member."""
        return self.members.get(key)

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Call it."""
        return (
            interpreter.unknown_call(call)
            if self.function is None
            else self.function(interpreter, call)
        )


class Logger(Native):
    """A logger: nothing that it is given is changed, and it raises nothing."""

    name = "logger"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a method."""
        return self

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Log; as a decorator, leave the function as it is."""
        return decorated(call) or self


def decorated(call: Arguments) -> Value | None:
    """Return the function that a decorator is given; None where it is given settings.

    Args:
        call: Call of the decorator.
    """
    value = call.get(0)
    if value is not None and (
        is_function(value) or (isinstance(value, Native) and value.is_decorable)
    ):
        return value
    return None


def parsed_json(interpreter: Interpreter, call: Arguments) -> Value:
    """Return what ``json.loads`` and ``JSON.parse`` make of their first argument."""
    value = call.get(0)
    if isinstance(value, Json):
        return value.of
    found = json_value(value.value) if isinstance(value, Known) else None
    if found is not None:
        return found
    interpreter.may_raise()
    return Unfollowed(call.text, about(value), is_data=True)


def json_value(text: object) -> Value | None:
    """Return what a JSON text stands for; None where it is none, or too long.

    Args:
        text: Text, or its bytes; anything else is no JSON.
    """
    if not isinstance(text, str | bytes) or len(text) > _LONGEST:
        return None
    try:
        return _of_json(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _of_json(value: object) -> Value:
    if isinstance(value, dict):
        return Obj({str(name): _of_json(each) for name, each in value.items()})
    if isinstance(value, list):
        return Arr([_of_json(each) for each in value])
    return Known(value if isinstance(value, str | int | float) else None)


def any_or_all(interpreter: Interpreter, call: Arguments, *, wanted: bool) -> Value:
    """Return whether any item of the first argument is true, or all are.

    Comparisons of one part of the request with constants become one with all of them.

    Args:
        interpreter: Interpreter, on the path that is followed.
        call: Call of ``any``, ``all``, ``some`` or ``every``.
        wanted: Truth that decides: True for any, False for all.
    """
    of = call.get(0)
    items, rest = interpreter.items_of(of) if of is not None else ([], None)
    truths = [interpreter.truth(each) for each in items]
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
