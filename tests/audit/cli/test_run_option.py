"""``--run`` of why and check: functions are run where reading cannot tell, and never unasked."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "https://app.example.com"
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Rest: {Type: AWS::Serverless::Api, Properties: {StageName: prod}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: index.handler
      Events: {A: {Type: Api, Properties: {Path: /a, Method: GET, RestApiId: !Ref Rest}}}
      InlineCode: |
        import base64, json
        open("%s", "w").close()
        SAID = json.loads(base64.b64decode("%s"))
        def handler(event, context):
            return SAID
"""
ASKED = ("--origin", PAGE, "--method", "GET", "--path", "/a")
CHECKS = f'[[expect]]\norigin = "{PAGE}"\nmethod = "GET"\npath = "/a"\nallowed = true\n'


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """The file that the function's code makes once it runs."""
    return tmp_path / "was-run"


def template(tmp_path: Path, marker: Path, runtime: str = "python3.11") -> str:
    """Write the target; what its function returns stands in it, but not for a reader."""
    answer = {"statusCode": 200, "headers": {"access-control-allow-origin": "*"}}
    said = base64.b64encode(json.dumps(answer).encode()).decode()
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE % (runtime, marker, said), encoding="utf-8")
    return str(path)


def test_why(tmp_path: Path, marker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it the verdict is open; with it, it is that on the function's answer."""
    target = template(tmp_path, marker)
    assert main(["why", target, *ASKED]) == 3
    assert not marker.exists()
    capsys.readouterr()
    assert main(["why", target, *ASKED, "--run", "--format", "json"]) == 0
    assert marker.exists()
    made = json.loads(capsys.readouterr().out)
    assert made["allowed"] is True
    assert made["exchange"][-1]["response"]["headers"] == [
        ["Content-Type", "application/json"],
        ["access-control-allow-origin", "*"],
    ]


def test_check(tmp_path: Path, marker: Path) -> None:
    """The same for expectations."""
    target, checks = template(tmp_path, marker), tmp_path / "cors.toml"
    checks.write_text(CHECKS, encoding="utf-8")
    assert main(["check", str(checks), target]) == 3
    assert not marker.exists()
    assert main(["check", str(checks), target, "--run"]) == 0
    assert marker.exists()


def test_what_cannot_be_run_is_read(
    tmp_path: Path, marker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, and the answer is that of reading."""
    target = template(tmp_path, marker, "java21")
    assert main(["why", target, *ASKED, "--run"]) == 3
    assert "it is read and not run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("why", *ASKED, "--run"), "--run runs the functions of a template; name one as TARGET"),
        (
            ("check", "cors.toml", "http://127.0.0.1:1", "--run"),
            "--run runs the functions of a template, and 'http://127.0.0.1:1' is a URL",
        ),
    ],
)
def test_nothing_that_could_run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """An account and a server have no code here."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cors.toml").write_text(CHECKS, encoding="utf-8")
    assert main(list(arguments)) == 2
    assert said in capsys.readouterr().err
