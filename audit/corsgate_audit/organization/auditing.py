"""The second step of a run, once for each place: assume the role, read, judge, write."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.organization import MemberRole, assumed
from corsgate_audit.collect.live.scan import Place as ScannedPlace
from corsgate_audit.collect.live.scan import read_place
from corsgate_audit.collect.live.state import Kept, read_state, write_state
from corsgate_audit.collect.origins import link_origins
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.judging.occurrences import with_occurrences
from corsgate_audit.model import Collection, Coverage, CoverageState
from corsgate_audit.organization.listing import started_at
from corsgate_audit.organization.not_enabled import without_not_enabled
from corsgate_audit.organization.place_file import findings_in, place_lines
from corsgate_audit.organization.places import GLOBAL, Keys
from corsgate_audit.organization.security_hub import import_of_member
from corsgate_audit.report.asff_report import asff_findings, asff_time
from corsgate_audit.rules.selection import selected_rules

if TYPE_CHECKING:
    from collections.abc import Collection as Collection_
    from datetime import datetime

    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.organization.places import Place
    from corsgate_audit.organization.settings import AuditorSettings
    from corsgate_audit.organization.storage import Storage
    from corsgate_audit.rules.rule import Rule

_JUDGING = 0.25
"""Share of an invocation that is kept for judging and writing: reading stops by then."""
_MOST_IN_VAIN = 3
"""Invocations that may read nothing new; then what was read is judged, and the rest is named."""


class Told(NamedTuple):
    """What an invocation says of a place.

    Args:
        state: ``done``, or ``again`` where it ran out of time and has to be invoked again.
        findings: number of findings; 0 until it is done.
    """

    state: str
    findings: int


@dataclass(frozen=True, slots=True)
class Auditor:
    """What places are audited with.

    Args:
        settings: settings of the auditor.
        storage: bucket or folder of the results.
        caller: identity that assumes the roles.
        own_credentials: whether the caller's own account is read without a role.
        limits: limits of all calls; None for new ones for each place.
        making_clients: held by who makes clients of a session, which makes one at a time.
    """

    settings: AuditorSettings
    storage: Storage
    caller: Identity
    own_credentials: bool = False
    limits: Limits | None = None
    making_clients: Lock = field(default_factory=Lock)
    _roles: dict[str, Identity | Coverage] = field(default_factory=dict)
    _assuming: dict[str, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that are applied."""
        return selected_rules(self.settings.select, self.settings.ignore)

    def identity(self, account: str) -> Identity | Coverage:
        """Assume the role in an account, once; or say why that does not work."""
        if self.own_credentials and account == self.caller.account:
            return self.caller
        with self._lock:
            assuming = self._assuming.setdefault(account, Lock())
        with assuming:
            if account not in self._roles:
                role = MemberRole(
                    name=self.settings.role_name, external_id=self.settings.external_id
                )
                self._roles[account] = assumed(self.caller, account, role)
            return self._roles[account]

    def forget(self, account: str) -> None:
        """Let go of an account whose places are all audited."""
        with self._lock:
            self._roles.pop(account, None)
            self._assuming.pop(account, None)


def audit_place(auditor: Auditor, place: Place, seconds: float | None = None) -> Told:
    """Audit one place; one that has been audited in this run stays as it is.

    Args:
        auditor: what it is audited with.
        place: place.
        seconds: time that is left; None for as long as it takes.

    Returns:
        What to say of it. A place that cannot be read is done: its file says why.
    """
    keys = Keys(auditor.settings.prefix, place.run)
    written = auditor.storage.read(keys.place(place))
    if written is not None:
        return Told("done", findings_in(written.body))
    started = started_at(auditor.storage, keys)
    identity = auditor.identity(place.account)
    if isinstance(identity, Coverage):
        denied = replace(identity, region=None if place.region == GLOBAL else place.region)
        return _done(auditor, keys, place, started, Collection(coverage=(denied,)), None)
    read = _read(auditor, keys, place, identity, seconds)
    if read is None:
        return Told("again", 0)
    return _done(auditor, keys, place, started, read, identity)


