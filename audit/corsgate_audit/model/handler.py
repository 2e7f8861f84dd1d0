"""A function's own code, whatever stands in front of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from corsgate_audit.model.target import FrontDoor, TargetBase

if TYPE_CHECKING:
    from corsgate_audit.handlers.answers import CodeReading
    from corsgate_audit.model.values import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseComparison:
    """A comparison that lets in more than the page it is meant for.

    Args:
        text: text as the code has it: ``origin.endswith("example.com")``.
        look_alike: an origin that it lets in, and that anybody may register.
    """

    text: str
    look_alike: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginUse:
    """A place in a function where Access-Control-Allow-Origin is the origin of the request.

    Args:
        function: the name of the Python function; ``<module>`` outside of all.
        text: the value, as the code has it.
        is_compared: the function compares the origin, or hands it to somebody who may.
        loose: comparisons that let look-alikes in.
        with_credentials: the function allows credentials, too.
        location: location of the value, with its line.
    """

    function: str
    text: str
    is_compared: bool
    loose: tuple[LooseComparison, ...] = ()
    with_credentials: bool = False
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCode:
    """The code of a function that answers a route.

    Args:
        name: name of the function, as its source has it.
        reading: every answer that the code can give; None where the code is not at hand.
        why_not: why it is not; None where it is.
        folder: folder that the files' paths are relative to; empty for code in a template.
        location: location of the function.
    """

    name: str
    reading: CodeReading | None
    why_not: str | None = None
    folder: str = ""
    location: Location

    @property
    def undetermined(self) -> str | None:
        """What keeps some of the answers from being known; None where all are."""
        if self.reading is None:
            return self.why_not
        return next((each.expression for each in self.reading.undetermined), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler(TargetBase):
    """A file with the code of functions.

    Args:
        origin_uses: places where it answers with the page's origin.
        functions: what its handlers answer, where the file is a target by itself.
    """

    front_door: ClassVar[FrontDoor] = FrontDoor.FUNCTION

    origin_uses: tuple[OriginUse, ...] = ()
    functions: tuple[FunctionCode, ...] = field(default=(), compare=False, repr=False)
