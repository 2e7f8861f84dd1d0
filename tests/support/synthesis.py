"""Small CDK apps, and what they synthesise."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from aws_cdk.aws_lambda import Code, Function, Runtime
from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode import decode_str
from cfnlint.runner import Runner
from cfnlint.runner.template import run_template_by_data

from corsgate import CorsPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

Properties = dict[str, Any]

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["DELETE", "GET", "PUT"],
    allow_headers=["content-type"],
    expose_headers=["etag"],
    allow_credentials=True,
    max_age=600,
)
STABILIZED = {
    "@aws-cdk/core:aspectStabilization": True,
    "@aws-cdk/core:validateAgainstDefaultRules": True,
}
"""What new CDK apps do: the order of their aspects, and the CDK's own rules as errors."""


def new_stack(
    name: str = "Stack", app: App | None = None, context: Mapping[str, Any] = STABILIZED
) -> Stack:
    """Return an empty stack, of an app of its own unless one is given."""
    return Stack(app or App(context=context), name)


def new_function(scope: Construct, name: str = "Function", **properties: Any) -> Function:  # noqa: ANN401
    """Return a function that needs no asset."""
    return Function(
        scope,
        name,
        runtime=Runtime.PYTHON_3_13,
        handler="index.handler",
        code=Code.from_inline("def handler(event, context): ..."),
        **properties,
    )


def new_node_function(scope: Construct, name: str) -> Function:
    """Return a function in JavaScript that needs no asset."""
    return Function(
        scope,
        name,
        runtime=Runtime.NODEJS_22_X,
        handler="index.handler",
        code=Code.from_inline("exports.handler = async () => ({});"),
    )


def template_of(stack: Stack) -> Properties:
    """Synthesise the app of a stack and return the stack's template, which cfn-lint likes."""
    template = dict(Template.from_stack(stack).to_json())
    assert linted(template) == []
    return template


def by_logical_id(template: Properties, resource_type: str) -> dict[str, Properties]:
    """Return the properties of every resource of a type."""
    return {
        logical_id: resource.get("Properties", {})
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == resource_type
    }


def preflights(template: Properties) -> dict[str, Properties]:
    """Return the properties of every OPTIONS method by the path of its resource."""
    methods = by_logical_id(template, "AWS::ApiGateway::Method")
    return {
        _path(template, properties["ResourceId"]): properties
        for properties in methods.values()
        if properties["HttpMethod"] == "OPTIONS"
    }


def preflight_header(properties: Properties, name: str) -> str | None:
    """Return what a MOCK preflight maps a header to."""
    (response,) = properties["Integration"]["IntegrationResponses"]
    value: str | None = response["ResponseParameters"].get(f"method.response.header.{name}")
    return value


def variables(template: Properties) -> dict[str, Properties]:
    """Return the environment of every function by its logical id."""
    return {
        logical_id: properties.get("Environment", {}).get("Variables", {})
        for logical_id, properties in by_logical_id(template, "AWS::Lambda::Function").items()
    }


def linted(template: Properties) -> list[str]:
    """Return what cfn-lint says, but for W3005, which is about what the CDK itself does.

    The CDK lets each function depend on its role twice, by the attribute and by DependsOn.
    """
    decoded, unreadable = decode_str(json.dumps(template))
    runner = _linter()
    found = run_template_by_data(decoded, runner.config, runner.rules)
    return [str(match) for match in (*unreadable, *found)]


@cache
def _linter() -> Runner:
    """Load the rules once: that takes longer than to run them."""
    return Runner(ConfigMixIn(**ManualArgs(ignore_checks=["W3005"])))


def _path(template: Properties, resource: Properties) -> str:
    if "Ref" not in resource:  # Fn::GetAtt RootResourceId
        return "/"
    properties = template["Resources"][resource["Ref"]]["Properties"]
    return f"{_path(template, properties['ParentId']).rstrip('/')}/{properties['PathPart']}"


VALIDATION = "ValidationFailedWithErrors"


def failure_of(stack: Stack) -> str:
    """Synthesise the app of a stack, which has to fail, and return the sentence."""
    try:
        template_of(stack)
    except RuntimeError as error:  # what jsii makes of any error of the CDK
        # An older CDK has no names for its errors.
        return str(error).replace("Error: Validation failed", f"{VALIDATION}: Validation failed")
    message = "the app was to fail its synthesis, and did not"
    raise AssertionError(message)
