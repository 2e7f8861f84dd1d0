"""What a Lambda function is told about CORS in its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.policy import POLICY_VARIABLE
from corsgate_audit.collect import shapes
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.model import Text


GATEWAY_OWNS_VARIABLE = "CORSGATE_GATEWAY_OWNS"


def policy_of(configuration: Shape) -> Text | None:
    """Read the policy; None where the function has none.

    Args:
        configuration: function as GetFunctionConfiguration answers it; a template's properties have
            the same names.

    Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
    """
    return _variable(configuration, POLICY_VARIABLE)


def owners_of(configuration: Shape) -> Text | None:
    """Read for which front doors a function leaves CORS to the gateway; None for none.

    Args:
        configuration: as for `policy_of`.
    """
    return _variable(configuration, GATEWAY_OWNS_VARIABLE)


def _variable(configuration: Shape, name: str) -> Text | None:
    environment = shapes.child(configuration, "Environment")
    if environment is None or isinstance(environment, Unresolved):
        return environment
    error = shapes.child(environment, "Error")
    if error is not None:
        why = shapes.show(error) if isinstance(error, Unresolved) else str(error.get("Message"))
        return Unresolved("Environment", f"Lambda could not decrypt it: {why}")
    variables = shapes.child(environment, "Variables")
    if variables is None or isinstance(variables, Unresolved):
        return variables
    return shapes.optional_text(variables.get(name))
