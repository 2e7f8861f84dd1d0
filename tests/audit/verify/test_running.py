"""A verification, deployed into moto and answered on loopback: what differs is found, all goes."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.verbosity import with_verbosity
from corsgate_audit.cli.verify_run import Options, run_verify
from corsgate_audit.probe import Heard
from corsgate_audit.verify import run_file
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result_file import read
from support.aws import ACCOUNT_ID, REGION, emulated_account
from support.verified import answered_by_the_model, with_header, with_status
from support.verify_app import QUESTIONS, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.cli.verify_run import Outside
    from corsgate_audit.verify.questions import Question

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


OTHER: Mapping[str, Callable[[Heard], Heard]] = {
    "status": lambda heard: with_status(heard, 599),
    "body": lambda heard: replace(heard, content=b"other"),
    "access-control-allow-origin": lambda heard: with_header(
        heard, "access-control-allow-origin", f"'{REGION} {ACCOUNT_ID}'"
    ),
    "access-control-allow-methods": lambda heard: with_header(
        heard, "access-control-allow-methods", None
    ),
}
"""What another server could answer otherwise."""


@pytest.mark.parametrize(
    ("question", "part"),
    [(question, part) for question in QUESTIONS for part in question.compares],
    ids=lambda value: value if isinstance(value, str) else value.statement,
)
def test_a_chosen_disagreement_is_reported_and_no_other(
    question: Question,
    part: str,
    tmp_path: Path,
    outside: Callable[..., Outside],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the statement, the part of the answer, and the code that relies on it."""

    def change(request: HttpRequest, heard: Heard) -> Heard:
        is_it = request.url.endswith(question.request.path)
        return OTHER[part](heard) if is_it else heard

    assert run_verify(options(tmp_path), outside(change)) is ExitStatus.FINDINGS
    found = read(tmp_path / "out.json").of(equal=False)
    assert [(each.statement, each.differs, each.asked) for each in found] == [
        (question.statement, (part,), 2)
    ]
    (code,) = STATEMENTS[question.statement].relied_on_by
    assert code in capsys.readouterr().out
    assert ACCOUNT_ID not in (tmp_path / "out.json").read_text()
    assert left() == []


def test_what_differs_in_what_is_not_compared_is_equal(
    tmp_path: Path, outside: Callable[..., Outside]
) -> None:
    """AWS sends headers of its own."""

    def change(_: HttpRequest, heard: Heard) -> Heard:
        return with_header(heard, "x-amzn-requestid", "a1b2c3d4")

    assert run_verify(options(tmp_path), outside(change)) is ExitStatus.CLEAN


def test_what_is_right_at_last_is_right(tmp_path: Path, outside: Callable[..., Outside]) -> None:
    """A new API is not everywhere at once."""
    asked: list[str] = []

    def change(request: HttpRequest, heard: Heard) -> Heard:
        asked.append(request.url)
        return with_status(heard, 403) if len(asked) <= len(QUESTIONS) else heard

    assert run_verify(options(tmp_path), outside(change)) is ExitStatus.CLEAN
    assert {each.asked for each in read(tmp_path / "out.json").entries} == {2}


def test_what_does_not_answer_is_undetermined(
    tmp_path: Path, outside: Callable[..., Outside]
) -> None:
    """It is neither equal nor not."""

    def change(request: HttpRequest, heard: Heard) -> Heard:
        return Heard(None, problem="timed out") if request.url.endswith("/text") else heard

    assert run_verify(options(tmp_path), outside(change)) is ExitStatus.INCOMPLETE
    assert [each.statement for each in read(tmp_path / "out.json").of(equal=None)] == ["mock-text"]


def test_a_part_that_is_left_out_is_neither_made_nor_asked(
    tmp_path: Path, outside: Callable[..., Outside], capsys: pytest.CaptureFixture[str]
) -> None:
    """And not announced."""
    chosen = replace(options(tmp_path), without=("http",))
    assert run_verify(chosen, outside()) is ExitStatus.CLEAN
    assert result(tmp_path) == {"mock-text": True, "mock-header": True}
    assert "HTTP API" not in capsys.readouterr().out


def test_the_report_stands_alone_on_standard_output(
    tmp_path: Path,
    outside: Callable[..., Outside],
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """What is being done goes to standard error, each call to AWS too where that is asked for."""
    page = replace(options(tmp_path), output_format="html")
    command = with_verbosity(lambda: None)
    command(quiet=False, verbose=True)
    run_verify(page, outside())
    command(quiet=False, verbose=False)
    shown = capsys.readouterr()
    assert shown.out.startswith("<!doctype html>")
    assert "cloudformation: CreateStack" in shown.err
    said = [line for line in shown.err.splitlines() if "cloudformation:" not in line]
    text = "\n".join(said).replace(str(tmp_path), "FOLDER")
    text = re.sub(r"\b[0-9a-f]{8}\b", "SUFFIX", text)
    assert text == snapshot


def test_what_nobody_can_read_stops_nothing(
    tmp_path: Path, outside: Callable[..., Outside], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A terminal that is gone, in the middle of a teardown."""

    class Gone(StringIO):
        """Takes nothing."""

        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    assert run_verify(options(tmp_path), outside()) is ExitStatus.CLEAN
    assert left() == []


def test_a_result_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, outside: Callable[..., Outside]
) -> None:
    """A folder has its name by then."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(RefusedError):
        run_verify(replace(options(tmp_path), out=tmp_path / "taken"), outside())
    assert left() == []
    assert run_file.unfinished(tmp_path) == []


def test_without_yes_nothing_is_made(
    tmp_path: Path,
    outside: Callable[..., Outside],
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """Not even a file; it says what would be."""
    asked = replace(options(tmp_path), yes=False)
    assert run_verify(asked, outside()) is ExitStatus.CLEAN
    assert left() == []
    assert list(tmp_path.iterdir()) == []
    assert re.sub(r"\b[0-9a-f]{8}\b", "SUFFIX", capsys.readouterr().out) == snapshot
