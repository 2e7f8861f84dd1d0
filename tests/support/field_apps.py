"""Apps in the shapes that people have, each built by the CDK's classes and by ours.

The shapes are those of the CDK's own integration apps, of serverless patterns and of AWS Solutions
Constructs; the code is not theirs. All apps are stacks of one, which is synthesised once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import App, Duration, NestedStack, Stack
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk.aws_certificatemanager import Certificate
from aws_cdk.aws_cognito import UserPool
from aws_cdk.aws_iam import AnyPrincipal, PolicyDocument, PolicyStatement
from aws_cdk.aws_lambda import Alias, FunctionUrl
from aws_cdk.aws_logs import LogGroup

from corsgate import CorsPolicy
from corsgate_cdk import (
    CorsFunctionUrl,
    CorsHttpApi,
    CorsLambdaRestApi,
    CorsRestApi,
    add_cors,
    cors_for,
)
from support import field_http_apps, field_services
from support.synthesis import STABILIZED, new_function

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"],
    allow_headers=["content-type"],
)
JSON = "application/json"
HEADER = "method.response.header."


@dataclass(frozen=True)
class Classes:
    """Builds APIs by the CDK's classes, or by ours with the policy.

    Args:
        are_ours: by ours.
        policy: policy of ours.
    """

    are_ours: bool
    policy: CorsPolicy = POLICY

    def rest_api(self, scope: Any, name: str, **properties: Any) -> rest.RestApi:  # noqa: ANN401
        """Build a REST API."""
        if not self.are_ours:
            return rest.RestApi(scope, name, **properties)
        if "policy" in properties:
            properties["resource_policy"] = properties.pop("policy")
        return CorsRestApi(scope, name, policy=self.policy, **properties)

    def lambda_rest_api(self, scope: Any, name: str, **properties: Any) -> rest.LambdaRestApi:  # noqa: ANN401
        """Build a REST API of one function."""
        if not self.are_ours:
            return rest.LambdaRestApi(scope, name, **properties)
        return CorsLambdaRestApi(scope, name, policy=self.policy, **properties)

    def http_api(self, scope: Any, name: str, **properties: Any) -> http.HttpApi:  # noqa: ANN401
        """Build an HTTP API."""
        if not self.are_ours:
            return http.HttpApi(scope, name, **properties)
        return CorsHttpApi(scope, name, policy=self.policy, **properties)

    def function_url(self, scope: Any, name: str, **properties: Any) -> None:  # noqa: ANN401
        """Build a function URL."""
        if self.are_ours:
            CorsFunctionUrl(scope, name, policy=self.policy, **properties)
        else:
            FunctionUrl(scope, name, **properties)

    def complete(self, api: Any) -> None:  # noqa: ANN401
        """Add the policy to an API of another class."""
        if self.are_ours:
            add_cors(api, self.policy)

    def no_browser(self, target: Any) -> None:  # noqa: ANN401
        """Say that no browser calls a part of an API."""
        if self.are_ours:
            cors_for(target, None)


def _imported(scope: Stack, api: rest.RestApi) -> rest.IRestApi:
    return rest.RestApi.from_rest_api_attributes(
        scope,
        "Same",
        rest_api_id=api.rest_api_id,
        root_resource_id=api.rest_api_root_resource_id,
    )


def greedy(stack: Stack, classes: Classes) -> None:
    """One function behind every path."""
    classes.lambda_rest_api(stack, "Api", handler=new_function(stack))


def late_stage(stack: Stack, classes: Classes) -> None:
    """A deployment and a stage made by hand, and given to the API."""
    api = classes.lambda_rest_api(stack, "Api", handler=new_function(stack), deploy=False)
    deployment = rest.Deployment(stack, "Deployment", api=api)
    api.deployment_stage = rest.Stage(stack, "Prod", deployment=deployment)


def books(stack: Stack, classes: Classes) -> None:
    """A root that answers anything, a collection, and its items; one route is a webhook."""
    api = classes.rest_api(stack, "Books")
    api.root.add_method("ANY")
    collection = api.root.add_resource(
        "books",
        default_integration=rest.LambdaIntegration(new_function(stack)),
        default_method_options=rest.MethodOptions(authorization_type=rest.AuthorizationType.IAM),
    )
    for name in ("GET", "POST"):
        collection.add_method(name)
    collection.add_resource("{book_id}").add_method("DELETE")
    hook = api.root.add_resource("hook").add_method("POST")
    classes.no_browser(hook)


def second_stack(stack: Stack, classes: Classes) -> None:
    """The function in another stack than the API."""
    functions = Stack(stack.node.scope, f"{stack.node.id}Functions")  # type: ignore[arg-type]
    api = classes.rest_api(stack, "Api")
    live = Alias(
        functions, "Live", alias_name="live", version=new_function(functions).current_version
    )
    api.root.add_resource("books").add_method("GET", rest.LambdaIntegration(live))


def named_stage(stack: Stack, classes: Classes) -> None:
    """A deployment that names its stage."""
    api = classes.rest_api(stack, "Api", deploy=False)
    api.root.add_method("GET", rest.MockIntegration())
    rest.Deployment(stack, "Manual", api=api, stage_name="live")


def usage_plan(stack: Stack, classes: Classes) -> None:
    """API keys, and one function behind two APIs."""
    function = new_function(stack)
    for name in ("One", "Two"):
        api = classes.rest_api(stack, name)
        api.root.add_method("PUT", rest.LambdaIntegration(function), api_key_required=True)
        plan = api.add_usage_plan("Plan", throttle=rest.ThrottleSettings(rate_limit=5))
        plan.add_api_key(api.add_api_key("Key"))
        plan.add_api_stage(stage=api.deployment_stage)


def authorizers(stack: Stack, classes: Classes) -> None:
    """A user pool by default, and a function that reads a header and a query string."""
    pool = rest.CognitoUserPoolsAuthorizer(
        stack, "Pool", cognito_user_pools=[UserPool(stack, "Users")]
    )
    guard = rest.RequestAuthorizer(
        stack,
        "Guard",
        handler=new_function(stack, "Guarding"),
        identity_sources=[
            rest.IdentitySource.header("X-Tenant"),
            rest.IdentitySource.query_string("q"),
        ],
        results_cache_ttl=Duration.seconds(0),
    )
    options = rest.MethodOptions(authorizer=pool, authorization_type=rest.AuthorizationType.COGNITO)
    api = classes.rest_api(stack, "Api", default_method_options=options)
    integration = rest.LambdaIntegration(new_function(stack))
    api.root.add_method("GET", integration)
    api.root.add_resource("guarded").add_method(
        "PUT",
        integration,
        authorizer=guard,
        authorization_type=rest.AuthorizationType.CUSTOM,
    )


def nested(stack: Stack, classes: Classes) -> None:
    """Routes and deployment in nested stacks of their own."""
    api = classes.rest_api(stack, "Api", deploy=False, cloud_watch_role=False)
    api.root.add_method("ANY", rest.MockIntegration())
    methods = []
    for name in ("pets", "toys"):
        part = NestedStack(stack, name)
        resource = _imported(part, api).root.add_resource(name)
        integration = rest.LambdaIntegration(new_function(part))
        methods.append(resource.add_method("GET", integration))
    ships = NestedStack(stack, "Ships")
    deployment = rest.Deployment(ships, "Deployment", api=_imported(ships, api))
    deployment.node.add_dependency(*methods)
    rest.Stage(ships, "Prod", deployment=deployment)


def resource_policy(stack: Stack, classes: Classes) -> None:
    """An API that an address range may call."""
    statement = PolicyStatement(
        actions=["execute-api:Invoke"],
        principals=[AnyPrincipal()],
        resources=["execute-api:/*"],
        conditions={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    )
    api = classes.rest_api(stack, "Api", policy=PolicyDocument(statements=[statement]))
    api.root.add_method("GET", rest.LambdaIntegration(new_function(stack)))


def logged_and_cached(stack: Stack, classes: Classes) -> None:
    """A stage with logs, metrics, a cache, and settings for one method."""
    logs = LogGroup(stack, "Logs")
    api = classes.rest_api(
        stack,
        "Api",
        cloud_watch_role=True,
        deploy_options=rest.StageOptions(
            stage_name="live",
            access_log_destination=rest.LogGroupLogDestination(logs),
            cache_cluster_enabled=True,
            metrics_enabled=True,
            method_options={"/items/GET": rest.MethodDeploymentOptions(caching_enabled=True)},
        ),
    )
    integration = rest.HttpIntegration(
        "https://backend.example.com",
        options=rest.IntegrationOptions(cache_key_parameters=["method.request.querystring.q"]),
    )
    api.root.add_resource("items").add_method(
        "GET", integration, request_parameters={"method.request.querystring.q": False}
    )


def custom_domain(stack: Stack, classes: Classes) -> None:
    """A domain with base paths for two APIs, and no default endpoint."""
    arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a1b2c3"
    certificate = Certificate.from_certificate_arn(stack, "Certificate", arn)
    domain = rest.DomainName(
        stack, "Domain", domain_name="api.example.com", certificate=certificate
    )
    for name in ("one", "two"):
        api = classes.rest_api(stack, name, disable_execute_api_endpoint=True)
        api.root.add_method("GET", rest.LambdaIntegration(new_function(stack, f"F{name}")))
        domain.add_base_path_mapping(api, base_path=name)


def customised_errors(stack: Stack, classes: Classes) -> None:
    """Error responses with templates, a validator and a model."""
    api = classes.rest_api(stack, "Api")
    api.add_gateway_response(
        "Unauthorized",
        type=rest.ResponseType.UNAUTHORIZED,
        status_code="401",
        templates={JSON: '{"error": "$context.error.message"}'},
    )
    schema = rest.JsonSchema(type=rest.JsonSchemaType.OBJECT)
    model = api.add_model("Model", schema=schema)
    validator = api.add_request_validator("Validator", validate_request_body=True)
    api.root.add_method(
        "POST",
        rest.LambdaIntegration(new_function(stack)),
        request_models={JSON: model},
        request_validator=validator,
    )


def bare_resources(stack: Stack, classes: Classes) -> None:
    """Routes as bare CloudFormation resources below an API of a class."""
    api = classes.rest_api(stack, "Api")
    api.root.add_method("GET", rest.MockIntegration())
    items = rest.CfnResource(
        stack,
        "Items",
        rest_api_id=api.rest_api_id,
        parent_id=api.rest_api_root_resource_id,
        path_part="items",
    )
    rest.CfnMethod(
        stack,
        "Put",
        rest_api_id=api.rest_api_id,
        resource_id=items.ref,
        http_method="PUT",
        authorization_type="NONE",
        integration=rest.CfnMethod.IntegrationProperty(
            type="HTTP_PROXY", integration_http_method="PUT", uri="https://backend.example.com"
        ),
    )


APPS: dict[str, Callable[[Stack, Classes], None]] = {
    each.__name__: each
    for each in (
        greedy,
        late_stage,
        field_services.not_proxied,
        books,
        second_stack,
        named_stage,
        field_services.state_machine,
        field_services.one_execution,
        usage_plan,
        authorizers,
        nested,
        field_services.queue,
        field_services.table,
        field_services.bucket,
        resource_policy,
        logged_and_cached,
        custom_domain,
        customised_errors,
        field_http_apps.http_routes,
        field_http_apps.http_services,
        field_http_apps.http_over_stacks,
        field_http_apps.function_urls,
        field_http_apps.beside_a_websocket,
        bare_resources,
    )
}


def built(folder: str, *, ours: bool) -> App:
    """Build all apps, each in stacks of its own.

    Args:
        folder: folder of the assembly.
        ours: by our classes.
    """
    app = App(outdir=folder, context=STABILIZED)
    for name, build in APPS.items():
        build(Stack(app, name.title().replace("_", "")), Classes(are_ours=ours))
    return app
