"""What the user gives beside a target: values for what its source leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Given:
    """Values for variables and parameters.

    Args:
        variables: ``NAME=VALUE`` by ``--var``, in their order: Terraform's variables,
            CloudFormation's parameters, options and parameters of the Serverless Framework.
        variable_files: files by ``--var-file``, in their order: Terraform's ``*.tfvars``.
        workspace: name of Terraform's workspace.
        environment: values of Terraform's variables by name, from ``TF_VAR_NAME`` of the user's
            environment. Empty unless the user asks for it: what a target names is shown.
    """

    variables: Sequence[str] = ()
    variable_files: Sequence[Path] = ()
    workspace: str = "default"
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """The variables by name, as they were written."""
        split = (each.partition("=") for each in self.variables)
        return {name.strip(): value for name, _, value in split}
