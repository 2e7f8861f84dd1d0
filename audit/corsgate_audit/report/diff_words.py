"""What the reports of a difference have in common: changes that read alike, in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate_audit.diff.assuming import ASSUMED
from corsgate_audit.diff.changes import Direction
from corsgate_audit.diff.comparing import UNLISTED
from corsgate_audit.diff.origins import NULL
from corsgate_audit.rules.requests import ANOTHER_ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corsgate_audit.browser import Verdict
    from corsgate_audit.diff.changes import Change, Difference, Doubt
    from corsgate_audit.gateway import Exchange

_SHOWN = 3
"""Names of a kind in one line."""
_ANY_HEADER = "any header that is not listed"
FAR_SIDE = {Direction.WIDER: "before", Direction.NARROWER: "after"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Changes that one sentence says.

    Args:
        change: the first of them, whose exchanges are shown.
        methods: methods of all.
        credentials: ``omit``, ``include`` or both.
    """

    change: Change
    methods: tuple[str, ...]
    credentials: tuple[str, ...]


def rows_of(changes: Iterable[Change]) -> list[Row]:
    """Join changes that differ in the method, the credentials, the paths or the API's errors only.

    Args:
        changes: changes of a difference.
    """
    rows = [
        Row(change=each, methods=(each.method,), credentials=(each.credentials,))
        for each in changes
    ]
    rows = _joined(rows, lambda row: (row.methods, row.credentials), _with_paths)
    rows = _joined(rows, lambda row: (row.methods, row.change.paths), _with_credentials)
    return _joined(rows, lambda row: (row.credentials, row.change.paths), _with_methods)


def _joined(
    rows: Sequence[Row], also: Callable[[Row], object], join: Callable[[Sequence[Row]], Row]
) -> list[Row]:
    found: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows:
        found[_alike(row.change), also(row)].append(row)
    return [join(every) for every in found.values()]


def _alike(change: Change) -> object:
    return (
        change.direction,
        change.api,
        frozenset(change.origins),
        change.header_sets,
        change.is_error,
        change.responses,
        change.assumes,
        change.exposes,
        change.reaches,
    )


def _with_paths(rows: Sequence[Row]) -> Row:
    paths = tuple(dict.fromkeys(path for row in rows for path in row.change.paths))
    return replace(rows[0], change=replace(rows[0].change, paths=paths))


def _with_credentials(rows: Sequence[Row]) -> Row:
    every = tuple(dict.fromkeys(each for row in rows for each in row.credentials))
    return replace(rows[0], credentials=every)


def _with_methods(rows: Sequence[Row]) -> Row:
    every = tuple(dict.fromkeys(each for row in rows for each in row.methods))
    return replace(rows[0], methods=every)


def several(names: Sequence[str], shown: int = _SHOWN) -> str:
    """Name some things and count the rest.

    Example:
        >>> several(["/a", "/b", "/c", "/d", "/e"])
        '/a, /b, /c and 2 more'
    """
    rest = len(names) - shown
    named = ", ".join(names[:shown])
    return f"{named} and {rest:,} more" if rest > 0 else named


def request_of(row: Row) -> str:
    """Say which requests a row is about: ``PUT /items`` or the error responses."""
    change = row.change
    if change.responses:
        return f"error responses {several(change.responses)}"
    said = f"{', '.join(row.methods)} {several(change.paths)}"
    return f"{said} (error responses)" if change.is_error else said


def origins_of(change: Change) -> str:
    """Name the origins of a change: every one, or those that a source names."""
    origins = change.origins
    if ANOTHER_ORIGIN in origins:
        return "every other origin" + (", null included" if NULL in origins else " but null")
    return several(origins)


def credentials_of(row: Row) -> str:
    """Say with which credentials a row's requests are made."""
    if len(row.credentials) > 1:
        return "with and without credentials"
    return "with credentials" if row.credentials == ("include",) else "without credentials"


def headers_of(change: Change) -> str:
    """Say which headers the requests set; empty where they set none or any that are usual."""
    named = [", ".join(map(_header, each)) for each in change.header_sets if each]
    if not named:
        return ""
    lead = "with or without" if () in change.header_sets else "with"
    return f"{lead} the header {' or '.join(dict.fromkeys(named))}"


def reads_of(change: Change) -> str:
    """Say which response headers pages may newly read, or read no more; else empty."""
    if not change.exposes:
        return ""
    verb = "may newly" if change.direction is Direction.WIDER else "may no longer"
    names = "every header" if "*" in change.exposes else ", ".join(change.exposes)
    return f"the page {verb} read {names} of the response"


def _header(name: str) -> str:
    return _ANY_HEADER if name == UNLISTED else name


def verdict_of(made: Exchange | None) -> Verdict | None:
    """Return what a page meets; None where there is no such API."""
    return None if made is None else made.outcome()


def outcome_of(change: Change, side: str) -> str:
    """Say what a page meets on one side, ``before`` or ``after``."""
    made = change.before if side == "before" else change.after
    verdict = verdict_of(made)
    if made is None or verdict is None:
        return "the API does not exist"
    if change.reaches and side == FAR_SIDE[change.direction]:
        status = made.answer.response.status if made.answer and made.answer.response else "?"
        return f"NOT REACHED: the page reads an error of the front door's own (status {status})"
    if not verdict.allowed:
        return f"BLOCKED ({verdict.error}): {verdict.explanation}"
    last = made.deciding
    if last is not None and ASSUMED in last.note:
        return "ALLOWED by the preflight; the page reads the response if the function allows it"
    return f"ALLOWED: {verdict.explanation}"


def counts_of(found: Difference) -> str:
    """Count the changes in words."""
    wider = len(rows_of(found.of(Direction.WIDER)))
    narrower = len(rows_of(found.of(Direction.NARROWER)))
    if not (wider or narrower):
        return "no change of what pages may do"
    return f"{wider} wider, {narrower} narrower"


def doubt_of(doubt: Doubt) -> str:
    """Say what cannot be determined."""
    where = f" {', '.join(doubt.methods)} {several(doubt.paths)}:" if doubt.paths else ""
    return f"{doubt.api}:{where} {doubt.reason}"
