"""The command as a whole: version, help, faults of its own, and how soon it starts."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest
import typer

from corsgate_audit.cli import app, main


def test_version_says_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The distribution's own."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"corsgate {version('corsgate')}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """With a sentence each."""
    assert main(["--help"]) == 0
    output = capsys.readouterr().out
    assert all(f"  {name} " in output for name in ("audit", "why", "explain", "rules"))


def test_without_arguments_it_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """And says by its status that nothing was asked for."""
    assert main([]) == 2
    output = capsys.readouterr()
    assert "Commands:" in output.out + output.err


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_what_needs_no_aws_loads_none_of_it(argument: str) -> None:
    """The quick answers stay quick: a fifth of a second is Python and Typer, boto3 is another."""
    code = (
        "import sys\n"
        "from corsgate_audit.cli import main\n"
        f"main([{argument!r}])\n"
        "heavy = {'boto3', 'botocore', 'rich', 'yaml'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def faulty_command() -> str:
    """Register a command that fails in a way that nobody has foreseen."""
    name = "faulty"

    def fail() -> None:
        message = "boom\n[2J"
        raise RuntimeError(message)

    app.command(name)(fail)
    return name


def test_a_fault_of_its_own_is_one_line_and_no_finding(
    faulty_command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The status 1 that Python gives an exception would read as "findings"."""
    monkeypatch.delenv("CORSGATE_DEBUG", raising=False)

    assert main([faulty_command]) == 2
    assert capsys.readouterr().err == (
        "corsgate: a fault of corsgate's own: RuntimeError: boom [2J "
        "(set CORSGATE_DEBUG=1 to see where)\n"
    )


def test_a_fault_of_its_own_shows_where_if_it_is_asked(
    faulty_command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a report of the fault."""
    monkeypatch.setenv("CORSGATE_DEBUG", "1")

    assert main([faulty_command]) == 2
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_interrupted_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a traceback."""

    def interrupt() -> None:
        raise typer.Abort

    app.command("interrupted")(interrupt)

    assert main(["interrupted"]) == 2
    assert capsys.readouterr().err == "corsgate: stopped\n"
