"""``--quiet`` and ``--verbose``: what is said beside the result, and nothing about the result."""

from __future__ import annotations

import sys
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from corsgate_audit.cli.progress import progress
from corsgate_audit.cli.verbosity import note, with_verbosity
from corsgate_audit.collect.live.limits import Calling


def _command(target: Annotated[str, typer.Argument()], *, loud: bool = False) -> None:
    """Print a result, a note, and a call to AWS."""
    sys.stdout.write(f"result of {target}{'!' if loud else ''}\n")
    note("a note")
    call = Calling(place=("123456789012", "eu-west-1"), operation="GetApis", path="", seconds=0)
    with progress() as on_call:
        if on_call is not None:
            on_call(call)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ((), "corsgate: a note\n"),
        (("-q",), ""),
        (("--quiet",), ""),
        (("-v",), "corsgate: a note\ncorsgate: 123456789012 eu-west-1 GetApis (1 calls)\n"),
        (("--verbose",), "corsgate: a note\ncorsgate: 123456789012 eu-west-1 GetApis (1 calls)\n"),
    ],
)
def test_what_is_said_beside_the_result(options: tuple[str, ...], error: str) -> None:
    """The result is the same, and the command's own options are."""
    app = typer.Typer()
    app.command()(with_verbosity(_command))

    result = CliRunner().invoke(app, ["t.yaml", "--loud", *options])

    assert (result.exit_code, result.stdout) == (0, "result of t.yaml!\n")
    assert result.stderr == error
