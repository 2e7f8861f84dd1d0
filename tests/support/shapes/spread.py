"""Apps whose APIs are spread over stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import CfnOutput, Fn, NestedStack, Stack
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_ssm import StringParameter

from support.shapes._common import OK, mocked, node
from support.synthesis import new_function

if TYPE_CHECKING:
    from support.field_apps import Classes


def beside(stack: Stack, name: str) -> Stack:
    """Make another stack of the same app."""
    scope: Any = stack.node.scope
    return Stack(scope, f"{stack.node.id}{name}")


def imported(scope: Stack, api: rest.RestApi, name: str = "Same") -> rest.IRestApi:
    """Import an API by its ids."""
    return rest.RestApi.from_rest_api_attributes(
        scope, name, rest_api_id=api.rest_api_id, root_resource_id=api.rest_api_root_resource_id
    )


def functions_of_three(stack: Stack, classes: Classes) -> None:
    """An API whose functions are in two other stacks, one in JavaScript."""
    api = classes.rest_api(stack, "Api")
    api.root.add_method("ANY", rest.LambdaIntegration(new_function(beside(stack, "One"))))
    api.root.add_resource("two").add_method(
        "GET", rest.LambdaIntegration(node(beside(stack, "Two")))
    )


def routes_and_deployment(stack: Stack, classes: Classes) -> None:
    """A stack that imports an API, adds routes, and deploys."""
    api = classes.rest_api(stack, "Api", deploy=False)
    api.root.add_method("GET", mocked(), method_responses=OK)
    routes = beside(stack, "Routes")
    same = imported(routes, api)
    items = same.root.add_resource("items")
    method = items.add_method("DELETE", rest.LambdaIntegration(new_function(routes)))
    deployment = rest.Deployment(routes, "Deployment", api=same)
    deployment.node.add_dependency(method)
    rest.Stage(routes, "Prod", deployment=deployment)


def in_a_nested_stack(stack: Stack, classes: Classes) -> None:
    """An API in a nested stack, and its function around that."""
    function = new_function(stack)
    part = NestedStack(stack, "Part")
    api = classes.rest_api(part, "Api", cloud_watch_role=False)
    api.root.add_method("PUT", rest.LambdaIntegration(function))


def resource_handed_on(stack: Stack, classes: Classes) -> None:
    """A resource that nested stacks import by its id and path, to add methods and more below."""
    api = classes.rest_api(stack, "Api", deploy=False, cloud_watch_role=False)
    api.root.add_method("GET", mocked(), method_responses=OK)
    items = api.root.add_resource("items")
    methods = []
    for name in ("Reads", "Writes"):
        part = NestedStack(stack, name)
        same = rest.Resource.from_resource_attributes(
            part,
            "Items",
            rest_api=imported(part, api),
            resource_id=items.resource_id,
            path="/items",
        )
        method = "GET" if name == "Reads" else "PUT"
        backend = rest.LambdaIntegration(new_function(part))
        methods.append(same.add_method(method, backend))
        methods.append(same.add_resource(name.lower()).add_method(method, backend))
    ships = NestedStack(stack, "Ships")
    deployment = rest.Deployment(ships, "Deployment", api=imported(ships, api))
    deployment.node.add_dependency(*methods)
    rest.Stage(ships, "Prod", deployment=deployment)


def exported(stack: Stack, classes: Classes) -> None:
    """An API whose ids go by exports, to a stack with a canary of its own."""
    api = classes.rest_api(stack, "Api", deploy=False)
    api.root.add_method("GET", mocked(), method_responses=OK)
    rest.Stage(stack, "Prod", deployment=rest.Deployment(stack, "Deployment", api=api))
    name = f"{stack.node.id}Id"
    CfnOutput(stack, "Id", value=api.rest_api_id, export_name=name)
    user = beside(stack, "Canary")
    user.add_dependency(stack)
    rest.CfnDeployment(
        user,
        "Canary",
        rest_api_id=Fn.import_value(name),
        stage_name="prod",
        deployment_canary_settings=rest.CfnDeployment.DeploymentCanarySettingsProperty(
            percent_traffic=50
        ),
    )


def http_exported(stack: Stack, classes: Classes) -> None:
    """An HTTP API whose id goes by an export, and routes of the import."""
    api = classes.http_api(stack, "Api")
    name = f"{stack.node.id}Id"
    CfnOutput(stack, "Id", value=api.api_id, export_name=name)
    user = beside(stack, "Routes")
    user.add_dependency(stack)
    same = http.HttpApi.from_http_api_attributes(user, "Same", http_api_id=Fn.import_value(name))
    backend = HttpLambdaIntegration("Pets", node(user))
    for method in (http.HttpMethod.GET, http.HttpMethod.POST):
        http.HttpRoute(
            user,
            f"Pets{method.value}",
            http_api=same,
            route_key=http.HttpRouteKey.with_("/pets", method),
            integration=backend,
        )


def http_nested(stack: Stack, classes: Classes) -> None:
    """An HTTP API that nested stacks import by attributes; one of them signs."""
    api = classes.http_api(stack, "Api")
    for name, authorizer in (("Open", None), ("Signed", HttpIamAuthorizer())):
        part = NestedStack(stack, name)
        same = http.HttpApi.from_http_api_attributes(part, "Same", http_api_id=api.api_id)
        http.HttpRoute(
            part,
            "Route",
            http_api=same,
            route_key=http.HttpRouteKey.with_(f"/{name.lower()}", http.HttpMethod.ANY),
            integration=HttpLambdaIntegration(name, new_function(part)),
            authorizer=authorizer,
        )


def http_by_a_parameter(stack: Stack, classes: Classes) -> None:
    """An HTTP API whose id goes by a parameter of SSM."""
    api = classes.http_api(stack, "Api")
    name = f"/{stack.node.id}/id"
    StringParameter(stack, "Id", parameter_name=name, string_value=api.api_id)
    user = beside(stack, "Routes")
    user.add_dependency(stack)
    same = http.HttpApi.from_http_api_attributes(
        user, "Same", http_api_id=StringParameter.value_for_string_parameter(user, name)
    )
    http.HttpRoute(
        user,
        "Route",
        http_api=same,
        route_key=http.HttpRouteKey.DEFAULT,
        integration=HttpLambdaIntegration("All", new_function(user)),
    )


SHAPES = (
    functions_of_three,
    routes_and_deployment,
    in_a_nested_stack,
    resource_handed_on,
    exported,
    http_exported,
    http_nested,
    http_by_a_parameter,
)
