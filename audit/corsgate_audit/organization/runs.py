"""How runs follow each other: which was the one before, and which is the newest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.organization.places import Keys
    from corsgate_audit.organization.storage import Storage

Record = dict[str, Any]

_ATTEMPTS = 20
_TOLD = "message.json"


def run_before(storage: Storage, keys: Keys, started: str) -> str | None:
    """Return the name of the newest run that started before this one and is put together.

    Args:
        storage: bucket or folder of the runs.
        keys: keys of this run.
        started: when it started.

    Returns:
        None where there is none, or its files are not kept any more.
    """
    record = _read(storage, keys.latest)
    while record is not None:
        name = str(record["run"])
        if (record["started"], name) < (started, keys.run):
            is_kept = _read(storage, keys._replace(run=name).of("run.json")) is not None
            return name if is_kept else None
        earlier = record.get("before")
        record = earlier and _read(storage, keys._replace(run=earlier).of("run.json"))
    return None


def _read(storage: Storage, key: str) -> Record | None:
    stored = storage.read(key)
    return None if stored is None else json.loads(stored.body)


def advance(storage: Storage, keys: Keys, record: Record) -> None:
    """Name a run as the newest, unless a newer one is.

    Args:
        storage: bucket or folder of the runs.
        keys: keys of the run.
        record: what it came to.

    Raises:
        TimeoutError: others keep writing it.
    """
    body = json.dumps(record, indent=2).encode()
    for _ in range(_ATTEMPTS):
        stored = storage.read(keys.latest)
        if stored is not None:
            newest = json.loads(stored.body)
            if (newest["started"], newest["run"]) > (record["started"], record["run"]):
                return
        if storage.replace(keys.latest, body, stored and stored.tag):
            return
    message = f"{keys.latest} was written by others {_ATTEMPTS} times in a row"
    raise TimeoutError(message)


def finished(
    storage: Storage, keys: Keys, record: Record, publish: Callable[[str, str], None]
) -> None:
    """Send the message of a run, once.

    A retry between the message and the note of it sends it again: better twice than not at all.

    Args:
        storage: bucket or folder of the runs.
        keys: keys of the run.
        record: what it came to.
        publish: sends a message with a subject.
    """
    if storage.read(keys.of(_TOLD)) is not None:
        return
    subject, text = message_of(record, keys)
    publish(subject, text)
    storage.write(keys.of(_TOLD), json.dumps({"subject": subject, "text": text}).encode())


def message_of(record: Record, keys: Keys) -> tuple[str, str]:
    """Return the subject and the text of a run's message.

    Args:
        record: what the run came to.
        keys: keys of the run.

    Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html - 100 characters of ASCII
    """
    state = "" if record["complete"] else ", incomplete"
    subject = f"CORS audit: {record['new']} new, {record['gone']} gone{state}"
    lines = [
        f"Run {record['run']} of {record['started']}",
        f"Findings: {record['findings']}, of which new: {record['new']}",
        f"Gone since {record['before'] or 'the first run'}: {record['gone']}",
        f"Accounts and regions: {record['places']}, reported: {record['reported']}",
    ]
    if not record["complete"]:
        lines.append("Incomplete: coverage.jsonl says what was not scanned, and why.")
    lines.append(f"Report: {keys.of('report.html')}")
    return subject, "\n".join(lines) + "\n"
