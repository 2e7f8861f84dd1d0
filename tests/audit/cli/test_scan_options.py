"""The options that say which accounts and regions are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws
from typer.testing import CliRunner

from corsgate_audit.cli import app
from support.denial import denied
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion
    from typer.testing import Result

pytestmark = pytest.mark.slow  # waits for emulated accounts, or for a rate


def run(*arguments: str) -> Result:
    """Run the command as a terminal would."""
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ("t.yaml", "--regions", "all", "--profile", "p"),
        ("--organization",),
        ("--role", "r", "--max-rps", "0"),
        ("--external-id", "x"),
        ("--code", "--resume", "x.jsonl"),
        ("t.yaml", "--code"),
        ("--regions", " , "),
    ],
)
def test_options_that_contradict_each_other(
    arguments: tuple[str, ...], snapshot: SnapshotAssertion
) -> None:
    """All problems at once, and nothing is read."""
    result = run("audit", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == snapshot


@pytest.fixture
def _two_regions() -> Iterator[None]:
    """Have an API in each of two regions."""
    install()
    with mock_aws():
        for region in ("eu-west-1", "us-east-1"):
            boto3.client("apigateway", region_name=region).create_rest_api(name=region)
        yield


@pytest.mark.usefixtures("_two_regions")
def test_regions_and_their_apis() -> None:
    """Both are in the report."""
    result = run("audit", "--format", "json", "--regions", "eu-west-1, us-east-1", "--max-rps", "9")

    assert (result.exit_code, result.stderr, result.exception) == (0, "", None)
    report = json.loads(result.stdout)
    regional = [each for each in report["coverage"] if each["service"] != "cloudfront"]
    assert {entry["region"] for entry in regional} == {"eu-west-1", "us-east-1"}
    assert report["summary"]["apis"] == 2


@pytest.mark.usefixtures("_two_regions")
def test_what_could_not_be_seen_is_let_pass_by_who_says_so() -> None:
    """The report names it all the same."""
    with denied("lambda.ListFunctions"):
        strict = run("audit", "--regions", "us-east-1")
        lenient = run("audit", "--regions", "us-east-1", "--allow-partial")

    assert (strict.exit_code, lenient.exit_code) == (3, 0)
    assert strict.stdout == lenient.stdout
    assert "the list of functions" in lenient.stdout
