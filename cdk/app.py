"""The reference app: one items API behind a REST API and an HTTP API, one policy for both.

``cdk synth`` and ``cdk deploy`` look nothing up: the stack fits any account and region. Other
origins: ``cdk deploy -c allow_origins=https://www.example.com,https://admin.example.com``.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from aws_cdk import App, CfnOutput, Duration, IgnoreMode, RemovalPolicy, Stack
from aws_cdk.aws_apigateway import LambdaIntegration
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_dynamodb import Attribute, AttributeType, BillingMode, Table
from aws_cdk.aws_lambda import Code, Function, Runtime

from corsgate import CorsPolicy
from corsgate_cdk import CorsHttpApi, CorsRestApi

HANDLERS = Path(__file__).parents[1] / "lambda_handlers"
ORIGINS = "https://app.example.com,https://admin.example.com"


class Route(NamedTuple):
    """One route of the items API, and the handler behind it."""

    method: str
    path: str
    handler: str


ROUTES = (
    Route("GET", "/items", "list_items"),
    Route("POST", "/items", "create_item"),
    Route("GET", "/items/{id}", "read_item"),
    Route("PUT", "/items/{id}", "replace_item"),
    Route("DELETE", "/items/{id}", "delete_item"),
)


class ItemsStack(Stack):
    """The items API.

    Args:
        scope: the app; its context may name other ``allow_origins``, with commas between them.
    """

    def __init__(self, scope: App) -> None:
        super().__init__(scope, "CorsgateReference")
        origins = scope.node.try_get_context("allow_origins") or ORIGINS
        self._policy = CorsPolicy(
            allow_origins=origins.split(","),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["authorization", "content-type"],
            expose_headers=["location"],
            allow_credentials=True,
            max_age=600,
        )
        # The CDK lets every function wait for its role twice over, by name and by DependsOn.
        self.template_options.metadata = {"cfn-lint": {"config": {"ignore_checks": ["W3005"]}}}
        functions = self._functions()
        self._rest_api(functions)
        self._http_api(functions)

    def _functions(self) -> dict[str, Function]:
        table = Table(
            self,
            "Items",
            partition_key=Attribute(name="id", type=AttributeType.STRING),
            billing_mode=BillingMode.PAY_PER_REQUEST,
            removal_policy=RemovalPolicy.DESTROY,
        )
        # Without the exclusion any import of the handlers changes the asset, and deploys anew.
        code = Code.from_asset(str(HANDLERS), exclude=["__pycache__"], ignore_mode=IgnoreMode.GIT)
        return {route.handler: self._function(route.handler, code, table) for route in ROUTES}

    def _function(self, handler: str, code: Code, table: Table) -> Function:
        function = Function(
            self,
            handler.title().replace("_", ""),
            runtime=Runtime.PYTHON_3_13,
            handler=f"reference.items.{handler}",
            code=code,
            timeout=Duration.seconds(10),
            environment={"ITEMS_TABLE": table.table_name},
        )
        table.grant_read_write_data(function)
        return function

    def _rest_api(self, functions: dict[str, Function]) -> None:
        # Two origins, and error responses that cannot look one up: any page may read them.
        api = CorsRestApi(self, "ItemsRestApi", policy=self._policy, error_origin="reflect")
        for route in ROUTES:
            api.root.resource_for_path(route.path).add_method(
                route.method, LambdaIntegration(functions[route.handler])
            )

    def _http_api(self, functions: dict[str, Function]) -> None:
        api = CorsHttpApi(self, "ItemsHttpApi", policy=self._policy)
        for route in ROUTES:
            api.add_routes(
                path=route.path,
                methods=[HttpMethod[route.method]],
                integration=HttpLambdaIntegration(route.handler, functions[route.handler]),
            )
        CfnOutput(self, "ItemsHttpApiEndpoint", value=api.api_endpoint)


if __name__ == "__main__":
    app = App()
    ItemsStack(app)
    app.synth()
