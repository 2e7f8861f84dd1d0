"""Parts of the event, and comparisons of them that cannot be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsgate_audit.handlers.values.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True, eq=False)
class EventPart(Value):
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
class Test(Value):
    """A comparison that cannot be decided.

    Args:
        text: Comparison in the notation of the code.
        about: Parts of the request that it depends on.
        subject: Part that is compared with constants; None for any other comparison.
        operator: ``==``, ``in`` or ``present``; empty where the comparison is not exact.
        values: Constants on the other side.
        negated: Whether it is the opposite of all this.
    """

    text: str
    about: frozenset[str] = frozenset()
    subject: str | None = None
    operator: str = ""
    values: tuple[str, ...] = ()
    negated: bool = False


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
