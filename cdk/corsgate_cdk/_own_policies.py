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

_END = "\n"  # in no ARN


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
        uri = _resolved(integration, scope)
        # Its function's ARN is at the end of it, or before an alias, or before "/invocations".
        return any(
            f"{_resolved(each.function_arn, scope)}{end}" in f"{uri}{_END}"
            for each in self._functions
            for end in (_END, "/", ":")
        )


def _resolved(value: str, scope: IConstruct) -> str:
    return _written(Stack.of(scope).resolve(value))


def _written(value: object) -> str:
    """Write a resolved text in one piece: joined, an ARN is not a part of the URI around it."""
    match value:
        case str():
            return value
        case {"Fn::Join": ["", list() as parts]}:
            return "".join(map(_written, parts))
    return json.dumps(value, sort_keys=True)
