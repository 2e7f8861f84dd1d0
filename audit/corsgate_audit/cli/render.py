"""``corsgate render``: a policy as what those write who use no construct."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.policy_options import ErrorOriginName, policy_of
from corsgate_audit.cli.terminal import complain, writing


class FormName(Enum):
    """What is printed, as the command line writes it."""

    CLOUDFORMATION = "cloudformation"
    SAM = "sam"
    OPENAPI = "openapi"
    TERRAFORM = "terraform"
    HCL = "hcl"


class FrontDoorName(Enum):
    """What it is for, as the command line writes it."""

    REST = "rest"
    HTTP = "http"
    FUNCTION_URL = "function_url"


def render(
    *,
    policy: Annotated[
        Path,
        typer.Option(metavar="FILE", help="TOML file with the policy.", show_default=False),
    ],
    form: Annotated[FormName, typer.Option("--as", help="Form of the output.", show_default=False)],
    front_door: Annotated[
        FrontDoorName, typer.Option(help="Front door that the policy is for.")
    ] = FrontDoorName.REST,
    path: Annotated[
        str, typer.Option(metavar="PATH", help="Path of the preflight, for openapi and sam.")
    ] = "/{proxy+}",
    error_origin: ErrorOriginName = None,
) -> None:
    """Print a policy as CloudFormation, SAM, OpenAPI or Terraform (JSON, HCL).

    Of a REST API: the preflight and the error responses. Of an HTTP API or a function URL: the
    CORS settings.

    Exit status: 0 printed, 2 the policy is invalid, or cannot be expressed in that form.
    """
    from corsgate.render import RenderError
    from corsgate_audit.fix.rendered.forms import Form
    from corsgate_audit.fix.rendered.forms import render as rendered
    from corsgate_audit.fix.rendered.wanted import Wanted
    from corsgate_audit.model import FrontDoor

    wanted = Wanted(
        policy=policy_of(policy),
        error_origin=None if error_origin is None else error_origin.choice,
        path=path,
    )
    try:
        text = rendered(Form(form.value), FrontDoor(front_door.value), wanted)
    except RenderError as error:
        for problem in error.problems:
            complain(f"{policy}: {problem}")
        raise typer.Exit(ExitStatus.USAGE) from None
    with writing():
        sys.stdout.write(text)
