"""Faults of an emulated account: found, planned, fixed, verified, and taken back whole."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate import CorsPolicy
from corsgate_audit.fix.live.actions import READS, WRITES
from support.faults import between, refused
from support.hand_made_api import FAULTS, make_api
from support.live_fix import (
    BACKEND,
    Rest,
    dump,
    fixed,
    found,
    held_back,
    lines_of,
    rolled_back,
    served,
    state_file,
)
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # waits for an emulated account


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def wildcard(**more: Any) -> CorsPolicy:  # noqa: ANN401 - any field
    """Return a policy that lets every page in."""
    return CorsPolicy(allow_origins=["*"], **{"allow_methods": ["GET", "PUT"], **more})


def test_planted_faults_of_a_rest_api(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """All are fixed and served, and the way back leads to exactly what was there."""
    client = boto3.client("apigateway")
    api_id = make_api(client)
    before, served_before = dump(), served(client, api_id)
    assert found() == sorted(fault.rule for fault in FAULTS)

    assert fixed(tmp_path) == 0

    assert lines_of(capsys.readouterr().out, "verified") == snapshot
    assert found() == []
    assert "/invoices" in served(client, api_id)["paths"]
    assert "options" in served(client, api_id)["paths"]["/invoices"]
    assert dump() != before

    assert rolled_back(tmp_path) == 0

    assert dump() == before
    assert served(client, api_id) == served_before
    assert found() == sorted(fault.rule for fault in FAULTS)


def test_a_plan_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Without ``--apply`` it is shown, and nothing is saved."""
    Rest.make()
    before = dump()

    assert fixed(tmp_path, apply=False) == 1

    assert capsys.readouterr().out == snapshot
    assert dump() == before
    assert list(tmp_path.iterdir()) == []


def test_to_fix_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    """There is nothing left to fix, and so no second state file."""
    Rest.make()
    assert fixed(tmp_path) == 0
    after = dump()

    assert fixed(tmp_path) == 0

    assert dump() == after
    assert state_file(tmp_path).exists()


def test_the_state_is_its_owners_alone_and_says_all(tmp_path: Path) -> None:
    """Version, policy, changes, and the API as it was."""
    api = Rest.make()
    before = api.client.get_rest_api(restApiId=api.id)["name"]

    assert fixed(tmp_path) == 0

    path = state_file(tmp_path)
    content = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.with_name(f"{path.name}.journal").stat().st_mode) == 0o600
    assert content["schema_version"] == 1
    assert content["apis"][f"rest/{api.id}"]["api"]["name"] == before
    assert sorted(content) == [
        "apis",
        "changes",
        "id",
        "policy",
        "profiles",
        "promised",
        "schema_version",
    ]


def http_api(cors: dict[str, Any] | None, **stage: Any) -> tuple[Any, dict[str, str]]:  # noqa: ANN401
    """Make an HTTP API with PUT /items; return the client and the parameters that name it."""
    client: Any = boto3.client("apigatewayv2")
    given = {} if cors is None else {"CorsConfiguration": cors}
    key = {"ApiId": client.create_api(Name="orders", ProtocolType="HTTP", **given)["ApiId"]}
    made = client.create_integration(
        **key,
        IntegrationType="HTTP_PROXY",
        IntegrationUri="https://x.example.com",
        IntegrationMethod="ANY",
        PayloadFormatVersion="1.0",
    )
    target = f"integrations/{made['IntegrationId']}"
    client.create_route(**key, RouteKey="PUT /items", Target=target)
    client.create_stage(**key, StageName="$default", **stage)
    return client, key


SETTINGS = {
    "AllowHeaders": ["authorization", "content-type"],
    "AllowMethods": ["GET", "PUT"],
    "AllowOrigins": ["https://app.example.com"],
}


