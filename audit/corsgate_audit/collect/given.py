"""What the user gives beside a target: values for what its source leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Given:
    """Values for variables and parameters.

    Args:
        variables: ``NAME=VALUE`` by ``--var``, in their order: Terraform's variables,
            CloudFormation's parameters, options and parameters of the Serverless Framework.
        variable_files: files by ``--var-file``, in their order: Terraform's ``*.tfvars``.
        workspace: name of Terraform's workspace.
    """

    variables: Sequence[str] = ()
    variable_files: Sequence[Path] = ()
    workspace: str = "default"

    @property
    def texts(self) -> dict[str, str]:
        """The variables by name, as they were written."""
        split = (each.partition("=") for each in self.variables)
        return {name.strip(): value for name, _, value in split}
