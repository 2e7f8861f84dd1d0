"""``corsgate audit``: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import boto3
import pytest
from jsonschema import Draft202012Validator
from moto import mock_aws
from typer.testing import CliRunner

from corsgate_audit.cli import app, main
from corsgate_audit.report.json_report import schema
from support.aws import aws_environment
from support.collected import write
from support.denial import denied
from support.hand_made_api import make_api

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion
    from typer.testing import Result

NO_ACCOUNT = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


def run(*arguments: str) -> Result:
    """Run the command as a terminal would."""
    return CliRunner().invoke(app, arguments)


def test_a_clean_template_exits_with_0(good_template: str, snapshot: SnapshotAssertion) -> None:
    """Nothing found, everything seen."""
    result = run("audit", good_template)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "no finding " in result.stdout
    assert result.stdout == snapshot


def test_a_finding_at_the_threshold_exits_with_1(bad_template: str) -> None:
    """The report is on standard output, and nothing on standard error."""
    result = run("audit", bad_template)

    assert (result.exit_code, result.stderr) == (1, "")
    assert "high       CORS110 allow-methods-incomplete" in result.stdout
    assert "  OPTIONS /items  " in result.stdout


@pytest.mark.parametrize(("threshold", "status"), [("info", 1), ("high", 1), ("critical", 0)])
def test_the_threshold_decides_what_fails(bad_template: str, threshold: str, status: int) -> None:
    """A high finding passes a threshold above it, and is printed all the same."""
    result = run("audit", bad_template, "--fail-on", threshold)

    assert result.exit_code == status
    assert "CORS110" in result.stdout


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 1),
        (("--allow-partial",), 1),
        (("--fail-on", "critical"), 3),
        (("--fail-on", "critical", "--allow-partial"), 0),
    ],
)
def test_findings_go_before_an_incomplete_scan(
    untold_template: str, options: tuple[str, ...], status: int
) -> None:
    """A pipeline that forgives 3 forgives no finding; without one it still learns of the gap."""
    assert run("audit", untold_template, *options).exit_code == status


def test_an_incomplete_scan_with_findings_reports_both(untold_template: str) -> None:
    """Neither hides the other."""
    result = run("audit", untold_template)

    assert result.exit_code == 1
    assert "CORS110" in result.stdout
    assert "CORS102 is undetermined without" in result.stdout
    assert "shared-authorization" in result.stdout


def test_json_is_one_object_that_fits_the_schema(untold_template: str) -> None:
    """Findings, coverage and summary, with nothing else on standard output."""
    result = run("audit", untold_template, "--format", "json")
    report = json.loads(result.stdout)

    Draft202012Validator(schema()).validate(report)
    assert result.exit_code == 1
    assert [finding["rule"] for finding in report["findings"]] == ["CORS110", "CORS105", "CORS106"]
    assert report["summary"]["complete"] is False


@pytest.mark.parametrize(
    ("output_format", "begins"),
    [
        ("jsonl", '{"schema_version": '),
        ("sarif", '{\n  "$schema": "https://docs.oasis-open.org/sarif/'),
        ("junit", "<?xml version='1.0' encoding='us-ascii'?>\n<testsuites "),
        ("markdown", "## CORS audit\n"),
        ("html", "<!doctype html>\n"),
    ],
)
def test_each_format_is_all_that_is_printed(
    untold_template: str, output_format: str, begins: str
) -> None:
    """The status is that of the audit, whichever way it is written."""
    result = run("audit", untold_template, "--format", output_format)

    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith(begins)
    assert "CORS110" in result.stdout


@pytest.mark.slow
def test_asff_is_for_accounts(bad_template: str, snapshot: SnapshotAssertion) -> None:
    """Security Hub takes only findings about one."""
    with mock_aws():
        make_api(boto3.client("apigateway"))
        result = run("audit", "--format", "asff")
    refused = run("audit", bad_template, "--format", "asff")

    assert (result.exit_code, result.stderr) == (1, "")
    assert {each["AwsAccountId"] for each in json.loads(result.stdout)} == {"123456789012"}
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == snapshot


@pytest.mark.slow
def test_two_runs_print_the_same(untold_template: str) -> None:
    """A report can be compared with the last one."""
    assert run("audit", untold_template, "--format", "json").stdout == (
        run("audit", untold_template, "--format", "json").stdout
    )


def test_a_report_on_the_terminal_obeys_no_name(tmp_path: Path) -> None:
    """A name that would colour or clear the terminal is written as text, markup included."""
    name = "\\e[2J[red]items"
    template = 'Resources: {Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: "%s"}}}'
    path = write(tmp_path, "named.yaml", template % name)

    result = run("audit", path)

    assert "REST API \\x1b[2J[red]items" in result.stdout
    assert "\x1b" not in result.stdout


def test_a_missing_file_is_one_line_and_2() -> None:
    """It names the path."""
    result = run("audit", "nowhere/template.yaml")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("corsgate: 'nowhere/template.yaml': ")
    assert result.stderr.count("\n") == 1


def test_a_broken_template_is_one_line_and_2(tmp_path: Path) -> None:
    """It names the file and the place."""
    path = write(tmp_path, "broken.yaml", "Resources: {Api: [}")

    result = run("audit", path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "broken.yaml" in result.stderr
    assert result.stderr.count("\n") == 1


def test_every_unreadable_target_is_named_at_once() -> None:
    """Mending one after the other would take a run each."""
    result = run("audit", "one.yaml", "two.yaml")

    assert result.exit_code == 2
    assert "'one.yaml'" in result.stderr
    assert "'two.yaml'" in result.stderr


def test_no_credentials_are_one_line_and_2(snapshot: SnapshotAssertion) -> None:
    """It says how to give them, and that a template needs none."""
    with aws_environment(NO_ACCOUNT):
        result = run("audit")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == snapshot


def test_an_endpoint_that_is_no_url_is_one_line_and_2(snapshot: SnapshotAssertion) -> None:
    """A user's mistake, and no fault of the command's own."""
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with aws_environment({**NO_ACCOUNT, **keys, "AWS_ENDPOINT_URL": "nonsense"}):
        result = run("audit")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == snapshot


@pytest.mark.slow
def test_access_denied_on_one_api_hides_no_finding_of_the_other() -> None:
    """Nothing is lost of what could be read, and the rest is named."""
    with mock_aws():
        client = boto3.client("apigateway")
        make_api(client)
        closed = client.create_rest_api(name="closed")["id"]
        with denied("apigateway.GetResources", part=closed):
            result = run("audit", "--format", "json")
    report = json.loads(result.stdout)

    assert (result.exit_code, result.stderr) == (1, "")
    assert {finding["resource"]["api"] for finding in report["findings"]} == {"hand-made-orders"}
    (part,) = [part for part in report["coverage"] if part["state"] == "denied"]
    assert closed in part["resource"]
    assert "not authorized" in part["reason"]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["audit", "--fail-on", "worst"], "'worst' is not one of"),
        (["audit", "--format", "xml"], "'xml' is not one of"),
        (["audit", "--colour"], "No such option: --colour"),
        (["adit"], "No such command 'adit'"),
    ],
)
def test_a_wrong_use_is_one_line_and_2(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what is wrong, and where help is."""
    status = main(arguments)

    output = capsys.readouterr()
    assert (status, output.out) == (2, "")
    assert line in output.err
    assert output.err.count("\n") == 1
    assert output.err.startswith("corsgate: ")
    assert output.err.endswith("See: corsgate --help\n")


