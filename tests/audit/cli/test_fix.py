"""``corsgate fix TARGET``: the plan, the patch, the file; and what is refused."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.fix.policy_file import read_policy
from support.collected import write
from support.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

POLICY = """\
allow_origins = ["https://app.example.com"]
allow_methods = ["GET", "PUT"]
allow_headers = ["content-type"]
max_age = 600
"""
TEMPLATE = """\
# The shop.
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: shop  # for people

  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}

  PutItem:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: 'arn:x'}

  # One for all stages.
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: PutItem
    Properties:
      RestApiId: !Ref Api

  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment   # the only one
      StageName: prod
"""


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["fix", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository with a template and a policy."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "shop.yaml", TEMPLATE)
    write(tmp_path, "policy.toml", POLICY)
    subprocess.run(["git", "init", "--quiet"], check=True)  # noqa: S607 - the machine's git
    return tmp_path


def test_git_takes_the_patch_and_the_audit_is_satisfied(
    folder: Path, snapshot: SnapshotAssertion
) -> None:
    """From the finding to a template without it; a second fix has nothing to do."""
    status, patch, complaints = run("shop.yaml", "--policy", "policy.toml", "--diff")
    assert (status, complaints) == (1, "")
    assert (folder / "shop.yaml").read_text() == TEMPLATE
    subprocess.run(["git", "apply", "-"], check=True, input=patch.encode())  # noqa: S607
    fixed = (folder / "shop.yaml").read_text()
    assert "\n  ItemOptions:\n    Type: AWS::ApiGateway::Method\n" in fixed
    assert "      DeploymentId: !Ref Deployment" in fixed
    assert run("shop.yaml", "--policy", "policy.toml") == snapshot
    assert run("shop.yaml", "--policy", "policy.toml", "--diff") == (0, "", "")


_OVER_HTTP = """
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: ["http://app.example.com"]
        AllowHeaders: [content-type]
