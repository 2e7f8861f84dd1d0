"""Stacks are made beside each other, waited for, and deleted only where they are the run's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.stacks import TAG, Stacks, Unmade
from corsgate_audit.verify.synthesis import StackTemplate
from support.fake_cloudformation import FakeCloudFormation, FakeStack, refusal

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SUFFIX = "0a1b2c3d"
MOCK, REST = f"CorsgateVerify-{SUFFIX}-Mock", f"CorsgateVerify-{SUFFIX}-Rest"


def stacks(client: FakeCloudFormation, waits: list[float] | None = None) -> Stacks:
    """Return the stacks of a run that waits for nothing."""
    return Stacks(client, SUFFIX, 5.0, (waits if waits is not None else []).append)


def templates() -> list[StackTemplate]:
    """Return two templates of which one needs the other."""
    return [StackTemplate(REST, {}, frozenset({MOCK})), StackTemplate(MOCK, {})]


def denied(operation: str, name: str) -> Exception:
    """Return that an operation is not allowed."""
    return refusal(operation, "AccessDenied", f"not authorized to perform it on {name}")


def test_a_stack_is_made_after_those_that_it_needs() -> None:
    """Each look but the last is followed by a pause."""
    client, waits = FakeCloudFormation(), list[float]()
    assert list(stacks(client, waits).make(templates())) == [MOCK, REST]
    assert client.calls == ["create Mock", "create Rest"]
    assert waits == [5.0, 5.0]


def test_a_stack_that_fails_says_why_and_what_needs_it_is_not_begun(
    snapshot: SnapshotAssertion,
) -> None:
    """The first of the failures is the reason; the later ones are its consequences."""
    client = FakeCloudFormation(
        ways={"Mock": ["CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]},
        events={
            "Mock": [
                {
                    "LogicalResourceId": "Stage",
                    "ResourceStatus": "CREATE_FAILED",
                    "ResourceStatusReason": "Resource creation cancelled",
                },
                {"LogicalResourceId": "Other", "ResourceStatus": "CREATE_COMPLETE"},
                {
                    "LogicalResourceId": "Api",
                    "ResourceStatus": "CREATE_FAILED",
                    "ResourceStatusReason": "Limit Exceeded",
                },
            ]
        },
    )
    made = list(stacks(client).make(templates()))
    assert [type(each) for each in made] == [Unmade, Unmade]
    assert client.calls == ["create Mock"]
    assert [each.why for each in made if isinstance(each, Unmade)] == snapshot


def test_a_stack_that_cannot_be_looked_at_is_said_to_be_so(snapshot: SnapshotAssertion) -> None:
    """It may be there all the same, and is deleted."""

    class Blind(FakeCloudFormation):
        """May not look."""

        def describe_stacks(self, *, StackName: str) -> object:  # noqa: N803 - AWS's name
            operation = "DescribeStacks"
            raise denied(operation, StackName)

    (made,) = stacks(Blind()).make([StackTemplate(MOCK, {})])
    assert isinstance(made, Unmade)
    assert made.why == snapshot


def test_stacks_are_deleted_in_reverse_whatever_state_they_are_in() -> None:
    """One that is not there is passed over."""
    client = FakeCloudFormation(ways={"Rest": ["CREATE_IN_PROGRESS"]}, undeleted={"Rest": 2})
    found = stacks(client)
    list(found.make([StackTemplate(MOCK, {})]))
    client.create_stack(StackName=REST, Tags=[{"Key": TAG, "Value": SUFFIX}], OnFailure="DELETE")
    never = f"CorsgateVerify-{SUFFIX}-Never"
    assert list(found.delete([MOCK, REST, never])) == [REST, MOCK]
    assert client.left == []
    assert client.calls[2:] == ["delete Rest", "delete Rest", "delete Rest", "delete Mock"]


def test_one_that_stays_is_named_and_the_others_are_deleted(snapshot: SnapshotAssertion) -> None:
    """After six tries, half a minute after each other: a REST API takes as long to delete."""
    client, waits = FakeCloudFormation(undeleted={"Rest": 6}), list[float]()
    found = stacks(client, waits)
    list(found.make(templates()))
    waits.clear()
    gone = []
    with pytest.raises(RefusedError) as refused:
        gone += list(found.delete([MOCK, REST]))
    assert client.left == [REST]
    assert waits.count(30.0) == 5
    assert str(refused.value) == snapshot


def test_a_refusal_that_speaks_of_something_missing_is_no_stack_that_is_gone() -> None:
    """The role does not exist, say: what was made is still there."""
    why = "the role that is to be assumed does not exist"

    class Refusing(FakeCloudFormation):
        def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803, ANN401 - as AWS has it
            told = denied("DescribeStacks", f"{StackName}: {why}")
            raise told

    with pytest.raises(RefusedError, match=why):
        list(stacks(Refusing()).delete([MOCK]))


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        (REST, []),
        (REST, [{"Key": TAG, "Value": "ffffffff"}]),
        ("CorsgateVerify-Rest", [{"Key": TAG, "Value": SUFFIX}]),
    ],
)
def test_what_is_not_of_the_run_is_not_deleted(name: str, tags: list[dict[str, str]]) -> None:
    """Neither by a name alone, nor by a tag alone."""
    client = FakeCloudFormation()
    client.stacks[name] = FakeStack(name, tags)
    with pytest.raises(RefusedError):
        list(stacks(client).delete([name]))
    assert client.left == [name]
    assert client.calls == []


def test_a_deletion_that_is_denied_is_explained(snapshot: SnapshotAssertion) -> None:
    """With the permission that is missing."""

    class Denying(FakeCloudFormation):
        """May not delete."""

        def delete_stack(self, *, StackName: str) -> None:  # noqa: N803 - AWS's name
            operation = "DeleteStack"
            raise denied(operation, StackName)

    client = Denying()
    found = stacks(client)
    list(found.make([StackTemplate(MOCK, {})]))
    with pytest.raises(RefusedError) as refused:
        list(found.delete([MOCK]))
    assert str(refused.value) == snapshot


def test_ids_of_all_resources_are_listed() -> None:
    """One that was not made has none."""
    client = FakeCloudFormation()
    found = stacks(client)
    list(found.make(templates()))
    assert found.ids([MOCK, REST]) == {f"id-of-{MOCK}", f"id-of-{REST}"}
    assert found.outputs([MOCK, f"{MOCK}-missing"]) == {}
