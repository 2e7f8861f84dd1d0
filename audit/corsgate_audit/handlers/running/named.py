"""Functions that an API calls by name: an OpenAPI document, or a stage variable, has no more.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestParameters,
https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
and, for the names that CloudFormation makes,
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html#resources-section-physical-id
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from corsgate_audit.model import HttpApi, RestApi, Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.model import Door, FunctionSettings, Integration, Route, Text

_NAME: Final = re.compile(r":function:([A-Za-z0-9_-]+)")
_LOGICAL_ID: Final = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.Arn)?\}|GetAtt\W+([A-Za-z0-9]+)\.Arn")
_MADE: Final = r".+-{}-[A-Za-z0-9]{{11,14}}"
"""``STACK-LOGICALID-RANDOM``: the name of a function that the template does not name."""
_STAGE_VARIABLE: Final = re.compile(r"\$\{stageVariables\.(\w+)\}")


def filled(text: str, stage_variables: Mapping[str, str]) -> str:
    """Put the values of stage variables in the place of their names; unknown ones stay.

    Args:
        text: address of an integration.
        stage_variables: values by name.

    Example:
        >>> filled("https://${stageVariables.host}/a", {"host": "example.com"})
        'https://example.com/a'
    """
    return _STAGE_VARIABLE.sub(lambda found: stage_variables.get(found[1], found[0]), text)


def function_named(
    uri: Text | None, functions: Sequence[FunctionSettings], stage_variables: Mapping[str, str]
) -> FunctionSettings | None:
    """Return the function that an address names; None for none, or for several.

    Args:
        uri: address of an integration or an authorizer.
        functions: functions of which it may be one.
        stage_variables: values by name.
    """
    written = filled(uri.expression if isinstance(uri, Unresolved) else uri or "", stage_variables)
    names = _NAME.findall(written)
    ids = [one or other for one, other in _LOGICAL_ID.findall(written)]
    found = [
        each for each in functions if each.function_name in names or each.name in (*names, *ids)
    ] or [
        each
        for each in functions
        if any(re.fullmatch(_MADE.format(re.escape(each.name)), name) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def with_functions(api: Door, stage: str, functions: Sequence[FunctionSettings]) -> Door:
    """Return an API with the functions that its integrations and authorizers name.

    Args:
        api: any; it is returned itself where nothing in it is only named.
        stage: stage that is asked, whose variables count.
        functions: functions of the target, and beside it.
    """
    if not isinstance(api, RestApi | HttpApi) or not only_names(api):
        return api
    given = dict(api.stage_variables).get(stage, ())
    variables = {
        name: value
        for name, value in (() if isinstance(given, Unresolved) else given)
        if isinstance(value, str)
    }
    routes = tuple(_with_function(route, functions, variables) for route in api.routes)
    return replace(api, routes=routes)


def only_names(api: Door) -> bool:
    """Whether an address of an API names a function, or a stage variable, and has no more of it.

    Args:
        api: any.
    """
    routes = api.routes if isinstance(api, RestApi | HttpApi) else ()
    return any(
        holder is not None and holder.function is None and names_one(holder.uri)
        for route in routes
        for holder in (route.integration, route.authorizer)
    )


def names_one(uri: Text | None) -> bool:
    """Whether an address is that of a function.

    Args:
        uri: address of an integration or an authorizer.
    """
    written = uri.expression if isinstance(uri, Unresolved) else uri or ""
    return "/functions/" in written or ":function:" in written or "${stageVariables." in written


def _with_function(
    route: Route, functions: Sequence[FunctionSettings], variables: Mapping[str, str]
) -> Route:
    integration, authorizer = route.integration, route.authorizer
    if integration is not None and integration.function is None:
        integration = _filled(integration, functions, variables)
    if authorizer is not None and authorizer.function is None:
        found = function_named(authorizer.uri, functions, variables)
        authorizer = replace(authorizer, function=found)
    return replace(route, integration=integration, authorizer=authorizer)


def _filled(
    integration: Integration,
    functions: Sequence[FunctionSettings],
    variables: Mapping[str, str],
) -> Integration:
    uri = integration.uri
    found = function_named(uri, functions, variables)
    return replace(
        integration,
        function=found,
        uri=filled(uri, variables) if isinstance(uri, str) else uri,
    )
