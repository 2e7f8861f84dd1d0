"""The planted template as a Terraform plan, by the table that the collector reads one with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.terraform.resources import (
    INTEGRATION,
    INTEGRATION_RESPONSE,
    INTEGRATION_SETTINGS,
    KINDS,
    METHOD,
    METHOD_RESPONSE,
    RESPONSE_SETTINGS,
)
from support.plans import Plan
from support.planted import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NAMES = {kind.type: name for name, kind in KINDS.items()}
_ATTRIBUTES = {"RootResourceId": "root_resource_id", "Arn": "arn"}


def plan() -> dict[str, Any]:
    """Return the plan, with the resources that the collector knows.

    Terraform's provider permits what an open function URL needs, so that the template's fault of
    that kind is none here: an API whose function nobody permits stands for it.
    """
    resources = template()["Resources"]
    made = Plan()
    for name, body in resources.items():
        kind = _NAMES.get(body["Type"])
        if kind is not None:
            for address, arguments in _written(kind, name, body["Properties"], resources):
                made.add(address, **arguments)
    return _add_unpermitted(made).content()


def _add_unpermitted(made: Plan) -> Plan:
    api = ("aws_apigatewayv2_api.unpermitted.id", "aws_apigatewayv2_api.unpermitted")
    function = ("aws_lambda_function.unpermitted.invoke_arn", "aws_lambda_function.unpermitted")
    integration = (
        "aws_apigatewayv2_integration.unpermitted.id",
        "aws_apigatewayv2_integration.unpermitted",
    )
    made.add(api[1], name="unpermitted", protocol_type="HTTP")
    made.add(function[1], function_name="unpermitted", handler="app.handler", runtime="python3.13")
    made.add(integration[1], api_id=api, integration_uri=function, integration_type="AWS_PROXY")
    return made.add(
        "aws_apigatewayv2_route.unpermitted", api_id=api, route_key="GET /x", target=integration
    )


def configuration() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the same resources as a configuration has them, by type and name.

    The environment of functions, which is a block within a block, is left out.
    """
    resources = template()["Resources"]
    made: dict[str, dict[str, dict[str, Any]]] = {}
    for name, body in resources.items():
        kind = _NAMES.get(body["Type"])
        if kind is not None:
            for address, arguments in _written(kind, name, body["Properties"], resources):
                own, _, label = address.partition(".")
                made.setdefault(own, {})[label] = {
                    argument: _as_written(value)
                    for argument, value in arguments.items()
                    if argument != "environment" and value is not None
                }
    return made


def _as_written(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, tuple):
        return f"${{{value[0]}}}"
    is_block = isinstance(value, list) and value and isinstance(value[0], dict)
    return value[0] if is_block else value


def _written(
    kind: str, name: str, properties: Mapping[str, Any], resources: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the resources that one of CloudFormation's is in Terraform, and their arguments."""
    own = KINDS[kind]
    arguments = _arguments(own.values, properties)
    links = _arguments(own.links, properties)
    arguments |= {argument: _value(each, resources) for argument, each in links.items()}
    for argument, key in own.blocks.items():
        if key in properties:
            arguments[argument] = [{_snake(each): value for each, value in properties[key].items()}]
    yield f"{kind}.{name}", arguments
    if kind == METHOD:
        yield from _of_method(name, properties, arguments)


def _of_method(
    name: str, properties: Mapping[str, Any], method: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    place = {key: method[key] for key in ("rest_api_id", "resource_id", "http_method")}
    integration = properties["Integration"]
    yield f"{INTEGRATION}.{name}", {**place, **_arguments(INTEGRATION_SETTINGS, integration)}
    for number, each in enumerate(integration.get("IntegrationResponses", ())):
        yield (
            f"{INTEGRATION_RESPONSE}.{name}{number or ''}",
            {
                **place,
                **_arguments(RESPONSE_SETTINGS, each),
            },
        )
    for number, each in enumerate(properties.get("MethodResponses", ())):
        yield (
            f"{METHOD_RESPONSE}.{name}{number or ''}",
            {**place, **_arguments(RESPONSE_SETTINGS, each)},
        )


def _arguments(table: Mapping[str, str], properties: Mapping[str, Any]) -> dict[str, Any]:
    return {argument: properties[key] for argument, key in table.items() if key in properties}


def _value(value: Any, resources: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Write a reference to a resource as `Plan` takes it."""
    if not isinstance(value, dict):
        return value
    ((function, argument),) = value.items()
    attribute = "id"
    if function == "Fn::GetAtt":
        argument, attribute = argument[0], _ATTRIBUTES[argument[1]]
    if function == "Fn::Sub":
        argument = argument.removeprefix("integrations/${").rstrip("}")
    kind = _NAMES.get(resources[argument]["Type"])
    return None if kind is None else (f"{kind}.{argument}.{attribute}", f"{kind}.{argument}")


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
