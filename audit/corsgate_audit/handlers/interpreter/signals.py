"""What ends a statement of the code that is read: a return, an exception, a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.values.data import ExceptionClass, Obj, Unfollowed

if TYPE_CHECKING:
    from corsgate_audit.handlers.code.nodes import CodeLocation
    from corsgate_audit.handlers.values.value import Value


class Signal(Exception):  # noqa: N818 - control flow of the code that is read
    """Something that ends a statement."""


class Returned(Signal):
    """A return."""

    def __init__(self, value: Value, place: CodeLocation | None) -> None:
        self.value, self.place = value, place


class Raised(Signal):
    """An exception of the code that is read; ``is_certain`` where it must come."""

    def __init__(self, value: Value, *, is_any: bool = False) -> None:
        self.value, self.is_any = value, is_any


class Broken(Signal):
    """A break."""


class Continued(Signal):
    """A continue."""


class NeverEnds(Signal):
    """A promise that is never settled: this path has no answer."""


def any_exception() -> Obj:
    """Return an exception of which nothing is known."""
    return Obj(rest=[Unfollowed("exception")], class_=ExceptionClass("exception"))
