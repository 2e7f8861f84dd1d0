"""The last step of a run: what all places report, as one report, and what is new since the last.

Nothing is held that grows with the number of findings but 32 bytes for each, and each step can be
done again: a retry writes the same files.
"""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.model import Coverage, CoverageState
from corsgate_audit.organization.difference import Difference, Mark, mark_of, marks_in
from corsgate_audit.organization.listing import (
    SKIPPED,
    coverage_object,
    planned_items,
    started_at,
)
from corsgate_audit.organization.page import page
from corsgate_audit.organization.place_file import PlaceReport, read_place_file
from corsgate_audit.organization.places import GLOBAL, Keys, Place, PlaceError, place_of
from corsgate_audit.organization.report_files import ReportFiles, is_incomplete
from corsgate_audit.organization.runs import advance, finished, run_before
from corsgate_audit.report.asff_report import is_global

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corsgate_audit.organization.storage import Storage

_AT_ONCE = 32
_WINDOW = 256
"""Places whose files are held at once."""
_LIMIT = 300
"""Characters of a broken item that are shown."""
_LISTS = ("new", "gone", "unknown", "not_audited")


class Hub(NamedTuple):
    """How findings get to the auditor's Security Hub.

    Args:
        tell: imports findings and returns what went wrong.
        archived: makes a finding one that is gone, at the time of the run.
    """

    tell: Callable[[Iterable[dict[str, Any]]], list[str]]
    archived: Callable[[dict[str, Any], str], dict[str, Any]]


class Reduced(NamedTuple):
    """What a run came to.

    Args:
        complete: whether every place has reported, and was seen whole.
        places: places asked.
        reported: places that have reported.
        findings: findings of all places.
        new: findings that the run before has not.
        gone: findings that only the run before has, of places that were seen.
    """

    complete: bool
    places: int
    reported: int
    findings: int
    new: int
    gone: int


def reduce_run(
    storage: Storage,
    keys: Keys,
    *,
    hub: Hub | None = None,
    publish: Callable[[str, str], None] | None = None,
) -> Reduced:
    """Put a run together.

    Args:
        storage: bucket or folder of the places' files and the results.
        keys: keys of the run.
        hub: the auditor's Security Hub; None where it is told nothing.
        publish: sends a message with a subject; None for no message.

    Raises:
        LookupError: the run was never planned.
    """
    items = planned_items(storage, keys)
    started = started_at(storage, keys).isoformat(timespec="microseconds")
    if items is None:
        message = f"the run {keys.run!r} was not planned: it has no list of places"
        raise LookupError(message)
    before = run_before(storage, keys, started)
    with tempfile.TemporaryDirectory() as folder, ReportFiles(Path(folder)) as files:
        gathered = _gather(storage, keys, items, files)
        counts = _compare(storage, keys, before, files, gathered)
        if hub is not None:
            _tell(storage, keys, before, files, hub, started)
        complete = files.is_complete and gathered.reported == len(items)
        reduced = Reduced(
            complete=complete,
            places=len(items),
            reported=gathered.reported,
            findings=files.findings.total(),
            new=counts["new"],
            gone=counts["gone"],
        )
        record = {"run": keys.run, "started": started, "before": before}
        record |= reduced._asdict() | {
            name: counts[name] for name in ("unchanged", "unknown", "not_audited")
        }
        record["severities"] = files.summary(complete=complete)["findings"]
        _write(storage, keys, files, record)
    advance(storage, keys, record)
    if publish is not None:
        finished(storage, keys, record, publish)
    return reduced


class _Gathered(NamedTuple):
    """What places have said of themselves.

    Args:
        reported: number of places that have.
        seen: account and region of places that were seen whole, or have nothing.
        asked: account and region of all places.
    """

    reported: int
    seen: frozenset[tuple[str, str]]
    asked: frozenset[tuple[str, str]]


def _gather(storage: Storage, keys: Keys, items: list[Any], files: ReportFiles) -> _Gathered:
    """Take what every place reports, and say of each that does not why."""
    reported, seen, asked = 0, set(), set()
    for line in storage.lines(keys.of(SKIPPED)):
        entry = json.loads(line)
        files.cover(entry)
        if entry["service"] == "config":
            seen.add((entry["account"], entry["region"] or GLOBAL))
            asked.add((entry["account"], entry["region"] or GLOBAL))
    for place, report in _reports(storage, keys, items):
        if isinstance(place, Place):
            at = (place.account, place.region)
            if at in asked:  # an item that stands there twice
                reported += 1
                continue
            asked.add(at)
        if isinstance(report, Coverage):
            files.cover(coverage_object(report))
            continue
        reported += 1
        files.add(report)
        if isinstance(place, Place) and not any(map(is_incomplete, report.coverage)):
            seen.add((place.account, place.region))
    return _Gathered(reported, frozenset(seen), frozenset(asked))


