"""REST APIs by how their routes are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import Aws, Duration
from aws_cdk import aws_apigateway as rest
from aws_cdk.aws_cognito import OAuthScope, ResourceServerScope, UserPool
from aws_cdk.aws_iam import ServicePrincipal, User
from aws_cdk.aws_lambda import Alias, Function

from support.shapes._common import HEADER, JSON, OK, mocked, node, of_ours
from support.synthesis import new_function

if TYPE_CHECKING:
    from aws_cdk import Stack

    from support.field_apps import Classes


def nothing_but_a_root(stack: Stack, classes: Classes) -> None:
    """One ANY at the root, with the integration that the CDK takes where none is given."""
    classes.rest_api(stack, "Api").root.add_method("ANY")


def greedy_below(stack: Stack, classes: Classes) -> None:
    """A greedy path below another, with an integration of its own."""
    below = classes.rest_api(stack, "Api").root.add_resource("api")
    below.add_proxy(default_integration=rest.LambdaIntegration(node(stack)))


def greedy_without_any(stack: Stack, classes: Classes) -> None:
    """A greedy path of two methods, beside a path that it does not take."""
    api = classes.rest_api(stack, "Api")
    backend = rest.LambdaIntegration(new_function(stack))
    proxy = api.root.add_proxy(any_method=False, default_integration=backend)
    proxy.add_method("GET")
    proxy.add_method("POST")
    api.root.add_resource("health").add_method("GET", mocked())


def paths_at_once(stack: Stack, classes: Classes) -> None:
    """Paths by their text, odd ones among them; what is between them has no route."""
    root = classes.rest_api(stack, "Api").root
    backend = rest.LambdaIntegration(new_function(stack))
    for path in ("/v1/toys/{toy_id}", "/v1/$appliances:all", "/v1/toys/{toy_id}/parts/{part+}"):
        root.resource_for_path(path).add_method("GET", backend)


def inherited_defaults(stack: Stack, classes: Classes) -> None:
    """Integration and options of the API, of a resource, and of a method."""
    api = classes.rest_api(
        stack,
        "Api",
        default_integration=rest.LambdaIntegration(new_function(stack)),
        default_method_options=rest.MethodOptions(api_key_required=True),
    )
    api.root.add_method("GET")
    signed = api.root.add_resource(
        "signed",
        default_method_options=rest.MethodOptions(authorization_type=rest.AuthorizationType.IAM),
    )
    signed.add_method("POST")
    signed.add_resource("open").add_method(
        "DELETE", authorization_type=rest.AuthorizationType.NONE, api_key_required=False
    )


def options_by_a_function(stack: Stack, classes: Classes) -> None:
    """A hand-written OPTIONS whose function answers; the root is an answer without a template."""
    api = classes.rest_api(stack, "Api")
    bare = rest.MockIntegration(
        passthrough_behavior=rest.PassthroughBehavior.NEVER,
        request_templates={JSON: '{ "statusCode": 200 }'},
        integration_responses=[rest.IntegrationResponse(status_code="200")],
    )
    api.root.add_method("GET", bare, method_responses=OK)
    files = api.root.add_resource("files")
    backend = rest.LambdaIntegration(new_function(stack))
    for name in ("GET", "OPTIONS"):
        files.add_method(name, backend)


def own_permissions(stack: Stack, classes: Classes) -> None:
    """An integration without the CDK's permissions, and one permission for the whole API."""

    class Quiet(rest.LambdaIntegration):
        def bind(self, method: rest.Method) -> rest.IntegrationConfig:
            config = super().bind(method)
            for child in method.node.children:
                method.node.try_remove_child(child.node.id)
            return config

    function = new_function(stack)
    api = classes.rest_api(stack, "Api")
    function.add_permission(
        "All",
        principal=ServicePrincipal("apigateway.amazonaws.com"),
        source_arn=api.arn_for_execute_api(),
    )
    for number in range(3):
        api.root.add_resource(f"path{number}").add_method("POST", Quiet(function))


def function_by_a_text(stack: Stack, classes: Classes) -> None:
    """The URI written by hand, with a stage variable for the alias."""
    function = new_function(stack)
    Alias(stack, "Prod", alias_name="prod", version=function.current_version)
    uri = (
        f"arn:aws:apigateway:{Aws.REGION}:lambda:path/2015-03-31/functions/"
        f"{function.function_arn}:${{stageVariables.alias}}/invocations"
    )
    integration = rest.Integration(
        type=rest.IntegrationType.AWS_PROXY, integration_http_method="POST", uri=uri
    )
    options = rest.StageOptions(variables={"alias": "prod"})
    api = classes.rest_api(stack, "Api", deploy_options=options)
    method = api.root.add_method("GET", integration)
    function.add_permission(
        "Call",
        principal=ServicePrincipal("apigateway.amazonaws.com"),
        source_arn=method.method_arn,
    )


