"""How an OpenAPI document names the function behind a route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Aws, CfnElement, Fn

from ._references import referenced

if TYPE_CHECKING:
    from aws_cdk import Stack

_URI = "arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations"


def integration_uri(function_arn: str, stack: Stack) -> str:
    """Write the URI that invokes a function.

    By ``Fn::Sub`` where the template itself has the function: what the CDK makes of the same text,
    a list of its parts, is twice as long, and a document has it for each route.

    Args:
        function_arn: function ARN of a function, a version or an alias.
        stack: stack of the API.

    Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
    """
    match referenced(function_arn, stack), stack.resolve(function_arn):
        case [CfnElement() as function], {"Fn::GetAtt": [_, "Arn"]} if _is_in(function, stack):
            arn = f"${{{function.logical_id}.Arn}}"
        case [CfnElement() as function], {"Ref": _} if _is_in(function, stack):
            arn = f"${{{function.logical_id}}}"
        case _:
            return _URI.format(Aws.PARTITION, Aws.REGION, function_arn)
    return Fn.sub(_URI.format("${AWS::Partition}", "${AWS::Region}", arn))


def _is_in(element: CfnElement, stack: Stack) -> bool:
    return bool(element.stack.node.path == stack.node.path)