def _reports(
    storage: Storage, keys: Keys, items: Iterable[Any]
) -> Iterator[tuple[Place | None, PlaceReport | Coverage]]:
    """Read the places' files, several at once, in the order of the items."""

    def read(item: Any) -> tuple[Place | None, PlaceReport | Coverage]:  # noqa: ANN401 - any JSON
        return _report(storage, keys, item)

    waiting = iter(items)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while window := list(islice(waiting, _WINDOW)):
            yield from pool.map(read, window)


def _report(storage: Storage, keys: Keys, item: Any) -> tuple[Place | None, PlaceReport | Coverage]:  # noqa: ANN401 - any JSON
    try:
        place = place_of(item)
    except PlaceError as error:
        return None, _missing(None, str(error)[:_LIMIT])
    stored = storage.read(keys.place(place))
    if stored is None:
        reason = "no result: its invocations have failed, were stopped, or never ran"
        return place, _missing(place, reason)
    try:
        return place, read_place_file(stored.body)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return place, _missing(place, f"{keys.place(place)} is not the file of a place: {error}")


def _missing(place: Place | None, reason: str) -> Coverage:
    return Coverage(
        account=place and place.account,
        region=None if place is None or place.region == GLOBAL else place.region,
        service="corsgate",
        resource="an item of the run" if place is None else f"the place {place.region}",
        state=CoverageState.FAILED,
        reason=reason,
    )


def _compare(
    storage: Storage, keys: Keys, before: str | None, files: ReportFiles, gathered: _Gathered
) -> dict[str, int]:
    """Sort what is new, and what the run before has and this one has not."""
    difference = Difference.since(_marks(storage, keys, before))
    for finding in files.values("findings"):
        mark = mark_of(finding)
        if difference.is_new(mark):
            files.keep("new", mark._asdict())
    counts = {"new": difference.new, "unchanged": difference.unchanged}
    counts |= dict.fromkeys(_LISTS[1:], 0)
    for mark in difference.missing(_marks(storage, keys, before)):
        name = _why_missing(mark, gathered)
        counts[name] += 1
        files.keep(name, mark._asdict())
    return counts


def _why_missing(mark: Mark, gathered: _Gathered) -> str:
    at = (str(mark.account), GLOBAL if is_global(mark.region) else str(mark.region))
    if at in gathered.seen:
        return "gone"
    return "unknown" if at in gathered.asked else "not_audited"


def _marks(storage: Storage, keys: Keys, before: str | None) -> Iterator[Mark]:
    """Walk through what the run before has found, and what it could not tell of earlier ones."""
    if before is None:
        return
    then = keys._replace(run=before)
    told = storage.read(then.of("difference.json"))
    unknown = json.loads(told.body)["unknown"] if told else []
    yield from marks_in(storage.lines(then.of("findings.jsonl")), unknown)


def _tell(  # noqa: PLR0913, PLR0917 - both runs, and who is told
    storage: Storage, keys: Keys, before: str | None, files: ReportFiles, hub: Hub, started: str
) -> None:
    """Import what was found into the auditor's Security Hub, and archive what is gone."""
    gone = {mark["first"] for mark in files.values("gone")}
    gone -= {each["Id"].rpartition("/")[2] for each in files.values("asff")}

    def findings() -> Iterator[dict[str, Any]]:
        yield from files.values("asff")
        if before is None or not gone:
            return
        for line in storage.lines(keys._replace(run=before).of("asff.json")):
            text = line.strip().rstrip(b",")
            if (
                text.startswith(b"{")
                and (told := json.loads(text))["Id"].rpartition("/")[2] in gone
            ):
                yield hub.archived(told, started)

    for problem in hub.tell(findings()):
        refused = Coverage(
            service="securityhub",
            resource="the import of findings",
            state=CoverageState.SKIPPED,
            reason=problem,
        )
        files.cover(coverage_object(refused))


def _write(storage: Storage, keys: Keys, files: ReportFiles, record: dict[str, Any]) -> None:
    """Write the files of the run; the one that names it as reduced comes last."""
    about = {name: record[name] for name in ("run", "before", "unchanged")}
    made = (
        files.json_lines("findings"),
        files.json_lines("coverage"),
        files.report(complete=record["complete"]),
        files.json_list("asff"),
        files.json_object("difference.json", about, _LISTS),
    )
    for path in made:
        storage.write(keys.of(path.name), path)
    storage.write(keys.of("report.html"), page(files, record).encode())
    storage.write(keys.of("run.json"), json.dumps(record, indent=2).encode())
