"""A policy as a CloudFormation template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.render import function_url, gateway_responses, http_api, mock_preflight

if TYPE_CHECKING:
    from corsgate_audit.fix.rendered.wanted import Wanted

_VERSION = {"AWSTemplateFormatVersion": "2010-09-09"}


def rest_template(wanted: Wanted) -> dict[str, Any]:
    """Return a preflight for one resource of a REST API, and its error responses.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: the policy has several origins, and nobody chose what an error names.
    """
    place = {"RestApiId": {"Ref": "RestApi"}, "ResourceId": {"Ref": "Resource"}}
    errors = gateway_responses(wanted.policy, error_origin=wanted.error_origin)
    return {
        **_VERSION,
        "Parameters": {
            "RestApi": {"Type": "String", "Description": "Id of the REST API"},
            "Resource": {
                "Type": "String",
                "Description": "Id of the resource that has the methods",
            },
        },
        "Resources": {
            "Preflight": {
                "Type": "AWS::ApiGateway::Method",
                "Properties": {**place, **mock_preflight(wanted.policy)},
            },
            **{
                kind.title().replace("_", ""): {
                    "Type": "AWS::ApiGateway::GatewayResponse",
                    "Properties": {"RestApiId": {"Ref": "RestApi"}, **properties},
                }
                for kind, properties in errors.items()
            },
        },
    }


def http_template(wanted: Wanted) -> dict[str, Any]:
    """Return an HTTP API with the settings.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: an HTTP API cannot express the policy.
    """
    return {
        **_VERSION,
        "Resources": {
            "Api": {
                "Type": "AWS::ApiGatewayV2::Api",
                "Properties": {
                    "Name": "api",
                    "ProtocolType": "HTTP",
                    "CorsConfiguration": http_api(wanted.policy),
                },
            }
        },
    }


def url_template(wanted: Wanted) -> dict[str, Any]:
    """Return a function URL with the settings.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: a function URL cannot express the policy.
    """
    return {
        **_VERSION,
        "Parameters": {
            "FunctionArn": {"Type": "String", "Description": "ARN of the function"},
        },
        "Resources": {
            "Url": {
                "Type": "AWS::Lambda::Url",
                "Properties": {
                    "TargetFunctionArn": {"Ref": "FunctionArn"},
                    "AuthType": "AWS_IAM",
                    "Cors": function_url(wanted.policy),
                },
            }
        },
    }
