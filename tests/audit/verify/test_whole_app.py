"""The conformance app: written by the CDK, deployed into moto, answered by `corsgate serve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.verify_run import Options, run_verify
from corsgate_audit.verify.announcing import dollars
from corsgate_audit.verify.app import Prepared, conformance_app, prepared
from corsgate_audit.verify.questions import Part
from corsgate_audit.verify.result_file import read
from corsgate_audit.verify.statements import QUESTIONS
from support.aws import ACCOUNT_ID, emulated_account
from support.verified import answered_by_the_model

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
SUFFIX = "0a1b2c3d"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Return the app, as it is prepared."""
    folder = tmp_path_factory.mktemp("app")
    return prepared(conformance_app(), SUFFIX, frozenset(Part), folder)


def test_it_costs_less_than_ten_cents(written: Prepared) -> None:
    """Were each question asked as often as it can be."""
    assert dollars(written) < 0.10


def test_its_names_are_given_by_aws_or_hold_the_suffix(written: Prepared) -> None:
    """So nothing of it meets what is there; what a role or function is called begins as a stack."""
    names = {
        str(resource["Properties"][name])
        for stack in written.stacks
        for resource in stack.template["Resources"].values()
        for name in ("Name", "FunctionName", "RoleName")
        if name in resource.get("Properties", {}) and "Ref" not in str(resource["Properties"][name])
    }
    assert names
    assert {name for name in names if SUFFIX not in name} == set()


def test_nothing_of_it_is_kept_or_writes_logs(written: Prepared) -> None:
    """No resource outlives its stack, and no function has a permission of its own."""
    resources = [each for stack in written.stacks for each in stack.template["Resources"].values()]
    assert {each.get("DeletionPolicy", "Delete") for each in resources} == {"Delete"}
    roles = [each for each in resources if each["Type"] == "AWS::IAM::Role"]
    assert {"ManagedPolicyArns", "Policies"}.isdisjoint(
        name for role in roles for name in role["Properties"]
    )


def test_the_front_doors_of_serve_answer_as_predicted(tmp_path: Path) -> None:
    """Nothing differs but what serve does not do, throttling; and everything is gone afterwards.

    The distribution is left out: serve has none.
    """
    options = Options(
        account=ACCOUNT_ID,
        yes=True,
        without=("cloudfront",),
        folder=tmp_path,
        out=tmp_path / "out.json",
    )
    with emulated_account(), answered_by_the_model(conformance_app()) as outside:
        assert run_verify(options, outside()) is ExitStatus.FINDINGS
        assert boto3.client("cloudformation").describe_stacks()["Stacks"] == []
        assert boto3.client("apigateway").get_rest_apis()["items"] == []
        assert boto3.client("lambda").list_functions()["Functions"] == []
        assert boto3.client("iam").list_roles()["Roles"] == []
    found = read(tmp_path / "out.json")
    throttled = {each.statement for each in QUESTIONS if each.provokes}
    assert {each.statement for each in found.entries if each.equal is not True} == throttled
    asked = [each for each in QUESTIONS if each.front.part is not Part.CLOUDFRONT]
    assert [each.statement for each in found.entries] == [each.statement for each in asked]
