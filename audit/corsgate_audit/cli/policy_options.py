"""The options that say what APIs shall allow."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import complain

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    from corsgate import CorsPolicy


class ErrorOrigin(Enum):
    """The choices of `corsgate.render.gateway_responses`."""

    REFLECT = "reflect"
    FIRST = "first"

    @property
    def choice(self) -> Literal["reflect", "first"]:
        """Return the choice as `corsgate.render` takes it."""
        return "reflect" if self is ErrorOrigin.REFLECT else "first"


ErrorOriginName = Annotated[
    ErrorOrigin | None,
    typer.Option(
        "--error-origin",
        help="Origin on the error responses of a REST API, if the policy has several.",
        show_default=False,
    ),
]


def policy_of(path: Path) -> CorsPolicy:
    """Read a policy, or say all that is wrong with it.

    Args:
        path: path of the TOML file.

    Raises:
        typer.Exit: it is no policy.
    """
    from corsgate_audit.fix.policy_file import PolicyFileError, read_policy

    try:
        return read_policy(path)
    except PolicyFileError as error:
        for problem in error.problems:
            complain(problem)
        raise typer.Exit(ExitStatus.USAGE) from None
