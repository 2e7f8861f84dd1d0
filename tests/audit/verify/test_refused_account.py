"""What an account refuses before anything is made, in one line."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from corsgate_audit.browser import HttpResponse
from corsgate_audit.cli import main
from corsgate_audit.cli.verify_run import Options, Outside, run_teardown, run_verify
from corsgate_audit.probe import Heard
from corsgate_audit.verify import run_file
from corsgate_audit.verify.refusals import RefusedError
from support.aws import ACCOUNT_ID, emulated_account
from support.verify_app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def account() -> Iterator[None]:
    """Have an account."""
    with emulated_account():
        yield


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path) -> Iterator[None]:
    """Look afterwards."""
    yield
    assert boto3.client("cloudformation").describe_stacks()["Stacks"] == []
    assert run_file.unfinished(tmp_path) == []


def run(folder: Path, **given: object) -> str:
    """Return why a run is refused."""
    options = Options(**{"yes": True, "folder": folder, "account": ACCOUNT_ID, **given})  # type: ignore[arg-type]
    outside = Outside(app=app, asking=lambda _: lambda *_: Heard(HttpResponse(200)))
    with pytest.raises(RefusedError) as error:
        run_verify(options, outside)
    return str(error.value)


def test_the_wrong_account(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """It was named before anything was asked."""
    assert run(tmp_path, account="999999999999") == snapshot


def test_no_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Neither in the environment, nor in a file."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    found = run(tmp_path)
    monkeypatch.undo()
    assert found == snapshot


def test_no_region(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """It is not guessed."""
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    found = run(tmp_path)
    monkeypatch.undo()
    assert found == snapshot


def test_a_profile_that_is_not_there(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Its name is in the line."""
    assert run(tmp_path, profile="nowhere") == snapshot


def test_an_account_that_nobody_can_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """A pipe is no terminal."""
    monkeypatch.setattr(sys, "stdin", StringIO(ACCOUNT_ID))
    assert run(tmp_path, account=None) == snapshot


def test_an_account_that_is_typed_wrongly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """As a word that is typed by habit is."""

    class Terminal(StringIO):
        """Somebody types."""

        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    assert run(tmp_path, account=None) == snapshot


def test_a_folder_that_is_not_there(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The same."""
    assert run(tmp_path, out=Path("nowhere/out.json")) == snapshot


def test_a_teardown_without_anything_to_delete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Says so."""
    assert run_teardown(Options(folder=tmp_path)) == 0
    assert "nothing to delete" in capsys.readouterr().out


def test_the_command_says_it_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the status for usage."""
    arguments = ["verify", "--account", "999999999999", "--yes", "--state-dir", str(tmp_path)]
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1
