"""What code may hold when it is read: known values, unknown ones, and choices of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.handlers.code import ABSENT, Constant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corsgate_audit.handlers.code import CodeLocation, LoweredFunction
    from corsgate_audit.handlers.modules import Modules
    from corsgate_audit.handlers.scopes import Module, NameScope


@dataclass(slots=True, eq=False)
class Known:
    """A constant."""

    value: Constant


@dataclass(slots=True, eq=False)
class Unfollowed:
    """A value that is not followed.

    Args:
        text: as the source has it.
        about: parts of the request that it may depend on: ``origin``, ``method`` …
        is_text: it is a text at least, whichever.
    """

    text: str
    about: frozenset[str] = frozenset()
    is_text: bool = False


@dataclass(slots=True, eq=False)
class EventPart:
    """A part of the event: ``("headers", "origin")``."""

    path: tuple[str, ...]

    @property
    def subject(self) -> str | None:
        """Which part that decides about answers it is; None for any other."""
        return subject_of(self.path)

    @property
    def is_always_there(self) -> bool:
        """Whether every event of a front door has it."""
        return self.path in {(), ("headers",), ("requestContext",)}

    @property
    def text(self) -> str:
        """Return it for people."""
        return ".".join(("event", *self.path))


@dataclass(slots=True, eq=False)
class Test:
    """A comparison that cannot be decided.

    Args:
        text: as the source has it.
        about: parts of the request that it depends on.
        subject: the part that is compared, where it is compared with constants.
        operator: ``==``, ``in`` or ``present``; empty where the comparison is not exact.
        values: the constants.
        negated: it is the opposite of all this.
    """

    text: str
    about: frozenset[str] = frozenset()
    subject: str | None = None
    operator: str = ""
    values: tuple[str, ...] = ()
    negated: bool = False


@dataclass(slots=True, eq=False)
class OneOf:
    """One of several values."""

    options: tuple[Value, ...]


@dataclass(slots=True, eq=False)
class Obj:
    """A dictionary, an object, or an instance.

    Args:
        entries: by name.
        rest: unknown dictionaries that were merged in: further entries, of unknown names.
        class_: of an instance.
        place: where it is written.
        by: the library that has made an answer of it: headers beside origin and credentials are
            not listed then.
    """

    entries: dict[str, Value] = field(default_factory=dict)
    rest: list[Unfollowed] = field(default_factory=list)
    class_: ClassValue | ExceptionClass | None = None
    place: CodeLocation | None = None
    by: str | None = None


@dataclass(slots=True, eq=False)
class Arr:
    """A list; ``rest`` is an unknown number of further items."""

    items: list[Value] = field(default_factory=list)
    rest: Unfollowed | None = None


@dataclass(slots=True, eq=False)
class Json:
    """The JSON text of a value."""

    of: Value


@dataclass(slots=True, eq=False)
class Regex:
    """A regular expression."""

    source: str
    flags: str = ""


@dataclass(slots=True, eq=False)
class Closure:
    """A function of the bundle."""

    code: LoweredFunction
    scope: NameScope
    module: Module
    this: Value | None = None
    home: ClassValue | None = None
    properties: Obj | None = None


@dataclass(slots=True, eq=False)
class Bound:
    """A method and what it is called on."""

    function: Value
    receiver: Value


@dataclass(slots=True, eq=False)
class ClassValue:
    """A class of the bundle."""

    name: str
    bases: tuple[Value, ...]
    methods: dict[str, Closure]
    statics: Obj
    fields: list[tuple[str, object]]
    scope: NameScope
    module: Module
    is_data: bool = False

    def find(self, name: str) -> Value | None:
        """Return a method or a static value, from the class or from its bases."""
        found: Value | None = self.methods.get(name) or self.statics.entries.get(name)
        if found is not None:
            return found
        for base in self.bases:
            found = base.find(name) if isinstance(base, ClassValue) else None
            if found is not None:
                return found
        return None

    @property
    def has_unknown_base(self) -> bool:
        """Whether it inherits from something that is not followed."""
        return any(
            base.has_unknown_base if isinstance(base, ClassValue) else not _harmless(base)
            for base in self.bases
        )


@dataclass(slots=True, eq=False)
class ExceptionClass:
    """An exception of the language itself."""

    name: str


@dataclass(slots=True, eq=False)
class Getter:
    """An entry that is computed when it is read."""

    function: Value


@dataclass(slots=True, eq=False)
class Live:
    """A name of a module that another one imports: read when it is asked for."""

    scope: NameScope
    name: str


@dataclass(slots=True, eq=False)
class ModuleValue:
    """A Python module as a value."""

    module: Module


class Native:
    """A function or an object of the language, or of a library, that is modelled."""

    name = "native"
    is_callback = False
    """Whoever is given it may call it, later."""

    def member(self, core: Modules, key: str) -> Value | None:  # noqa: ARG002 - for those that have members
        """Return a member; None where it has none of that name."""
        return None

    def set(self, core: Modules, key: str, value: Value) -> None:
        """Write a member; most have none that matters."""

    def handed_over(self, core: Modules, call: Arguments) -> None:
        """Note that something that is not followed was given it."""

    def call(self, core: Modules, call: Arguments) -> Value:
        """Call it."""
        return core.unknown_call(call)


Value: TypeAlias = (
    Known
    | Unfollowed
    | EventPart
    | Test
    | OneOf
    | Obj
    | Arr
    | Json
    | Regex
    | Closure
    | Bound
    | ClassValue
    | ExceptionClass
    | Getter
    | Live
    | ModuleValue
    | Native
)


@dataclass(slots=True, eq=False)
class Arguments:
    """What a function is called with.

    Args:
        text: of the call, as the source has it.
        place: where it is written.
        more: unknown arguments that were spread.
        receiver: what a method is called on.
    """

    text: str
    place: CodeLocation
    values: list[Value] = field(default_factory=list)
    named: dict[str, Value] = field(default_factory=dict)
    more: Unfollowed | None = None
    receiver: Value | None = None
    is_new: bool = False

    def get(self, index: int, name: str | None = None) -> Value | None:
        """Return an argument by its place or its name."""
        if index < len(self.values):
            return self.values[index]
        return self.named.get(name) if name is not None else None


NOTHING = Known(None)
UNDEFINED = Known(ABSENT)
TRUE, FALSE = Known(value=True), Known(value=False)


def known(value: bool) -> Known:  # noqa: FBT001 - the value is what is wrapped
    """Return a known truth."""
    return TRUE if value else FALSE


def one_of(options: Iterable[Value]) -> Value:
    """Return one value for several: flat, equal constants once."""
    flat: list[Value] = []
    seen: set[object] = set()
    for option in options:
        for each in option.options if isinstance(option, OneOf) else (option,):
            key = _identity(each)
            if key not in seen:
                seen.add(key)
                flat.append(each)
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat))


def _identity(value: Value) -> object:
    if isinstance(value, Known):
        return (type(value.value), value.value)
    if isinstance(value, EventPart):
        return value.path
    if isinstance(value, Unfollowed):
        return ("unknown", value.text, value.about)
    return id(value)


def texts_of(value: Value) -> tuple[str, ...] | None:
    """Return the texts of a list all of whose items are known; None for anything else."""
    if not isinstance(value, Arr) or value.rest is not None:
        return None
    texts = [each.value for each in value.items if isinstance(each, Known)]
    if len(texts) != len(value.items) or not all(isinstance(each, str) for each in texts):
        return None
    return tuple(str(each) for each in texts)


def about(*values: Value | None, depth: int = 3) -> frozenset[str]:
    """Return the parts of the request that values depend on."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, EventPart):
            found |= {value.subject or "event"}
        elif isinstance(value, Unfollowed | Test):
            found |= value.about
        elif depth and isinstance(value, OneOf):
            found |= about(*value.options, depth=depth - 1)
        elif depth and isinstance(value, Obj):
            found |= about(*value.entries.values(), *value.rest, depth=depth - 1)
        elif depth and isinstance(value, Arr):
            found |= about(*value.items, value.rest, depth=depth - 1)
        elif depth and isinstance(value, Json):
            found |= about(value.of, depth=depth - 1)
    return frozenset(found)


_HEADERS = frozenset({"headers", "multivalueheaders"})
_SUBJECTS: Mapping[tuple[str, ...], str] = {
    ("httpMethod",): "method",
    ("requestContext", "httpMethod"): "method",
    ("requestContext", "http", "method"): "method",
    ("path",): "path",
    ("rawPath",): "path",
    ("requestContext", "path"): "path",
    ("requestContext", "http", "path"): "path",
    ("resource",): "resource",
    ("requestContext", "resourcePath"): "resource",
    ("routeKey",): "route",
    ("requestContext", "routeKey"): "route",
}


def subject_of(path: tuple[str, ...]) -> str | None:
    """Name the part of a request that an event's entry is.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
    """
    if len(path) >= 2 and path[0].lower() in _HEADERS and path[1].lower() == "origin":  # noqa: PLR2004
        return "origin"
    return _SUBJECTS.get(path)


def _harmless(base: Value) -> bool:
    """Whether a base class of the language adds nothing that an answer could hold."""
    return isinstance(base, ExceptionClass) or (
        isinstance(base, Native) and base.name in {"object", "dict", "Enum", "ABC"}
    )
