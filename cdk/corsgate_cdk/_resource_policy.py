"""The resource policy of a REST API, which is asked before anything answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import OPTIONS, WILDCARD

from ._properties import properties_of

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import CfnRestApi

_ARN = "execute-api:"


def preflight_denials(settings: CfnRestApi) -> list[str]:
    """Say that a resource policy refuses every preflight.

    An API with a resource policy denies what no statement allows. Conditions are taken to hold: one
    about an address or a network holds for the preflight if it holds for the request.

    Args:
        settings: settings of the API.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """
    policy = properties_of(settings).get("policy")
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    if not isinstance(statements, list) or any(_lets_preflights_in(each) for each in statements):
        return []
    problem = (
        "its resource policy denies OPTIONS without credentials, so every preflight gets 403; "
        "allow 'execute-api:Invoke' on 'execute-api:/*/OPTIONS/*' to AnyPrincipal()"
    )
    return [problem]


def _lets_preflights_in(statement: Any) -> bool:  # noqa: ANN401 - any part of a document
    if not isinstance(statement, dict):
        return True  # a token, of which nothing is known
    return (
        statement.get("Effect") == "Allow"
        and _is_anyone(statement.get("Principal"))
        and any(_names_options(each) for each in _list(statement.get("Resource")))
    )


def _is_anyone(principal: Any) -> bool:  # noqa: ANN401
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    return WILDCARD in _list(named)


def _names_options(resource: Any) -> bool:  # noqa: ANN401
    """Read ``execute-api:/stage/METHOD/path``; what is a token is taken to fit."""
    if not isinstance(resource, str) or _ARN not in resource:
        return True
    _, _, path = resource.partition("/")
    _, _, method_and_path = path.partition("/")
    return method_and_path.partition("/")[0] in {"", WILDCARD, OPTIONS}


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else [value]
