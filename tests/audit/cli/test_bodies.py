"""The body of an expectation reaches what is asked: functions that are run, validators, servers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli import main
from support.collected import write
from support.served_app import served_app

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "http://localhost:5173"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      Cors: {AllowOrigin: "'http://localhost:5173'", AllowHeaders: "'content-type'", AllowMethods: "'POST'"}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      Events: {A: {Type: Api, Properties: {Path: /a, Method: POST, RestApiId: !Ref Rest}}}
      InlineCode: |
        import json
        def handler(event, context):
            name = json.loads(event["body"]).get("name", "")
            headers = {"Access-Control-Allow-Origin": name}
            return {"statusCode": 200, "headers": headers, "body": "{}"}
"""  # noqa: E501 - a line of a template


def expectation(body: str, *, allowed: bool) -> str:
    """Return a table of the file."""
    return (
        f'[[expect]]\norigin = "{PAGE}"\nmethod = "POST"\npath = "/a"\n'
        f'headers = {{ "content-type" = "application/json" }}\nbody = {json.dumps(body)}\n'
        f"allowed = {str(allowed).lower()}\n"
    )


@pytest.mark.slow
def test_a_body_decides(tmp_path: Path) -> None:
    """Of a function that is run, and of a server."""
    target = write(tmp_path, "template.yaml", TEMPLATE)
    tables = (
        expectation(json.dumps({"name": PAGE}), allowed=True),
        expectation("{}", allowed=False),
    )
    checks = write(tmp_path, "cors.toml", "".join(tables))
    assert main(["check", checks, target, "--run"]) == 0
    with served_app(tmp_path / "template.yaml") as app:
        assert main(["check", checks, app.url("Rest"), "--send-actual"]) == 0


def test_a_first_file_has_bodies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON, of what carries it; the stage is the one that the template names."""
    target = write(tmp_path, "template.yaml", TEMPLATE)
    checks = tmp_path / "cors.toml"
    assert main(["check", "--init", str(checks), target]) == 0
    text = checks.read_text(encoding="utf-8")
    assert text.count('headers = { "content-type" = "application/json" }\n') == 2
    assert text.count('body = "{}"\n') == 2
    assert main(["why", target, "--origin", PAGE, "--method", "POST", "--path", "/a"]) == 3
    assert "/Prod/a" in capsys.readouterr().out
