"""``corsgate check``: its reports, its exit status, and the first file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from corsgate_audit.browser import HttpResponse
from corsgate_audit.cli import app
from support.collected import write
from support.raw_server import RawServer

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [PUT]}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Orders, RouteKey: PUT /orders}
"""
HOLDS = f'[[expect]]\norigin = "{APP}"\nmethod = "PUT"\npath = "/orders"\nallowed = true\n'
FAILS = HOLDS.replace("PUT", "DELETE")
UNTOLD = HOLDS + 'api = "shop"\n'


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["check", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def template(tmp_path: Path) -> str:
    """Write the template."""
    return write(tmp_path, "orders.yaml", TEMPLATE)


@pytest.mark.parametrize(
    ("text", "status", "summary"),
    [
        (HOLDS, 0, "1 expectations: 1 hold, 0 fail, 0 undetermined"),
        (HOLDS + FAILS, 1, "2 expectations: 1 hold, 1 fail, 0 undetermined"),
        (FAILS + UNTOLD, 1, "2 expectations: 0 hold, 1 fail, 1 undetermined"),
        (HOLDS + UNTOLD, 3, "2 expectations: 1 hold, 0 fail, 1 undetermined"),
    ],
)
def test_the_exit_status(
    tmp_path: Path, template: str, text: str, status: int, summary: str
) -> None:
    """What fails is not hidden by what could not be determined."""
    found = run(write(tmp_path, "cors.toml", text), template)
    assert (found[0], found[2]) == (status, "")
    assert found[1].endswith(f"\n{summary}\n")


def test_a_failure_comes_with_its_witness(
    tmp_path: Path, template: str, snapshot: SnapshotAssertion
) -> None:
    """The exchange, below the reason."""
    _, output, _ = run(write(tmp_path, "cors.toml", HOLDS + FAILS + UNTOLD), template)
    assert f"holds   PUT /orders from {APP}\nFAILS   DELETE /orders from {APP}\n" in output
    assert output == snapshot
    assert "          =>  Access-Control-Allow-Methods: PUT\n" in output


def test_programs_get_the_same(tmp_path: Path, template: str) -> None:
    """With the witness as `why` writes it."""
    file = write(tmp_path, "cors.toml", HOLDS + FAILS + UNTOLD)
    status, output, _ = run(file, template, "--format", "json")
    found = json.loads(output)
    assert (status, found["schema_version"]) == (1, "1.0")
    assert [(each["line"], each["expected"], each["holds"]) for each in found["expectations"]] == [
        (1, True, True),
        (6, True, False),
        (11, True, None),
    ]
    assert found["expectations"][1]["witness"]["error"] == "MethodDisallowedByPreflightResponse"
    assert found["expectations"][2]["witness"] is None


def test_ci_servers_get_junit(tmp_path: Path, template: str, snapshot: SnapshotAssertion) -> None:
    """A test case each: a failure with the exchange, an error where nothing could be told."""
    file = write(tmp_path, "cors.toml", HOLDS + FAILS + UNTOLD)
    _, output, _ = run(file, template, "--format", "junit")
    suites = ET.fromstring(output)  # noqa: S314 - our own
    assert suites.attrib == {"tests": "3", "failures": "1", "errors": "1"}
    (suite,) = suites
    assert suite.attrib == {"name": file, **suites.attrib}
    assert [case.attrib["name"] for case in suite] == [
        f"PUT /orders from {APP}",
        f"DELETE /orders from {APP}",
        f"PUT /orders from {APP}",
    ]
    assert [[child.tag for child in case] for case in suite] == [[], ["failure"], ["error"]]
    assert "=>  Access-Control-Allow-Methods: PUT" in (suite[1][0].text or "")
    assert suite[2][0].attrib == snapshot


@pytest.mark.slow
def test_a_url_is_asked(tmp_path: Path) -> None:
    """For real; the witness is a probe."""
    server = RawServer()
    server.start()
    page = "http://localhost:5173"  # any other page may not call loopback, whatever it answers
    permits = (("Access-Control-Allow-Origin", page), ("Access-Control-Allow-Methods", "PUT"))
    server.answers["/orders"] = (HttpResponse(204, permits), HttpResponse(200, permits))
    try:
        file = write(tmp_path, "cors.toml", HOLDS.replace(APP, page))
        assert run(file, server.origin)[0] == 3
        assert run(file, server.origin, "--send-actual")[0] == 0
        file = write(tmp_path, "cors.toml", FAILS.replace(APP, page))
        status, output, _ = run(file, server.origin, "--format", "json")
    finally:
        server.stop()
    assert status == 1
    witness = json.loads(output)["expectations"][0]["witness"]
    assert witness["cause"]["slug"] == "method-not-allowed"
    assert run(file, server.origin)[0] == 3


def test_a_file_that_is_no_good_exits_with_2(
    tmp_path: Path, template: str, snapshot: SnapshotAssertion
) -> None:
    """A line for each problem."""
    file = write(tmp_path, "cors.toml", "[[expect]]\npath = 1\n")
    status, output, error = run(file, template)
    assert (status, output) == (2, "")
    assert error.splitlines() == snapshot
    missing = str(tmp_path / "none.toml")
    assert run(missing, template)[::2] == snapshot
    good = write(tmp_path, "good.toml", HOLDS)
    assert run(good, str(tmp_path / "none.yaml"))[0] == 2


def test_the_first_file_is_written_and_holds(
    tmp_path: Path, template: str, snapshot: SnapshotAssertion
) -> None:
    """It is never written over another."""
    file = str(tmp_path / "cors.toml")
    assert run(file, template, "--init") == (0, f"wrote {file}\n", "")
    assert run(file, template)[0] == 0
    assert run(file, template, "--init")[::2] == snapshot


def test_the_first_file_has_a_usual_name(
    tmp_path: Path, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The target alone is enough."""
    monkeypatch.chdir(tmp_path)
    assert run("--init", template) == (0, "wrote cors.toml\n", "")
    assert run("cors.toml", template)[0] == 0


def test_a_first_file_needs_routes(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A URL names none; neither does a file that is not there."""
    file = str(tmp_path / "cors.toml")
    status, _, error = run(file, "https://api.example.com", "--init")
    assert status == 2
    assert error == snapshot
    assert run(file, str(tmp_path / "none.yaml"), "--init")[0] == 2
