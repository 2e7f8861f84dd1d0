"""What stands in front of an API, and origins that only a deployment knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aws_cdk import CfnParameter, Fn
from aws_cdk import aws_apigateway as rest
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_cloudfront import (
    AllowedMethods,
    CachePolicy,
    Distribution,
    FunctionAssociation,
    FunctionCode,
    FunctionEventType,
    OriginRequestPolicy,
    ViewerProtocolPolicy,
)
from aws_cdk.aws_cloudfront import Function as EdgeFunction
from aws_cdk.aws_cloudfront_origins import HttpOrigin, RestApiOrigin, S3BucketOrigin
from aws_cdk.aws_lambda import FunctionUrlAuthType, InvokeMode
from aws_cdk.aws_s3 import Bucket
from aws_cdk.aws_ssm import StringParameter

from corsgate import CorsPolicy
from support.shapes._common import OK, mocked, node
from support.synthesis import new_function

if TYPE_CHECKING:
    from aws_cdk import Stack

    from support.field_apps import Classes

PASSED_ON: dict[str, Any] = {
    "allowed_methods": AllowedMethods.ALLOW_ALL,
    "cache_policy": CachePolicy.CACHING_DISABLED,
    "origin_request_policy": OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    "viewer_protocol_policy": ViewerProtocolPolicy.HTTPS_ONLY,
}


def site_and_api(stack: Stack, classes: Classes) -> None:
    """A site and its API on one distribution."""
    api = classes.rest_api(stack, "Api")
    api.root.add_resource("items").add_method("GET", rest.LambdaIntegration(new_function(stack)))
    distribution = Distribution(
        stack,
        "Site",
        default_behavior={"origin": S3BucketOrigin.with_origin_access_control(Bucket(stack, "B"))},
    )
    distribution.add_behavior("/prod/*", RestApiOrigin(api), **PASSED_ON)


def site_elsewhere(stack: Stack, classes: Classes) -> None:
    """A site on a distribution, whose domain is the origin of its API."""
    bucket = S3BucketOrigin.with_origin_access_control(Bucket(stack, "B"))
    site = Distribution(stack, "Site", default_behavior={"origin": bucket})
    other = with_origin(classes, f"https://{site.distribution_domain_name}")
    api = other.rest_api(stack, "Api")
    api.root.add_method("PUT", rest.LambdaIntegration(new_function(stack)))
    api.root.add_resource("mocked").add_method("GET", mocked(), method_responses=OK)
    http_api = other.http_api(stack, "Http")
    backend = HttpLambdaIntegration("Items", new_function(stack, "Behind"))
    http_api.add_routes(path="/items", integration=backend)


def origin_by_a_parameter(stack: Stack, classes: Classes) -> None:
    """An origin that whoever deploys gives, and one that another stack exports."""
    host = CfnParameter(stack, "Host")
    of_parameter = with_origin(classes, f"https://{host.value_as_string}")
    of_parameter.lambda_rest_api(stack, "Api", handler=new_function(stack))
    of_export = with_origin(classes, Fn.import_value("SiteOrigin"))
    api = of_export.rest_api(stack, "Other")
    api.root.add_method("GET", mocked(), method_responses=OK)


def origin_by_ssm(stack: Stack, classes: Classes) -> None:
    """An origin in a parameter of SSM."""
    value = StringParameter.value_for_string_parameter(stack, "/site/origin")
    other = with_origin(classes, value)
    other.function_url(
        stack, "Url", function=new_function(stack), auth_type=FunctionUrlAuthType.NONE
    )
    api = other.http_api(stack, "Http")
    backend = HttpLambdaIntegration("Items", new_function(stack, "Behind"))
    api.add_routes(path="/items", integration=backend)


def http_behind_cloudfront(stack: Stack, classes: Classes) -> None:
    """An HTTP API by its host name, with a function at the edge."""
    api = classes.http_api(stack, "Api")
    backend = HttpLambdaIntegration("Items", new_function(stack))
    api.add_routes(path="/items", integration=backend)
    edge = EdgeFunction(
        stack,
        "Edge",
        code=FunctionCode.from_inline("function handler(event) { return event.request; }"),
    )
    Distribution(
        stack,
        "Front",
        default_behavior={
            "origin": HttpOrigin(Fn.select(2, Fn.split("/", api.api_endpoint))),
            "function_associations": [
                FunctionAssociation(function=edge, event_type=FunctionEventType.VIEWER_REQUEST)
            ],
            **PASSED_ON,
        },
    )


def streaming_url(stack: Stack, classes: Classes) -> None:
    """A URL of an alias that streams."""
    function = node(stack)
    alias = function.add_alias("live")
    classes.function_url(
        stack,
        "Url",
        function=alias,
        auth_type=FunctionUrlAuthType.NONE,
        invoke_mode=InvokeMode.RESPONSE_STREAM,
    )


def with_origin(classes: Classes, origin: str) -> Classes:
    """Return classes with a policy of one origin.

    Args:
        classes: the classes.
        origin: the origin, with tokens.
    """
    policy = CorsPolicy(
        allow_origins=[origin],
        allow_methods=classes.policy.allow_methods,
        allow_headers=classes.policy.allow_headers,
    )
    return replace(classes, policy=policy)


SHAPES = (
    site_and_api,
    site_elsewhere,
    origin_by_a_parameter,
    origin_by_ssm,
    http_behind_cloudfront,
    streaming_url,
)