def _read(
    auditor: Auditor, keys: Keys, place: Place, identity: Identity, seconds: float | None
) -> Collection | None:
    """Read a place, going on with what an earlier invocation has read; None where time is over."""
    # A state holds no code, and a route would be judged as if its function had none.
    keeps = not auditor.settings.code
    kept = _kept(auditor.storage, keys.state(place)) if keeps else _State(Kept(), -1, 0)
    scanned = ScannedPlace(identity, None if place.region == GLOBAL else place.region)
    asked = kept.places.asked.setdefault(scanned.key, set())
    own = auditor.limits or Limits(auditor.settings.max_rps)
    timer = None if seconds is None else Timer(max(0.0, seconds * (1 - _JUDGING)), own.stop)
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        read = read_place(
            scanned,
            limits=own,
            kept=kept.places,
            lock=auditor.making_clients,
            code=auditor.settings.code,
        )
    finally:
        if timer is not None:
            timer.cancel()
    if not own.is_stopped:
        return read
    whole = kept.places.added_to(read, *scanned.key)
    size = _size(whole, asked)
    in_vain = kept.in_vain + 1 if size <= kept.size else 0
    if seconds is not None and in_vain >= _MOST_IN_VAIN:
        return replace(whole, coverage=(*whole.coverage, _no_progress(place)))
    about = {"size": size, "in_vain": in_vain, "asked": sorted(asked)}
    _keep(auditor.storage, keys.state(place), place, whole if keeps else Collection(), about)
    return None


class _State(NamedTuple):
    """What earlier invocations have read of a place.

    Args:
        places: what they have read.
        size: how much that is.
        in_vain: invocations, one after the other, that have added nothing.
    """

    places: Kept
    size: int
    in_vain: int


def _size(read: Collection, asked: Collection_[str]) -> int:
    done = sum(each.state is CoverageState.SCANNED for each in read.coverage)
    return len(read.apis) + len(asked) + done


def _kept(storage: Storage, key: str) -> _State:
    stored = storage.read(key)
    if stored is None:
        return _State(Kept(), -1, 0)
    head, _, body = stored.body.partition(b"\n")
    about = json.loads(head)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.jsonl"
        path.write_bytes(body)
        kept = read_state(path)
    (at,) = kept.places.keys() | kept.parts.keys()
    return _State(replace(kept, asked={at: set(about["asked"])}), about["size"], about["in_vain"])


def _keep(
    storage: Storage, key: str, place: Place, read: Collection, about: dict[str, object]
) -> None:
    head = json.dumps(about).encode() + b"\n"
    with tempfile.TemporaryDirectory() as folder:
        path = write_state([(place.account, place.region, read)], Path(folder) / "state.jsonl")
        storage.write(key, head + path.read_bytes())


def _no_progress(place: Place) -> Coverage:
    return Coverage(
        account=place.account,
        region=None if place.region == GLOBAL else place.region,
        service="corsgate",
        resource="the place",
        state=CoverageState.FAILED,
        reason=f"{_MOST_IN_VAIN} invocations ran out of time without reading anything new",
    )


def _done(  # noqa: PLR0913, PLR0917 - what a place comes to
    auditor: Auditor,
    keys: Keys,
    place: Place,
    started: datetime,
    read: Collection,
    identity: Identity | None,
) -> Told:
    """Judge what was read, tell Security Hub, and write the place's file."""
    apis, links = link_origins(read.apis)
    seen = without_not_enabled(replace(read, apis=apis, coverage=(*read.coverage, *links)))
    judgement = with_occurrences(judge_collection(seen, auditor.rules()))
    findings = list(asff_findings(judgement, started))
    if auditor.settings.security_hub == "member" and identity is not None:
        told = import_of_member(
            auditor.storage,
            keys.imported(place),
            identity,
            place,
            findings,
            time=asff_time(started),
            is_complete=not judgement.incomplete,
        )
        judgement = replace(judgement, coverage=(*judgement.coverage, *told))
    auditor.storage.write(keys.place(place), place_lines(place, judgement, findings))
    return Told("done", len(judgement.findings))
