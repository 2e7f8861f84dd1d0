"""What differs between two collections: values, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Coverage


class Direction(StrEnum):
    """Whether pages may do more or less than before."""

    WIDER = "wider"
    NARROWER = "narrower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Requests of pages that are allowed on one side and blocked on the other.

    Each combination of one of `paths`, one of `origins` and one of `header_sets` is such a request.

    Args:
        direction: wider where the requests are allowed after the change.
        api: what people call the API.
        paths: paths of the routes, as API Gateway writes them; empty for error responses that any
            path can get.
        method: method of the requests; empty for error responses that any method can get.
        origins: origins of the pages, the one that is asked about first. One that nobody can know
            before deployment is written as its source writes it.
        credentials: ``omit`` or ``include``.
        header_sets: names of the headers that the page sets, a tuple for each request, the smallest
            first; the empty one sets none.
        before: exchange of the first combination; None where there was no such API.
        after: the same after the change; None where the API is gone.
        is_error: what the page may or may not read is an error response of the front door.
        responses: types of the gateway responses that it is about; empty for a route's own answer.
        assumes: functions and servers whose headers were not read: the response has those that the
            page needs, as far as anybody knows.
        exposes: the requests are allowed on both sides, and these are the response headers that the
            page may read on one alone; ``*`` for all. Empty where the requests themselves change.
        reaches: the requests are allowed on both sides, but on one alone they reach the route: on
            the other the page reads an error of the front door's own, such as 404.
    """

    direction: Direction
    api: str
    paths: tuple[str, ...]
    method: str
    origins: tuple[str, ...]
    credentials: str
    header_sets: tuple[tuple[str, ...], ...] = ((),)
    before: Exchange | None
    after: Exchange | None
    is_error: bool = False
    responses: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    exposes: tuple[str, ...] = ()
    reaches: bool = False

    @property
    def witness(self) -> Exchange:
        """The exchange that is allowed."""
        found = self.after if self.direction is Direction.WIDER else self.before
        if found is None:
            raise AssertionError(self.api)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Requests of which it cannot be determined whether anything changes for them.

    Args:
        api: what people call the API.
        paths: paths of the routes; empty for the API as a whole.
        methods: methods of the requests.
        reason: what is not known, a sentence without a final period.
    """

    api: str
    paths: tuple[str, ...]
    methods: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between two collections.

    Args:
        changes: changes that pages notice, the wider ones first.
        undetermined: what could not be compared.
        unread: functions and servers whose headers are not determined on a side. Where they answer
            on both, they are taken to send the same ones before and after.
        apis: pairs of APIs that were compared, and APIs that only one side has.
        incomplete: parts of either side that could not be scanned.
        is_read: there is something on either side that could describe an API.
    """

    changes: tuple[Change, ...] = ()
    undetermined: tuple[Doubt, ...] = ()
    unread: tuple[str, ...] = ()
    apis: int = 0
    incomplete: tuple[Coverage, ...] = ()
    is_read: bool = True

    @property
    def is_complete(self) -> bool:
        """Whether nothing that was not read or is not known could add a change."""
        return not (self.undetermined or self.incomplete)

    def of(self, direction: Direction) -> tuple[Change, ...]:
        """Return the changes in one direction."""
        return tuple(each for each in self.changes if each.direction is direction)
