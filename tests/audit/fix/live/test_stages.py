"""What is deployed: the stages that are named, and nobody's unfinished edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import botocore
import pytest
from moto import mock_aws

from support.faults import refused
from support.live_fix import (
    BACKEND,
    Rest,
    dump,
    fixed,
    held_back,
    lines_of,
    rolled_back,
    served,
)
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # waits for an emulated account


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def test_unfinished_edits_of_others_are_not_deployed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The working copy is fixed; the stage stays, unless somebody takes it upon themselves."""
    api = Rest.make()
    api.method("DELETE", uri=f"{BACKEND}/unfinished")
    before = served(api.client, api.id)

    assert fixed(tmp_path) == 0

    said = capsys.readouterr().out
    assert held_back(said) == [f"stage 'prod' of 'shop' ({api.id})"]
    assert lines_of(said, "because") == snapshot
    assert served(api.client, api.id) == before


def test_unfinished_edits_are_deployed_on_demand_and_taken_back(tmp_path: Path) -> None:
    """With ``--unsafe``; the stage then serves again exactly what it did."""
    api = Rest.make()
    api.method("DELETE", uri=f"{BACKEND}/unfinished")
    before, all_before = served(api.client, api.id), dump()

    assert fixed(tmp_path, unsafe=True) == 0
    assert "delete" in served(api.client, api.id)["paths"]["/items"]

    assert rolled_back(tmp_path) == 0
    assert served(api.client, api.id) == before
    assert dump() == all_before


def test_a_stage_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """It is said, and what is not deployed too."""
    Rest.make()

    assert fixed(tmp_path, stages=("pord",)) == 0

    assert lines_of(capsys.readouterr().out, "note") == snapshot


def test_a_stage_with_a_canary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Its traffic is somebody's experiment."""

    def with_canary(parsed: dict[str, Any], **_: object) -> None:
        parsed["canarySettings"] = {"percentTraffic": 10.0}

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        emitter = session.get_component("event_emitter")
        emitter.register("after-call.apigateway.GetStage", with_canary)

    Rest.make()
    botocore.register_initializer(prepare)
    try:
        assert fixed(tmp_path) == 0
    finally:
        botocore.unregister_initializer(prepare)

    assert lines_of(capsys.readouterr().out, "because") == snapshot


def test_a_stage_that_cannot_be_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """What cannot be compared is not deployed unasked, and counts as a part not seen."""
    api = Rest.make()
    before = served(api.client, api.id)

    with refused("GetExport", "AccessDeniedException", "no"):
        assert fixed(tmp_path) == 3

    assert lines_of(capsys.readouterr().out, "because") == snapshot
    assert served(api.client, api.id) == before
