"""Applications of a repository are nested stacks that nobody is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.model import CoverageState, RestApi
from support.collected import write
from support.faults import between

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from botocore.awsrequest import AWSResponse

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Tracing:
    Type: AWS::Serverless::Application
    Properties:
      Location:
        ApplicationId: arn:aws:serverlessrepo:us-east-1:123456789012:applications/tracing
        SemanticVersion: 1.0.2
  Beside:
    Type: AWS::Serverless::Application
    Properties: {Location: ./nested.json}
  Broken:
    Type: AWS::Serverless::Application
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, Cors: "'https://app.example.com'"}
"""
WITHOUT_BROKEN = TEMPLATE.replace("  Broken:\n    Type: AWS::Serverless::Application\n", "")


def test_nobody_is_asked_for_an_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With credentials SAM's translator would have the repository make a template."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        monkeypatch.setenv(name, "eu-west-1")
    asked: list[str] = []

    def answer(event: str, _: str) -> AWSResponse | None:
        asked.append(event)
        return None

    write(tmp_path, "nested.json", '{"Resources": {}}')
    with between(answer):
        found = collect([write(tmp_path, "t.yaml", WITHOUT_BROKEN)])

    assert asked == []
    assert [type(api) for api in found.apis] == [RestApi]
    nested = [entry for entry in found.coverage if entry.resource.endswith(("#Tracing", "#Beside"))]
    assert [(entry.state, entry.reason) for entry in nested] == [
        (CoverageState.FAILED, "the nested stack's template is not a local file, and was not read"),
        (CoverageState.SCANNED, None),
    ]


def test_an_application_without_a_location_is_for_sam_to_refuse(tmp_path: Path) -> None:
    """In its own words."""
    found = collect([write(tmp_path, "t.yaml", TEMPLATE)])

    reasons = " ".join(str(entry.reason) for entry in found.coverage)
    refused = "[Broken] is invalid. Resource is missing the required [Location] property."
    assert refused in reasons
