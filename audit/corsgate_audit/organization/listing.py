"""The first step of a run: which places it audits, written down so that nothing changes them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.model import Coverage
from corsgate_audit.organization.accounts import accounts
from corsgate_audit.organization.aggregator import recorded, worth_asking
from corsgate_audit.organization.places import Keys, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corsgate_audit.organization.places import Place
    from corsgate_audit.organization.settings import AuditorSettings
    from corsgate_audit.organization.storage import Storage

PLACES, RUN, SKIPPED = "places.json", "run.json", "skipped.jsonl"


class Plan(NamedTuple):
    """What a run audits.

    Args:
        places: places in order.
        skipped: coverage of what is not audited.
    """

    places: tuple[Place, ...]
    skipped: tuple[Coverage, ...]


def planned(settings: AuditorSettings, run: str, client: Callable[[str], Any]) -> Plan:
    """Find out what a run audits.

    Args:
        settings: settings of the auditor.
        run: name of the run.
        client: returns a client of the auditor's account by boto3's name of its service.
    """
    listed = list(
        accounts(settings, None if settings.accounts is not None else client("organizations"))
    )
    every: Iterable[Place | Coverage] = places(
        run, (each for each in listed if isinstance(each, str)), settings.regions
    )
    if settings.config_aggregator is not None:
        record = recorded(client("config"), settings.config_aggregator)
        every = worth_asking((each for each in every if not isinstance(each, Coverage)), record)
    parts = [*(each for each in listed if isinstance(each, Coverage)), *every]
    return Plan(
        tuple(each for each in parts if not isinstance(each, Coverage)),
        tuple(each for each in parts if isinstance(each, Coverage)),
    )


def write_plan(storage: Storage, keys: Keys, started: str, plan: Plan) -> None:
    """Write what a run audits, once: whoever is later finds what the first has written.

    Args:
        storage: bucket or folder of the results.
        keys: keys of the run.
        started: when the run started, in ISO 8601.
        plan: what the run audits.
    """
    skipped = "".join(json.dumps(coverage_object(each)) + "\n" for each in plan.skipped)
    storage.write(keys.of(SKIPPED), skipped.encode())
    about = {"run": keys.run, "started": at_utc(started).isoformat()}
    storage.write(keys.of(RUN), json.dumps(about).encode())
    items = json.dumps([place.item for place in plan.places])
    storage.replace(keys.of(PLACES), items.encode(), None)


def planned_items(storage: Storage, keys: Keys) -> list[Any] | None:
    """Return the items of a run as they are written; None where it is not planned yet.

    Args:
        storage: bucket or folder of the results.
        keys: keys of the run.
    """
    stored = storage.read(keys.of(PLACES))
    items = None if stored is None else json.loads(stored.body)
    return items if items is None or isinstance(items, list) else [items]


def started_at(storage: Storage, keys: Keys) -> datetime:
    """Return when a run started.

    Args:
        storage: bucket or folder of the results.
        keys: keys of the run.

    Raises:
        LookupError: nobody has written it.
    """
    stored = storage.read(keys.of(RUN))
    if stored is None:
        message = f"the run {keys.run!r} was not planned: {keys.of(RUN)} is missing"
        raise LookupError(message)
    return at_utc(json.loads(stored.body)["started"])


def at_utc(text: str) -> datetime:
    """Read a time; one without a zone is in UTC.

    Example:
        >>> at_utc("2026-12-01T04:00:00.5Z").isoformat()
        '2026-12-01T04:00:00.500000+00:00'
    """
    read = datetime.fromisoformat(text)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def coverage_object(entry: Coverage) -> dict[str, Any]:
    """Return an entry of the coverage as reports write it."""
    return {name: value for name, value in asdict(entry).items() if name != "is_required"}
