"""CloudFormation as far as a verification needs it, with stacks that take their time and fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def _missing(name: str) -> ClientError:
    message = f"Stack with id {name} does not exist"
    return refusal("DescribeStacks", "ValidationError", message)


def refusal(operation: str, code: str, message: str) -> ClientError:
    """Return an error of AWS's."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@dataclass
class FakeStack:
    """A stack.

    Args:
        name: its name.
        tags: its tags.
        ways: statuses that are still to come, the present one first.
        events: events that are listed, the newest first.
    """

    name: str
    tags: Sequence[Mapping[str, str]] = ()
    ways: list[str] = field(default_factory=lambda: ["CREATE_COMPLETE"])
    events: Sequence[Mapping[str, str]] = ()

    @property
    def described(self) -> dict[str, Any]:
        """What DescribeStacks says of it."""
        return {
            "StackId": f"arn:{self.name}",
            "StackName": self.name,
            "StackStatus": self.ways[0],
            "Tags": self.tags,
            "Outputs": [],
        }

    def look(self) -> dict[str, Any]:
        """Describe it; time passes."""
        described = self.described
        if len(self.ways) > 1:
            del self.ways[0]
        return described


class FakeCloudFormation:
    """Some of CloudFormation's operations.

    Args:
        ways: statuses of a stack that is made, by the end of its name.
        events: events of such a stack.
        denied: errors of CreateStack, by the end of a stack's name.
        undeleted: how often a deletion fails, by the end of a stack's name.
    """

    def __init__(
        self,
        ways: Mapping[str, Sequence[str]] | None = None,
        events: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
        denied: Mapping[str, ClientError] | None = None,
        undeleted: Mapping[str, int] | None = None,
    ) -> None:
        self._ways = ways or {}
        self._events = events or {}
        self._denied = denied or {}
        self._undeleted = dict(undeleted or {})
        self.stacks: dict[str, FakeStack] = {}
        self.calls: list[str] = []

    def create_stack(self, **given: Any) -> Any:  # noqa: ANN401 - its types are AWS's
        """Begin to make a stack."""
        assert given["OnFailure"] == "DELETE"
        name = given["StackName"]
        part = name.rpartition("-")[2]
        self.calls.append(f"create {part}")
        if part in self._denied:
            raise self._denied[part]
        self.stacks[name] = FakeStack(
            name,
            given["Tags"],
            list(self._ways.get(part, ["CREATE_IN_PROGRESS", "CREATE_COMPLETE"])),
            self._events.get(part, ()),
        )
        return {"StackId": f"arn:{name}"}

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803, ANN401 - as above
        """Describe a stack by its name or its id."""
        stack = self._found(StackName)
        if stack is None or (stack.ways[0] == "DELETE_COMPLETE" and "arn:" not in StackName):
            raise _missing(StackName)
        return {"Stacks": [stack.look()]}

    def delete_stack(self, *, StackName: str) -> None:  # noqa: N803 - as above
        """Begin to delete a stack."""
        stack = self._found(StackName)
        assert stack is not None
        part = stack.name.rpartition("-")[2]
        self.calls.append(f"delete {part}")
        if self._undeleted.get(part, 0):
            self._undeleted[part] -= 1
            stack.ways = ["DELETE_IN_PROGRESS", "DELETE_FAILED"]
        else:
            stack.ways = ["DELETE_IN_PROGRESS", "DELETE_COMPLETE"]

    def get_paginator(self, operation: str) -> Any:  # noqa: ANN401 - as above
        """Return what walks through the events or resources of a stack."""
        return _Pages(self, operation)

    def _found(self, name: str) -> FakeStack | None:
        return self.stacks.get(name.removeprefix("arn:"))

    @property
    def left(self) -> list[str]:
        """The names of the stacks that are there."""
        return [each.name for each in self.stacks.values() if each.ways[-1] != "DELETE_COMPLETE"]


@dataclass
class _Pages:
    client: FakeCloudFormation
    operation: str

    def paginate(self, *, StackName: str) -> Iterator[Mapping[str, Any]]:  # noqa: N803 - as above
        stack = self.client.stacks[StackName.removeprefix("arn:")]
        if self.operation == "describe_stack_events":
            yield {"StackEvents": stack.events}
        else:
            yield {"StackResourceSummaries": [{"PhysicalResourceId": f"id-of-{stack.name}"}, {}]}
