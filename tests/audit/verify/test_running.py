"""A verification, deployed into moto and answered on loopback: what differs is found, all goes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.verify_run import Options, run_verify
from support.aws import ACCOUNT_ID, REGION, emulated_account
from support.verified import answered_by_the_model, with_header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.cli.verify_run import Outside
    from corsgate_audit.probe import Heard

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def account() -> Iterator[None]:
    """Have an account."""
    with emulated_account():
        yield


@pytest.fixture(scope="module")
def outside() -> Iterator[Callable[..., Outside]]:
    """Have the app served on loopback."""
    with answered_by_the_model() as found:
        yield found


def options(folder: Path) -> Options:
    """Return options with which everything is done."""
    return Options(account=ACCOUNT_ID, yes=True, folder=folder, out=folder / "out.json")


def stacks() -> list[str]:
    """Return the names of the account's stacks."""
    return [
        each["StackName"] for each in boto3.client("cloudformation").describe_stacks()["Stacks"]
    ]


def left() -> list[Any]:
    """Return what is in the account."""
    return [
        *stacks(),
        *boto3.client("apigateway").get_rest_apis()["items"],
        *boto3.client("apigatewayv2").get_apis()["Items"],
    ]


def result(folder: Path) -> dict[str, Any]:
    """Return what each statement came to."""
    content = json.loads((folder / "out.json").read_text())
    return {each["statement"]: each["equal"] for each in content["entries"]}


def test_what_answers_as_predicted_is_equal_and_nothing_is_left(
    tmp_path: Path, outside: Callable[..., Outside]
) -> None:
    """Every question is asked."""
    assert run_verify(options(tmp_path), outside()) is ExitStatus.CLEAN
    assert result(tmp_path) == {
        "mock-text": True,
        "mock-header": True,
        "http-preflight": True,
        "http-missing": True,
    }
    assert left() == []
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_chosen_disagreement_is_reported_and_no_other(
    tmp_path: Path, outside: Callable[..., Outside], capsys: pytest.CaptureFixture[str]
) -> None:
    """The report names the code that is wrong."""

    def change(request: HttpRequest, heard: Heard) -> Heard:
        if not request.url.endswith("/cors"):
            return heard
        return with_header(heard, "access-control-allow-origin", f"'{REGION} {ACCOUNT_ID}'")

    assert run_verify(options(tmp_path), outside(change)) is ExitStatus.FINDINGS
    assert [name for name, equal in result(tmp_path).items() if not equal] == ["mock-header"]
    assert "corsgate_audit.gateway.mappings:mapped" in capsys.readouterr().out
    assert ACCOUNT_ID not in (tmp_path / "out.json").read_text()
    assert left() == []


def test_without_yes_nothing_is_made(tmp_path: Path, outside: Callable[..., Outside]) -> None:
    """Not even a file."""
    asked = replace(options(tmp_path), yes=False)
    assert run_verify(asked, outside()) is ExitStatus.CLEAN
    assert left() == []
    assert list(tmp_path.iterdir()) == []
