"""A run on one machine: the same steps as AWS's engine takes, with threads for its invocations."""

from __future__ import annotations

import gc
import hashlib
import json
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate_audit.collect.live.account import client_config
from corsgate_audit.collect.live.interrupting import interrupted_by_signals
from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.organization.auditing import Auditor, audit_place
from corsgate_audit.organization.listing import planned, planned_items, write_plan
from corsgate_audit.organization.places import Keys, place_of
from corsgate_audit.organization.reducing import reduce_run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.collect.live.limits import Calling
    from corsgate_audit.organization.places import Place
    from corsgate_audit.organization.settings import AuditorSettings
    from corsgate_audit.organization.storage import Storage

_CURRENT = "current.json"
_HEARD_WITHIN = 0.5  # seconds
PLACES_AT_ONCE = 32
"""Each place has quotas of its own, so that more at once are more at a time; each holds clients."""


class LocalRun(NamedTuple):
    """What came of a run.

    Args:
        keys: keys of the run.
        record: what it came to; None where it was interrupted.
        done: places that are audited.
        places: all places.
    """

    keys: Keys
    record: dict[str, Any] | None
    done: int
    places: int


def audit_here(
    settings: AuditorSettings,
    storage: Storage,
    caller: Identity,
    on_call: Callable[[Calling], None] | None = None,
) -> LocalRun:
    """Audit an organization from this machine; a run that was interrupted is gone on with.

    Args:
        settings: what is audited.
        storage: bucket or folder of the results.
        caller: identity that assumes the roles; its own account is read without one.
        on_call: function that is told of every call; None for none.

    Raises:
        ClientError: the accounts cannot be listed.
    """
    keys = _run(settings, storage)
    limits = Limits(settings.max_rps, on_call=on_call)
    auditor = Auditor(settings, storage, caller, own_credentials=True, limits=limits)
    items = planned_items(storage, keys)
    if items is None:

        def client(service: str) -> Any:  # noqa: ANN401 - its type depends on the service
            return caller.session.client(service, config=client_config())  # type: ignore[call-overload]

        plan = planned(settings, keys.run, client)
        write_plan(storage, keys, datetime.now(UTC).isoformat(), plan)
        items = planned_items(storage, keys) or []
    done = _audit_all(auditor, [place_of(item) for item in items])
    if limits.is_stopped:
        return LocalRun(keys, None, done, len(items))
    reduce_run(storage, keys)
    storage.write(_CURRENT, b"{}")
    record = storage.read(keys.of("run.json"))
    return LocalRun(keys, json.loads(record.body) if record else None, done, len(items))


def _run(settings: AuditorSettings, storage: Storage) -> Keys:
    """Name the run: the one that was interrupted if it asks for the same, or a new one."""
    asked = hashlib.sha256(json.dumps(asdict(settings)).encode()).hexdigest()
    stored = storage.read(_CURRENT)
    current = json.loads(stored.body) if stored else {}
    if current.get("asked") == asked:
        return Keys(settings.prefix, current["run"])
    name = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    storage.write(_CURRENT, json.dumps({"run": name, "asked": asked}).encode())
    return Keys(settings.prefix, name)


def _audit_all(auditor: Auditor, places: Iterable[Place]) -> int:
    """Audit all places, several at once; return how many are done."""
    every = list(places)
    left = Counter(place.account for place in every)
    lock = Lock()

    def one(place: Place) -> bool:
        is_done = audit_place(auditor, place).state == "done"
        with lock:
            left[place.account] -= 1
            is_last = not left[place.account]
        if is_last:
            auditor.forget(place.account)
            gc.collect()  # clients are circles, which Python rarely looks for among so much else
        return is_done

    gc.freeze()  # what is imported stays: looking through it for each account takes long
    with interrupted_by_signals(), ThreadPoolExecutor(PLACES_AT_ONCE) as pool:
        work: list[Future[bool]] = []
        try:
            work += [pool.submit(one, place) for place in every]
            _wait_for(work)
        except KeyboardInterrupt:
            assert auditor.limits is not None  # noqa: S101 - one machine has one set of limits
            auditor.limits.stop()
            for each in work:
                each.cancel()
            _wait_for(work)
        return sum(each.result() for each in work if not each.cancelled())


def _wait_for(work: list[Future[bool]]) -> None:
    """Wait for all; a signal that came just before a wait is heard when it ends, which is soon."""
    while wait(work, timeout=_HEARD_WITHIN).not_done:
        pass
