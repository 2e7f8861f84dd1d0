"""What is wrong with a policy: every problem at once, each with its reason and its fix."""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Reason(StrEnum):
    """Why a value is refused. The set is closed: a program may switch on it."""

    MISSING = "missing"
    """Nothing is given where something is needed."""
    TYPE = "type"
    """Not of the type that the field takes."""
    MALFORMED = "malformed"
    """Not an origin, a method or a header name at all."""
    NOT_SERIALIZED = "not serialized"
    """An origin in a spelling that no browser sends: upper case, a default port, no punycode."""
    NULL = "null"
    """The opaque origin, which anyone can produce."""
    PATTERN = "pattern"
    """A ``*`` in a place where it means nothing."""
    CONFLICT = "conflict"
    """Two values that contradict each other."""
    CASE = "case"
    """A method that is not upper-case: methods are case-sensitive."""
    FORBIDDEN = "forbidden"
    """A name that the Fetch standard reserves for the browser."""
    RESPONSE_HEADER = "response header"
    """The name of a CORS response header, where request headers are listed."""
    SAFELISTED = "safelisted"
    """A name that every page may read anyway."""
    WILDCARD = "wildcard"
    """``*`` with credentials: the browser takes it literally."""
    INSECURE = "insecure"
    """An ``http`` origin with credentials: anyone on the network path can speak for it."""
    PUBLIC_SUFFIX = "public suffix"
    """A pattern that covers sites of different owners, with credentials."""
    RANGE = "range"
    """A number outside what is allowed."""
    UNKNOWN = "unknown"
    """A field that this version does not know."""
    VERSION = "version"
    """A policy written by a newer version."""


class Problem:
    """One thing that is wrong with a policy.

    Args:
        field: the policy's field, ``allow_origins``; or where the policy came from.
        value: the value that is refused, as it was given.
        reason: why, out of a closed set.
        message: one line for people: the field, the value, what is allowed, and the fix.
    """

    __slots__ = ("field", "message", "reason", "value")

    def __init__(self, field: str, value: object, reason: Reason, message: str) -> None:
        self.field = field
        self.value = value
        self.reason = reason
        self.message = message

    def __eq__(self, other: object) -> bool:
        """Two problems are equal when all that they say is."""
        if not isinstance(other, Problem):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        """By what it says: a refused value need not be hashable."""
        return hash((self.field, self.reason, self.message))

    def __repr__(self) -> str:
        """As one would write it."""
        return f"Problem({self.field!r}, {self.value!r}, {self.reason!r}, {self.message!r})"

    def _key(self) -> tuple[str, object, Reason, str]:
        return (self.field, self.value, self.reason, self.message)


class PolicyError(ValueError):
    """A policy that cannot be: it carries every problem, not only the first.

    Args:
        problems: at least one.
        source: source where the policy came from, when it is not code: a variable's name.

    Attributes:
        problems: a tuple of `Problem`.

    Example:
        >>> from corsgate import CorsPolicy
        >>> CorsPolicy(allow_origins=["app.example.com"], max_age=-1)
        Traceback (most recent call last):
        ...
        corsgate.problems.PolicyError: CORS policy: allow_origins: 'app.example.com' has no \
scheme; write 'https://app.example.com' | max_age: -1 is out of range; give 0 (do not cache) to \
86400 seconds, or None for no header
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem], source: str = "CORS policy") -> None:
        self.problems = tuple(problems)
        self.source = source
        # One line, so that a log that is read line by line keeps it together.
        super().__init__(f"{source}: {' | '.join(each.message for each in self.problems)}")

    def __reduce__(self) -> tuple[type[PolicyError], tuple[tuple[Problem, ...], str]]:
        """Survive a copy between processes with the problems."""
        return (PolicyError, (self.problems, self.source))
