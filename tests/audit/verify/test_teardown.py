"""The teardown deletes what a run has left, of its own account, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest

from corsgate_audit.cli import main
from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.verify_run import Options, Outside, run_teardown, run_verify
from corsgate_audit.verify import run_file
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.run_file import Run
from corsgate_audit.verify.stacks import TAG
from support.aws import ACCOUNT_ID, REGION, emulated_account
from support.verified import answered_by_the_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
SUFFIX = "0a1b2c3d"
NAME = f"CorsgateVerify-{SUFFIX}-Mock"
RUN = Run(
    suffix=SUFFIX,
    account=ACCOUNT_ID,
    region=REGION,
    profile=None,
    stacks=(NAME, f"CorsgateVerify-{SUFFIX}-Never"),
)
TEMPLATE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})


@pytest.fixture(autouse=True)
def account() -> Iterator[None]:
    """Have an account."""
    with emulated_account():
        yield


def left_behind(suffix: str) -> None:
    """Make a stack, as a run that was killed leaves it."""
    boto3.client("cloudformation").create_stack(
        StackName=NAME, TemplateBody=TEMPLATE, Tags=[{"Key": TAG, "Value": suffix}]
    )


def stacks() -> list[str]:
    """Return the names of the account's stacks."""
    found = boto3.client("cloudformation").describe_stacks()["Stacks"]
    return [each["StackName"] for each in found]


def test_what_is_left_is_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command; what was never made is passed over."""
    run_file.write(tmp_path, RUN)
    left_behind(SUFFIX)
    assert main(["verify", "--teardown", "--state-dir", str(tmp_path)]) == ExitStatus.CLEAN
    assert f"deleted {NAME}" in capsys.readouterr().err
    assert stacks() == []
    assert run_file.unfinished(tmp_path) == []


def test_what_is_of_others_stays_and_so_does_the_file(tmp_path: Path) -> None:
    """The message says where to look."""
    path = run_file.write(tmp_path, RUN)
    left_behind("ffffffff")
    with pytest.raises(RefusedError, match=path.name):
        run_teardown(Options(folder=tmp_path))
    assert stacks() == [NAME]
    assert run_file.unfinished(tmp_path) == [path]


def test_a_run_in_another_account_is_refused(tmp_path: Path) -> None:
    """With these credentials nothing of it could be seen: it would seem to be gone."""
    path = run_file.write(tmp_path, replace(RUN, account="999999999999"))
    with pytest.raises(RefusedError, match="999999999999"):
        run_teardown(Options(folder=tmp_path))
    assert run_file.unfinished(tmp_path) == [path]


def test_a_new_run_finishes_those_of_its_account(tmp_path: Path) -> None:
    """And leaves the others alone."""
    run_file.write(tmp_path, RUN)
    other = replace(RUN, suffix="99999999", account="999999999999", stacks=())
    path = run_file.write(tmp_path, other)
    left_behind(SUFFIX)
    options = Options(account=ACCOUNT_ID, yes=True, folder=tmp_path, out=tmp_path / "out.json")
    with answered_by_the_model() as outside:
        made: Outside = outside()
        assert run_verify(options, made) is ExitStatus.CLEAN
    assert stacks() == []
    assert run_file.unfinished(tmp_path) == [path]
