"""Change sets that belong to their stack, as AWS has them.

moto looks a change set up by its name alone, in all stacks of the account, and the CDK CLI gives
it the same name in every stack; to delete one that does not exist fails, which the CLI does before
each update.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import CloudFormationError
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult


# moto is read without its types, so its base class is Any to mypy.
class ChangeSetNotFoundError(CloudFormationError):  # type: ignore[misc]
    """The stack has no change set of that name."""

    code = "ChangeSetNotFound"


def install() -> None:
    """Replace the three actions that name a change set."""
    CloudFormationResponse.describe_change_set = _describe_change_set
    CloudFormationResponse.delete_change_set = _delete_change_set
    CloudFormationResponse.execute_change_set = _execute_change_set


def _describe_change_set(self: Any) -> Any:  # noqa: ANN401 (moto is read without its types)
    return ActionResult(_asked_for(self))


def _delete_change_set(self: Any) -> Any:  # noqa: ANN401
    found = _find(self)
    if found:
        del self.cloudformation_backend.change_sets[found.change_set_id]
    return EmptyResult()


def _execute_change_set(self: Any) -> Any:  # noqa: ANN401
    self.cloudformation_backend.execute_change_set(_asked_for(self).change_set_id)
    return EmptyResult()


def _asked_for(self: Any) -> Any:  # noqa: ANN401
    found = _find(self)
    if not found:
        message = f"ChangeSet [{self._get_param('ChangeSetName')}] does not exist"
        raise ChangeSetNotFoundError(message)
    return found


def _find(self: Any) -> Any:  # noqa: ANN401
    """Return the change set with this ARN, or with this name in this stack; None without one."""
    name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
    for change_set in self.cloudformation_backend.change_sets.values():
        here = stack in (change_set.stack_name, change_set.stack_id)
        if change_set.change_set_id == name or (here and change_set.change_set_name == name):
            return change_set
    return None
