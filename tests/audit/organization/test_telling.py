"""Who is told of a run: Security Hub, and the subscribers of a topic."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from support.faults import refusal
from support.organization import CALLER, REGIONS, faults, organization, session_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSResponse

    from support.organization import Organization

pytestmark = pytest.mark.slow  # emulated accounts


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    """Have an organization of two accounts in one region, each with Security Hub."""
    with organization(monkeypatch, 1, REGIONS[:1]) as found:
        for account in (*found.members, CALLER):
            session_in(account)(REGIONS[0]).client("securityhub").enable_security_hub()
        yield found


def states(account: str) -> list[tuple[str, str]]:
    """Return account and state of every finding in the Security Hub of an account."""
    client = session_in(account)(REGIONS[0]).client("securityhub")
    found = client.get_findings(MaxResults=100)["Findings"]
    return sorted((each["Resources"][0]["Id"], each["RecordState"]) for each in found)


def delete_apis(account: str) -> None:
    """Delete the REST APIs of an account."""
    gateway = session_in(account)(REGIONS[0]).client("apigateway")
    for api in gateway.get_rest_apis()["items"]:
        gateway.delete_rest_api(restApiId=api["id"])


@pytest.mark.parametrize("hub", ["member", "auditor"])
def test_findings_are_imported_and_what_is_gone_is_archived(org: Organization, hub: str) -> None:
    """In each account's own Security Hub, or all in the auditor's."""
    org.set(security_hub=hub)
    first = org.run("r1")
    told = {account: states(account) for account in (*org.members, CALLER)}
    delete_apis(org.members[0])
    second = org.run("r2", "2026-12-02T04:00:00Z")
    after = {account: states(account) for account in (*org.members, CALLER)}

    assert sum(map(len, told.values())) == first["findings"]
    assert {state for each in told.values() for _, state in each} == {"ACTIVE"}
    assert bool(told[org.members[0]]) == (hub == "member")
    archived = [each for found in after.values() for each in found if each[1] == "ARCHIVED"]
    assert len(archived) == second["gone"] == first["findings"] // 2
    assert second["complete"]


@pytest.mark.parametrize("hub", ["member", "auditor"])
def test_a_security_hub_that_refuses_is_named_and_no_failure(org: Organization, hub: str) -> None:
    """The audit is as complete as it was."""

    def refuse(event_name: str, url: str) -> AWSResponse | None:
        is_meant = event_name.endswith(".BatchImportFindings")
        return refusal(url, 403, "AccessDeniedException", "not subscribed") if is_meant else None

    org.set(security_hub=hub)
    with faults(refuse):
        told = org.run("r1")

    assert told["complete"]
    entries = [each for each in org.of("r1", "coverage.jsonl") if each["service"] == "securityhub"]
    assert {each["account"] for each in entries} == (
        {*org.members, CALLER} if hub == "member" else {None}
    )
    assert all("not subscribed" in each["reason"] for each in entries)


def test_one_message_for_each_run(org: Organization) -> None:
    """A reduction that is retried sends none again."""
    topic = boto3.client("sns").create_topic(Name="audits")["TopicArn"]
    queue = boto3.client("sqs").create_queue(QueueName="audits")["QueueUrl"]
    attributes = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])
    endpoint = attributes["Attributes"]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint)
    org.set(topic=topic)
    told = org.run("r1")
    org.reduce("r1")

    received: Any = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    (message,) = received["Messages"]
    body = json.loads(message["Body"])
    assert body["Subject"] == f"CORS audit: {told['new']} new, 0 gone"
    assert "Run r1" in body["Message"]
