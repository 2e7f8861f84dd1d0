"""A CDK app of eleven apps in the shapes of `support.shapes`, and of two that need a deployment.

``-c origin=…`` names the page's origin, ``-c max_age=…`` changes the policy.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # the CDK CLI starts this file alone

import aws_cdk as cdk
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_lambda
from aws_cdk.aws_cloudfront_origins import HttpOrigin, RestApiOrigin

from corsgate import CorsPolicy
from corsgate_cdk import CorsLayer, CorsRestApi, cors_behavior
from support.compared_apps import stack_name
from support.field_apps import Classes
from support.shapes import SHAPES
from support.shapes._common import OK, mocked
from support.synthesis import new_function

NAMES = (
    "answers_added_later",
    "catch_all",
    "greedy_without_any",
    "http_by_a_parameter",
    "inherited_defaults",
    "many_routes",
    "options_by_a_function",
    "own_permissions",
    "required_parameters",
    "routes_and_deployment",
    "two_stages",
)
CODE = """
from corsgate import cors

@cors
def handler(event, context):
    return {"statusCode": 200, "headers": {"etag": '"1"'}, "body": "ok"}
"""


def policy(origin: str, max_age: int) -> CorsPolicy:
    """Return the policy of all apps."""
    return CorsPolicy(
        allow_origins=[origin],
        allow_methods=["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"],
        allow_headers=["content-type"],
        expose_headers=["etag"],
        max_age=max_age,
    )


def known_at_deployment(stack: cdk.Stack, max_age: int) -> None:
    """An API whose origin is given with the deployment, which is made by hand."""
    site = cdk.CfnParameter(stack, "Site")
    given = policy(site.value_as_string, max_age)
    api = CorsRestApi(stack, "Api", policy=given, deploy=False)
    api.root.add_method("PUT", rest.LambdaIntegration(new_function(stack)))
    api.root.add_resource("mocked").add_method("GET", mocked(), method_responses=OK)
    deployment = rest.Deployment(stack, "Deployment", api=api)
    api.deployment_stage = rest.Stage(stack, "Live", deployment=deployment, stage_name="live")


def fronted(stack: cdk.Stack, max_age: int) -> None:
    """A site on CloudFront, and an API for its pages behind CloudFront, with a cache."""
    elsewhere = HttpOrigin("www.example.com")
    site = cloudfront.Distribution(stack, "Site", default_behavior={"origin": elsewhere})
    of_site = policy(f"https://{site.distribution_domain_name}", max_age)
    api = CorsRestApi(stack, "Api", policy=of_site)
    api.root.add_method("PUT", rest.LambdaIntegration(new_function(stack)))
    by_origin = cloudfront.CachePolicy(
        stack,
        "ByOrigin",
        header_behavior=cloudfront.CacheHeaderBehavior.allow_list("Origin"),
        default_ttl=cdk.Duration.minutes(1),
    )
    secured = cloudfront.ResponseHeadersPolicy(
        stack,
        "Secured",
        security_headers_behavior={"content_type_options": {"override": True}},
    )
    edge = cloudfront.Function(
        stack,
        "Edge",
        code=cloudfront.FunctionCode.from_inline("function handler(e) { return e.request; }"),
    )
    association = cloudfront.FunctionAssociation(
        function=edge, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
    )
    cloudfront.Distribution(
        stack,
        "Front",
        default_behavior=cors_behavior(RestApiOrigin(api), of_site),
        additional_behaviors={
            "/cached/*": cors_behavior(
                RestApiOrigin(api),
                of_site,
                cache_policy=by_origin,
                response_headers_policy=secured,
                function_associations=[association],
            )
        },
    )


def give_code(scope: cdk.App) -> None:
    """Let each function answer, decorated with ``@cors``, and name each API after its stack."""
    layers: dict[str, CorsLayer] = {}
    for node in scope.node.find_all():
        if isinstance(node, aws_lambda.Function):
            stack = cdk.Stack.of(node)
            path = stack.node.path
            layers[path] = layers.get(path) or CorsLayer(stack, "CorsLayer")
            node.add_layers(layers[path])
        elif isinstance(node, aws_lambda.CfnFunction):
            node.add_property_override("Code.ZipFile", CODE)
        elif isinstance(node, (rest.CfnRestApi, http.CfnApi)):
            node.name = node.stack.stack_name


def main() -> None:
    """Build and synthesise."""
    app = cdk.App()
    origin = app.node.try_get_context("origin") or "https://app.example.com"
    max_age = int(app.node.try_get_context("max_age") or 600)
    classes = Classes(are_ours=True, policy=policy(origin, max_age))
    for name in NAMES:
        SHAPES[name](cdk.Stack(app, stack_name(name)), classes)
    known_at_deployment(cdk.Stack(app, "KnownAtDeployment"), max_age)
    fronted(cdk.Stack(app, "Fronted"), max_age)
    give_code(app)
    app.synth()


if __name__ == "__main__":
    main()
