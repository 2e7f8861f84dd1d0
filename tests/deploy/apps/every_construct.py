"""A CDK app with every construct of corsgate that the emulated account can hold.

``-c origin=…`` names the page's origin, ``-c max_age=…`` changes the policy.
"""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_lambda
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

from corsgate import CorsPolicy
from corsgate_cdk import (
    CorsFunctionUrl,
    CorsGatewayResponses,
    CorsHttpApi,
    CorsLayer,
    CorsRestApi,
    CorsSpecRestApi,
    add_cors,
    cors_for,
)

HANDLERS = Path(__file__).parent / "handlers"
ORIGIN = "https://app.example.com"
STAGE = rest.StageOptions(stage_name="test")  # a page on loopback has no business in production
PATTERN = "http://*.localhost:*"
ANYONE = CorsPolicy(allow_origins=["*"], allow_methods=["GET"], expose_headers=["etag"])


def one_origin(origin: str, max_age: int = 600) -> CorsPolicy:
    """Return a policy that each kind of front door can express."""
    return CorsPolicy(
        allow_origins=[origin],
        allow_methods=["GET", "PUT", "DELETE"],
        allow_headers=["content-type"],
        expose_headers=["etag"],
        allow_credentials=True,
        max_age=max_age,
    )


def several_origins(origin: str) -> CorsPolicy:
    """Return a policy that takes Velocity or a function to decide."""
    return CorsPolicy(
        allow_origins=[origin, PATTERN],
        allow_methods=["GET", "PATCH"],
        allow_headers=["content-type", "x-trace"],
        dangerously_allow_insecure_origins=True,
    )


class EveryConstruct(cdk.Stack):
    """Functions with nothing but a handler, the library in a layer, and front doors.

    Args:
        scope: the app.
    """

    def __init__(self, scope: cdk.App) -> None:
        super().__init__(scope, "EveryConstruct")
        origin = scope.node.try_get_context("origin") or ORIGIN
        max_age = int(scope.node.try_get_context("max_age") or 600)
        self.template_options.metadata = {"cfn-lint": {"config": {"ignore_checks": ["W3005"]}}}
        self._layer = CorsLayer(self, "Cors")
        self._one, self._several = one_origin(origin, max_age), several_origins(origin)
        items = self._function("Items")
        self._items_api(items)
        hooks = self._function("Hooks", "plain.handler")
        self._parts(hooks)
        self._document(items, hooks)
        self._errors(items)
        self._added(several := self._function("Several"))
        self._http_api(items)
        self._handler_api(several)
        CorsFunctionUrl(
            self,
            "Url",
            function=items,
            policy=self._one,
            auth_type=aws_lambda.FunctionUrlAuthType.NONE,
        )

    def _function(self, name: str, handler: str = "echo.decorated") -> aws_lambda.Function:
        return aws_lambda.Function(
            self,
            name,
            runtime=aws_lambda.Runtime.PYTHON_3_13,
            handler=handler,
            code=aws_lambda.Code.from_asset(
                str(HANDLERS), exclude=["__pycache__"], ignore_mode=cdk.IgnoreMode.GIT
            ),
            layers=[self._layer],
        )

    def _items_api(self, items: aws_lambda.Function) -> None:
        api = CorsRestApi(self, "ItemsApi", policy=self._one, deploy_options=STAGE)
        path = api.root.add_resource("items")
        for method in ("GET", "PUT"):
            path.add_method(method, rest.LambdaIntegration(items))
        path.add_resource("{id}").add_method(
            "DELETE", rest.LambdaIntegration(items), api_key_required=True
        )

    def _parts(self, plain: aws_lambda.Function) -> None:
        api = CorsRestApi(self, "PartsApi", policy=self._one, deploy_options=STAGE)
        public = api.root.add_resource("public")
        cors_for(public, ANYONE)
        public.add_method("GET", rest.LambdaIntegration(self._function("Public")))
        hooks = api.root.add_resource("hooks")
        cors_for(hooks, None)
        hooks.add_method("GET", rest.LambdaIntegration(plain))

    def _document(self, items: aws_lambda.Function, plain: aws_lambda.Function) -> None:
        CorsSpecRestApi(
            self,
            "SpecApi",
            policy=self._one,
            routes={"/items": {"GET": items, "PUT": items}, "/hooks": {"GET": plain}},
            path_policies={"/hooks": None},
            deploy_options=STAGE,
        )

    def _errors(self, items: aws_lambda.Function) -> None:
        api = rest.RestApi(self, "ErrorsApi", deploy_options=STAGE)
        path = api.root.add_resource("items")
        path.add_method("GET", rest.LambdaIntegration(items))
        add_cors(path, self._one)
        CorsGatewayResponses(self, "Errors", api=api, policy=self._one)

    def _added(self, several: aws_lambda.Function) -> None:
        api = rest.RestApi(self, "PlainApi", deploy_options=STAGE)
        add_cors(api, self._several, error_origin="reflect")
        path = api.root.add_resource("files").add_resource("{proxy+}")
        for method in ("GET", "PATCH"):
            path.add_method(method, rest.LambdaIntegration(several))

    def _http_api(self, items: aws_lambda.Function) -> None:
        api = CorsHttpApi(self, "HttpApi", policy=self._one)
        integration = HttpLambdaIntegration("Items", items)
        methods = [http.HttpMethod.GET, http.HttpMethod.PUT]
        api.add_routes(path="/items", methods=methods, integration=integration)
        api.add_routes(path="/closed", integration=integration, authorizer=HttpIamAuthorizer())

    def _handler_api(self, several: aws_lambda.Function) -> None:
        api = CorsHttpApi(self, "HandlerApi", policy=self._several, cors_in="handler")
        methods = [http.HttpMethod.GET, http.HttpMethod.PATCH]
        integration = HttpLambdaIntegration("Several", several)
        api.add_routes(path="/files", methods=methods, integration=integration)


if __name__ == "__main__":
    app = cdk.App()
    EveryConstruct(app)
    app.synth()
