"""``corsgate probe``: what it prints, what it refuses, and its exit status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from corsgate_audit.browser import HttpResponse
from corsgate_audit.cli import app
from support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

APP = "http://localhost:5173"
"""A page on this machine: a public one would need permission to call the servers here."""
PUBLIC = "https://app.example.com"
ALLOW = ("Access-Control-Allow-Origin", APP)
OK = HttpResponse(200, (ALLOW,))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder of no tool: the repository itself is one of the CDK."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[RawServer]:
    """Run a server for the module."""
    running = RawServer()
    running.start()
    running.answers["/good"] = (
        HttpResponse(204, (ALLOW, ("Access-Control-Allow-Methods", "PUT"))),
        OK,
    )
    running.answers["/bad"] = (
        HttpResponse(204, (ALLOW, ("Access-Control-Allow-Methods", "PATCH"))),
        OK,
    )
    yield running
    running.stop()


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["probe", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_page_that_gets_its_response_exits_with_0(
    server: RawServer, snapshot: SnapshotAssertion
) -> None:
    """GET is sent; the report is whole, without a cause or a fix."""
    status, output, error = run(f"{server.origin}/good", "--origin", APP)
    assert (status, error) == (0, "")
    assert output == snapshot


def test_a_page_that_is_blocked_exits_with_1(
    server: RawServer, snapshot: SnapshotAssertion
) -> None:
    """With the deciding line, the console's sentence, the cause, the neighbour and the fix."""
    status, output, error = run(f"{server.origin}/bad", "--origin", APP, "--method", "PUT")
    assert (status, error) == (1, "")
    assert "  =>  Access-Control-Allow-Methods: PATCH\n" in output
    assert output == snapshot


def test_a_request_that_may_change_data_is_not_sent_and_exits_with_3(
    server: RawServer, snapshot: SnapshotAssertion
) -> None:
    """The preflight passes: half a verdict is none."""
    status, output, _ = run(f"{server.origin}/good", "--origin", APP, "--method", "PUT")
    assert status == 3
    assert output == snapshot
    arguments = ("--origin", APP, "--method", "POST")
    assert run(f"{server.origin}/good", *arguments)[1] == snapshot
    sent = run(f"{server.origin}/good", "--origin", APP, "--method", "PUT", "--send-actual")
    assert sent[0] == 0


def test_a_server_that_is_not_there_exits_with_3(snapshot: SnapshotAssertion) -> None:
    """The reason is on the page."""
    status, output, error = run("http://127.0.0.1:9/", "--origin", APP, "--timeout", "2")
    assert (status, error) == (3, "")
    assert output == snapshot


