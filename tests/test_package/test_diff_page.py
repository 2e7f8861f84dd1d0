"""The page about diff: every command on it is run, and says what the page says."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from corsgate_audit.cli import app

if TYPE_CHECKING:
    import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "diff.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- test: ([\w-]+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: [ORIGIN], AllowMethods: [PUT]}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: PUT /items}
"""


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another origin is wider, and every other format says so."""
    monkeypatch.chdir(tmp_path)
    for name, origin in (("before", "https://app.example.com"), ("after", "'*'")):
        Path(f"{name}.yaml").write_text(TEMPLATE.replace("ORIGIN", origin), encoding="utf-8")
    lines = [line.removeprefix("$ corsgate ") for line in BLOCKS["two"].splitlines()]
    results = [CliRunner().invoke(app, shlex.split(line.partition(" > ")[0])) for line in lines]
    text, program, comment, page = results
    assert [each.exit_code for each in results] == [1, 1, 0, 1]
    assert text.stdout.startswith("WIDER     pages may newly do this\n")
    assert json.loads(program.stdout)["complete"] is True
    assert comment.stdout.startswith("## CORS: what this change does\n")
    assert "<span>before: before.yaml</span><span>after: after.yaml</span>" in page.stdout
    assert "<summary>Both exchanges: " in page.stdout


def test_the_options_of_the_page_are_there() -> None:
    """In the help of the command."""
    help_text = CliRunner().invoke(app, ["diff", "--help"], env={"COLUMNS": "200"}).stdout
    options = set(re.findall(r"--[a-z-]+", PAGE)) - {"--fail", "---"}
    assert {each for each in options if each not in help_text} == set()
