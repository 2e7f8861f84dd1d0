"""Which function stands behind a route, and how it learns the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_lambda import CfnAlias, CfnFunction, CfnVersion, Function

from ._records import note, notes
from ._references import referenced

if TYPE_CHECKING:
    from constructs import IConstruct

    from corsgate import CorsPolicy

POLICY = "CORSGATE_POLICY"
GATEWAY_OWNS = "CORSGATE_GATEWAY_OWNS"

_WAY_OUT = "decorate its handler with @cors(policy) and name it in functions_with_own_policy=[...]"


def functions_behind(reference: str | None, scope: IConstruct) -> list[CfnFunction]:
    """Follow a property to functions, through versions and aliases.

    Args:
        reference: an ARN, a name or an integration's URI, with tokens in it.
        scope: of the property.

    Returns:
        The functions that this app defines; none for one that it merely imports.
    """
    return [
        function for target in referenced(reference, scope) for function in _functions_of(target)
    ]


def hand_over(function: CfnFunction, policy: CorsPolicy, owns: str | None = None) -> str | None:
    """Put a policy into the environment of a function.

    Args:
        function: that bare ``@cors`` decorates.
        policy: of the API in front of it.
        owns: the kind of front door, where that one answers for CORS and the function must not.

    Returns:
        None, or a sentence on what is wrong.
    """
    text = policy.to_json()
    for present in notes(function, POLICY):
        if present != text:
            return (
                f"the function {function.node.path!r} would get two policies, {present!r} and "
                f"{text!r}; use one policy for both, or {_WAY_OUT}"
            )
    note(function, POLICY, text)
    _set_variable(function, POLICY, text)
    if owns:
        note(function, GATEWAY_OWNS, owns)
        _set_variable(function, GATEWAY_OWNS, ",".join(sorted({*notes(function, GATEWAY_OWNS)})))
    return None


def unreachable(route: str) -> str:
    """Say that a route's function cannot be given a policy.

    Args:
        route: as a sentence names it.
    """
    return (
        f"{route} is integrated with a function that this app does not define, so that it cannot "
        f"be given the policy; {_WAY_OUT}"
    )


def _functions_of(target: IConstruct) -> list[CfnFunction]:
    if isinstance(target, CfnFunction):
        return [target]
    if isinstance(target, (CfnAlias, CfnVersion)):
        return functions_behind(target.function_name, target)
    return []


def _set_variable(function: CfnFunction, name: str, value: str) -> None:
    owner = function.node.scope
    if isinstance(owner, Function):
        owner.add_environment(name, value)
    else:
        function.add_property_override(f"Environment.Variables.{name}", value)
