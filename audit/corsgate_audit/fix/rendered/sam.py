"""A policy as a SAM template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.render import function_url, gateway_responses, http_api
from corsgate_audit.fix.rendered.openapi import rest_document
from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.headers import ERROR_HEADER
from corsgate_audit.fix.template.sam_cors import sam_cors

if TYPE_CHECKING:
    from corsgate_audit.fix.rendered.wanted import Wanted

_HEAD = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Transform": "AWS::Serverless-2016-10-31",
}


def rest_sam(wanted: Wanted) -> dict[str, Any]:
    """Return a REST API: with ``Cors``, or with a document where that cannot express the policy.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: the policy has several origins, and nobody chose what an error names.
    """
    try:
        settings = sam_cors(wanted.policy, wanted.policy.allow_methods, ())
    except UnfixableError:
        return _api("Api", {"StageName": "prod", "DefinitionBody": rest_document(wanted)})
    errors = {
        kind: {
            "ResponseParameters": {
                "Headers": {
                    name.removeprefix(ERROR_HEADER): value
                    for name, value in properties["ResponseParameters"].items()
                }
            }
        }
        for kind, properties in gateway_responses(
            wanted.policy, error_origin=wanted.error_origin
        ).items()
    }
    return _api("Api", {"StageName": "prod", "Cors": settings, "GatewayResponses": errors})


def http_sam(wanted: Wanted) -> dict[str, Any]:
    """Return an HTTP API with the settings.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: an HTTP API cannot express the policy.
    """
    return _api("HttpApi", {"CorsConfiguration": http_api(wanted.policy)})


def url_sam(wanted: Wanted) -> dict[str, Any]:
    """Return a function with a URL that has the settings.

    Args:
        wanted: policy and choices.

    Raises:
        RenderError: a function URL cannot express the policy.
    """
    url = {"AuthType": "AWS_IAM", "Cors": function_url(wanted.policy)}
    properties = {
        "Handler": "index.handler",
        "Runtime": "python3.13",
        "CodeUri": "function/",
        "FunctionUrlConfig": url,
    }
    return _api("Function", properties)


def _api(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    body = {"Type": f"AWS::Serverless::{kind}", "Properties": properties}
    return {**_HEAD, "Resources": {"Function" if kind == "Function" else "Api": body}}
