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

    from syrupy.assertion import SnapshotAssertion

APP = "https://app.example.com"
ALLOW = ("Access-Control-Allow-Origin", APP)
OK = HttpResponse(200, (ALLOW,))


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
    """GET is sent; the report is whole, without a cause or a cure."""
    status, output, error = run(f"{server.origin}/good", "--origin", APP)
    assert (status, error) == (0, "")
    assert output == snapshot


def test_a_page_that_is_blocked_exits_with_1(
    server: RawServer, snapshot: SnapshotAssertion
) -> None:
    """With the deciding line, the console's sentence, the cause, the neighbour and the cure."""
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


def test_programs_get_the_same(server: RawServer, snapshot: SnapshotAssertion) -> None:
    """One object, with every request that was sent."""
    status, output, _ = run(
        f"{server.origin}/bad", "--origin", APP, "--method", "PUT", "--format", "json"
    )
    found: dict[str, Any] = json.loads(output)
    assert status == 1
    assert list(found) == [
        *("schema_version", "request", "allowed", "error", "parameter", "preflight", "exchange"),
        *("explanation", "console", "chromium_allows", "cause", "servers", "remarks", "cure"),
    ]
    assert (found["allowed"], found["error"], found["parameter"]) == (
        *(False, "MethodDisallowedByPreflightResponse", "PUT"),
    )
    assert found["cause"] == snapshot
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
    ("url", "problem"),
    [
        ("api.example.com", "'api.example.com' is no URL; write 'https://api.example.com/items'"),
        ("ftp://x/", "'ftp://x/' is no URL; write 'https://api.example.com/items'"),
        ("https://u:p@x/", "'https://u:p@x/' carries a user name, which fetch() refuses"),
        ("https://b\xfc.example/", "is not what a browser sends; write punycode"),
    ],
)
def test_a_url_that_no_page_can_call(url: str, problem: str) -> None:
    """Together with everything else that is wrong."""
    status, output, error = run(url, "--origin", "app.example.com")
    assert (status, output) == (2, "")
    assert problem in error
    assert "--origin 'app.example.com' is no origin" in error


def attacked(*arguments: str) -> tuple[int, str, str]:
    """Try the origins that have to be refused."""
    return run(*arguments, "--origin", APP, "--origins-attack", "--i-own-this-host")


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
    assert "no answer https://corsgate-stranger.example\n          no connection: " in output
