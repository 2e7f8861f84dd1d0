"""The reasons for what linters ask about: cfn_nag and cdk-nag.

Of preflights most of all: both want every method to have an authorizer, and a preflight with one
is refused: browsers send it without credentials,
https://fetch.spec.whatwg.org/#cors-preflight-fetch-0. Prowler and others look at what is deployed,
where nothing can be noted.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import aws_cdk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_apigateway import CfnMethod
    from aws_cdk.aws_apigatewayv2 import CfnRoute
    from constructs import IConstruct

_REASON = "browsers send preflights without credentials, so an authorizer would reject them all; "
_MOCK = _REASON + "API Gateway answers this one itself, without a call of the backend"
_OPEN = _REASON + "this route serves only OPTIONS"

_CFN_NAG = {"rules_to_suppress": [{"id": "W59", "reason": _MOCK}]}
# Its versions differ in what they make of OPTIONS by themselves.
_AUTHORIZED, _BY_COGNITO = "AwsSolutions-APIG4", "AwsSolutions-COG4"
_CDK_NAG = "cdk_nag"


def asks_for_cfn_nag(api: IConstruct) -> bool:
    """Whether the app's context has ``corsgate:cfn-nag``.

    Only then the reason is put into the template: for others it would be a line in each preflight.

    Args:
        api: API of the app.
    """
    return api.node.try_get_context("corsgate:cfn-nag") is True


def excuse_preflight(method: CfnMethod, *, to_cfn_nag: bool) -> None:
    """Note on an OPTIONS method with a MOCK integration why it has no authorizer.

    Args:
        method: one of ours; what others write, they answer for.
        to_cfn_nag: whether the app asks for that, `asks_for_cfn_nag`.

    Source: https://github.com/stelligent/cfn_nag#per-resource-rule-suppression and
        https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
    """
    if to_cfn_nag:
        method.add_metadata("cfn_nag", _CFN_NAG)
    acknowledge(method, _MOCK, _AUTHORIZED, _BY_COGNITO)


def excuse_open_route(route: CfnRoute) -> None:
    """Note on an OPTIONS route of an HTTP API why it has no authorizer.

    cfn_nag has no such rule for HTTP APIs.

    Args:
        route: one of ours.
    """
    acknowledge(route, _OPEN, _AUTHORIZED)


def acknowledge(construct: IConstruct, reason: str, *rules: str) -> None:
    """Note on a construct, and all below it, why rules of cdk-nag do not hold there.

    Args:
        construct: one of ours; what others write, they answer for.
        reason: why that is right.
        rules: ids of the rules.

    Source: https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
    """
    # An app that runs cdk-nag has imported it; for others each would be two trips to JavaScript.
    if _CDK_NAG not in sys.modules:
        return
    if not hasattr(aws_cdk, "Acknowledgment"):  # an older CDK, and cdk-nag 2
        suppressed = [{"id": rule, "reason": reason} for rule in rules]
        for each in construct.node.find_all():
            if isinstance(each, aws_cdk.CfnResource):
                each.add_metadata(_CDK_NAG, {"rules_to_suppress": suppressed})
        return
    acknowledged = [aws_cdk.Acknowledgment(id=rule, reason=reason) for rule in rules]
    aws_cdk.Validations.of(construct).acknowledge(*acknowledged)


_WILDCARDS = "AwsSolutions-IAM5"


def acknowledge_wildcards(construct: IConstruct, reason: str, arns: Iterable[str]) -> None:
    """Note on a construct why the resources of its policies have wildcards.

    cdk-nag 3 wants the reason for each of them.

    Args:
        construct: role or policy.
        reason: why that is right.
        arns: resources of its statements; those without a wildcard are passed over.

    Source: https://github.com/cdklabs/cdk-nag#granular-suppressions
    """
    if _CDK_NAG not in sys.modules:
        return
    if not hasattr(aws_cdk, "Acknowledgment"):
        acknowledge(construct, reason, _WILDCARDS)
        return
    stack = aws_cdk.Stack.of(construct)
    named = sorted({_as_nag_writes(stack.resolve(arn)) for arn in arns if "*" in arn})
    rules = [f"{_WILDCARDS}[Resource::{each}]" for each in named]
    if rules:
        acknowledge(construct, reason, *rules)


def _as_nag_writes(value: Any) -> str:  # noqa: ANN401 - a resolved token
    """Return a resolved ARN as cdk-nag has it: ``<Bucket.Arn>/runs/*``."""
    if isinstance(value, str):
        return value
    if "Ref" in value:
        return f"<{value['Ref']}>"
    if "Fn::GetAtt" in value:
        return f"<{'.'.join(value['Fn::GetAtt'])}>"
    _, parts = value["Fn::Join"]
    return "".join(map(_as_nag_writes, parts))
