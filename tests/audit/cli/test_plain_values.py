"""What a command receives is the same, whether Typer converts it or nobody has to."""

from __future__ import annotations

import subprocess
import sys
from enum import IntEnum, StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import pytest
import typer

from corsgate_audit.cli.help import ReadableCommand
from support.collected import write

if TYPE_CHECKING:
    from typer.core import TyperCommand


class Colour(StrEnum):
    """A choice by its name."""

    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    """A choice whose values are no texts."""

    LOW = 1


def _received(command_class: type[TyperCommand], *arguments: str) -> object:
    """Return what a command of every kind of parameter receives, or the error."""
    app = typer.Typer()
    found: list[dict[str, Any]] = []

    @app.command(cls=command_class)
    def command(  # noqa: PLR0913, PLR0917 - one of each kind
        texts: Annotated[list[str] | None, typer.Argument()] = None,
        name: Annotated[str | None, typer.Option()] = None,
        several: Annotated[list[str] | None, typer.Option()] = None,
        colour: Annotated[Colour, typer.Option()] = Colour.BLUE,
        colours: Annotated[list[Colour] | None, typer.Option()] = None,
        level: Annotated[Level | None, typer.Option()] = None,
        number: Annotated[float | None, typer.Option()] = None,
        path: Annotated[Path | None, typer.Option()] = None,
        flag: Annotated[bool, typer.Option("--flag")] = False,  # noqa: FBT002 - Typer's shape
    ) -> None:
        found.append(dict(locals()))

    try:
        app(list(arguments), standalone_mode=False)
    except typer.TyperException as error:
        return type(error).__name__, error.format_message()
    (values,) = found
    return {key: (value, type(value)) for key, value in values.items() if key != "found"}


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a", "b", "--name", "n", "--flag"),
        ("--several", "a", "--several", "b"),
        ("--colour", "red", "--colours", "blue", "--colours", "red"),
        ("--number", "1.5", "--path", "x/y", "--level", "1"),
        ("--name", ""),
        ("--colour", "green"),
        ("--colour", "RED"),
        ("--number", "many"),
        ("--level", "9"),
        ("--nobody", "knows"),
    ],
)
def test_each_kind_of_value_is_typers(arguments: tuple[str, ...]) -> None:
    """Values and types, and the errors with their words."""
    assert _received(ReadableCommand, *arguments) == _received(typer.core.TyperCommand, *arguments)


@pytest.mark.slow
def test_an_audit_imports_what_its_target_needs(tmp_path: Path) -> None:
    """Of an API without functions and findings, with a choice and a text given, into a pipe."""
    file = write(tmp_path, "t.json", '{"Resources": {"A": {"Type": "AWS::ApiGateway::RestApi"}}}')
    code = (
        "import sys; from corsgate_audit.start import main; status = main(); heavy = ("
        "'pydantic', 'rich', 'boto3', 'samtranslator', 'tree_sitter', 'jinja2', 'httpx', "
        "'tomllib', 'corsgate_audit.handlers.code', 'corsgate_audit.fix.expressible', "
        "'corsgate_audit.collect.terraform.read'); "
        "print(status, [name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "audit",
        file,
        "--format",
        "concise",
        "--ignore",
        "CORS1",
    ]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    assert ended.stderr == "0 []\n"
