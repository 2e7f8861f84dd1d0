"""What a function answers where something goes wrong is judged too, and named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corsgate_audit.cli import main
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from syrupy.assertion import SnapshotAssertion

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Http: {Type: AWS::Serverless::HttpApi, Properties: {CorsConfiguration: {AllowOrigins: ['*']}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Events:
        Get: {Type: Api, Properties: {Path: /a, Method: GET}}
        Http: {Type: HttpApi, Properties: {Path: /http, Method: GET, ApiId: !Ref Http}}
      InlineCode: |
        CORS = {"Access-Control-Allow-Origin": "https://app.example.com"}
        def handler(event, context):
            item = load(event["queryStringParameters"])
            if item is None:
                return {"statusCode": 404, "body": "no"}
            if item.secret:
                return {"statusCode": 403, "headers": CORS, "body": "no"}
            return {"statusCode": 200, "headers": CORS, "body": "{}"}
"""


def why(tmp_path: Path, path: str, *more: str, origin: str = "https://app.example.com") -> int:
    """Ask about a GET."""
    target = write(tmp_path, "template.yaml", TEMPLATE)
    return main(["why", target, "--origin", origin, "--method", "GET", "--path", path, *more])


def test_an_answer_that_is_blocked_beside_one_that_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """It is named with its place; an answer that has the headers is not spoken of."""
    assert why(tmp_path, "/a") == 0
    assert capsys.readouterr().out.partition("ALLOWED")[2] == snapshot
    assert why(tmp_path, "/a", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["blocked_otherwise"] == [
        {
            "response": {"status": 404, "headers": []},
            "place": "index.py, line 5",
            "error": "MissingAllowOriginHeader",
        }
    ]


def test_where_it_makes_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An HTTP API's own headers replace the function's; a request that is blocked is blocked."""
    assert why(tmp_path, "/http", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["blocked_otherwise"] == []
    assert why(tmp_path, "/a", "--format", "json", origin="https://attacker.example") == 1
    assert json.loads(capsys.readouterr().out)["blocked_otherwise"] == []
