"""A policy as Terraform configuration in JSON, ``cors.tf.json``.

Sources:
https://developer.hashicorp.com/terraform/language/syntax/json
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_integration_response
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.render import function_url, gateway_responses, http_api, mock_preflight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.fix.rendered.wanted import Wanted

_LISTS = {
    "AllowOrigins": "allow_origins",
    "AllowMethods": "allow_methods",
    "AllowHeaders": "allow_headers",
    "ExposeHeaders": "expose_headers",
    "AllowCredentials": "allow_credentials",
    "MaxAge": "max_age",
}
_METHOD = "aws_api_gateway_method"


def rest_configuration(wanted: Wanted) -> dict[str, Any]:
    """Return a preflight for one resource of a REST API, and its error responses.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: the policy has several origins, and nobody chose what an error names.
    """
    method = mock_preflight(wanted.policy)
    integration = method["Integration"]
    (answer,), (response,) = integration["IntegrationResponses"], method["MethodResponses"]
    errors = gateway_responses(wanted.policy, error_origin=wanted.error_origin)
    same = _same_method()
    return {
        "variable": {"rest_api_id": {"type": "string"}, "resource_id": {"type": "string"}},
        "resource": {
            _METHOD: {
                "preflight": {
                    "rest_api_id": "${var.rest_api_id}",
                    "resource_id": "${var.resource_id}",
                    "http_method": method["HttpMethod"],
                    "authorization": method["AuthorizationType"],
                    "api_key_required": method["ApiKeyRequired"],
                }
            },
            "aws_api_gateway_integration": {
                "preflight": {
                    **same,
                    "type": integration["Type"],
                    "passthrough_behavior": integration["PassthroughBehavior"],
                    "content_handling": integration["ContentHandling"],
                    "request_templates": literal(integration["RequestTemplates"]),
                }
            },
            "aws_api_gateway_method_response": {
                "preflight": {
                    **same,
                    "status_code": response["StatusCode"],
                    "response_parameters": response["ResponseParameters"],
                }
            },
            "aws_api_gateway_integration_response": {
                "preflight": {
                    **same,
                    "status_code": answer["StatusCode"],
                    "content_handling": answer["ContentHandling"],
                    "response_parameters": literal(answer["ResponseParameters"]),
                    "response_templates": literal(answer.get("ResponseTemplates", {})),
                    "depends_on": [
                        "aws_api_gateway_integration.preflight",
                        "aws_api_gateway_method_response.preflight",
                    ],
                }
            },
            "aws_api_gateway_gateway_response": {
                kind.lower(): {
                    "rest_api_id": "${var.rest_api_id}",
                    "response_type": kind,
                    "response_parameters": literal(properties["ResponseParameters"]),
                }
                for kind, properties in errors.items()
            },
        },
    }


def _same_method() -> dict[str, str]:
    """Name the method of which a resource is a part."""
    names = ("rest_api_id", "resource_id", "http_method")
    return {name: f"${{{_METHOD}.preflight.{name}}}" for name in names}


def literal(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep Terraform from reading its own expressions into texts.

    Args:
        values: texts by any names; what is no text stays.
    """
    return {
        name: value.replace("${", "$${").replace("%{", "%%{") if isinstance(value, str) else value
        for name, value in values.items()
    }


def http_configuration(wanted: Wanted) -> dict[str, Any]:
    """Return an HTTP API with the settings.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: an HTTP API cannot express the policy.
    """
    api = {
        "name": "api",
        "protocol_type": "HTTP",
        "cors_configuration": _settings(http_api(wanted.policy)),
    }
    return {"resource": {"aws_apigatewayv2_api": {"api": api}}}


def url_configuration(wanted: Wanted) -> dict[str, Any]:
    """Return a function URL with the settings.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: a function URL cannot express the policy.
    """
    url = {
        "function_name": "${var.function_name}",
        "authorization_type": "AWS_IAM",
        "cors": _settings(function_url(wanted.policy)),
    }
    return {
        "variable": {"function_name": {"type": "string"}},
        "resource": {"aws_lambda_function_url": {"url": url}},
    }


def _settings(values: Mapping[str, Any]) -> dict[str, Any]:
    return {_LISTS[name]: value for name, value in values.items()}
