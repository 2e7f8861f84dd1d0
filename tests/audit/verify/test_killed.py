"""A verification that is ended at any point leaves nothing that its teardown does not find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

from support.aws import emulated_account
from support.killed_verifications import Runner, runner
from support.verify_app import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

_BYSTANDER = "CorsgateVerify-somebody-elses"


@pytest.fixture(scope="module", autouse=True)
def account() -> Iterator[None]:
    """Have an account with a stack of somebody else's, whose name begins like ours."""
    with emulated_account():
        template = '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}'
        boto3.client("cloudformation").create_stack(StackName=_BYSTANDER, TemplateBody=template)
        yield


@pytest.fixture(scope="module")
def run(account: None) -> Iterator[Runner]:  # noqa: ARG001 - it has to be there first
    """Have a process that runs verifications."""
    with runner() as found:
        yield found


def left() -> list[Any]:
    """Return what is in the account beside the bystander."""
    stacks = boto3.client("cloudformation").describe_stacks()["Stacks"]
    return [
        *(each["StackName"] for each in stacks if each["StackName"] != _BYSTANDER),
        *boto3.client("apigateway").get_rest_apis()["items"],
        *boto3.client("apigatewayv2").get_apis()["Items"],
    ]


def files(folder: Path) -> list[str]:
    """Return the names of the files that say that something was made."""
    return [path.name for path in folder.glob("*.run.json")]


@pytest.fixture(scope="module")
def points(run: Runner, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the points of a run that nobody ends."""
    ended = run.verify(tmp_path_factory.mktemp("whole"))
    assert ended.status == 1  # the answers are not the expected ones
    assert ended.points.count("?") == len(QUESTIONS)
    return ended.points


def test_what_was_killed_anywhere_is_taken_away(run: Runner, points: str, tmp_path: Path) -> None:
    """Whatever was made at that point: the file names it."""
    left_behind = 0
    for end_at in range(1, len(points) + 1):
        assert run.verify(tmp_path, end_at=end_at).status == -9
        left_behind += bool(left())
        assert run.teardown(tmp_path).status == 0, end_at
        assert left() == [], end_at
        assert files(tmp_path) == [], end_at
    assert 0 < left_behind < len(points)


def test_a_teardown_that_was_killed_anywhere_is_finished(
    run: Runner, points: str, tmp_path: Path
) -> None:
    """A stack of two may be gone already."""
    last_question = points.rindex("?") + 1
    assert run.verify(tmp_path, end_at=last_question).status == -9
    full = len(left())
    number = len(run.teardown(tmp_path).points)
    halves = 0
    for end_at in range(1, number + 1):
        assert run.verify(tmp_path, end_at=last_question).status == -9
        assert run.teardown(tmp_path, end_at=end_at).status == -9
        halves += 0 < len(left()) < full
        assert run.teardown(tmp_path).status == 0, end_at
        assert left() == [], end_at
        assert files(tmp_path) == [], end_at
    assert halves > 0


@pytest.mark.parametrize("by", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_what_is_stopped_takes_itself_away(
    run: Runner, points: str, tmp_path: Path, by: str
) -> None:
    """Ctrl-C, the end of a CI's job, and a closed terminal, while the app is made and asked."""
    signed_in = 2  # the first call asks whose credentials these are
    for end_at in range(signed_in + 1, points.rindex("?") + 2):
        assert run.verify(tmp_path, end_at=end_at, by=by).status == 130, end_at
        assert left() == [], end_at
        assert files(tmp_path) == [], end_at


def test_the_next_run_finishes_the_one_that_was_killed(
    run: Runner, points: str, tmp_path: Path
) -> None:
    """It need not be asked to."""
    assert run.verify(tmp_path, end_at=points.index("?") + 1).status == -9
    assert left() != []
    assert run.verify(tmp_path).status == 1
    assert left() == []
    assert files(tmp_path) == []
