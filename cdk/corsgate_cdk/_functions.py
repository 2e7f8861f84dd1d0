"""Which function stands behind a route, and how it learns the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk.aws_lambda import CfnAlias, CfnFunction, CfnVersion, Function

from ._other_languages import may_read_policy, name_function, runs_cors
from ._properties import properties_of
from ._references import referenced
from ._token_origins import resolved_text

if TYPE_CHECKING:
    from constructs import IConstruct

    from corsgate import CorsPolicy

    from ._own_policies import OwnPolicies

POLICY = "CORSGATE_POLICY"
GATEWAY_OWNS = "CORSGATE_GATEWAY_OWNS"

_MOST_BYTES = 4096
_WAY_OUT = "decorate its handler with @cors(policy) and name it in functions_with_own_policy=[...]"


def functions_behind(reference: str | None, scope: IConstruct) -> list[CfnFunction]:
    """Follow a property to functions, through versions and aliases.

    Args:
        reference: an ARN, a name or an integration's URI, with tokens in it.
        scope: scope of the property.

    Returns:
        The functions that this app defines; none for one that it merely imports.
    """
    return [
        function for target in referenced(reference, scope) for function in _functions_of(target)
    ]


def hand_over(
    function: CfnFunction,
    policy: CorsPolicy,
    owns: str | None = None,
    way_out: str = _WAY_OUT,
) -> str | None:
    """Put a policy into the environment of a function.

    One that cannot read it, because it is not in Python, is named instead. The environment is the
    only record: an API that has handed its policy to the same function, or
    a policy that somebody has written there, is seen.

    Args:
        function: function that bare ``@cors`` decorates.
        policy: policy of the API in front of it.
        owns: the kind of front door, where that one answers for CORS and the function must not.
        way_out: for a function that cannot take it, as a sentence ends.

    Returns:
        None, or a sentence on what is wrong.
    """
    properties = properties_of(function)
    if not runs_cors(properties) and owns is None:
        name_function(function, properties, policy)
    if not may_read_policy(properties):
        return None
    variables = _variables(properties)
    text = policy.to_json()
    wanted = resolved_text(text, function)
    present = variables.get(POLICY, wanted)
    if present != wanted:
        return (
            f"the function {function.node.path!r} would get two policies, {present!r} and "
            f"{wanted!r}; use one policy for both, or {way_out}"
        )
    added = {POLICY: text}
    if owns:
        owners = {*filter(None, variables.get(GATEWAY_OWNS, "").split(",")), owns}
        added[GATEWAY_OWNS] = ",".join(sorted(owners))
    for name, value in added.items():
        _set_variable(function, name, value)
    return _size_problem(function, {**variables, **added}, way_out)


class Handover:
    """Puts policies into the environments of functions, each function looked at once.

    Fifty routes of one function would otherwise be fifty trips to JavaScript and back.

    Args:
        own_policies: the functions to leave alone.
        owns: as for `hand_over`.

    Attributes:
        served: the integrations whose functions have their policy, each with it.
    """

    def __init__(self, own_policies: OwnPolicies, owns: str | None = None) -> None:
        self._own_policies = own_policies
        self._owns = owns
        self._functions: dict[str, list[CfnFunction]] = {}
        self._handed: set[tuple[str, CorsPolicy]] = set()
        self.served: set[tuple[str | None, CorsPolicy]] = set()

    def behind(self, reference: str, scope: IConstruct) -> list[CfnFunction]:
        """Follow a property to functions, as `functions_behind` does."""
        # References to one thing are one token, and tokens are equal texts.
        if reference not in self._functions:
            self._functions[reference] = functions_behind(reference, scope)
        return self._functions[reference]

    def hand(self, reference: str, scope: IConstruct, policy: CorsPolicy) -> list[str] | None:
        """Put a policy into the environment of the functions that a property refers to.

        Args:
            reference: an ARN, a name or an integration's URI, with tokens in it.
            scope: scope of the property.
            policy: policy of the API in front of them.

        Returns:
            A sentence for each that cannot take it; None where there is no function of this app.
        """
        functions = self.behind(reference, scope)
        if (reference, policy) in self._handed:
            return []
        self._handed.add((reference, policy))
        if not functions:
            return [] if self._own_policies.include_imported(reference, scope) else None
        outcomes = [
            hand_over(each, policy, self._owns)
            for each in functions
            if not self._own_policies.include(each)
        ]
        return [problem for problem in outcomes if problem is not None]


def unreachable(route: str) -> str:
    """Say that a route's function cannot be given a policy.

    Args:
        route: as a sentence names it.
    """
    return (
        f"{route} is integrated with a function that this app does not define, so it cannot get "
        f"the policy; {_WAY_OUT}"
    )


def _functions_of(target: IConstruct) -> list[CfnFunction]:
    if isinstance(target, CfnFunction):
        return [target]
    if isinstance(target, (CfnAlias, CfnVersion)):
        return functions_behind(target.function_name, target)
    return []


def _variables(properties: dict[str, Any]) -> dict[str, Any]:
    environment = properties.get("environment") or {}
    return dict(environment.get("variables", {}))


def _size_problem(function: CfnFunction, variables: dict[str, Any], way_out: str) -> str | None:
    """Lambda counts names and values; of a token only the name is known.

    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    """
    texts = [*variables, *(value for value in variables.values() if isinstance(value, str))]
    size = sum(len(text.encode()) for text in texts)
    if size <= _MOST_BYTES:
        return None
    return (
        f"the environment of the function {function.node.path!r} would have {size} bytes, but "
        f"Lambda allows {_MOST_BYTES}; list fewer origins (a pattern covers many), or {way_out}"
    )


def _set_variable(function: CfnFunction, name: str, value: str) -> None:
    owner = function.node.scope
    if isinstance(owner, Function):
        owner.add_environment(name, value)
    else:
        function.add_property_override(f"Environment.Variables.{name}", value)