def streamed(stack: Stack, classes: Classes) -> None:
    """A function that streams its answer, by overrides of the method."""
    function = node(stack)
    chat = classes.rest_api(stack, "Api").root.add_resource("chat")
    method = chat.add_method("POST", rest.LambdaIntegration(function))
    settings: Any = method.node.default_child
    uri = (
        f"arn:aws:apigateway:{Aws.REGION}:lambda:path/2021-11-15/functions/"
        f"{function.function_arn}/response-streaming-invocations"
    )
    settings.add_property_override("Integration.Uri", uri)
    settings.add_property_override("Integration.ResponseTransferMode", "STREAM")


def functions_of_others(stack: Stack, classes: Classes) -> None:
    """Functions that are only referred to: one of this app, one of somebody else."""
    known = new_function(stack)
    same = Function.from_function_attributes(
        stack, "Same", function_arn=known.function_arn, same_environment=True
    )
    other = Function.from_function_name(stack, "Other", "somebody-elses")
    api = classes.rest_api(stack, "Api", **of_ours(classes, functions_with_own_policy=[other]))
    api.root.add_method("GET", rest.LambdaIntegration(same))
    api.root.add_resource("other").add_method("GET", rest.LambdaIntegration(other))


def token_authorizer(stack: Stack, classes: Classes) -> None:
    """A header of its own, checked by an expression; the guard is somebody else's function."""
    handler = Function.from_function_arn(
        stack, "Guard", "arn:aws:lambda:eu-central-1:123456789012:function:guard"
    )
    authorizer = rest.TokenAuthorizer(
        stack,
        "Authorizer",
        handler=handler,
        identity_source=rest.IdentitySource.header("X-Api-Token"),
        validation_regex="^[0-9a-f]+$",
        results_cache_ttl=Duration.minutes(5),
    )
    classes.rest_api(stack, "Api").root.add_resource("protected").add_method(
        "GET", mocked(), authorizer=authorizer, method_responses=OK
    )


def request_authorizer(stack: Stack, classes: Classes) -> None:
    """Identity from a stage variable, the context and two headers."""
    authorizer = rest.RequestAuthorizer(
        stack,
        "Authorizer",
        handler=new_function(stack, "Guard"),
        identity_sources=[
            rest.IdentitySource.stage_variable("tenant"),
            rest.IdentitySource.context("resourceId"),
            rest.IdentitySource.header("Authorization"),
            rest.IdentitySource.header("X-Device"),
        ],
    )
    api = classes.rest_api(stack, "Api", default_integration=mocked())
    api.root.add_method("DELETE", authorizer=authorizer, method_responses=OK)


def scopes(stack: Stack, classes: Classes) -> None:
    """One function behind every path, for clients of a user pool with a scope."""
    pool = UserPool(stack, "Pool")
    scope = ResourceServerScope(scope_name="read", scope_description="Read")
    server = pool.add_resource_server("Server", identifier="users", scopes=[scope])
    authorizer = rest.CognitoUserPoolsAuthorizer(stack, "Users", cognito_user_pools=[pool])
    options = rest.MethodOptions(
        authorization_type=rest.AuthorizationType.COGNITO,
        authorizer=authorizer,
        authorization_scopes=[OAuthScope.resource_server(server, scope).scope_name],
    )
    classes.lambda_rest_api(
        stack, "Api", handler=new_function(stack), default_method_options=options
    )


def granted(stack: Stack, classes: Classes) -> None:
    """A method that a user may execute, by its ARN."""
    options = rest.MethodOptions(authorization_type=rest.AuthorizationType.IAM)
    api = classes.rest_api(stack, "Api", default_method_options=options)
    method = api.root.add_resource("pets").add_method("GET", mocked(), method_responses=OK)
    method.grant_execute(User(stack, "User"))


def required_parameters(stack: Stack, classes: Classes) -> None:
    """Headers that a method needs, and a validator of the method's own."""
    api = classes.rest_api(stack, "Api")
    api.root.add_resource("{folder}").add_method(
        "PUT",
        rest.LambdaIntegration(new_function(stack)),
        request_parameters={
            "method.request.header.Accept": True,
            "method.request.header.Content-Type": True,
            "method.request.header.Shard-Iterator": True,
            "method.request.header.X-Optional": False,
            "method.request.querystring.q": True,
        },
        request_validator_options=rest.RequestValidatorOptions(validate_request_parameters=True),
    )


def answers_added_later(stack: Stack, classes: Classes) -> None:
    """Answers that are declared after the method, one of them twice."""
    method = classes.rest_api(stack, "Api").root.add_method(
        "GET",
        rest.MockIntegration(
            request_templates={JSON: '{ "statusCode": 200 }'},
            integration_responses=[
                rest.IntegrationResponse(
                    status_code="200", response_parameters={f"{HEADER}X-Kind": "'list'"}
                ),
                rest.IntegrationResponse(status_code="404", selection_pattern="404"),
            ],
        ),
    )
    method.add_method_response(status_code="200", response_parameters={f"{HEADER}X-Kind": True})
    method.add_method_response(status_code="404")


SHAPES = (
    nothing_but_a_root,
    greedy_below,
    greedy_without_any,
    paths_at_once,
    inherited_defaults,
    options_by_a_function,
    own_permissions,
    function_by_a_text,
    streamed,
    functions_of_others,
    token_authorizer,
    request_authorizer,
    scopes,
    granted,
    required_parameters,
    answers_added_later,
)
