"""An id that one stack of an app gives to another by a name: an export, an SSM parameter."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aws_cdk import CfnOutput, CfnParameter, Token

from ._references import referenced

if TYPE_CHECKING:
    from constructs import IConstruct

    from ._census import Census

_SSM = "aws_cdk.aws_ssm"
_PARAMETER = "AWS::SSM::Parameter::Value<"


class SameValues:
    """Follows names back to the value that they stand for.

    What the CDK hands from stack to stack itself is one token in both, and needs nothing of this.

    Args:
        census: the app.
    """

    def __init__(self, census: Census) -> None:
        self._census = census
        self._found: dict[str, str] = {}

    def of(self, value: str, scope: IConstruct) -> str:
        """Return the value that another stack of this app has given away.

        Args:
            value: text, a token, or text with tokens in it.
            scope: construct that has it.

        Returns:
            The value itself, where no other stack of this app gives it.
        """
        if value not in self._found:
            self._found[value] = self._follow(value, scope)
        return self._found[value]

    def _follow(self, value: str, scope: IConstruct) -> str:
        if not Token.is_unresolved(value):
            return value
        match self._census.home(scope).resolve(value):
            case {"Fn::ImportValue": str() as name}:
                return self._exports.get(name, value)
            case {"Ref": str()}:
                return self._parameter(value, scope)
        return value

    def _parameter(self, value: str, scope: IConstruct) -> str:
        for target in referenced(value, scope):
            if isinstance(target, CfnParameter) and target.type.startswith(_PARAMETER):
                return str(self._parameters.get(str(target.default), value))
        return value

    @cached_property
    def _exports(self) -> dict[str, str]:
        outputs = [node for node in self._census.nodes if isinstance(node, CfnOutput)]
        return {each.export_name: each.value for each in outputs if each.export_name}

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        # An app with such constructs has imported it; the others need not wait for it.
        ssm = sys.modules.get(_SSM)
        found = [node for node in self._census.nodes if ssm and isinstance(node, ssm.CfnParameter)]
        return {each.name: each.value for each in found if each.name}
