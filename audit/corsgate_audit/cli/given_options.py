"""The options that give values for what a target leaves open."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.terminal import stop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.collect.given import Given

_PANEL = "Values"

Variables = Annotated[
    list[str] | None,
    typer.Option(
        "--var",
        metavar="NAME=VALUE",
        help="Value of a Terraform variable, a template's parameter, or an option or parameter of "
        "the Serverless Framework; repeatable.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
VariableFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--var-file",
        metavar="FILE",
        help="File with values of Terraform variables, beside terraform.tfvars and *.auto.tfvars; "
        "repeatable.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
Workspace = Annotated[
    str,
    typer.Option(
        "--workspace", metavar="NAME", help="Workspace of Terraform.", rich_help_panel=_PANEL
    ),
]
ParameterOverrides = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter-overrides",
        metavar="KEY=VALUE ...",
        help="Values of a template's parameters, as SAM CLI takes them; they go before those of "
        "samconfig.toml.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
VariableEnvironment = Annotated[
    bool,
    typer.Option(
        "--var-env",
        help="Take values of Terraform variables from TF_VAR_NAME of the environment too. Those "
        "that the configuration names may then be in the report.",
        rich_help_panel=_PANEL,
    ),
]
DEFAULT_WORKSPACE = "default"
_OF_ENVIRONMENT = "TF_VAR_"


def given_values(
    variables: Sequence[str] | None,
    files: Sequence[Path] | None = None,
    workspace: str = DEFAULT_WORKSPACE,
    overrides: Sequence[str] | None = None,
    *,
    environment: bool = False,
) -> Given:
    """Return the values that the user gives.

    Args:
        variables: see `Variables`.
        files: see `VariableFiles`.
        workspace: see `Workspace`.
        overrides: see `ParameterOverrides`.
        environment: see `VariableEnvironment`.

    Raises:
        typer.Exit: one has no name.
    """
    from corsgate_audit.collect.given import Given

    named = [("--var", each) for each in variables or ()]
    named += [("--parameter-overrides", each) for each in _split(overrides or ())]
    for option, each in named:
        name, equals, _ = each.partition("=")
        if not (equals and name.strip()):
            stop(f"{option} {each!r}: NAME=VALUE is expected, such as {option} stage=prod")
    variables_of_environment = {
        name.removeprefix(_OF_ENVIRONMENT): value
        for name, value in os.environ.items()
        if environment and name.startswith(_OF_ENVIRONMENT)
    }
    return Given(
        [each for _, each in named], list(files or ()), workspace, variables_of_environment
    )


def _split(overrides: Sequence[str]) -> Iterator[str]:
    """Split what SAM CLI takes in one argument: ``A=1 B=2``."""
    for each in overrides:
        try:
            yield from shlex.split(each)
        except ValueError as error:
            stop(f"--parameter-overrides {each!r}: {error}")
