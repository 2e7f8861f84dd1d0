"""CORS606: CORS settings for which SAM refuses the whole template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Severity
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.judging.judged import Judgement

RULE = "CORS606"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::Serverless::KIND
    Properties:
      StageName: live
      SETTINGS
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      CodeUri: .
      Events: {Put: {Type: EVENT, Properties: {NAMING: !Ref Items, Path: /items, Method: put}}}
"""
_NAMING = {"Api": ("Api", "RestApiId"), "HttpApi": ("HttpApi", "ApiId")}


def _judged(tmp_path: Path, kind: str, settings: str) -> Judgement:
    event, naming = _NAMING[kind]
    changes = {"KIND": kind, "SETTINGS": settings, "EVENT": event, "NAMING": naming}
    text = TEMPLATE
    for name, value in changes.items():
        text = text.replace(name, value)
    return judge_collection(collect([write(tmp_path, "template.yaml", text)]))


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("HttpApi", "CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}"),
        ("HttpApi", """CorsConfiguration: {AllowOrigin: "'*'", AllowMethods: [PUT]}"""),
        ("HttpApi", "CorsConfiguration: '*'"),
        ("Api", """Cors: {AllowOrigin: "'*'", AllowCredentials: true}"""),
        ("Api", """Cors: {AllowOrigins: "'https://app.example.com'"}"""),
        ("Api", """Cors: "'*'"\n      DefinitionUri: s3://bucket/key"""),
    ],
)
def test_settings_that_sam_refuses(
    tmp_path: Path, kind: str, settings: str, snapshot: SnapshotAssertion
) -> None:
    """A finding at the line of the settings; that nothing else could be read is said beside it."""
    judged = _judged(tmp_path, kind, settings)
    (found,) = judged.findings

    assert (found.rule, found.severity, found.evidence.line) == (RULE, Severity.HIGH, 7)
    assert found.message == snapshot
    assert "sam" in {part.service for part in judged.incomplete}


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("HttpApi", "CorsConfiguration: {AllowOrigins: ['https://app.example.com']}"),
        ("Api", """Cors: "'*'" """),
    ],
)
def test_settings_that_sam_accepts(tmp_path: Path, kind: str, settings: str) -> None:
    """There is no such finding, whatever else is at fault."""
    judged = _judged(tmp_path, kind, settings)

    assert RULE not in {found.rule for found in judged.findings}
    assert judged.incomplete == ()


def test_what_else_sam_refuses_is_no_fault_of_cors(tmp_path: Path) -> None:
    """The scan is incomplete, and no more is known."""
    judged = _judged(tmp_path, "Api", "EndpointConfiguration: {Type: 5, VPCEndpointIds: x}")

    assert RULE not in {found.rule for found in judged.findings}


def test_settings_for_all_apis_are_where_they_are_written(tmp_path: Path) -> None:
    """In ``Globals``, for the API that SAM makes of events."""
    text = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi:
    CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      CodeUri: .
      Events: {Put: {Type: HttpApi, Properties: {Path: /items, Method: put}}}
"""
    (found,) = judge_collection(collect([write(tmp_path, "template.yaml", text)])).findings

    assert (found.rule, found.evidence.pointer) == (RULE, "/Globals/HttpApi/CorsConfiguration")
