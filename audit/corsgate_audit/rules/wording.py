"""What a setting is called in the source that has it: messages speak the tool of the source.

Rules use CloudFormation's names, which are those of AWS's APIs; other sources have their own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.model import Location


class Source(StrEnum):
    """What a front door is declared with."""

    CLOUDFORMATION = "CloudFormation"
    TERRAFORM = "Terraform"
    SERVERLESS = "the Serverless Framework"
    OPENAPI = "OpenAPI"


_NAMES: Final[Mapping[str, Mapping[Source, str]]] = {
    "AWS::Lambda::Permission": {Source.TERRAFORM: "aws_lambda_permission"},
    "AllowCredentials": {
        Source.TERRAFORM: "allow_credentials",
        Source.SERVERLESS: "allowCredentials",
    },
    "AllowMethods": {Source.TERRAFORM: "allow_methods", Source.SERVERLESS: "allowedMethods"},
    "AllowOrigins": {Source.TERRAFORM: "allow_origins", Source.SERVERLESS: "allowedOrigins"},
    "AllowedMethods": {Source.TERRAFORM: "allowed_methods"},
    "ApiKeyRequired": {Source.TERRAFORM: "api_key_required"},
    "AuthType": {Source.TERRAFORM: "authorization_type", Source.SERVERLESS: "authorizer"},
    "AuthorizationType": {Source.TERRAFORM: "authorization"},
    "ContentHandling": {
        Source.TERRAFORM: "content_handling",
        Source.OPENAPI: "contentHandling",
    },
    "Cors": {Source.TERRAFORM: "cors", Source.SERVERLESS: "cors"},
    "CorsConfiguration": {
        Source.TERRAFORM: "cors_configuration",
        Source.SERVERLESS: "provider.httpApi.cors",
        Source.OPENAPI: "x-amazon-apigateway-cors",
    },
    "DependsOn": {Source.TERRAFORM: "depends_on"},
    "MaxAge": {Source.TERRAFORM: "max_age", Source.SERVERLESS: "maxAge"},
    "OriginOverride": {Source.TERRAFORM: "override"},
    "PassthroughBehavior": {
        Source.TERRAFORM: "passthrough_behavior",
        Source.OPENAPI: "passthroughBehavior",
    },
    "template": {Source.TERRAFORM: "configuration", Source.SERVERLESS: "service"},
}
"""Names by CloudFormation's; a source that is not listed uses that one.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs,
https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml and
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""
_BY_POINTER: Final[Mapping[str, Source]] = {
    "Globals": Source.CLOUDFORMATION,
    "Resources": Source.CLOUDFORMATION,
    "functions": Source.SERVERLESS,
    "info": Source.OPENAPI,
    "paths": Source.OPENAPI,
    "planned_values": Source.TERRAFORM,
    "provider": Source.SERVERLESS,
    "values": Source.TERRAFORM,
}
"""By the first name of a location's pointer. ``resources`` of a ``serverless.yml`` are
CloudFormation's."""


def source_of(location: Location) -> Source:
    """Return what something is declared with; an account has the names of CloudFormation.

    Args:
        location: location of a front door, or of a part of it.
    """
    names = location.pointer.split("/")[1:]
    if "paths" in names or names[-1:] == ["body"]:
        return Source.OPENAPI
    first = names[0] if names else ""
    # An address of Terraform's, ``aws_api_gateway_method.put``: no logical id has a period.
    default = Source.TERRAFORM if "." in first else Source.CLOUDFORMATION
    return _BY_POINTER.get(first, default)


def named(name: str, location: Location) -> str:
    """Return what a setting is called where it is declared.

    Args:
        name: its name in CloudFormation.
        location: location of what has the setting.

    Example:
        >>> from corsgate_audit.model import Location
        >>> named("DependsOn", Location(source="main.tf", pointer="/aws_api_gateway_deployment.d"))
        'depends_on'
    """
    return _NAMES.get(name, {}).get(source_of(location), name)
