"""What a CloudFormation resource of this app says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import Stack, TreeInspector

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import CfnMethod, CfnRestApi
    from aws_cdk.aws_apigatewayv2 import CfnAuthorizer
    from aws_cdk.aws_lambda import CfnFunction

_PROPERTIES = "aws:cdk:cloudformation:props"


def properties_of(resource: CfnMethod | CfnRestApi | CfnAuthorizer | CfnFunction) -> dict[str, Any]:
    """Return the properties of a resource, all lazy values evaluated, in JavaScript's names.

    Not by the attributes of the construct: what is lazy there arrives empty in Python. What
    somebody has overridden is not among them.

    Args:
        resource: any; references in it become ``{"Ref": …}`` and their like.
    """
    inspector = TreeInspector()
    resource.inspect(inspector)
    found = Stack.of(resource).resolve(inspector.attributes[_PROPERTIES])
    return dict(found)


def escaped(name: str) -> str:
    """Write a key as the path of an override has it, where a dot goes one property down.

    Overrides are made leaf by leaf: one of more would undo those that people have made below it.

    Args:
        name: name of a header mapping, or a media type.
    """
    return name.replace(".", "\\.")
