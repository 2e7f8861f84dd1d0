"""The functions that have their policy in code and are not to be given one."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from aws_cdk import Stack

from ._functions import functions_behind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_lambda import CfnFunction, IFunction
    from constructs import IConstruct


class OwnPolicies:
    """Knows a function again, whether this app defines or imports it.

    Args:
        functions: in any form: functions, aliases, versions, imported ones.
    """

    def __init__(self, functions: Iterable[IFunction]) -> None:
        self._functions = tuple(functions)

    def include(self, function: CfnFunction) -> bool:
        """Whether a function that this app defines is among them."""
        return function.node.path in self._paths

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(
            behind.node.path
            for each in self._functions
            for behind in functions_behind(each.function_arn, each)
        )

    def include_imported(self, integration: str, scope: IConstruct) -> bool:
        """Whether an integration's URI names one of them.

        Args:
            integration: integration with tokens.
            scope: scope of the integration.
        """
        text = _resolved(integration, scope)
        return any(_resolved(each.function_arn, scope) in text for each in self._functions)


def _resolved(value: str, scope: IConstruct) -> str:
    return json.dumps(Stack.of(scope).resolve(value)).strip('"')
