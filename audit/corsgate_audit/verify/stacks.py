"""The stacks of the conformance app: made, looked at, and deleted, by what they are called.

A stack is deleted only if its name and its tag hold the random suffix of the run that made it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from corsgate_audit.verify.refusals import RefusedError, explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corsgate_audit.verify.synthesis import StackTemplate

TAG = "corsgate:verify"
"""Tag of each stack, and so of what it makes; its value is the suffix."""
_MADE = "CREATE_COMPLETE"
_GONE = "DELETE_COMPLETE"
_GOING = "DELETE_IN_PROGRESS"
_BEING_MADE = frozenset({"CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"})
_MINUTES = 30
_TRIES = 6
_LOOKS_BETWEEN = 6
"""Deletions of one stack, and the pauses from one to the next: API Gateway deletes one REST API in
30 seconds and refuses others.

https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""
_UNKNOWN = "ValidationError"
"""CloudFormation's code for a stack that does not exist, among others:
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html"""


@dataclass(frozen=True, slots=True)
class Unmade:
    """A stack that could not be made.

    Args:
        name: its name.
        why: one line.
    """

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Stacks:
    """The stacks of one run.

    Args:
        client: CloudFormation's client.
        suffix: random part of the run's names.
        pause: seconds between two looks.
        sleep: waits for seconds.
    """

    client: Any
    suffix: str
    pause: float = 5.0
    sleep: Callable[[float], None] = field(default=time.sleep)

    def make(self, templates: Sequence[StackTemplate]) -> Iterator[str | Unmade]:
        """Make stacks, beside each other where none needs another.

        Args:
            templates: stacks of the app.

        Yields:
            The name of each stack that is there, or why it is not.
        """
        left = {each.name: each for each in templates}
        begun: dict[str, str] = {}
        made: set[str] = set()
        while left or begun:
            for each in [one for one in left.values() if one.after <= made]:
                del left[each.name]
                started = self._begin(each)
                if isinstance(started, Unmade):
                    yield started
                else:
                    begun[each.name] = started
            if not begun:
                yield from (Unmade(name, "a stack that it needs was not made") for name in left)
                return
            for name, stack_id in list(begun.items()):
                outcome = self._outcome(name, stack_id)
                if outcome is not None:
                    del begun[name]
                    made |= {name} if outcome == name else set()
                    yield outcome
            if begun:
                self.sleep(self.pause)

    def _begin(self, stack: StackTemplate) -> str | Unmade:
        """Ask for a stack; one that cannot be made is deleted by CloudFormation itself."""
        try:
            answer = self.client.create_stack(
                StackName=stack.name,
                TemplateBody=stack.body,
                Capabilities=["CAPABILITY_IAM"],
                OnFailure="DELETE",
                TimeoutInMinutes=_MINUTES,
                Tags=[{"Key": TAG, "Value": self.suffix}],
            )
        except (ClientError, BotoCoreError) as error:
            return Unmade(stack.name, explained(f"{stack.name} cannot be made", error))
        return str(answer["StackId"])

    def _outcome(self, name: str, stack_id: str) -> str | Unmade | None:
        """Say what has become of a stack that is being made; None as long as it is."""
        try:
            found = self._described(stack_id)
            status = found["StackStatus"] if found else _GONE
            if status in _BEING_MADE:
                return None
            if status == _MADE:
                return name
            return Unmade(name, explained(f"{name} cannot be made", self._reason(stack_id)))
        except (ClientError, BotoCoreError) as error:
            return Unmade(name, explained(f"{name} cannot be looked at", error))

    def _reason(self, stack_id: str) -> str:
        """Return what AWS says of the first resource that failed."""
        pages = self.client.get_paginator("describe_stack_events").paginate(StackName=stack_id)
        failed = [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason')}"
            for page in pages
            for event in page["StackEvents"]
            if event.get("ResourceStatus") == "CREATE_FAILED"
        ]
        return failed[-1] if failed else "AWS gives no reason"

    def _described(self, name: str) -> Mapping[str, Any] | None:
        """Return a stack; None where there is none of this name, or it is deleted."""
        try:
            (found,) = self.client.describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code")
            if code == _UNKNOWN and "does not exist" in str(error):
                return None
            raise
        return None if found["StackStatus"] == _GONE else found

    def outputs(self, names: Iterable[str]) -> dict[str, str]:
        """Return the outputs of stacks that are there.

        Args:
            names: names of the stacks.
        """
        found = (self._described(name) for name in names)
        return {
            output["OutputKey"]: output["OutputValue"]
            for stack in found
            if stack is not None
            for output in stack.get("Outputs", ())
        }

    def ids(self, names: Iterable[str]) -> set[str]:
        """Return the ids of all that stacks have made.

        Args:
            names: names of stacks that are there.
        """
        pages = self.client.get_paginator("list_stack_resources")
        return {
            resource["PhysicalResourceId"]
            for name in names
            for page in pages.paginate(StackName=name)
            for resource in page["StackResourceSummaries"]
            if resource.get("PhysicalResourceId")
        }

    def delete(self, names: Sequence[str]) -> Iterator[str]:
        """Delete stacks, the last one first, whatever state they are in, and wait for that.

        Args:
            names: names of the run's stacks, in the order in which they were made.

        Yields:
            The name of each stack that is gone.

        Raises:
            RefusedError: one of them is not the run's, or AWS does not delete it; the others are
                deleted.
        """
        problems = []
        for name in reversed(names):
            try:
                if self._delete(name):
                    yield name
            except RefusedError as error:
                problems.append(str(error))
            except (ClientError, BotoCoreError) as error:
                problems.append(explained(f"{name} cannot be deleted", error))
        if problems:
            raise RefusedError("; ".join(problems))

    def _delete(self, name: str) -> bool:
        """Delete one stack; False where there is none."""
        found = self._described(name)
        if found is None:
            return False
        self._check_ours(name, found)
        stack_id = found["StackId"]
        for attempt in range(_TRIES):
            if attempt:
                self.sleep(self.pause * _LOOKS_BETWEEN)
            self.client.delete_stack(StackName=stack_id)
            found = self._described(stack_id)
            while found and found["StackStatus"] == _GOING:
                self.sleep(self.pause)
                found = self._described(stack_id)
            if found is None:
                return True
        why = found.get("StackStatusReason", found["StackStatus"]) if found else ""
        raise RefusedError(explained(f"{name} cannot be deleted", why))

    def _check_ours(self, name: str, found: Mapping[str, Any]) -> None:
        tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", ())}
        if self.suffix not in name or tags.get(TAG) != self.suffix:
            message = (
                f"{name} is not deleted: it does not carry the tag {TAG}={self.suffix} of this run"
            )
            raise RefusedError(message)
