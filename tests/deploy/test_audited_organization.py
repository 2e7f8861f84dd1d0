"""`CorsAuditor`, deployed into the management account of an organization, and its runs.

The functions run as they are deployed: their own package, Lambda's own packages, nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from support import cdk
from support.auditor.functions import NO_FAULT, DeployedFunctions, Fault
from support.auditor.organization import REGIONS, Organization, make_organization
from support.auditor.running import Event, ended, execute, running_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.aws import EmulatedAccount

pytestmark = [
    pytest.mark.deploy,
    pytest.mark.slow,
    pytest.mark.skipif(
        "CORSGATE_ORGANIZATION" not in os.environ,
        reason="takes long, and moto's interpreter has hung in it: set CORSGATE_ORGANIZATION",
    ),
]

APP = f"{sys.executable} {cdk.REPOSITORY / 'cdk' / 'auditor.py'}"
CONTEXT = ("-c", "external_id=3f0c9a", "-c", f"regions={','.join(REGIONS)}", "-c", "prefix=cors/")


class Auditor:
    """The deployed auditor.

    Args:
        account: account that it is deployed in.
        organization: organization.
        functions: its functions.
    """

    def __init__(
        self, account: EmulatedAccount, organization: Organization, functions: DeployedFunctions
    ) -> None:
        self.account = account
        self.organization = organization
        self.functions = functions
        (found,) = account.client("stepfunctions").list_state_machines()["stateMachines"]
        self.machine: str = found["stateMachineArn"]

    def run(self, name: str, event: Event | None = None) -> Any:  # noqa: ANN401 (any JSON)
        """Run it to its end; return what it says of the run."""
        self.functions.asked.clear()
        done = execute(self.account, self.machine, name, event or {})
        assert done["status"] == "SUCCEEDED", done
        return json.loads(done["output"])

    def told(self, findings: int, **differs: object) -> dict[str, object]:
        """Return what a run says in which all is well and nothing has changed."""
        places = self.organization.places
        same = {"complete": True, "places": places, "reported": places}
        return {**same, "findings": findings, "new": 0, "gone": 0, **differs}

    def first(self) -> int:
        """Run it for the first time; return how many findings there are, all of them new."""
        told = self.run("first")
        found: int = told["findings"]
        assert found > 0
        assert told == self.told(found, new=found)
        assert self.asked_more_than_once == {}
        assert len(self.functions.asked) == self.organization.places + 2
        return found

    @property
    def asked_more_than_once(self) -> dict[str, int]:
        """Which places, in the last run, and how often."""
        return {name: times for name, times in self.functions.asked.items() if times > 1}


@contextmanager
def deployed(folders: pytest.TempPathFactory, accounts: int) -> Iterator[Auditor]:
    """Deploy an auditor into the management account of an organization."""
    workspace = folders.mktemp("workspace")
    functions = DeployedFunctions(folders.mktemp("functions"))
    with running_account(functions) as account:
        cdk.run("bootstrap", workspace=workspace)
        cdk.run("deploy", *CONTEXT, workspace=workspace, app=APP)
        organization = make_organization(account, accounts)
        try:
            yield Auditor(account, organization, functions)
        finally:
            functions.end()


def test_an_organization_is_audited_whatever_fails(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """40 accounts, 160 places: invocations die at any call, others run out of time twice.

    Nothing is lost and nothing is there twice: the second run has the findings of the first.
    """
    with deployed(tmp_path_factory, 40) as auditor:
        found = auditor.first()
        ids = auditor.organization.accounts
        dying = {f"{account} eu-west-1": call for call, account in enumerate(ids[:30:5])}
        late = f"{ids[5]} eu-central-1"

        def plan(_entry: str, event: Event, before: int) -> Fault:
            name = f"{event.get('account')} {event.get('region')}"
            if name in dying and before == 0:
                return Fault(dies_at_call=dying[name])
            return Fault(seconds=0) if name == late and before < 2 else NO_FAULT

        auditor.functions.plan = plan
        assert auditor.run("faults") == auditor.told(found)
        assert auditor.asked_more_than_once == {**dict.fromkeys(dying, 2), late: 3}


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    """An auditor in an organization of eleven accounts, three of them with APIs."""
    with deployed(tmp_path_factory, 11) as auditor:
        yield auditor


@pytest.fixture(scope="module")
def findings(auditor: Auditor) -> int:
    """How many findings there are."""
    return auditor.first()


def test_a_place_that_always_dies_makes_the_run_incomplete(auditor: Auditor, findings: int) -> None:
    """The others are audited, and the next run has it again."""
    poisoned = f"{auditor.organization.accounts[0]} {REGIONS[0]}"

    def plan(_entry: str, event: Event, _before: int) -> Fault:
        name = f"{event.get('account')} {event.get('region')}"
        return Fault(dies_at_call=0) if name == poisoned else NO_FAULT

    auditor.functions.plan = plan
    told = auditor.run("poisoned")
    fewer = told["findings"]
    assert 0 < fewer < findings
    reported = auditor.organization.places - 1
    assert told == auditor.told(fewer, complete=False, reported=reported)
    assert auditor.asked_more_than_once == {poisoned: 4}
    auditor.functions.plan = lambda _entry, _event, _before: NO_FAULT
    # What was not seen was unknown, and not gone: it is not new.
    assert auditor.run("recovered") == auditor.told(findings)


def test_two_runs_at_once_are_two_runs(auditor: Auditor, findings: int) -> None:
    """Each has every place once, and neither knows of the other."""
    told: dict[str, Any] = {}

    def one(name: str) -> None:
        done = execute(auditor.account, auditor.machine, name, {})
        told[name] = json.loads(done["output"])

    threads = [Thread(target=one, args=(name,)) for name in ("left", "right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == {name: auditor.told(findings) for name in ("left", "right")}


def test_a_stopped_run_goes_on_where_it_was(auditor: Auditor, findings: int) -> None:
    """What was audited is not read again: its invocation makes one call, and has it."""
    client = auditor.account.client("stepfunctions")
    auditor.functions.asked.clear()
    started = client.start_execution(stateMachineArn=auditor.machine, name="stopped", input="{}")
    while len(auditor.functions.asked) < auditor.organization.places / 2:
        time.sleep(0.05)
    client.stop_execution(executionArn=started["executionArn"])
    assert ended(auditor.account, started["executionArn"])["status"] == "ABORTED"
    assert auditor.run("continued", {"run": "stopped"}) == auditor.told(findings)
