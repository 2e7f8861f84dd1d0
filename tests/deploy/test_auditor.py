"""`CorsAuditor`, deployed, and what its state machine makes of an organization."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from support import cdk
from support.auditor.running import Event, InvocationError, execute, running_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.aws import EmulatedAccount

pytestmark = [pytest.mark.deploy, pytest.mark.slow]

APP = f"{sys.executable} {cdk.REPOSITORY / 'cdk' / 'auditor.py'}"
CONTEXT = ("-c", "external_id=3f0c9a", "-c", "regions=eu-west-1,us-east-1", "-c", "prefix=cors/")
DEAD = ("Runtime.ExitError", "RequestId: 8f507cfc Error: Runtime exited with error: exit status 1")


class Functions:
    """Stand-ins for the functions, which fail for the accounts that they are told."""

    def __init__(self) -> None:
        self.account: EmulatedAccount | None = None
        self.asked: Counter[str] = Counter()
        self.dying: dict[str, int] = {}
        self.slow: dict[str, int] = {}

    def __call__(self, function: Any, event: Event) -> Any:  # noqa: ANN401 (moto's function in, any JSON out)
        """Answer as the function with this handler."""
        entry = function.handler.rpartition(".")[2]
        settings = json.loads(function.environment_vars["CORSGATE_AUDITOR"])
        return getattr(self, entry)(settings, event)

    def list_places(self, settings: Event, event: Event) -> Event:
        """Write the places of three accounts."""
        assert self.account
        key = f"{settings['prefix']}runs/{event['run']}/places.json"
        places = [
            {"run": event["run"], "account": account, "region": region}
            for account in ("111111111111", "222222222222", "333333333333")
            for region in (*settings["regions"], "global")
        ]
        self.account.client("s3").put_object(
            Bucket=settings["bucket"], Key=key, Body=json.dumps(places)
        )
        return {
            "run": event["run"],
            "bucket": settings["bucket"],
            "key": key,
            "places": len(places),
        }

    def audit_place(self, settings: Event, event: Event) -> Event:  # noqa: ARG002 (as the others)
        """Audit, die or run out of time."""
        name = f"{event['account']} {event['region']}"
        self.asked[name] += 1
        if self.asked[name] <= self.dying.get(name, 0):
            raise InvocationError(*DEAD)
        again = self.asked[name] <= self.slow.get(name, 0)
        return {**event, "state": "again" if again else "done", "findings": 1}

    def reduce_run(self, settings: Event, event: Event) -> Event:  # noqa: ARG002 (as the others)
        """Tell what there is to tell."""
        return {"complete": True, "run": event["run"]}


@pytest.fixture(scope="module")
def functions() -> Functions:
    """The functions of the auditor."""
    return Functions()


@pytest.fixture(scope="module")
def account(
    functions: Functions, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmulatedAccount]:
    """An account that the auditor is deployed in."""
    workspace = tmp_path_factory.mktemp("workspace")
    with running_account(functions) as account:
        functions.account = account
        cdk.run("bootstrap", workspace=workspace)
        cdk.run("deploy", *CONTEXT, workspace=workspace, app=APP)
        yield account


@pytest.fixture
def machine(account: EmulatedAccount) -> str:
    """The state machine."""
    (found,) = account.client("stepfunctions").list_state_machines()["stateMachines"]
    arn: str = found["stateMachineArn"]
    return arn


def test_every_place_is_audited_once(
    account: EmulatedAccount, machine: str, functions: Functions
) -> None:
    """Each account in each region, and its CloudFront; then the run is reduced."""
    functions.asked.clear()
    functions.dying, functions.slow = {}, {}
    done = execute(account, machine, "first", {})
    assert (done["status"], json.loads(done["output"])) == (
        "SUCCEEDED",
        {"complete": True, "run": "first"},
    )
    assert functions.asked == {
        f"{number * 12} {region}": 1
        for number in ("1", "2", "3")
        for region in ("eu-west-1", "us-east-1", "global")
    }


def test_a_place_that_dies_or_needs_more_time_is_asked_again(
    account: EmulatedAccount, machine: str, functions: Functions
) -> None:
    """And a place that always dies is no end of the others."""
    functions.asked.clear()
    functions.dying = {"111111111111 eu-west-1": 1, "222222222222 global": 99}
    functions.slow = {"333333333333 us-east-1": 2}
    done = execute(account, machine, "second", {})
    assert done["status"] == "SUCCEEDED"
    asked = {name: times for name, times in functions.asked.items() if times > 1}
    assert asked == {
        "111111111111 eu-west-1": 2,
        "222222222222 global": 4,
        "333333333333 us-east-1": 3,
    }
    assert len(functions.asked) == 9
