"""Constants, dictionaries, lists and texts, and choices of values."""

from __future__ import annotations

from dataclasses import dataclass, field

from corsgate_audit.handlers.code.nodes import ABSENT, CodeLocation, Constant
from corsgate_audit.handlers.values.bounds import expect_followed
from corsgate_audit.handlers.values.value import Value


@dataclass(slots=True, eq=False)
class Known(Value):
    """A constant."""

    value: Constant


@dataclass(slots=True, eq=False)
class Unfollowed(Value):
    """A value that is not followed.

    Args:
        text: Expression in the notation of the code.
        about: Parts of the request that it may depend on: ``origin``, ``method`` …
        is_text: Whether it is certainly a text.
        is_data: Whether it is certainly data, as JSON has it, and no response of a library.
    """

    text: str
    about: frozenset[str] = frozenset()
    is_text: bool = False
    is_data: bool = False


@dataclass(slots=True, eq=False)
class OneOf(Value):
    """One of several values."""

    options: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Obj(Value):
    """A dictionary, an object, or an instance.

    Args:
        entries: Values by name.
        rest: Unknown dictionaries that were merged in: further entries, of unknown names.
        class_: Class of an instance; None for a dictionary.
        place: Line that makes it.
        by: Library that has made an answer of it: headers beside origin and credentials are not
            listed then.
    """

    entries: dict[str, Value] = field(default_factory=dict)
    rest: list[Unfollowed] = field(default_factory=list)
    class_: Value | None = None
    place: CodeLocation | None = None
    by: str | None = None


@dataclass(slots=True, eq=False)
class Arr(Value):
    """A list; ``rest`` is an unknown number of further items."""

    items: list[Value] = field(default_factory=list)
    rest: Unfollowed | None = None

    def __post_init__(self) -> None:
        """End the reading where there are more items than are followed."""
        expect_followed(len(self.items))


@dataclass(slots=True, eq=False)
class TupleItems(Arr):
    """Python's tuple."""


@dataclass(slots=True, eq=False)
class SetItems(Arr):
    """A set: items in the order in which they were added, known ones once."""

    def __post_init__(self) -> None:
        """Keep the first of equal constants."""
        expect_followed(len(self.items))
        seen: set[tuple[type, Constant]] = set()
        kept = []
        for item in self.items:
            if isinstance(item, Known):
                key = (type(item.value), item.value)
                if key in seen:
                    continue
                seen.add(key)
            kept.append(item)
        self.items = kept


@dataclass(slots=True, eq=False)
class MapEntries(Obj):
    """JavaScript's ``Map``: its entries are no properties."""


@dataclass(slots=True, eq=False)
class Json(Value):
    """The JSON text of a value."""

    of: Value


@dataclass(slots=True, eq=False)
class Regex(Value):
    """A regular expression."""

    source: str
    flags: str = ""


@dataclass(slots=True, eq=False)
class Bound(Value):
    """A method and what it is called on."""

    function: Value
    receiver: Value


@dataclass(slots=True, eq=False)
class ExceptionClass(Value):
    """An exception of the language itself."""

    name: str

    @property
    def is_plain_base(self) -> bool:
        return True


@dataclass(slots=True, eq=False)
class Getter(Value):
    """An entry that is computed when it is read."""

    function: Value


NOTHING = Known(None)
UNDEFINED = Known(ABSENT)
TRUE, FALSE = Known(value=True), Known(value=False)


def known(value: bool) -> Known:  # noqa: FBT001 - the value is what is wrapped
    """Return a known truth."""
    return TRUE if value else FALSE


def is_nothing(value: Value) -> bool:
    """Whether a value is ``None``, ``null`` or ``undefined``."""
    return isinstance(value, Known) and (value.value is None or value.value is ABSENT)
