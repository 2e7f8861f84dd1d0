"""``corsgate fix`` of an account: its options, and what is said where it cannot begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from moto import mock_aws
from typer.testing import CliRunner

from corsgate_audit.cli import app
from support.live_fix import Rest, dump, found, lines_of
from support.moto_support import install

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

POLICY = """\
allow_origins = ["https://app.example.com"]
allow_methods = ["PUT"]
allow_headers = ["content-type"]
"""


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["fix", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.slow
def test_from_the_command_line(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Plan, change, and take back."""
    install()
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY)
    arguments = ("--policy", str(policy), "--stage", "prod", "--state-dir", str(tmp_path))
    rate = ("--max-rps", "10")
    with mock_aws():
        Rest.make()
        before = dump()

        status, said, _ = run(*arguments, *rate, "--api", "shop", "--api", "nobody")
        assert status == 1
        assert lines_of(said, "safe")
        assert dump() == before
        assert list(tmp_path.glob("corsgate-fix-*.json")) == []

        status, said, _ = run(*arguments, *rate, "--apply")
        assert (status, found()) == (0, [])
        (state,) = tmp_path.glob("corsgate-fix-*.json")
        saved = [line.replace(str(state), "STATE") for line in lines_of(said, "the state before")]
        assert saved == snapshot

        status, said, _ = run("--rollback", str(state), *rate)
        assert (status, dump()) == (0, before)
        assert said.splitlines()[-1] == snapshot


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("allow_origins = [", "policy.toml:1: not valid TOML: "),
        ('allow_origins = ["https://a.example/"]\nallow_methods = ["G T"]', "'G T'"),
        ("origins = []", "origins"),
    ],
)
def test_a_policy_that_is_none(tmp_path: Path, text: str, said: str) -> None:
    """Nothing is asked of AWS."""
    policy = tmp_path / "policy.toml"
    policy.write_text(text)

    status, _, errors = run("--policy", str(policy))

    assert status == 2
    assert said in errors


def test_a_policy_that_is_missing(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """One line."""
    status, _, errors = run("--policy", str(tmp_path / "none.toml"))
    assert status == 2
    assert errors == snapshot
