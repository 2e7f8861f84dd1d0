"""The command as a whole: version, help, faults of its own, and how soon it starts."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
import typer

from corsgate_audit.cli import app, main
from corsgate_audit.cli.verbosity import with_verbosity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

COMMANDS = {
    "audit", "check", "diff", "explain", "fix", "iam-policy", "init", "probe", "render", "rules",
    "serve", "verify", "why",
}  # fmt: skip


def test_version_says_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The distribution's own."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"corsgate {version('corsgate')}\n"


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for, or where nothing is asked for: neither is a mistake."""
    assert main(arguments) == 0

    lines = capsys.readouterr().out.splitlines()
    shown = {line.split()[1] for line in lines if re.match(r"│ [a-z]", line)}
    assert shown == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_a_command(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has an example, the options of every command, and no type of Python's."""
    monkeypatch.setenv("COLUMNS", "100")
    assert main([command, "-h"]) == 0

    output = capsys.readouterr().out
    assert f" Example: corsgate {command}" in output
    assert all(option in output for option in ("--help", "--quiet", "--verbose"))
    assert not re.search(r"<(bool|str|list|int|float|path)", output)


def test_an_option_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """One line that leads to the help."""
    assert main(["rules", "--nope"]) == 2

    error = capsys.readouterr().err
    assert error.startswith("corsgate: No such option: --nope")
    assert error.endswith("See: corsgate --help\n")


def test_quiet_and_verbose_at_once(
    capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Which of the two is meant cannot be determined."""
    assert main(["rules", "-q", "-v"]) == 2
    output, error = capsys.readouterr()
    assert output == ""
    assert error == snapshot


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argument", "heavy"),
    [
        ("--version", ("boto3", "botocore", "airspeed", "rich", "yaml")),
        ("--help", ("boto3", "botocore", "airspeed", "yaml")),
    ],
)
def test_what_needs_no_aws_loads_none_of_it(argument: str, heavy: tuple[str, ...]) -> None:
    """The quick answers stay quick: a fifth of a second is Python and Typer, boto3 is another."""
    code = (
        "import sys\n"
        "from corsgate_audit.cli import main\n"
        f"main([{argument!r}])\n"
        f"loaded = set({heavy!r}) & set(sys.modules)\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(autouse=True)
def only_the_commands_that_there_are() -> Iterator[None]:
    """Take out again what a test has registered."""
    before = list(app.registered_commands)
    yield
    app.registered_commands[:] = before


@pytest.fixture
def faulty_command() -> str:
    """Register a command that fails in a way that nobody has foreseen."""
    name = "faulty"

    def fail() -> None:
        message = "boom\n[2J"
        raise RuntimeError(message)

    app.command(name)(with_verbosity(fail))
    return name


def test_a_fault_of_its_own_is_one_line_and_no_finding(
    faulty_command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    """The status 1 that Python gives an exception would read as "findings"."""
    monkeypatch.delenv("CORSGATE_DEBUG", raising=False)

    assert main([faulty_command]) == 2
    assert capsys.readouterr().err == snapshot


@pytest.mark.parametrize("asked_by", ["environment", "option"])
def test_a_fault_of_its_own_shows_where_if_it_is_asked(
    asked_by: str,
    faulty_command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """For a report of the fault."""
    if asked_by == "environment":
        monkeypatch.setenv("CORSGATE_DEBUG", "1")

    assert main([faulty_command, *(["-v"] if asked_by == "option" else [])]) == 2
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_interrupted_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a traceback."""

    def interrupt() -> None:
        raise typer.Abort

    app.command("interrupted")(interrupt)

    assert main(["interrupted"]) == 2
    assert capsys.readouterr().err == "corsgate: stopped\n"
