"""Building blocks for what a language or a library brings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.values import (
    Arguments,
    Arr,
    ClassValue,
    Known,
    Native,
    Obj,
    Unfollowed,
    Value,
    about,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.handlers.code import Constant
    from corsgate_audit.handlers.modules import Modules

    Call = Callable[[Any, Arguments], Value]


class Fn(Native):
    """A function of the language.

    Args:
        name: of it.
        function: what it does.
        members: that it has, too.
    """

    def __init__(
        self, name: str, function: Call | None = None, members: Mapping[str, Value] | None = None
    ) -> None:
        self.name = name
        self.function = function
        self.members = dict(members or {})

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a member."""
        return self.members.get(key)

    def call(self, core: Modules, call: Arguments) -> Value:
        """Call it."""
        return core.unknown_call(call) if self.function is None else self.function(core, call)


class Super(Native):
    """``super``, in a method.

    Args:
        home: class that the method belongs to.
        receiver: that it was called on.
    """

    name = "super"

    def __init__(self, home: ClassValue, receiver: Value) -> None:
        self.home, self.receiver = home, receiver

    def member(self, core: Modules, key: str) -> Value | None:
        """Return a method of a base class."""
        for base in self.home.bases:
            found = base.find(key) if isinstance(base, ClassValue) else None
            if found is not None:
                return core.bound(found, self.receiver)
        return Fn(
            f"super.{key}",
            lambda core, call: core.base_constructor(self.home, self.receiver, call, key),
        )

    def call(self, core: Modules, call: Arguments) -> Value:
        """Return itself, or run the constructor of the base class."""
        if self.home.module.code.language == "python":
            return self
        found: Value = core.base_constructor(self.home, self.receiver, call, "constructor")
        return found


def plain(call: Arguments, function: Callable[..., Constant], *values: Value) -> Value:
    """Apply a function of constants, if all of them are known.

    Args:
        call: for its text.
        function: pure.
        values: its arguments.
    """
    constants = [each.value for each in values if isinstance(each, Known)]
    if len(constants) != len(values):
        return Unfollowed(call.text, about(*values))
    try:
        return Known(function(*constants))
    except (TypeError, ValueError, AttributeError, LookupError):
        return Unfollowed(call.text)


def parsed(text: str) -> Value | None:
    """Return the value of a JSON text; None where it is none.

    Args:
        text: that the code parses.
    """
    try:
        return _of_json(json.loads(text[:_LONGEST]))
    except (ValueError, RecursionError):
        return None


def _of_json(value: object) -> Value:
    if isinstance(value, dict):
        return Obj({str(name): _of_json(each) for name, each in value.items()})
    if isinstance(value, list):
        return Arr([_of_json(each) for each in value])
    return Known(value if isinstance(value, str | int | float) else None)


_LONGEST = 50_000  # characters
