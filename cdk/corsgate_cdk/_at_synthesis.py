"""Work that waits until the app is complete, so that the order of its lines does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsii
from aws_cdk import AspectPriority, Aspects, IAspect
from constructs import Construct, IConstruct, IValidation

from ._census import census_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._census import Census

_ID = "corsgate:at-synthesis"
"""No id that people give: https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html"""


def at_synthesis(scope: Construct, complete: Callable[[Census], list[str]]) -> None:
    """Call a function once, after the app's own code and before the templates are written.

    It hangs on a child without children. An aspect on the API itself would be called for every
    node below it, and each call crosses from JavaScript to Python.

    Args:
        scope: scope that the work is about.
        complete: does the work, with the census of the app, and returns what is wrong, a sentence
            each; synthesis then fails with all of them.
    """
    leaf = Construct(scope, _ID)
    problems = _Problems()
    Aspects.of(leaf).add(_Completion(complete, problems), priority=AspectPriority.MUTATING)
    scope.node.add_validation(problems)


@jsii.implements(IValidation)
class _Problems:
    """What was found, for the validation that follows the aspects.

    An exception out of an aspect would reach people wrapped into two of JavaScript's.
    """

    def __init__(self) -> None:
        self.found: list[str] = []

    def validate(self) -> list[str]:
        return self.found


@jsii.implements(IAspect)
class _Completion:
    def __init__(self, complete: Callable[[Census], list[str]], problems: _Problems) -> None:
        self._complete = complete
        self._problems = problems

    def visit(self, node: IConstruct) -> None:
        self._problems.found = self._complete(census_for(node))
