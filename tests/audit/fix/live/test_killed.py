"""Nothing is lost: a fix that is killed after any of its calls goes on, and goes back.

What a killed process has read changes nothing; so it is killed after each call that changes
something, and before the first.
"""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from corsgate_audit.collect.live.scan import ScanOptions
from corsgate_audit.fix.live.fixing import LiveFix, new_run_id, run_of
from corsgate_audit.fix.live.saved_run import file_name, save
from corsgate_audit.fix.live.values import Choices
from support.aws import emulated_account
from support.killed_runs import Ran, Runner, runner
from support.live_fix import POLICY, NoLimits, Rest, dump, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.fix.live.saved_run import SavedRun

pytestmark = pytest.mark.slow  # waits for moto's server, and for many processes

KILLED = -signal.SIGKILL


@pytest.fixture(name="rest", scope="module")
def _rest() -> Iterator[Rest]:
    """Have an account with a faulty REST API and a faulty HTTP API."""
    with emulated_account():
        rest = Rest.make()
        rest.mock("'https://app.example.com'", "'GET'")
        rest.deploy()
        _make_http_api(boto3.client("apigatewayv2"))
        yield rest


def _make_http_api(client: Any) -> None:  # noqa: ANN401 - boto3's client
    cors = {"AllowOrigins": ["https://app.example.com"], "AllowMethods": ["GET"]}
    key = client.create_api(Name="orders", ProtocolType="HTTP", CorsConfiguration=cors)["ApiId"]
    made = client.create_integration(
        ApiId=key,
        IntegrationType="HTTP_PROXY",
        IntegrationUri="https://x.example.com",
        IntegrationMethod="ANY",
        PayloadFormatVersion="1.0",
    )
    target = f"integrations/{made['IntegrationId']}"
    client.create_route(ApiId=key, RouteKey="PUT /items", Target=target)


@pytest.fixture(name="runs", scope="module")
def _runs(rest: Rest) -> Iterator[Runner]:
    """Have a process that runs fixes of this account."""
    assert rest.id
    with runner() as running:
        yield running


@pytest.fixture(name="planned", scope="module")
def _planned(rest: Rest) -> SavedRun:
    """Have the plan, so that it is made once."""
    assert rest.id
    fix = LiveFix(scan=ScanOptions(), limits=NoLimits())
    choices = Choices(policy=POLICY, run_id="planned", stages=("prod",))
    return run_of(fix.plan(choices, fix.accounts()), choices, ())


def begun(folder: Path, planned: SavedRun) -> Path:
    """Save a run in a new folder, as ``fix`` does before its first call."""
    run_id = new_run_id()
    mark = f"corsgate fix {run_id}"
    changes = tuple(
        replace(each, address={**each.address, "mark": mark}) if "mark" in each.address else each
        for each in planned.changes
    )
    place = folder / run_id
    save(place / file_name(run_id), replace(planned, id=run_id, changes=changes))
    return place


def whole(rest: Rest) -> dict[str, Any]:
    """Return all there is, and what is served, to be compared."""
    return {"account": dump(), "served": served(rest.client, rest.id)}


def test_killed_after_every_call(
    rest: Rest, runs: Runner, planned: SavedRun, tmp_path: Path
) -> None:
    """Run again, it ends as if it had not been killed; a rollback leads back from everywhere."""
    before = whole(rest)
    place = begun(tmp_path, planned)
    done = runs.fix(place)
    assert done.status == 0
    after = whole(rest)
    assert after != before
    back = runs.rollback(place)
    assert back.status == 0
    assert whole(rest) == before
    assert (done.calls, back.calls) == (10, 9)

    for number in range(1, done.calls + 1):
        place = begun(tmp_path, planned)
        assert runs.fix(place, kill_after=number) == Ran(KILLED, number)
        assert runs.rollback(place).status == 0, number
        assert whole(rest) == before, number

        place = begun(tmp_path, planned)
        assert runs.fix(place, kill_after=number) == Ran(KILLED, number)
        assert runs.fix(place) == Ran(0, done.calls - number), number
        assert whole(rest) == after, number

        killed = min(number, back.calls)
        assert runs.rollback(place, kill_after=killed) == Ran(KILLED, killed)
        assert runs.rollback(place).status == 0, number
        assert whole(rest) == before, number


def test_killed_before_the_first_call(
    rest: Rest, runs: Runner, planned: SavedRun, tmp_path: Path
) -> None:
    """Nothing was changed, and a rollback changes nothing either."""
    before = whole(rest)
    place = begun(tmp_path, planned)

    assert runs.rollback(place) == Ran(0, 0)

    assert whole(rest) == before


def test_a_rollback_that_was_killed_is_not_mistaken_for_a_fix(
    rest: Rest, runs: Runner, planned: SavedRun, tmp_path: Path
) -> None:
    """The fix is refused until the rollback has ended."""
    before = whole(rest)
    place = begun(tmp_path, planned)
    assert runs.fix(place).status == 0
    assert runs.rollback(place, kill_after=3).status == KILLED
    between = whole(rest)

    assert runs.fix(place).status != 0

    assert whole(rest) == between
    assert runs.rollback(place).status == 0
    assert whole(rest) == before
    (journal,) = place.glob("*.journal")
    events = [json.loads(line)["event"] for line in journal.read_text().splitlines()]
    assert events.count("rolling_back") == 2
    assert events[-1] == "rolled_back"
