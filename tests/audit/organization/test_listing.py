"""Which places a run audits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from corsgate_audit.model import Coverage, CoverageState
from corsgate_audit.organization.aggregator import recorded, worth_asking
from corsgate_audit.organization.places import GLOBAL, Place, PlaceError, places, run_name
from support.organization import CALLER, REGIONS, organization

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.organization import Organization

pytestmark = pytest.mark.slow  # emulated accounts


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    """Have an organization of three accounts."""
    with organization(monkeypatch, 2, REGIONS[:1]) as found:
        yield found


def accounts(items: list[dict[str, str]]) -> list[str]:
    """Return the accounts of a run, each once."""
    return sorted({each["account"] for each in items})


def test_a_closed_account_is_skipped_and_named(org: Organization) -> None:
    """It is no place, and the run is complete without it."""
    closed, still = org.members
    boto3.client("organizations").close_account(AccountId=closed)

    assert accounts(org.list("r1")) == sorted([still, CALLER])
    (skipped,) = org.of("r1", "skipped.jsonl")
    assert (skipped["account"], skipped["state"]) == (closed, "skipped")


def test_named_accounts_ask_nobody(org: Organization) -> None:
    """Each in each region, and its CloudFront."""
    org.set(accounts=[CALLER])
    assert org.list("r1") == [
        {"run": "r1", "account": CALLER, "region": region} for region in (REGIONS[0], GLOBAL)
    ]


def test_units_are_walked_through_to_the_last(org: Organization) -> None:
    """A unit within a unit counts, and one that is named twice counts once."""
    client = boto3.client("organizations")
    root = client.list_roots()["Roots"][0]["Id"]
    outer = client.create_organizational_unit(ParentId=root, Name="outer")["OrganizationalUnit"]
    inner = client.create_organizational_unit(ParentId=outer["Id"], Name="inner")
    unit = inner["OrganizationalUnit"]["Id"]
    member = org.members[1]
    client.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    org.set(organizational_units=[outer["Id"], unit])

    assert accounts(org.list("r1")) == [member]


def test_a_list_that_is_there_stays(org: Organization) -> None:
    """A retry does not ask again."""
    first = org.list("r1")
    org.set(accounts=[CALLER])
    assert org.list("r1") == first


@pytest.mark.parametrize("name", ["", "../x", ".imported", "a/b", "a" * 81, None, 7])
def test_a_name_of_a_run_that_leads_elsewhere_is_refused(name: Any) -> None:  # noqa: ANN401 - any JSON
    """It is a part of keys."""
    with pytest.raises(PlaceError):
        run_name(name)


def test_an_aggregator_leaves_out_places_that_it_knows_to_have_nothing() -> None:
    """A place of which it has nothing at all is asked: nobody records it there."""
    client = boto3.client("config", region_name="eu-west-1")
    rows = [
        [
            {"accountId": "1" * 12, "awsRegion": "eu-west-1", "COUNT(*)": 4},
            {"accountId": "1" * 12, "awsRegion": "us-east-1", "COUNT(*)": 2},
        ],
        [{"accountId": "2" * 12, "awsRegion": "eu-west-1", "COUNT(*)": 9}],
        [
            {
                "accountId": "2" * 12,
                "awsRegion": "eu-west-1",
                "resourceType": "AWS::ApiGateway::RestApi",
                "COUNT(*)": 1,
            },
            {
                "accountId": "1" * 12,
                "awsRegion": "us-east-1",
                "resourceType": "AWS::CloudFront::Distribution",
                "COUNT(*)": 1,
            },
        ],
    ]
    with Stubber(client) as stub:
        for number, page in enumerate(rows):
            answer: dict[str, Any] = {"Results": [json.dumps(each) for each in page]}
            if number == 0:
                answer["NextToken"] = "more"
            stub.add_response("select_aggregate_resource_config", answer)
        record = recorded(client, "all")
        stub.assert_no_pending_responses()
    asked = list(worth_asking(places("r1", ["1" * 12, "2" * 12, "3" * 12], ["eu-west-1"]), record))

    assert [each[1:] for each in asked if isinstance(each, Place)] == [
        ("1" * 12, GLOBAL),
        ("2" * 12, "eu-west-1"),
        ("2" * 12, GLOBAL),  # nothing of us-east-1 is on record
        ("3" * 12, "eu-west-1"),
        ("3" * 12, GLOBAL),
    ]
    (skipped,) = (each for each in asked if isinstance(each, Coverage))
    assert (skipped.account, skipped.region) == ("1" * 12, "eu-west-1")
    assert skipped.state is CoverageState.SKIPPED
