"""One line of source is one finding, with every place where it has its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.judging.occurrences import with_occurrences
from corsgate_audit.model import Occurrence
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Finding

CORS = "/Resources/Shop/Properties/Cors"
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: {AllowOrigin: "'https://app.example.com'", AllowMethods: "'GET'"}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.h
      Runtime: python3.13
      CodeUri: s3://b/k
      Events:
"""
EVENT = "        {0}: {{Type: Api, Properties: {{RestApiId: !Ref Shop, Path: {1}, Method: {2}}}}}\n"


def _found(folder: Path, *events: tuple[str, str]) -> tuple[list[Finding], list[Finding]]:
    """Return what is found, one by one and by line."""
    parts = (EVENT.format(f"E{n}", path, method) for n, (path, method) in enumerate(events))
    judgement = judge_collection(collect([write(folder, "t.yaml", TEMPLATE + "".join(parts))]))
    return list(judgement.findings), list(with_occurrences(judgement).findings)


def test_a_line_of_many_paths_is_one_finding(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """It names them, and is else what the first of them is."""
    alone, together = _found(tmp_path, *((f"/p{number}", "put") for number in range(7)))
    one = [each for each in together if each.rule == "CORS110"]

    assert len([each for each in alone if each.rule == "CORS110"]) == 7
    assert [each.occurrences for each in one] == [
        tuple(Occurrence(path=f"/p{number}", method="OPTIONS", pointer=CORS) for number in range(7))
    ]
    assert one[0].message == snapshot
    assert one[0].fingerprint == alone[0].fingerprint


def test_what_has_to_be_written_differs(tmp_path: Path) -> None:
    """Two methods that are missed are two findings: mending one leaves the other."""
    _, together = _found(tmp_path, ("/a", "put"), ("/b", "delete"), ("/c", "put"))

    assert [
        [each.path for each in found.occurrences] for found in together if found.rule == "CORS110"
    ] == [["/a", "/c"], ["/b"]]


def test_a_finding_about_the_whole_api_is_itself_alone(tmp_path: Path) -> None:
    """It has one occurrence, without a path."""
    _, together = _found(tmp_path, ("/a", "put"))
    (errors,) = (each for each in together if each.rule == "CORS113")

    assert errors.occurrences == (Occurrence(path=None, method=None, pointer="/Resources/Shop"),)


def test_lines_of_their_own_are_findings_of_their_own(tmp_path: Path) -> None:
    """Each method that stands in the template has its line."""
    method = """\
  M{0}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref R{0}
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {{Type: HTTP_PROXY, IntegrationHttpMethod: PUT, Uri: 'https://b.example'}}
  R{0}:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: p{0}}}
"""
    text = (
        "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}\n"
        + method.format(1)
        + method.format(2)
    )
    judgement = judge_collection(collect([write(tmp_path, "t.yaml", text)]))

    assert [len(each.occurrences) for each in with_occurrences(judgement).findings] == [1, 1]