def test_the_status_of_a_command_is_the_status_of_the_process(bad_template: str) -> None:
    """The entry point hands it on."""
    assert main(["audit", bad_template, "--format", "json"]) == 1


def test_a_report_in_a_file_and_others_beside_it(good_template: str, tmp_path: Path) -> None:
    """-o is for the format of --format; standard output is empty then."""
    file, other = tmp_path / "report.json", tmp_path / "report.sarif"
    result = run(
        *[
            "audit",
            good_template,
            "--format",
            "json",
            "-o",
            str(file),
            "--report",
            f"sarif={other}",
        ],
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(file.read_text("utf-8"))["findings"] == []
    assert json.loads(other.read_text("utf-8"))["version"] == "2.1.0"


def test_a_folder_without_templates(tmp_path: Path) -> None:
    """It is an error that names the way out; with --if-any the report says so, and nothing else."""
    folder = tmp_path / "empty"
    folder.mkdir()
    chart = tmp_path / "chart.yaml"
    chart.write_text("a: {{ .Values }}\nb: {{- end }}\n", encoding="utf-8")
    for target in (folder, chart):
        stopped = run("audit", str(target))
        passed = run("audit", str(target), "--if-any")
        assert stopped.exit_code == 2
        assert stopped.stderr.endswith("; add --if-any where that is no error\n")
        assert passed.exit_code == 0
        assert f"skipped    {target}: " in passed.stdout
        assert "Judged 0 APIs." in passed.stdout
    both = run("audit", str(folder), "nowhere.yaml", "--if-any")
    assert both.exit_code == 2  # what is not there is a mistake all the same


def test_a_suppression_beside_a_finding(tmp_path: Path) -> None:
    """It counts as those of the configuration do; one that is none is an error with its line."""
    text = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      # COMMENT
      CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [GET]}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: PUT /orders}
"""

    def audited(comment: str) -> Result:
        target = write(tmp_path, "shop.yaml", text.replace("COMMENT", f"corsgate: {comment}"))
        return run("audit", target, "--format", "concise", "--select", "CORS204")

    accepted = audited("ignore CORS204 until 2999-01-01: no page uses PUT")
    assert accepted.exit_code == 0
    assert "0 findings, 1 accepted" in accepted.stdout
    expired = audited("ignore CORS204 until 2025-01-01: no page uses PUT")
    assert expired.exit_code == 1
    assert "high CORS904 " in expired.stdout  # what decides the exit status is there
    wrong = audited("ignor CORS204: no page uses PUT")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "shop.yaml:7: '# corsgate: ignor CORS204: no page uses PUT' is not" in wrong.stderr
