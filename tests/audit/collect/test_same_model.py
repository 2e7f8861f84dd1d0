"""Nothing tells a template, read from its file, from the account that it was deployed to.

The models are equal, and so are the findings, but for what names the source.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.collect import collect
from corsgate_audit.collect.template.yaml_text import load_yaml
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Door, FrontDoor, RestApi, Target, routes_of
from support.collected import without_locations
from support.judging import SOME_RULES
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Finding

pytestmark = pytest.mark.slow  # waits for emulated accounts, or for a rate

TEMPLATES = Path(__file__).parent / "templates"
REFERENCE_APP = Path(__file__).parents[3] / "cdk" / "app.py"


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


def deploy(path: Path) -> None:
    """Deploy a template."""
    boto3.client("cloudformation").create_stack(
        StackName="shop", TemplateBody=path.read_text(), Capabilities=["CAPABILITY_IAM"]
    )


def models(targets: list[str]) -> list[Target]:
    """Read targets into models that say nothing of where they were read, or where they answer.

    Of what stages serve a template holds nothing, and an account nothing of in which order
    it was made; that it is the same, the findings show.
    """
    read = without_locations(collect(targets).apis)
    return sorted(map(_bare, read), key=lambda api: str(api.name))


def _bare(api: Target) -> Target:
    if isinstance(api, RestApi):
        return replace(api, domain_names=(), deployed=(), deployments=())
    return replace(api, domain_names=()) if isinstance(api, Door) else api


def findings(targets: list[str]) -> list[Finding]:
    """Judge targets; return findings that say nothing of where their cause was read."""
    found = judge_collection(collect(targets)).findings
    return sorted(map(_without_source, found), key=repr)


def _without_source(found: Finding) -> Finding:
    """Leave out logical ids, ARNs, the account and the region, and with them the fingerprint."""
    return replace(
        found,
        resource=replace(found.resource, logical_id=None, arn=None, account=None, region=None),
        evidence=replace(found.evidence, source="", pointer=""),
        fingerprint="",
        fingerprint_v2="",
    )


@pytest.mark.parametrize("name", ["faulty.yaml", "rest.yaml", "http.yaml"])
def test_file_and_account_give_equal_findings(name: str) -> None:
    """Message, severity, expected, found, witness and fix; the rules find their faults."""
    path = TEMPLATES / name
    deploy(path)

    live = findings([])

    assert live == findings([str(path)])
    if name == "faulty.yaml":
        assert {found.rule for found in live} >= {rule.id for rule in SOME_RULES}


@pytest.mark.parametrize(
    ("name", "apis"),
    [
        ("rest.yaml", ["shop-rest"]),
        ("http.yaml", ["bare-http", "empty-http", "shop-http", "shop-items"]),
    ],
)
def test_file_and_account_give_equal_models(name: str, apis: list[str]) -> None:
    """Every setting that the collector reads is in these templates."""
    path = TEMPLATES / name
    deploy(path)

    live = models([])

    assert live == models([str(path)])
    assert [api.name for api in live] == apis
    assert any(routes_of(api) for api in live)


def test_a_json_template_gives_the_model_of_its_yaml_twin(tmp_path: Path) -> None:
    """The long form of the intrinsics means what the short form does."""
    path = TEMPLATES / "rest.yaml"
    content, _ = load_yaml(path.read_text(), path)
    twin = tmp_path / "rest.json"
    twin.write_text(json.dumps(content))

    assert models([str(twin)]) == models([str(path)])


@pytest.mark.slow
def test_the_reference_app_and_its_account_give_equal_models(tmp_path: Path) -> None:
    """The names that the CDK makes up are the same on both sides, policies included."""
    subprocess.run(
        [sys.executable, str(REFERENCE_APP)],
        env={**os.environ, "CDK_OUTDIR": str(tmp_path)},
        check=True,
    )
    (path,) = tmp_path.glob("*.template.json")
    _upload_assets(json.loads(path.read_text()))
    deploy(path)

    live = models([])

    assert live == models([str(tmp_path)])
    assert findings([]) == findings([str(tmp_path)]) == []
    assert {api.front_door for api in live} == {FrontDoor.REST_API, FrontDoor.HTTP_API}
    policies = {
        route.integration.function_policy
        for api in live
        for route in routes_of(api)
        if route.integration and route.method != "OPTIONS"
    }
    assert len(policies) == 1
    assert None not in policies


def _upload_assets(template: dict[str, dict[str, dict[str, dict[str, dict[str, str]]]]]) -> None:
    """Put an empty archive where each function's code is expected, as a bootstrapped account."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", "")
    boto3.client("ssm").put_parameter(
        Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String"
    )
    s3 = boto3.client("s3")
    region = s3.meta.region_name
    bucket = f"cdk-hnb659fds-assets-123456789012-{region}"
    s3.create_bucket(
        Bucket=bucket,
        CreateBucketConfiguration={"LocationConstraint": region},
    )
    for resource in template["Resources"].values():
        code = resource.get("Properties", {}).get("Code", {})
        if "S3Key" in code:
            s3.put_object(Bucket=bucket, Key=code["S3Key"], Body=archive.getvalue())