def test_a_proxy_that_cannot_be_used_exits_with_3(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """One sentence says which setting to change; nothing of it is a fault of corsgate's own."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    status, output, error = run("http://api.example.com/", "--origin", APP)
    assert (status, error) == (3, "")
    assert output == snapshot


@pytest.mark.slow
def test_the_fix_is_written_in_the_tool_of_the_folder(server: RawServer, tmp_path: Path) -> None:
    """Or in the one that is named."""
    arguments = (f"{server.origin}/bad", "--origin", APP, "--method", "PUT")
    (tmp_path / "serverless.yml").write_text("service: items\n")
    assert "Fix, in the Serverless Framework" in run(*arguments)[1]
    named = run(*arguments, "--tool", "terraform", "--format", "json")[1]
    assert [fix["tool"] for fix in json.loads(named)["fixes"]] == ["terraform"]


def test_a_body_is_sent_with_the_request(
    server: RawServer, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Only with --send-actual, and only from a file."""
    (tmp_path / "body.json").write_bytes(b"{}")
    arguments = (f"{server.origin}/good", "--origin", APP, "--method", "PUT", "--body", "body.json")
    assert run(*arguments) == snapshot
    assert run(*arguments, "--send-actual")[0] == 0
    missing = run(*arguments[:-1], "none.json", "--send-actual")
    assert missing == snapshot


@pytest.mark.slow
def test_programs_get_the_same(server: RawServer) -> None:
    """One object, with every request that was sent."""
    arguments = (f"{server.origin}/bad", "--origin", APP, "--method", "PUT")
    status, output, _ = run(*arguments, "--format", "json")
    found: dict[str, Any] = json.loads(output)
    assert status == 1
    assert list(found) == [
        *("schema_version", "request", "allowed", "error", "parameter", "blocked_in", "verdicts"),
        *("depends_on", "preflight", "explanation", "console", "chromium_allows", "exchange"),
        *("cause", "real_error", "servers", "remarks", "cure", "fixes"),
    ]
    assert (found["allowed"], found["error"], found["parameter"]) == (
        *(False, "MethodDisallowedByPreflightResponse", "PUT"),
    )
    # The report for people has the same sentence.
    assert f"  {found['cause'].pop('sentence')}\n" in run(*arguments)[1]
    assert found["cause"] == {
        "slug": "method-not-allowed",
        "family": "method",
        "server": None,
        "also": [],
    }
    (entry,) = found["exchange"]
    assert entry["request"]["method"] == "OPTIONS"
    assert entry["response"]["status"] == 204
    assert ["Access-Control-Allow-Methods", "PATCH"] in entry["response"]["headers"]
    assert entry["problem"] is None


def test_programs_are_told_when_there_is_no_answer() -> None:
    """Null, and why."""
    status, output, _ = run("http://127.0.0.1:9/", "--origin", APP, "--format", "json")
    found = json.loads(output)
    assert (status, found["allowed"], found["cure"]) == (3, None, None)
    assert found["exchange"][0]["response"] is None
    assert found["exchange"][0]["problem"].startswith("no connection: ")


@pytest.mark.parametrize(
    "url", ["api.example.com", "ftp://x/", "https://u:p@x/", "https://b\xfc.example/"]
)
def test_a_url_that_no_page_can_call(url: str, snapshot: SnapshotAssertion) -> None:
    """Together with everything else that is wrong."""
    status, output, error = run(url, "--origin", "app.example.com")
    assert (status, output) == (2, "")
    assert error == snapshot


def attacked(*arguments: str) -> tuple[int, str, str]:
    """Try the origins that have to be refused."""
    return run(*arguments, "--origin", PUBLIC, "--origins-attack", "--i-own-this-host")


def test_an_attack_needs_the_owner(server: RawServer, snapshot: SnapshotAssertion) -> None:
    """Nothing is sent without."""
    before = len(server.requests["/good"])
    status, output, error = run(f"{server.origin}/good", "--origin", APP, "--origins-attack")
    assert (status, output) == (2, "")
    assert error == snapshot
    assert len(server.requests["/good"]) == before


@pytest.mark.slow
def test_a_server_that_lets_a_stranger_in(server: RawServer, snapshot: SnapshotAssertion) -> None:
    """Every origin is tried, whichever got in before; the slip is named."""
    permits = (
        ("Access-Control-Allow-Origin", "null"),
        ("Access-Control-Allow-Credentials", "true"),
    )
    server.answers["/null"] = (HttpResponse(204), HttpResponse(200, permits))
    status, output, error = attacked(f"{server.origin}/null")
    assert (status, error) == (1, "")
    assert output == snapshot
    found = json.loads(attacked(f"{server.origin}/null", "--format", "json")[1])
    assert [attempt["slip"] for attempt in found["attempts"] if attempt["hole"]] == ["null"]


@pytest.mark.slow
def test_a_server_that_refuses_strangers_and_one_that_is_public(server: RawServer) -> None:
    """Neither has a hole."""
    assert attacked(f"{server.origin}/good")[0] == 0
    anyone = HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))
    server.answers["/public"] = (anyone, anyone)
    status, output, _ = attacked(f"{server.origin}/public")
    assert (status, output.count("public    ")) == (0, 11)


@pytest.mark.slow
def test_an_attack_on_nobody_exits_with_3() -> None:
    """No answer is no refusal."""
    status, output, _ = attacked("http://127.0.0.1:9/")
    assert status == 3
    assert "no answer https://corsgate-attacker.example\n          no connection: " in output
