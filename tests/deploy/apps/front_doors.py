"""A CDK app with one of each front door, made of the CDK's own constructs only."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_apigateway, aws_apigatewayv2, aws_lambda
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

CODE = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'ok'}\n"


class FrontDoors(cdk.Stack):
    """A function behind a REST API, behind an HTTP API, and with a URL of its own.

    Args:
        scope: the app; its context may name another ``origin``.
    """

    def __init__(self, scope: cdk.App) -> None:
        super().__init__(scope, "FrontDoors")
        self.origin = scope.node.try_get_context("origin") or "https://app.example.com"
        function = aws_lambda.Function(
            self,
            "Function",
            runtime=aws_lambda.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=aws_lambda.Code.from_inline(CODE),
        )
        self._rest_api(function)
        self._http_api(function)
        function.add_function_url(
            auth_type=aws_lambda.FunctionUrlAuthType.NONE,
            cors=aws_lambda.FunctionUrlCorsOptions(allowed_origins=[self.origin]),
        )

    def _rest_api(self, function: aws_lambda.Function) -> None:
        api = aws_apigateway.RestApi(
            self,
            "Rest",
            default_cors_preflight_options=aws_apigateway.CorsOptions(allow_origins=[self.origin]),
            cloud_watch_role=True,
            cloud_watch_role_removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        items = api.root.add_resource("items")
        items.add_method("PUT", aws_apigateway.LambdaIntegration(function))
        api.add_gateway_response(
            "Default4xx",
            type=aws_apigateway.ResponseType.DEFAULT_4_XX,
            response_headers={"Access-Control-Allow-Origin": f"'{self.origin}'"},
        )

    def _http_api(self, function: aws_lambda.Function) -> None:
        api = aws_apigatewayv2.HttpApi(
            self,
            "Http",
            cors_preflight=aws_apigatewayv2.CorsPreflightOptions(allow_origins=[self.origin]),
        )
        api.add_routes(
            path="/items",
            methods=[aws_apigatewayv2.HttpMethod.PUT],
            integration=HttpLambdaIntegration("Items", function),
        )


if __name__ == "__main__":
    app = cdk.App()
    FrontDoors(app)
    app.synth()
