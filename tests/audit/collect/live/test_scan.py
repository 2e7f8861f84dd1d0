"""Several accounts and regions, and the faults of a real one: nothing is lost, all is named."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.retries.standard import ExponentialBackoff
from moto import mock_aws

from corsgate_audit.collect import TargetError
from corsgate_audit.collect.live.organization import MemberRole
from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.model import CoverageState
from support.collected import write
from support.faults import between, cut, refusal, throttle
from support.front_doors import fill
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from botocore.awsrequest import AWSResponse
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

pytestmark = pytest.mark.slow  # waits for emulated accounts, or for a rate

REGIONS = ("eu-west-1", "eu-west-2", "us-east-1")
ACCOUNT = "123456789012"


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have an account with two REST APIs and an HTTP API in each region."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGIONS[0])
    install()
    with mock_aws():
        for region in REGIONS:
            fill(boto3.Session(region_name=region))
        yield


def names(collection: Collection) -> list[str]:
    """Return what was read."""
    return sorted(str(api.name) for api in collection.apis)


def every(*regions: str) -> list[str]:
    """Return the names of all APIs of some regions."""
    return sorted(f"{name}-{region}" for name in ("a", "b", "h") for region in regions)


def unseen(collection: Collection) -> list[tuple[str | None, str, CoverageState]]:
    """Return what was expected and not seen."""
    return [
        (entry.region, entry.resource.partition(" (")[0], entry.state)
        for entry in collection.coverage
        if entry.incomplete
    ]


def test_the_region_of_the_environment() -> None:
    """Unless another one is named."""
    assert names(scan(ScanOptions())) == every("eu-west-1")
    assert names(scan(ScanOptions(regions=("us-east-1",)))) == every("us-east-1")


@pytest.mark.slow
def test_all_enabled_regions() -> None:
    """Those that EC2 lists; each is in the coverage."""
    collection = scan(ScanOptions(regions=("all",), max_rps=10))

    assert names(collection) == every(*REGIONS)
    assert unseen(collection) == []
    regions = {entry.region for entry in collection.coverage if entry.service != "cloudfront"}
    enabled = boto3.client("ec2").describe_regions()["Regions"]
    assert regions == {region["RegionName"] for region in enabled}


@pytest.mark.slow
def test_regions_that_nobody_may_list_are_those_that_boto3_knows(
    snapshot: SnapshotAssertion,
) -> None:
    """And the report says so."""
    with between(denying("DescribeRegions")):
        collection = scan(ScanOptions(regions=("all",), max_rps=10))

    assert names(collection) == every(*REGIONS)
    (entry,) = (each for each in collection.coverage if each.service == "ec2")
    assert entry.state is CoverageState.SKIPPED
    assert str(entry.reason) == snapshot


def denying(operation: str, region: str = "") -> Any:  # noqa: ANN401 - see `between`
    """Deny an operation, in one region or in all."""

    def answer(event_name: str, url: str) -> AWSResponse | None:
        is_meant = event_name.endswith(f".{operation}") and region in url
        return refusal(url, 403, "AccessDeniedException", "no") if is_meant else None

    return answer


def test_a_region_that_is_denied_keeps_no_other_from_being_read() -> None:
    """Each of its listings is named."""

    def answer(_: str, url: str) -> AWSResponse | None:
        meant = "eu-west-2" in url
        return refusal(url, 403, "AccessDeniedException", "no") if meant else None

    with between(answer):
        collection = scan(ScanOptions(regions=REGIONS))

    denied = CoverageState.DENIED
    assert names(collection) == every("eu-west-1", "us-east-1")
    assert unseen(collection) == [
        ("eu-west-2", "the list of REST APIs", denied),
        ("eu-west-2", "the list of HTTP APIs", denied),
        ("eu-west-2", "the list of functions", denied),
        ("eu-west-2", "the list of domain names", denied),  # of the one service, and the other
        ("eu-west-2", "the list of domain names", denied),
    ]


def test_a_region_that_is_none_is_named() -> None:
    """A slip of the pen is no end of the scan."""
    collection = scan(ScanOptions(regions=("us-east-1", "no region")))

    assert names(collection) == every("us-east-1")
    assert unseen(collection) == [("no region", "the region", CoverageState.FAILED)]


def test_a_failure_that_nobody_foresaw_is_named_and_the_others_are_read() -> None:
    """By its kind, so that it can be reported."""

    def answer(_: str, url: str) -> AWSResponse | None:
        if "eu-west-2" in url:
            message = "boom"
            raise RuntimeError(message)
        return None

    with between(answer):
        collection = scan(ScanOptions(regions=REGIONS))

    assert names(collection) == every("eu-west-1", "us-east-1")
    (entry,) = (each for each in collection.coverage if each.incomplete)
    assert (entry.region, entry.resource, entry.reason) == (
        "eu-west-2",
        "the region",
        "RuntimeError: boom",
    )


def test_every_third_call_throttled_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are tried again."""
    scale = vars(ExponentialBackoff)["_DEFAULT_BACKOFF_CONFIG"]  # to wait for no second try
    monkeypatch.setitem(scale, "throttling_base_scale", 0)
    calls = Counter[str]()

    def answer(_: str, url: str) -> AWSResponse | None:
        host = url.split("/")[2]  # in each region by itself, whatever the others do meanwhile
        calls[host] += 1
        return throttle(url) if calls[host] % 3 == 0 else None

    with between(answer):
        collection = scan(ScanOptions(regions=REGIONS))

    assert unseen(collection) == []
    assert names(collection) == every(*REGIONS)


