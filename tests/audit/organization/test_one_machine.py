"""An organization of recorded answers, audited by one machine."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect.live.account import identify
from corsgate_audit.organization.one_machine import audit_here
from corsgate_audit.organization.settings import AuditorSettings
from corsgate_audit.organization.storage import FolderStorage
from support.recorded_accounts import RecordedAccounts, recorded

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.live.limits import Calling

pytestmark = pytest.mark.slow  # hundreds of places

REGIONS = ("af-south-1", "eu-west-1", "us-east-1")
SETTINGS = AuditorSettings(regions=REGIONS, role_name="CorsgateAudit", max_rps=10)


@pytest.fixture(autouse=True)
def _caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA111111111111")


def test_sigterm_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    """No place is read twice that was done, and the report has each once."""
    accounts = RecordedAccounts(11)
    storage = FolderStorage(tmp_path)
    calls: list[Calling] = []

    def end_it(call: Calling) -> None:
        calls.append(call)
        if len(calls) == 150:
            os.kill(os.getpid(), signal.SIGTERM)

    with recorded(accounts):
        caller = identify()
        first = audit_here(SETTINGS, storage, caller, end_it)
        done = {path: path.read_bytes() for path in tmp_path.rglob("places/*/*.jsonl")}
        second = audit_here(SETTINGS, storage, caller)

    assert first.record is None
    assert 0 < first.done == len(done) < first.places == 12 * 4
    assert second.keys == first.keys
    assert second.record is not None
    assert (second.record["complete"], second.record["reported"]) == (True, 48)
    assert all(path.read_bytes() == body for path, body in done.items())
    lines = (tmp_path / second.keys.of("findings.jsonl")).read_text("utf-8").splitlines()
    found = Counter(
        (each["resource"]["account"], each["resource"]["region"], each["fingerprint"])
        for each in map(json.loads, lines)
    )
    assert set(found.values()) == {1}
    assert len({account for account, _, _ in found}) == 12


def test_the_next_run_is_compared_with_the_last(tmp_path: Path) -> None:
    """A run of other settings is another run; one that is put together is not gone on with."""
    storage = FolderStorage(tmp_path)
    with recorded(RecordedAccounts(1)):
        caller = identify()
        first = audit_here(SETTINGS, storage, caller)
        second = audit_here(SETTINGS, storage, caller)

    assert first.record is not None
    assert second.record is not None
    assert second.record["before"] == first.keys.run
    assert (second.record["new"], second.record["gone"]) == (0, 0)
    assert second.record["unchanged"] == first.record["new"] == first.record["findings"] > 0
    latest = storage.read("latest.json")
    assert latest is not None
    assert json.loads(latest.body) == second.record
