"""Annotations of GitHub: a workflow command for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.testing import CliRunner

from corsgate_audit.cli import app
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from syrupy.assertion import SnapshotAssertion

TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      # corsgate: ignore CORS204 until 2025-01-01: only our own servers
      ProtocolType: HTTP
      Name: "50%,\\r\\n::error::a"
      CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [GET]}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: 'PUT /a,b%'}
"""


def test_findings_notices_and_what_was_not_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """What others have named stays within its command."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "shop.yaml", TEMPLATE)
    write(tmp_path, "broken.yaml", "Resources: [AWS::")

    result = CliRunner().invoke(app, ["audit", ".", "--format", "github"])

    assert result.exit_code == 1
    assert all(line.startswith("::") for line in result.stdout.splitlines())
    assert result.stdout == snapshot
