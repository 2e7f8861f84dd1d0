"""Behaviors of an emulated account that keep preflights away: opened, verified, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.fix.live.actions import READS, WRITES
from corsgate_audit.fix.live.journal import past_of
from support.faults import between, refused
from support.live_fix import POLICY, Rest, dump, fixed, found, lines_of, rolled_back, state_file
from support.live_promises import promises
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate import CorsPolicy

pytestmark = pytest.mark.slow  # waits for an emulated account

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_FORWARDED = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
SIMPLE_CORS = "60669652-455b-4ae9-85a4-c4c02393f86c"
STACK_ID = "aws:cloudformation:stack-id"
READING = ["GET", "HEAD"]
EVERYTHING = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def listed(names: list[str]) -> dict[str, Any]:
    """Return names as CloudFront lists them."""
    return {"Quantity": len(names), "Items": names}


def behavior(methods: list[str], **more: str) -> dict[str, Any]:
    """Return a behavior before the API."""
    return {
        "TargetOriginId": "api",
        "ViewerProtocolPolicy": "https-only",
        "AllowedMethods": {**listed(methods), "CachedMethods": listed(READING)},
        "CachePolicyId": NOTHING_KEPT,
        "OriginRequestPolicyId": ALL_FORWARDED,
        **more,
    }


def make_distribution(tags: dict[str, str] | None = None, *more: dict[str, Any]) -> tuple[Any, str]:
    """Make an API that allows PUT, and a distribution before it with a behavior that only reads."""
    behaviors = [behavior(READING, PathPattern="/items*"), *more]
    api = Rest.make()
    api.mock("'https://app.example.com'")
    api.deploy()
    client: Any = boto3.client("cloudfront")
    config = {
        "CallerReference": "once",
        "Comment": "shop",
        "Enabled": True,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "api",
                    "DomainName": f"{api.id}.execute-api.eu-central-1.amazonaws.com",
                    "OriginPath": "/prod",
                    "CustomOriginConfig": {
                        "HTTPPort": 80,
                        "HTTPSPort": 443,
                        "OriginProtocolPolicy": "https-only",
                    },
                }
            ],
        },
        "DefaultCacheBehavior": behavior(EVERYTHING),
        "CacheBehaviors": {"Quantity": len(behaviors), "Items": behaviors},
    }
    items = [{"Key": name, "Value": value} for name, value in (tags or {}).items()]
    made = client.create_distribution_with_tags(
        DistributionConfigWithTags={"DistributionConfig": config, "Tags": {"Items": items}}
    )
    return client, made["Distribution"]["Id"]


def methods(client: Any, key: str) -> list[list[str]]:  # noqa: ANN401 - a client of boto3
    """Return what the default behavior and the other one let through."""
    config = client.get_distribution_config(Id=key)["DistributionConfig"]
    every = (config["DefaultCacheBehavior"], *config["CacheBehaviors"]["Items"])
    return [sorted(each["AllowedMethods"]["Items"]) for each in every]


def test_a_behavior_is_opened_and_closed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The one that keeps preflights away, and no other; every call has its permission."""
    client, key = make_distribution()
    before = dump()
    assert "CORS401" in found()
    seen: set[str] = set()

    with between(lambda event, _url: seen.add(event.removeprefix("before-send."))):
        assert fixed(tmp_path, apis=(key,)) == 0
    said = capsys.readouterr().out

    assert methods(client, key) == [EVERYTHING, EVERYTHING]
    assert "CORS401" not in found()
    assert '    +  "OPTIONS",\n' in said
    assert lines_of(said, "safe", "note") == snapshot
    assert rolled_back(tmp_path) == 0
    assert dump() == before
    calls = {name for name in (*READS, *WRITES) if name.startswith("cloudfront.")}
    assert calls <= seen
    assert {name for name in seen if name.startswith("cloudfront.")} - calls == {
        "cloudfront.ListDistributions"
    }


@pytest.mark.parametrize("policy", [POLICY, None], ids=["a policy", "no policy"])
def test_a_plan_does_what_the_audit_promises(policy: CorsPolicy | None) -> None:
    """A behavior is opened; what stands in the policies that others use too is a person's."""
    make_distribution(
        None,
        behavior(EVERYTHING, PathPattern="/it*", ResponseHeadersPolicyId=SIMPLE_CORS),
    )
    said, done = promises(policy)
    of_edge = {(rule, each) for (rule, _, _), each in done.items() if rule.startswith("CORS4")}
    assert of_edge == {("CORS401", "safe"), ("CORS404", "manual")}
    assert {at: (said.get(at), done[at]) for at in done if said.get(at) != done[at]} == {}


def test_somebody_elses_change_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """AWS refuses an ETag that is not the present one; the run stops, and can be taken back."""
    client, key = make_distribution()
    before = dump()

    with refused("UpdateDistribution", "PreconditionFailed", "the ETag is another one"):
        assert fixed(tmp_path, apis=(key,)) == 1

    assert "PreconditionFailed" in capsys.readouterr().err
    assert methods(client, key) == [EVERYTHING, READING]
    assert rolled_back(tmp_path) == 0
    assert dump() == before


@pytest.mark.parametrize(
    "tags",
    [{}, {STACK_ID: "arn:aws:cloudformation:us-east-1:123456789012:stack/edge/1"}],
    ids=["no region", "no template"],
)
def test_a_distribution_of_a_stack_is_refused(
    tags: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """Its tags say so, and where its template is."""
    client, key = make_distribution({"aws:cloudformation:stack-name": "edge", **tags})

    assert fixed(tmp_path, apis=(key,)) == 1

    said = capsys.readouterr().out
    assert len(lines_of(said, "does not fix CORS401")) == 1
    assert said.splitlines()[2:] == snapshot
    assert methods(client, key) == [EVERYTHING, READING]


def test_a_behavior_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    """Between the plan and the call somebody has taken it away."""
    client, key = make_distribution()

    def take_away(event: str, _url: str) -> None:
        if event == "before-send.cloudfront.ListTagsForResource":
            answer = client.get_distribution_config(Id=key)
            config = answer["DistributionConfig"] | {"CacheBehaviors": {"Quantity": 0}}
            client.update_distribution(Id=key, IfMatch=answer["ETag"], DistributionConfig=config)

    with between(take_away):
        assert fixed(tmp_path, apis=(key,)) == 1

    assert past_of(state_file(tmp_path)).events == ("stopped",)
    config = client.get_distribution_config(Id=key)["DistributionConfig"]
    assert config["CacheBehaviors"]["Quantity"] == 0