def test_without_retries_every_throttled_part_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read and what was not are all that there is."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    def answer(event_name: str, url: str) -> AWSResponse | None:
        return throttle(url) if event_name.endswith(".GetStages") and "restapis" in url else None

    with between(answer):
        collection = scan(ScanOptions())

    assert names(collection) == ["h-eu-west-1"]
    throttled = CoverageState.THROTTLED
    assert unseen(collection) == [
        ("eu-west-1", "REST API 'a-eu-west-1'", throttled),
        ("eu-west-1", "REST API 'b-eu-west-1'", throttled),
    ]


def test_a_connection_that_is_cut_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The listing that it held is not taken for an empty one."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    def answer(event_name: str, url: str) -> AWSResponse | None:
        return cut(url) if event_name.endswith(".GetApis") else None

    with between(answer):
        collection = scan(ScanOptions())

    assert names(collection) == ["a-eu-west-1", "b-eu-west-1"]
    assert unseen(collection) == [("eu-west-1", "the list of HTTP APIs", CoverageState.FAILED)]


@pytest.mark.slow
def test_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is read in its own region; two that lead to one place are read once."""
    keys = "aws_access_key_id = a\naws_secret_access_key = b\n"
    text = "".join(
        f"[profile {name}]\nregion = {region}\n{keys}"
        for name, region in (("one", "eu-west-2"), ("two", "us-east-1"), ("three", "us-east-1"))
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", write(tmp_path, "config", text))
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    collection = scan(ScanOptions(profiles=("one", "gone", "two", "three")))

    assert names(collection) == every("eu-west-2", "us-east-1")
    assert unseen(collection) == [(None, "profile 'gone'", CoverageState.FAILED)]
    with pytest.raises(TargetError, match=r"\(gone\) could not be found; .*\(none\) could not be"):
        scan(ScanOptions(profiles=("gone", "none")))


@contextmanager
def assumed(account: str, role: str) -> Iterator[boto3.Session]:
    """Have a session in another account."""
    sts = boto3.client("sts")
    arn = f"arn:aws:iam::{account}:role/{role}"
    given = sts.assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    yield boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name="eu-west-1",
    )


def member(name: str) -> str:
    """Make an account of the organization."""
    client = boto3.client("organizations")
    made = client.create_account(AccountName=name, Email=f"{name}@example.com")
    return str(made["CreateAccountStatus"]["AccountId"])


def test_an_organization() -> None:
    """Its accounts are read through the role; those that cannot be are named, with the role."""
    boto3.client("organizations").create_organization(FeatureSet="ALL")
    open_account, closed_account, gone_account = member("open"), member("closed"), member("gone")
    boto3.client("organizations").close_account(AccountId=gone_account)
    with assumed(open_account, "reader") as session:
        session.client("apigateway").create_rest_api(name="theirs")
    asked: list[str] = []

    def answer(event_name: str, url: str) -> AWSResponse | None:
        if event_name.endswith(".AssumeRole"):
            asked.append(url)
            if len(asked) > 1:
                return refusal(url, 403, "AccessDenied", "no")
        return None

    role = MemberRole(name="reader", external_id="e1")
    with between(answer):
        collection = scan(ScanOptions(members=role))

    assert names(collection) == sorted([*every("eu-west-1"), "theirs"])
    (theirs,) = (api for api in collection.apis if api.name == "theirs")
    assert theirs.location.account == open_account
    denied = f"the role arn:aws:iam::{closed_account}:role/reader"
    assert unseen(collection) == [(None, denied, CoverageState.DENIED)]
    (skipped,) = (each for each in collection.coverage if each.account == gone_account)
    assert (skipped.state, skipped.resource) == (CoverageState.SKIPPED, "account")


def test_an_organization_that_nobody_may_list_is_named() -> None:
    """The caller's own account is read all the same."""
    with between(denying("ListAccounts")):
        collection = scan(ScanOptions(members=MemberRole(name="reader")))

    assert names(collection) == every("eu-west-1")
    ((_, resource, state),) = unseen(collection)
    assert (resource, state) == ("the list of accounts", CoverageState.DENIED)


