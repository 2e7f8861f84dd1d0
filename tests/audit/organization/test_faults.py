"""What goes wrong in a run: nothing is lost, nothing is there twice, and the manifest is true."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.retries.standard import ExponentialBackoff

from corsgate_audit.organization.places import PlaceError
from support.faults import refusal, throttle
from support.organization import BUCKET, CALLER, PREFIX, REGIONS, faults, organization, session_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.awsrequest import AWSResponse

    from support.organization import Organization

pytestmark = pytest.mark.slow  # emulated accounts

LATER = "2026-12-02T04:00:00Z"


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch) -> Iterator[Organization]:
    """Have an organization of two accounts in one region."""
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0)
    with organization(monkeypatch, 1, REGIONS[:1]) as found:
        yield found


class DiedError(BaseException):
    """The process has ended: nothing of the audit can catch it."""


def incomplete(org: Organization, run: str) -> list[tuple[Any, ...]]:
    """Return account, region, service and state of what was expected and not seen."""
    return [
        (each["account"], each["region"], each["service"], each["state"])
        for each in org.of(run, "coverage.jsonl")
        if each["state"] not in {"scanned", "skipped"}
    ]


def test_an_account_that_is_denied_is_in_the_manifest_with_the_role(org: Organization) -> None:
    """All its places have reported, and the run is incomplete."""
    member = org.members[0]
    items = org.list("r1")

    def deny(event_name: str, url: str) -> AWSResponse | None:
        is_meant = event_name.endswith(".AssumeRole")
        return refusal(url, 403, "AccessDenied", "no") if is_meant else None

    for item in items:
        if item["account"] == member:
            with faults(deny):
                org.audit(item)
        else:
            org.audit(item)
    told = org.reduce("r1")

    assert (told["complete"], told["places"], told["reported"]) == (False, 4, 4)
    assert incomplete(org, "r1") == [
        (member, REGIONS[0], "sts", "denied"),
        (member, None, "sts", "denied"),
    ]
    assert {each["resource"]["account"] for each in org.of("r1", "findings.jsonl")} == {CALLER}


def test_a_region_that_is_not_enabled_is_skipped_and_said_to_be(org: Organization) -> None:
    """AWS refuses the token there, whatever the role may do."""

    def refuse(event_name: str, url: str) -> AWSResponse | None:
        is_meant = REGIONS[0] in url and ".sts." not in event_name and ".s3." not in event_name
        code = "UnrecognizedClientException"
        return refusal(url, 403, code, "The security token is invalid") if is_meant else None

    items = org.list("r1")
    with faults(refuse):
        for item in items:
            org.audit(item)
    told = org.reduce("r1")

    assert (told["complete"], told["findings"]) == (True, 0)
    reasons = {
        each["reason"] for each in org.of("r1", "coverage.jsonl") if each["region"] == REGIONS[0]
    }
    assert reasons
    assert all("not enabled" in reason for reason in reasons)


def test_throttling_at_every_third_call_loses_nothing(org: Organization) -> None:
    """Each call is tried again."""
    org.run("calm")
    calls = count(1)

    def third(_: str, url: str) -> AWSResponse | None:
        return throttle(url) if next(calls) % 3 == 0 and "s3" not in url else None

    with faults(third):
        told = org.run("r1", LATER)

    assert told["complete"]
    assert org.of("r1", "findings.jsonl") == org.of("calm", "findings.jsonl")
    assert (told["new"], told["gone"]) == (0, 0)


@pytest.mark.parametrize("operation", ["GetResources", "GetApis", "PutObject"])
def test_an_invocation_that_dies_is_done_again(org: Organization, operation: str) -> None:
    """What the second one writes is what one that lives does."""
    org.run("calm")
    items = org.list("r1", LATER)
    died: list[str] = []

    def die(event_name: str, url: str) -> AWSResponse | None:
        if event_name.endswith(f".{operation}") and not died:
            died.append(url)
            raise DiedError
        return None

    with faults(die), pytest.raises(DiedError):
        org.audit(items[0])
    for item in items:
        org.audit(item)
    told = org.reduce("r1")

    assert (told["complete"], told["new"], told["gone"]) == (True, 0, 0)
    assert org.of("r1", "findings.jsonl") == org.of("calm", "findings.jsonl")


def test_an_invocation_that_runs_out_of_time_twice_goes_on(org: Organization) -> None:
    """It says so each time, and what comes of it is the same."""
    org.run("calm")
    answers = [org.audit(item, 0, 0) for item in org.list("r1", LATER)]
    told = org.reduce("r1")

    states = [each["state"] for each in org.answers[-12:]]
    assert states == ["again", "again", "done"] * 4
    assert sum(each["findings"] for each in answers) == told["findings"]
    assert (told["complete"], told["new"], told["gone"]) == (True, 0, 0)


def test_a_place_that_never_has_time_enough_ends_and_says_so(org: Organization) -> None:
    """Invocations that read nothing new are not made for ever."""
    item = next(each for each in org.list("r1") if each["region"] == REGIONS[0])
    org.audit(item, *[0.0] * 20)
    told = org.reduce("r1")

    assert len(org.answers) < 8
    assert not told["complete"]
    reasons = [
        each["reason"] for each in org.of("r1", "coverage.jsonl") if each["resource"] == "the place"
    ]
    assert any("without reading anything new" in reason for reason in reasons)


@pytest.mark.parametrize(
    "item",
    [
        None,
        {},
        {"run": "r1", "account": "../../etc", "region": "eu-west-1"},
        {"run": "r1", "account": CALLER, "region": "../x"},
        {"run": "../r1", "account": CALLER, "region": "global"},
    ],
)
def test_a_poisoned_item_is_refused(org: Organization, item: Any) -> None:  # noqa: ANN401 - any JSON
    """It leads to no key and no account."""
    with pytest.raises(PlaceError):
        org.audit(item)


def test_a_poisoned_item_and_a_broken_file_are_in_the_manifest(org: Organization) -> None:
    """All other places are reported."""
    items = org.list("r1")
    for item in items:
        org.audit(item)
    s3 = boto3.client("s3")
    broken = f"{PREFIX}runs/r1/places/{CALLER}/global.jsonl"
    s3.put_object(Bucket=BUCKET, Key=broken, Body=b'{"place"')
    body = json.dumps([*items, items[0], {"run": "r1"}]).encode()
    s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}runs/r1/places.json", Body=body)
    told = org.reduce("r1")

    assert (told["complete"], told["places"], told["reported"]) == (False, 6, 4)
    assert incomplete(org, "r1") == [
        (CALLER, None, "corsgate", "failed"),
        (None, None, "corsgate", "failed"),
    ]
    prints = [each["fingerprints"]["corsgate/v2"] for each in org.of("r1", "findings.jsonl")]
    assert len(prints) == len(set(prints)) == told["findings"]


def test_s3_that_refuses_once_is_asked_again(org: Organization) -> None:
    """Every operation of it."""
    refused: set[str] = set()

    def refuse(event_name: str, url: str) -> AWSResponse | None:
        operation = event_name.rpartition(".")[2]
        if ".s3." not in event_name or operation in refused:
            return None
        refused.add(operation)
        return refusal(url, 503, "SlowDown", "Please reduce your request rate.")

    with faults(refuse):
        told = org.run("r1")

    assert told["complete"]
    assert refused == {"GetObject", "PutObject"}


def test_two_runs_at_once_do_not_undo_each_other(org: Organization) -> None:
    """The older one ends last: the newest stays the newest, and is compared with no later one."""
    for run, started in (("old", "2026-12-01T04:00:00Z"), ("new", LATER)):
        for item in org.list(run, started):
            org.audit(item)
    org.reduce("new")
    org.reduce("old")

    assert org.json(f"{PREFIX}latest.json")["run"] == "new"
    assert [org.of(run, "difference.json")["before"] for run in ("old", "new")] == [None, None]
    assert org.reduce("new")["new"] == org.of("new", "run.json")["findings"]


def test_a_run_that_was_stopped_goes_on_where_it_was(org: Organization) -> None:
    """What is done is not read again, and places stay those of the first start."""
    items = org.list("r1")
    org.audit(items[0])
    before = org.reduce("r1")
    asked: list[str] = []

    def hear(event_name: str, _: str) -> AWSResponse | None:
        asked.append(event_name.rpartition(".")[2])
        return None

    assert org.list("r1", LATER) == items
    with faults(hear):
        org.audit(items[0])
    after = [org.audit(item) for item in items]
    told = org.reduce("r1")

    assert (before["complete"], before["reported"]) == (False, 1)
    assert set(asked) <= {"GetObject", "GetCallerIdentity"}
    assert (told["complete"], told["reported"]) == (True, 4)
    assert sum(each["findings"] for each in after) == told["findings"]
    assert org.json(f"{PREFIX}latest.json")["started"].startswith("2026-12-01")


def test_what_is_gone_is_told_from_what_could_not_be_seen(org: Organization) -> None:
    """An API that was deleted is gone; one of an account that is denied is neither new later."""
    member = org.members[0]
    first = org.run("r1")
    gateway = session_in(CALLER)(REGIONS[0]).client("apigateway")
    for api in gateway.get_rest_apis()["items"]:
        gateway.delete_rest_api(restApiId=api["id"])

    def deny(event_name: str, url: str) -> AWSResponse | None:
        is_meant = event_name.endswith(".AssumeRole") and denied
        return refusal(url, 403, "AccessDenied", "no") if is_meant else None

    denied = False
    with faults(deny):
        for item in org.list("r2", LATER):
            denied = item["account"] == member
            org.audit(item)
    second, difference = org.reduce("r2"), org.of("r2", "difference.json")
    third = org.run("r3", "2026-12-03T04:00:00Z")

    assert (second["new"], second["gone"]) == (0, first["findings"] // 2)
    assert {each["account"] for each in difference["gone"]} == {CALLER}
    assert {each["account"] for each in difference["unknown"]} == {member}
    assert (third["complete"], third["new"], third["gone"]) == (True, 0, 0)
    assert third["findings"] == first["findings"] // 2