def test_an_http_api(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Its settings are replaced, and put back; a stage that does not deploy itself is named."""
    cors = {"AllowOrigins": ["https://app.example.com"], "AllowMethods": ["GET"]}
    client, key = http_api(cors, AutoDeploy=False)
    before = dump()
    assert found() == ["CORS204", "CORS208"]

    assert fixed(tmp_path) == 0

    assert client.get_api(**key)["CorsConfiguration"] == SETTINGS
    assert lines_of(capsys.readouterr().out, "note") == snapshot
    assert found() == []
    assert rolled_back(tmp_path) == 0
    assert dump() == before


def test_an_http_api_without_settings(tmp_path: Path) -> None:
    """Its functions may answer; so it gets settings only on demand, and can lose them again."""
    client, key = http_api(None, AutoDeploy=True)
    before = dump()
    assert found() == ["CORS207"]

    assert fixed(tmp_path) == 1
    assert dump() == before

    seen: set[str] = set()
    with between(lambda event, _url: seen.add(event)):
        assert fixed(tmp_path, unsafe=True) == 0
        assert client.get_api(**key)["CorsConfiguration"] == SETTINGS
        assert rolled_back(tmp_path) == 0

    assert dump() == before
    writes = {f"before-send.{name}" for name in WRITES if name.startswith("apigatewayv2.")}
    assert writes <= seen


def function_with_url(cors: dict[str, Any]) -> Any:  # noqa: ANN401 - boto3's client
    """Make a function with a URL."""
    client: Any = boto3.client("lambda")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=trust)
    client.create_function(
        FunctionName="items",
        Runtime="python3.11",
        Role=role["Role"]["Arn"],
        Handler="h.h",
        Code={"ZipFile": b"x"},
    )
    client.create_function_url_config(FunctionName="items", AuthType="AWS_IAM", Cors=cors)
    return client


def test_a_function_url(tmp_path: Path) -> None:
    """Its settings are replaced, and put back."""
    client = function_with_url({"AllowOrigins": ["*"], "AllowCredentials": True})
    before = dump()
    rules = found()
    assert "CORS301" in rules

    assert fixed(tmp_path, unsafe=True) == 0

    assert client.get_function_url_config(FunctionName="items")["Cors"] == {
        "AllowOrigins": ["https://app.example.com"],
        "AllowMethods": ["GET", "PUT"],
        # And what a signed request carries.
        "AllowHeaders": ["authorization", "content-type", "x-amz-date", "x-amz-security-token"],
    }
    assert "CORS301" not in found()
    assert rolled_back(tmp_path) == 0
    assert dump() == before
    assert found() == rules


def test_what_narrows_an_api_is_unsafe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """It is held back and says why, until somebody asks for it."""
    api = Rest.make()
    api.mock("'https://old.example.com'", "'GET'")
    before = dump()

    assert fixed(tmp_path) in {0, 1}

    said = capsys.readouterr().out
    assert f"OPTIONS /items of 'shop' ({api.id})" in held_back(said)
    assert lines_of(said, "because") == snapshot
    assert dump()["rest"][0]["resources"] == before["rest"][0]["resources"]


def test_what_cloudformation_manages_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """With the way: its template."""
    Rest.make(tags={"aws:cloudformation:stack-name": "shop-prod"})
    before = dump()

    assert fixed(tmp_path) == 1

    assert lines_of(capsys.readouterr().out, "does not fix") == snapshot
    assert dump() == before


def test_a_state_that_cannot_be_read_is_not_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """What cannot be saved cannot be put back."""
    Rest.make()
    before = dump()

    with refused("GetRequestValidators", "AccessDeniedException", "no"):
        assert fixed(tmp_path) == 1

    assert lines_of(capsys.readouterr().out, "does not fix") == snapshot
    assert dump() == before


def test_a_policy_that_is_a_risk_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the audit would say of it is said before."""
    api = Rest.make()
    api.method("GET", uri=f"{BACKEND}/items", authorizationType="AWS_IAM")
    api.deploy()

    fixed(tmp_path, policy=wildcard(allow_headers=["*", "authorization"]), apply=False)

    assert "because: with the policy, CORS5" in capsys.readouterr().out


def test_a_policy_for_several_apis_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Nobody puts one policy on all APIs of an account by accident."""
    import typer  # noqa: PLC0415 - as the command does

    Rest.make("shop")
    Rest.make("stock")
    before = dump()

    with pytest.raises(typer.Exit) as ended:
        fixed(tmp_path)

    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == snapshot
    assert dump() == before

    assert fixed(tmp_path, apis=("stock",)) == 0
    changed = {
        api["name"] for api, old in zip(dump()["rest"], before["rest"], strict=True) if api != old
    }
    assert changed == {"stock"}


def test_the_calls_are_those_of_the_table(tmp_path: Path) -> None:
    """Every call that a fix and a rollback make beside the audit's has its permission there."""
    from corsgate_audit.collect.live.scan import ScanOptions, scan  # noqa: PLC0415
    from support.live_fix import NoLimits  # noqa: PLC0415

    make_api(boto3.client("apigateway"))
    function_with_url({"AllowOrigins": ["*"], "AllowCredentials": True})
    seen: set[str] = set()

    def note(event: str, _url: str) -> None:
        seen.add(event.removeprefix("before-send."))

    with between(note):
        scan(ScanOptions(), NoLimits())
        audit = set(seen)
        seen.clear()
        assert fixed(tmp_path, unsafe=True, apis=("hand-made-orders", "items")) == 0
        assert rolled_back(tmp_path) == 0

    allowed = {_event_name(name) for name in (*READS, *WRITES)}
    assert seen - audit - allowed == set()
    others = ("apigatewayv2.", "cloudfront.")
    rest_and_url = {name for name in WRITES if not name.startswith(others)}
    assert {_event_name(name) for name in rest_and_url} <= seen


def _event_name(name: str) -> str:
    service, _, operation = name.partition(".")
    return f"{'api-gateway' if service == 'apigateway' else service}.{operation}"
