"""``corsgate diff``: what it prints, its exit status, and what it compares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import jsonschema
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.report.diff_json import schema
from support.collected import write
from support.hand_made_api import make_api
from support.moto_support import install

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: [ORIGINS]
        AllowMethods: [METHODS]
        AllowHeaders: [content-type]
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: PUT /items}
"""
APP = "https://app.example.com"


def template(folder: Path, name: str, origins: str = APP, methods: str = "PUT") -> str:
    """Write a template whose HTTP API allows these origins and methods."""
    return write(folder, name, TEMPLATE.replace("ORIGINS", origins).replace("METHODS", methods))


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["diff", *arguments])
    return result.exit_code, result.stdout, result.stderr


def changes(*arguments: str) -> list[tuple[Any, ...]]:
    """Return what changes but for error responses, in short, as a program reads it."""
    found = json.loads(run(*arguments, "--format", "json")[1])
    jsonschema.validate(found, schema())
    return [
        (each["direction"], each["method"], each["path"], each["origin"], each["credentials"])
        for each in found["changes"]
        if each["kind"] != "error_response"
    ]


def test_nothing_changes(tmp_path: Path) -> None:
    """Where the same is allowed, whatever the files are called."""
    status, output, error = run(template(tmp_path, "a.yaml"), template(tmp_path, "b.yaml"))

    assert (status, error) == (0, "")
    assert output == "no change of what pages may do; 1 API compared\n"


def test_another_origin_is_wider(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The exit status says so, and the text has what the page met before and meets after."""
    before = template(tmp_path, "before.yaml")
    after = template(tmp_path, "after.yaml", f"{APP}, https://new.example.com")

    status, output, _ = run(before, after)

    assert status == 1
    assert output == snapshot
    assert changes(before, after) == [("wider", "PUT", "/items", "https://new.example.com", "omit")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fail_on", "widened", "narrowed"),
    [("wider", 1, 0), ("narrower", 0, 1), ("any", 1, 1), ("never", 0, 0)],
)
def test_the_exit_status(tmp_path: Path, fail_on: str, widened: int, narrowed: int) -> None:
    """The changes that are named make it 1."""
    less, more = template(tmp_path, "less.yaml"), template(tmp_path, "more.yaml", "'*'")

    assert run(less, more, "--fail-on", fail_on)[0] == widened
    assert run(more, less, "--fail-on", fail_on)[0] == narrowed


def test_a_value_that_is_not_known_is_undetermined(tmp_path: Path) -> None:
    """It may be an origin that was allowed before, or another one."""
    before = template(tmp_path, "before.yaml")
    after = template(tmp_path, "after.yaml", "!ImportValue shared-origin")

    status, output, _ = run(before, after, "--fail-on", "any")

    assert status == 3
    assert "undetermined: HTTP API 'shop'" in output
    assert run(before, after, "--allow-partial")[0] == 0


def test_the_same_unknown_value_on_both_sides_hides_nothing(tmp_path: Path) -> None:
    """The page that it stands for may newly use another method."""
    unknown = "!ImportValue shared-origin"
    before = template(tmp_path, "before.yaml", unknown, "GET")
    after = template(tmp_path, "after.yaml", unknown, "PUT")

    assert changes(before, after) == [("wider", "PUT", "/items", unknown, "omit")]


def test_markdown(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A comment of a pull request: a table, and both exchanges folded away."""
    before, after = template(tmp_path, "before.yaml"), template(tmp_path, "after.yaml", "'*'")

    status, output, _ = run(before, after, "--format", "markdown")

    assert status == 1
    assert output.replace(str(tmp_path), "") == snapshot


def test_exchanges_are_printed_where_they_are_asked_for(tmp_path: Path) -> None:
    """--verbose prints both, request by request."""
    before, after = template(tmp_path, "before.yaml"), template(tmp_path, "after.yaml", "'*'")

    output = run(before, after, "--verbose")[1]

    assert "    Before the change\n" in output
    assert "    After the change\n" in output
    assert "          OPTIONS https://api-id.execute-api.region.amazonaws.com/items\n" in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.yaml"], "two targets are needed"),
        (["a.yaml", "b.yaml", "--base", "main"], "name one TARGET"),
        (["aws", "--base", "main"], "name one TARGET"),
        (["a.yaml", "b.yaml", "--regions", "eu-west-1"], "--regions is for an AWS account"),
        (["nowhere.yaml", "b.yaml"], "nowhere.yaml"),
    ],
)
def test_usage(arguments: list[str], said: str) -> None:
    """What is wrong is one line, with status 2."""
    status, output, error = run(*arguments)

    assert (status, output) == (2, "")
    assert said in error


def test_a_side_without_an_api(tmp_path: Path) -> None:
    """A template that is new, or gone, is compared with nothing; two without are a mistake."""
    full, empty = template(tmp_path, "full.yaml"), tmp_path / "empty"
    empty.mkdir()

    assert run(str(empty), full)[0] == 1
    assert run(full, str(empty), "--fail-on", "narrower")[0] == 1
    status, output, error = run(str(empty), str(empty))
    assert (status, output) == (2, "")
    assert "add --if-any where that is no error" in error
    assert run(str(empty), str(empty), "--if-any")[0] == 0
    topic = write(tmp_path, "topic.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}")
    assert run(topic, topic)[0] == 0  # a template, though without an API


@pytest.mark.slow
def test_an_account_against_the_template_that_will_be_deployed(
    tmp_path: Path, good_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The live API is the template's by its name; its preflight leaves out PUT."""
    template = Path(good_template).read_text("utf-8")
    for before, after in (
        ("Name: items", "Name: hand-made-orders"),
        ("Part: items", "Part: orders"),
    ):
        template = template.replace(before, after)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    install()
    with mock_aws():
        make_api(boto3.client("apigateway"))
        found = changes("aws", write(tmp_path, "after.yaml", template))

    assert ("wider", "PUT", "/orders", APP, "omit") in found
