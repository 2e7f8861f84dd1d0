"""What cannot be verified is refused in one line, and nothing is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.verify import run_file
from corsgate_audit.verify.app import prepared
from corsgate_audit.verify.questions import Part
from corsgate_audit.verify.refusals import RefusedError, explained
from corsgate_audit.verify.run_file import Run
from corsgate_audit.verify.running import World, verified
from support.aws import ACCOUNT_ID
from support.fake_cloudformation import FakeCloudFormation, refusal
from support.verify_app import app

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.exceptions import ClientError
    from syrupy.assertion import SnapshotAssertion

SUFFIX = "0a1b2c3d"
BY_GUARDRAIL = refusal(
    "CreateStack",
    "AccessDenied",
    "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: "
    "cloudformation:CreateStack with an explicit deny in a service control policy",
)
NOT_AUTHORIZED = "User is not authorized to perform: apigateway:POST"
NO_SUCH_TYPE = refusal(
    "CreateStack",
    "ValidationError",
    "Template format error: Unrecognized resource types: [AWS::Lambda::Url]",
)


def refused(client: FakeCloudFormation, folder: Path) -> str:
    """Return why a verification is refused; nothing may be left."""
    (folder / "app").mkdir()
    found = prepared(app(), SUFFIX, frozenset(Part), folder / "app")
    run = Run(
        suffix=SUFFIX,
        account=ACCOUNT_ID,
        region="eu-west-1",
        profile=None,
        stacks=tuple(each.name for each in found.stacks),
    )
    said: list[str] = []
    world = World(
        cloudformation=client,
        ask=lambda *_: pytest.fail("nothing is asked"),
        say=said.append,
        save=lambda _: pytest.fail("there is no result"),
        sleep=lambda _: None,
    )
    with pytest.raises(RefusedError) as error:
        verified(found, run, folder, world)
    assert client.left == []
    assert run_file.unfinished(folder) == []
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("denied", [BY_GUARDRAIL, NO_SUCH_TYPE], ids=["guardrail", "region"])
def test_what_aws_denies_at_once(
    denied: ClientError, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The stack that was made before is deleted."""
    client = FakeCloudFormation(denied={"Http": denied})
    assert refused(client, tmp_path) == snapshot
    assert client.calls == ["create Mock", "create Http", "delete Mock"]


@pytest.mark.parametrize(
    "reason",
    [
        'Resource handler returned message: "You\'ve reached the maximum number of APIs (600)"',
        "Resource handler returned message: \"Limit exceeded for resource of type 'RestApi'\"",
        f"{NOT_AUTHORIZED} because no identity-based policy allows it",
        f"{NOT_AUTHORIZED} with an explicit deny in a service control policy",
    ],
    ids=["quota", "limit", "permission", "guardrail"],
)
def test_what_aws_denies_of_a_resource(
    reason: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """CloudFormation rolls the stack back by itself."""
    client = FakeCloudFormation(
        ways={"Http": ["CREATE_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_COMPLETE"]},
        events={
            "Http": [
                {
                    "LogicalResourceId": "Http",
                    "ResourceStatus": "CREATE_FAILED",
                    "ResourceStatusReason": reason,
                }
            ]
        },
    )
    assert refused(client, tmp_path) == snapshot


@pytest.mark.parametrize(
    "said",
    [
        'Could not connect to the endpoint URL: "https://cloudformation.eu-nowhere-1.amazonaws.com/"',
        "The security token included in the request is expired",
        "An error that nobody knows",
    ],
)
def test_other_errors_are_explained_as_far_as_they_can_be(
    said: str, snapshot: SnapshotAssertion
) -> None:
    """AWS's own words stay."""
    assert explained("the stack cannot be made", said) == snapshot
