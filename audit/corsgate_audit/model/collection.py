"""What a collector read, and what it could not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from corsgate_audit.model.distribution import Distribution
from corsgate_audit.model.function_url import FunctionUrl
from corsgate_audit.model.handler import Handler
from corsgate_audit.model.http_api import HttpApi
from corsgate_audit.model.rest_api import RestApi

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from corsgate_audit.model.function import FunctionSettings

Door = RestApi | HttpApi | FunctionUrl | Distribution
"""A front door: what receives the browser's request."""

Target = Door | Handler
"""What rules judge."""


class CoverageState(StrEnum):
    """Whether a part of the target was seen."""

    SCANNED = "scanned"
    SKIPPED = "skipped"  # not asked for, or not subject to CORS: does not make a report incomplete
    DENIED = "denied"
    THROTTLED = "throttled"
    FAILED = "failed"
    NOT_READ = "not_read"  # a function's code: does not make a report incomplete by itself
    UNRESOLVED = "unresolved"  # CORS902: a value that a verdict depends on


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """One part of the target and whether it was seen; never left out of a report.

    Args:
        is_required: a function's code that is not read makes the report incomplete.
    """

    account: str | None = None
    region: str | None = None
    service: str
    resource: str
    state: CoverageState
    reason: str | None = None
    is_required: bool = field(default=False, compare=False)

    @property
    def incomplete(self) -> bool:
        """Whether this part was expected and not seen."""
        if self.state is CoverageState.NOT_READ:
            return self.is_required
        return self.state not in (CoverageState.SCANNED, CoverageState.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What a collector read.

    Args:
        apis: the targets, of any kind.
        coverage: what was scanned, and what was not.
        functions: the functions of templates, whether a front door leads to them or not.
        shared: SAM templates as they are written whose resources inherit from ``Globals``, by the
            name that locations have for the file.
        texts: files of Terraform configurations, by the name that locations have for each: what
            they look like decides whether a line of them can be changed.
    """

    apis: tuple[Target, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    functions: tuple[FunctionSettings, ...] = field(default=(), compare=False, repr=False)
    shared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False, repr=False)
    texts: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    @property
    def doors(self) -> tuple[Door, ...]:
        """The targets that answer a browser: all but code, and policies that stand alone."""
        return tuple(
            each
            for each in self.apis
            if not isinstance(each, Handler)
            and not (isinstance(each, Distribution) and each.is_policy_alone)
        )


def with_required_code(collection: Collection) -> Collection:
    """Return a collection in which code that is not read counts as not scanned."""
    coverage = tuple(replace(part, is_required=True) for part in collection.coverage)
    return replace(collection, coverage=coverage)
