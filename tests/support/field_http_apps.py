"""HTTP APIs and function URLs in the shapes that people have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer, HttpJwtAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import (
    HttpLambdaIntegration,
    HttpSqsIntegration,
    HttpUrlIntegration,
    WebSocketMockIntegration,
)
from aws_cdk.aws_lambda import FunctionUrlAuthType
from aws_cdk.aws_sqs import Queue

from support.synthesis import new_function, new_node_function

if TYPE_CHECKING:
    from support.field_apps import Classes


def http_routes(stack: Stack, classes: Classes) -> None:
    """Routes of every kind, a default integration, and one authorizer for all but one."""
    jwt = HttpJwtAuthorizer("Jwt", "https://issuer.example.com", jwt_audience=["items"])
    api = classes.http_api(
        stack,
        "Api",
        default_authorizer=jwt,
        default_integration=HttpUrlIntegration("Rest", "https://backend.example.com"),
    )
    backend = HttpLambdaIntegration("Items", new_function(stack))
    api.add_routes(path="/items", integration=backend)
    api.add_routes(path="/items/{id+}", methods=[http.HttpMethod.GET], integration=backend)
    open_to_all = http.HttpNoneAuthorizer()
    api.add_routes(path="/health", integration=backend, authorizer=open_to_all)


def http_services(stack: Stack, classes: Classes) -> None:
    """A queue and a Node function behind an HTTP API, with a second stage."""
    api = classes.http_api(stack, "Api", create_default_stage=False)
    target = HttpSqsIntegration("Queue", queue=Queue(stack, "Queue"))
    api.add_routes(path="/jobs", methods=[http.HttpMethod.POST], integration=target)
    node = HttpLambdaIntegration("Node", new_node_function(stack, "Answers"))
    api.add_routes(path="/jobs", methods=[http.HttpMethod.GET], integration=node)
    api.add_stage("live", stage_name="live", auto_deploy=True)


def http_over_stacks(stack: Stack, classes: Classes) -> None:
    """Routes of an import in another stack, signed."""
    api = classes.http_api(stack, "Api")
    user = Stack(stack.node.scope, f"{stack.node.id}Routes")  # type: ignore[arg-type]
    http.HttpRoute(
        user,
        "Route",
        http_api=http.HttpApi.from_http_api_attributes(user, "Same", http_api_id=api.api_id),
        route_key=http.HttpRouteKey.with_("/pets", http.HttpMethod.ANY),
        integration=HttpLambdaIntegration("Pets", new_function(user)),
        authorizer=HttpIamAuthorizer(),
    )


def function_urls(stack: Stack, classes: Classes) -> None:
    """An open one in Python, a signed one in Node."""
    open_to_all = FunctionUrlAuthType.NONE
    classes.function_url(stack, "Open", function=new_function(stack), auth_type=open_to_all)
    classes.function_url(stack, "Signed", function=new_node_function(stack, "Node"))


def beside_a_websocket(stack: Stack, classes: Classes) -> None:
    """A WebSocket API, which has routes and integrations of the same types and no CORS."""
    http.WebSocketApi(stack, "Socket").add_route(
        "send", integration=WebSocketMockIntegration("Mock")
    )
    api = classes.http_api(stack, "Api")
    backend = HttpLambdaIntegration("Items", new_function(stack))
    api.add_routes(path="/items", integration=backend)