@pytest.mark.parametrize(
    ("region", "partition", "cloudfront"),
    [
        ("cn-north-1", "aws-cn", ["cloudfront.cn-northwest-1.amazonaws.com.cn"]),
        ("us-gov-west-1", "aws-us-gov", []),
    ],
)
def test_other_partitions(
    monkeypatch: pytest.MonkeyPatch, region: str, partition: str, cloudfront: list[str]
) -> None:
    """ARNs, regions and CloudFront are the partition's own; where it has none, that is named."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    fill(boto3.Session(region_name=region))

    hosts: list[str] = []

    def answer(event_name: str, url: str) -> AWSResponse | None:
        if not event_name.endswith(".ListDistributions"):
            return None
        hosts.append(url.split("/")[2])
        return refusal(url, 403, "AccessDenied", "no")

    with between(answer):
        collection = scan(ScanOptions())

    assert hosts == cloudfront
    (edge,) = (entry for entry in collection.coverage if entry.service == "cloudfront")
    assert edge.state is (CoverageState.DENIED if cloudfront else CoverageState.SKIPPED)
    assert names(collection) == every(region)
    assert all(str(api.location.arn).startswith(f"arn:{partition}:") for api in collection.apis)
    assert json.dumps([str(api.location.region) for api in collection.apis]).count(region) == 3


def test_every_listing_is_in_the_coverage_with_its_count() -> None:
    """Of an empty region too: that there is none is something else than that nobody has asked."""
    full, empty = (scan(ScanOptions(regions=(region,))) for region in ("eu-west-1", "us-west-2"))

    def lists(collection: Collection) -> list[tuple[str, str, str | None]]:
        return [
            (entry.service, entry.resource, entry.reason)
            for entry in collection.coverage
            if entry.resource.startswith("the list of ")
        ]

    def expected(rest: int, http: int) -> list[tuple[str, str, str | None]]:
        return [
            ("apigateway", "the list of REST APIs", f"{rest} listed"),
            ("apigatewayv2", "the list of HTTP APIs", f"{http} listed"),
            ("lambda", "the list of functions", "0 listed"),
            ("apigatewayv2", "the list of domain names", "0 listed"),
            ("apigateway", "the list of domain names", "0 listed"),
            ("cloudfront", "the list of distributions", "0 listed"),
        ]

    assert lists(full) == expected(2, 1)
    assert lists(empty) == expected(0, 0)