"""


def test_a_patch_says_which_origin_becomes_another(
    folder: Path, snapshot: SnapshotAssertion
) -> None:
    """In its own text, above the lines that git reads; git applies it all the same."""
    write(folder, "http.yaml", _OVER_HTTP)
    _, patch, _ = run("http.yaml", "--unsafe", "--diff")
    assert patch.partition("diff --git ")[0] == snapshot
    subprocess.run(["git", "apply", "-"], check=True, input=patch.encode())  # noqa: S607
    assert "https://app.example.com" in (folder / "http.yaml").read_text(encoding="utf-8")


def test_only_lines_that_change_change(folder: Path, snapshot: SnapshotAssertion) -> None:
    """Every line of the file is there afterwards, in its order, but for three."""
    run("shop.yaml", "--policy", "policy.toml", "--write")
    old = TEMPLATE.splitlines()
    new = (folder / "shop.yaml").read_text().splitlines()
    gone = [line for line in old if line not in new]
    assert gone == snapshot
    kept = iter(new)
    assert all(line in kept for line in old if line not in gone)


def test_a_plan_comes_before_a_change(folder: Path, snapshot: SnapshotAssertion) -> None:
    """Nothing is written unasked; what would be is shown, with what it fixes."""
    status, output, _ = run("shop.yaml", "--policy", "policy.toml")
    assert status == 1
    assert (folder / "shop.yaml").read_text() == TEMPLATE
    lines = output.splitlines()
    assert lines == snapshot
    assert "    +  ItemOptions:" in lines
    assert "    -  Deployment:" in lines
    assert lines[-1] == snapshot
    status, output, _ = run("shop.yaml", "--policy", "policy.toml", "--format", "json")
    plan = json.loads(output)
    assert status == 1
    assert [change["rules"] for change in plan["changes"]] == [["CORS101"], ["CORS113"], []]
    assert plan["summary"] == {"safe": 3, "unsafe": 0, "manual": 0}


def test_all_that_is_wrong_in_a_policy_is_said_at_once(folder: Path) -> None:
    """With its line; nothing is changed."""
    write(
        folder,
        "bad.toml",
        'allow_origin = ["x"]\nallow_methods = ["GET", "put"]\nmax_age = -1\n'
        'allow_origins = [\n  "https://ok.example.com",\n  "app.example.com",\n]\n',
    )
    status, output, complaints = run("shop.yaml", "--policy", "bad.toml", "--write")
    assert (status, output) == (2, "")
    assert [line.split(" ")[1] for line in complaints.splitlines()] == [
        "bad.toml:1:",
        "bad.toml:2:",
        "bad.toml:3:",
        "bad.toml:6:",
    ]
    assert "'put' is not upper-case" in complaints
    assert (folder / "shop.yaml").read_text() == TEMPLATE


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("allow_origins = [\n", "bad.toml:1: not valid TOML: "),
        ("", "bad.toml:1: allow_origins is missing; name at least one, "),
        ('allow_origins = "*"\nmax_age = 1979-05-27\n', "bad.toml:2: max_age: "),
        (None, "bad.toml: cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_policy_is_refused(folder: Path, text: str | None, problem: str) -> None:
    """In one line, and not with a traceback."""
    if text is not None:
        write(folder, "bad.toml", text)
    status, output, complaints = run("shop.yaml", "--policy", "bad.toml")
    assert (status, output) == (2, "")
    assert f"corsgate: {problem}" in complaints


@pytest.mark.parametrize(
    "arguments",
    [
        ["shop.yaml", "--apply"],
        ["shop.yaml", "--regions", "eu-west-1"],
        ["--diff"],
        ["shop.yaml", "--diff", "--write"],
        ["none.yaml", "--policy", "policy.toml"],
        [".", "--policy", "policy.toml"],
        ["policy.toml", "--policy", "policy.toml"],
        ["cdk.out", "--policy", "policy.toml"],
        ["cdk.out/a.json", "--policy", "policy.toml"],
        ["serverless.yml", "--policy", "policy.toml"],
        ["other.json", "--policy", "policy.toml"],
    ],
)
def test_what_cannot_be_fixed_is_refused(
    folder: Path, arguments: list[str], snapshot: SnapshotAssertion
) -> None:
    """With the way out."""
    (folder / "cdk.out").mkdir()
    write(folder, "cdk.out/manifest.json", '{"version": "1", "artifacts": {}}')
    write(folder, "cdk.out/a.json", '{"Resources": {}}')
    write(folder, "serverless.yml", "{service: shop, provider: aws}")
    write(folder, "other.json", '{"a": 1}')
    status, output, complaints = run(*arguments)
    assert (status, output) == (2, "")
    assert complaints == snapshot


def test_what_terraform_writes_is_shown_as_a_configuration(
    folder: Path, snapshot: SnapshotAssertion
) -> None:
    """As HCL, by the names of its resources; nothing is written, whatever is asked for."""
    settings = {"allow_origins": ["https://app.example.com/"], "allow_methods": ["GET"]}
    plan = Plan().add(
        "aws_apigatewayv2_api.shop",
        name="shop",
        protocol_type="HTTP",
        cors_configuration=[settings],
    )
    text = json.dumps(plan.content())
    write(folder, "plan.json", text)
    for options in ([], ["--write"]):
        status, output, _ = run("plan.json", "--policy", "policy.toml", *options)
        assert status == 1
        assert output == snapshot
    assert (folder / "plan.json").read_text("utf-8") == text
    assert run("plan.json", "--policy", "policy.toml", "--diff")[:2] == (1, "")


@pytest.mark.usefixtures("folder")
def test_without_a_policy_what_none_decides_is_fixed(snapshot: SnapshotAssertion) -> None:
    """The rest is left with the values that a policy needs, and the command that writes a first."""
    status, output, _ = run("shop.yaml", "--write")
    assert status == 1
    assert output == snapshot


def test_a_first_policy_can_be_used(folder: Path, snapshot: SnapshotAssertion) -> None:
    """It is written once, and read by the same command."""
    assert run("shop.yaml", "--init", "first.toml") == (0, "wrote first.toml\n", "")
    written = (folder / "first.toml").read_text(encoding="utf-8")
    assert read_policy(folder / "first.toml").allow_methods == ("PUT",)
    assert written == snapshot
    status, _, complaints = run("shop.yaml", "--init", "first.toml")
    assert status == 2
    assert complaints == snapshot
    assert run("shop.yaml", "--policy", "first.toml", "--write")[0] == 0
