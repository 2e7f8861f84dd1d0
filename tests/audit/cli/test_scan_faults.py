"""What goes wrong in a scan is in the report, and in the exit status: nothing else is lost."""

from __future__ import annotations

import json
import signal
import time
from threading import Event, main_thread
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.cli import main
from support.faults import between, cut, refusal, throttle
from support.front_doors import fill
from support.moto_support import api_pages, install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from botocore.awsrequest import AWSResponse
    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # an emulated account

REGIONS = ("eu-west-1", "eu-west-2")


@pytest.fixture(name="apis")
def _apis(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Have the front doors of two regions, one API on a page; nothing is tried twice."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGIONS[0])
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(api_pages, "_MAX_LIMIT", 1)
    install()
    with mock_aws():
        for region in REGIONS:
            fill(boto3.Session(region_name=region))
        found = boto3.client("apigateway").get_paginator("get_rest_apis").paginate()
        yield {api["name"]: api["id"] for page in found for api in page["items"]}


def audited(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    """Audit both regions; return the exit status and the report."""
    # Findings go before what was not scanned: here only a critical one would.
    regions = ("--regions", ",".join(REGIONS), "--max-rps", "10", "--fail-on", "critical")
    status = main(["audit", "--format", "json", *regions, *options])
    return status, json.loads(capsys.readouterr().out)


def unseen(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what was expected and not seen, without ids."""
    return [
        (entry["region"], entry["resource"].partition(" (")[0], entry["state"])
        for entry in report["coverage"]
        if entry["state"] not in {"scanned", "skipped"}
    ]


def judged(report: dict[str, Any]) -> set[str]:
    """Return the APIs that have findings."""
    return {finding["resource"]["api"] for finding in report["findings"]}


ALL = {f"{name}-{region}" for name in ("a", "b") for region in REGIONS}


class Fault:
    """Answers for the account where something is to go wrong.

    Args:
        operation: that fails.
        part: of the URLs that fail.
        kind: how: ``throttled``, ``denied``, ``skewed`` or ``cut``.
        after: calls of it that succeed before.
    """

    def __init__(self, operation: str, part: str, kind: str, after: int = 0) -> None:
        self._operation = operation
        self._part = part
        self._kind = kind
        self._left = after

    def __call__(self, event_name: str, url: str) -> AWSResponse | None:
        """Answer a call, or leave it to the account."""
        if not event_name.endswith(f".{self._operation}") or self._part not in url:
            return None
        self._left -= 1
        if self._left >= 0:
            return None
        if self._kind == "cut":
            return cut(url)
        if self._kind == "throttled":
            return throttle(url)
        code, message = _REFUSALS[self._kind]
        return refusal(url, 403, code, message)


_SKEW = "Signature expired: 20261123T080000Z is now earlier than 20261123T081500Z"
_REFUSALS = {
    "denied": ("AccessDeniedException", "not authorized"),
    "skewed": ("InvalidSignatureException", _SKEW),
}


@pytest.mark.parametrize(
    ("fault", "missing", "read"),
    [
        (
            Fault("GetRestApis", "eu-west-2", "throttled", after=1),
            [("eu-west-2", "the list of REST APIs", "throttled")],
            ALL - {"b-eu-west-2"},
        ),
        (
            Fault("GetResources", "{a}", "denied"),
            [("eu-west-1", "REST API 'a-eu-west-1'", "denied")],
            ALL - {"a-eu-west-1"},
        ),
        (
            Fault("GetAuthorizers", "{a}", "cut"),
            [("eu-west-1", "REST API 'a-eu-west-1'", "failed")],
            ALL - {"a-eu-west-1"},
        ),
        (
            Fault("GetStages", "{a}", "skewed"),
            [("eu-west-1", "REST API 'a-eu-west-1'", "failed")],
            ALL - {"a-eu-west-1"},
        ),
        (
            Fault("GetApis", "eu-west-2", "denied"),
            [("eu-west-2", "the list of HTTP APIs", "denied")],
            ALL,
        ),
        (
            Fault("ListDistributions", "", "denied"),
            [("aws-global", "the list of distributions", "denied")],
            ALL,
        ),
        (
            Fault("ListFunctions", "eu-west-2", "cut"),
            [("eu-west-2", "the list of functions", "failed")],
            ALL,
        ),
    ],
    ids=lambda each: each._kind if isinstance(each, Fault) else "",  # noqa: SLF001
)
def test_one_fault_loses_one_part(
    fault: Fault,
    missing: list[tuple[str, str, str]],
    read: set[str],
    apis: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The part is named, with 3 for the whole; everything else is judged."""
    fault._part = fault._part.format(a=apis["a-eu-west-1"])  # noqa: SLF001
    with between(fault):
        status, report = audited(capsys)

    assert (status, unseen(report)) == (3, missing)
    assert judged(report) == read
    (entry,) = (each for each in report["coverage"] if each["state"] == missing[0][2])
    assert entry["reason"]


@pytest.mark.usefixtures("apis")
def test_whoever_allows_partial_reports_gets_the_status_of_the_rest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The report still names what is missing."""
    with between(Fault("GetApis", "eu-west-2", "denied")):
        status, report = audited(capsys, "--allow-partial", "--fail-on", "info")

    assert status == 1
    assert unseen(report) == [("eu-west-2", "the list of HTTP APIs", "denied")]


@pytest.mark.usefixtures("apis")
def test_a_clock_that_is_wrong_from_the_start_is_one_line(
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """AWS says what time it is, and what time it was told."""
    with between(Fault("GetCallerIdentity", "", "skewed")):
        status = main(["audit"])

    error = capsys.readouterr().err
    assert status == 2
    assert error.count("\n") == 1
    assert error == snapshot
    assert _SKEW in error


@pytest.mark.usefixtures("apis")
def test_an_account_of_the_organization_that_lets_nobody_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is named with its role, and all else is judged."""
    client = boto3.client("organizations")
    client.create_organization(FeatureSet="ALL")
    made = client.create_account(AccountName="closed", Email="closed@example.com")
    account = made["CreateAccountStatus"]["AccountId"]
    with between(Fault("AssumeRole", "", "denied")):
        status, report = audited(capsys, "--organization", "--role", "reader")

    (entry,) = (each for each in report["coverage"] if each["state"] == "denied")
    assert status == 3
    assert (entry["account"], entry["service"]) == (account, "sts")
    assert entry["resource"] == f"the role arn:aws:iam::{account}:role/reader"
    assert "AccessDenied" in entry["reason"]
    assert judged(report) == ALL


@pytest.mark.usefixtures("apis")
def test_a_stage_that_may_not_be_exported_is_named(
    apis: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The API is judged; what its stage serves is not, and not taken for the same."""
    client: Any = boto3.client("apigateway")
    api = apis["a-eu-west-1"]
    (root,) = client.get_resources(restApiId=api)["items"]
    place = {"restApiId": api, "resourceId": root["id"], "httpMethod": "GET"}
    client.put_integration(**place, type="MOCK")
    client.create_deployment(restApiId=api, stageName="prod")
    client.put_gateway_response(
        restApiId=api,
        responseType="DEFAULT_4XX",
        responseParameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
    )
    seen = audited(capsys)
    with between(Fault("GetExport", "", "denied")):
        status, report = audited(capsys)

    named = "stage 'prod' of REST API 'a-eu-west-1'"
    assert (status, unseen(report)) == (3, [("eu-west-1", named, "denied")])
    assert unseen(seen[1]) == []
    stale = [each for each in seen[1]["findings"] if each["rule"] == "CORS115"]
    (found,) = stale
    assert (found["resource"]["api"], found["resource"]["stage"]) == ("a-eu-west-1", "prod")
    assert found["severity"] == "medium"
    assert found["evidence"]["expected"] == "DEFAULT_4XX with Access-Control-Allow-Origin: '*'"
    assert found["evidence"]["actual"] == "DEFAULT_4XX with no CORS header"
    rest = [each for each in seen[1]["findings"] if each["rule"] != "CORS115"]
    assert report["findings"] == rest


@pytest.mark.usefixtures("apis")
def test_ctrl_c_in_the_middle_prints_what_there_is_and_another_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """The signal itself, while the second region is read; the report names the way to go on."""
    monkeypatch.chdir(tmp_path)
    whole = audited(capsys)
    pressed: list[str] = []
    rest_apis_are_read, heard = Event(), Event()

    def interrupt(*_: object) -> None:
        heard.set()
        raise KeyboardInterrupt

    def answer(event_name: str, url: str) -> None:
        if "eu-west-1" in url and event_name.endswith(".GetApis"):
            rest_apis_are_read.set()
        if "eu-west-2" in url and event_name.endswith(".GetResources") and not pressed:
            pressed.append(url)
            rest_apis_are_read.wait(timeout=30)
            signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)  # which waits for this one
            assert heard.wait(timeout=30)
            time.sleep(0.5)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with between(answer):
            status, first = audited(capsys)
    finally:
        signal.signal(signal.SIGINT, before)
    assert pressed
    (state,) = tmp_path.iterdir()
    resumed = audited(capsys, "--resume", state.name)

    assert status == 3
    assert first["coverage"][0]["reason"] == snapshot
    assert {
        entry["reason"] for entry in first["coverage"][1:] if entry["state"] == "failed"
    } == snapshot
    assert {"a-eu-west-1", "b-eu-west-1"} <= judged(first) < ALL
    assert (resumed[0], judged(resumed[1])) == (whole[0], ALL)
    assert resumed[1]["findings"] == whole[1]["findings"]
    assert resumed[1]["coverage"] == whole[1]["coverage"]
