"""``corsgate why``: what it prints, how it finds the API, and its exit status."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from support.asking_why import APP, SECOND, ask, explained, good_text, run
from support.collected import write
from support.faults import refused
from support.hand_made_api import make_api
from support.moto_support import install

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

STRANGER = "https://attacker.example"

# --- Exit status -------------------------------------------------------------------------------


def test_a_page_that_gets_its_response_exits_with_0(tmp_path: Path, good_template: str) -> None:
    """The HTTP API answers itself, whatever its backend does."""
    both = good_text(good_template) + SECOND
    status, found = explained(write(tmp_path, "two.yaml", both), path="/orders")

    assert status == 0
    assert (found["allowed"], found["error"], found["layer"]) == (True, None, None)
    assert [entry["actor"] for entry in found["exchange"]] == ["http_api_cors", "http_api_cors"]


def test_a_page_that_is_blocked_exits_with_1_and_the_step_is_named(
    good_template: str, snapshot: SnapshotAssertion
) -> None:
    """In words, with the sentence that people find in their console."""
    status, output, error = ask(good_template, origin=STRANGER)

    assert (status, error) == (1, "")
    assert output == snapshot
    assert f"  =>  Access-Control-Allow-Origin: {APP}\n" in output


def test_a_method_outside_the_list_is_named(bad_template: str) -> None:
    """With the header that leaves it out marked."""
    status, output, _ = ask(bad_template)

    assert status == 1
    assert "(MethodDisallowedByPreflightResponse)" in output
    assert "  =>  Access-Control-Allow-Methods: GET\n" in output


def test_what_no_browser_blocks_yet_passes_and_says_so(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """To the standard '*' never covers Authorization; in every engine it does."""
    wild = SECOND.replace("AllowMethods: [PUT]", "AllowMethods: ['*'], AllowHeaders: ['*']")
    target = write(tmp_path, "wild.yaml", f"Resources:\n{wild}")
    status, output, _ = ask(target, "--header", "Authorization: x", path="/orders")
    assert status == 0
    assert output == snapshot
    _, found = explained(target, "--header", "Authorization: x", path="/orders")
    assert (found["allowed"], found["blocked_in"]) == (True, [])


@pytest.mark.parametrize(
    ("browser", "sentence"),
    [
        (
            "firefox",
            "Firefox's console says:\n  Cross-Origin Request Blocked: ",
        ),
        (
            "safari",
            "Safari's console says:\n  Method PUT is not allowed by ",
        ),
    ],
)
def test_the_sentence_is_that_of_the_browser_that_is_named(
    bad_template: str, browser: str, sentence: str
) -> None:
    """The verdict, too; here all three agree."""
    status, output, _ = ask(bad_template, "--browser", browser)
    assert status == 1
    assert sentence in output


def test_both_requests_go_to_the_url_as_a_browser_writes_it(tmp_path: Path) -> None:
    """Dot segments are gone before anything is sent."""
    target = write(tmp_path, "two.yaml", f"Resources:\n{SECOND}")
    _, found = explained(target, path="/x/../orders?a|b")
    assert [entry["request"]["url"].rpartition(".com")[2] for entry in found["exchange"]] == [
        "/dev/orders?a|b",
        "/dev/orders?a|b",
    ]


def test_what_only_the_backend_knows_exits_with_3(
    good_template: str, snapshot: SnapshotAssertion
) -> None:
    """The preflight passes; what follows nobody can tell from outside."""
    status, output, error = ask(good_template)

    assert (status, error) == (3, "")
    assert output == snapshot
    assert explained(good_template)[1]["allowed"] is None


def test_an_unresolved_value_exits_with_3_and_is_named(
    untold_template: str, snapshot: SnapshotAssertion
) -> None:
    """As the template has it."""
    status, found = explained(untold_template, path="/orders")

    assert status == 3
    assert [value["expression"] for value in found["unresolved"]] == [
        "!ImportValue shared-authorization"
    ]
    assert found["explanation"] == snapshot


# --- The request -------------------------------------------------------------------------------


def test_headers_and_credentials_are_sent(good_template: str) -> None:
    """A header may be repeated; the browser asks for those that need leave."""
    status, found = explained(
        good_template,
        *("--header", "Content-Type: application/json", "--header", "X-Trace:1"),
        *("--credentials", "include"),
    )

    assert status == 1
    assert found["request"]["headers"] == [["Content-Type", "application/json"], ["X-Trace", "1"]]
    assert found["request"]["credentials"] == "include"
    assert found["error"] == "PreflightInvalidAllowCredentials"
    assert ["Access-Control-Request-Headers", "content-type,x-trace"] in found["exchange"][0][
        "request"
    ]["headers"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"origin": f"{APP}/"},
        {"origin": "HTTPS://App.Example.com:443"},
        {"origin": "app.example.com"},
        {"method": "P T"},
        {"path": "items"},
    ],
)
def test_a_request_that_no_page_makes_is_one_line_and_2(
    good_template: str, arguments: dict[str, str], snapshot: SnapshotAssertion
) -> None:
    """With what to write."""
    status, output, error = ask(good_template, **arguments)

    assert (status, output, error.count("\n")) == (2, "", 1)
    assert error == snapshot


@pytest.mark.parametrize(
    "header",
    [
        "accept",
        "a b: c",
        "a: b\r\nc: d",
    ],
)
def test_a_header_that_cannot_be_sent_is_one_line_and_2(
    good_template: str, header: str, snapshot: SnapshotAssertion
) -> None:
    """The value as Python writes it."""
    status, output, error = ask(good_template, "--header", header)

    assert (status, output, error.count("\n")) == (2, "", 1)
    assert error == snapshot


def test_all_problems_come_at_once(good_template: str) -> None:
    """One line for all."""
    status, _, error = ask(good_template, "--header", "x", origin="x", method="", path="")

    assert status == 2
    assert error.count("\n") == 1
    assert re.findall(r"--\w+", error) == ["--origin", "--method", "--path", "--header"]


def test_an_opaque_origin_is_an_origin(good_template: str) -> None:
    """A sandboxed page's."""
    assert explained(good_template, origin="null")[1]["request"]["origin"] == "null"


# --- Output ------------------------------------------------------------------------------------


def test_a_hostile_name_does_not_reach_the_terminal(tmp_path: Path, good_template: str) -> None:
    """Nor does a hostile header value."""
    text = good_text(good_template)
    hostile = text.replace("{Name: items}", r'{Name: "items\e[31m"}').replace(
        "\"'content-type'\"", r'''"'content-type\e]0;x'"'''
    )
    status, output, error = ask(write(tmp_path, "hostile.yaml", hostile))

    assert status in {1, 3}
    assert "\x1b" not in output + error
    assert r"content-type\x1b]0;x" in output


def test_a_pipe_gets_no_colour(good_template: str) -> None:
    """Nor lines broken at a terminal's width."""
    _, output, _ = ask(good_template, origin=STRANGER)
    assert "\x1b" not in output
    assert max(map(len, output.splitlines())) > 120


def test_help_states_the_exit_statuses() -> None:
    """Where somebody who scripts looks for them."""
    status, output, _ = run("--help")
    said = " ".join(output.split())

    assert status == 0
    assert all(f" {number} " in said.partition("Exit status:")[2] for number in range(4))


@pytest.mark.slow
def test_a_live_api_answers_as_its_stage_serves_it(snapshot: SnapshotAssertion) -> None:
    """What was changed since is not what pages meet; a stage that cannot be read is named."""
    asked = ("--origin", APP, "--method", "PUT", "--path", "/orders", "--format", "json")
    install()
    with mock_aws():
        client: Any = boto3.client("apigateway")
        key = make_api(client)
        (orders,) = (
            each
            for each in client.get_resources(restApiId=key)["items"]
            if each["path"] == "/orders"
        )
        client.delete_method(restApiId=key, resourceId=orders["id"], httpMethod="OPTIONS")
        served = run(*asked)
        with refused("GetExport", "AccessDeniedException", "no"):
            edited = run(*asked)

    assert served[2] == ""
    assert json.loads(served[1])["error"] == "MethodDisallowedByPreflightResponse"
    assert edited[2].replace(key, "API") == snapshot
    assert json.loads(edited[1])["error"] == "PreflightMissingAllowOriginHeader"


@pytest.mark.slow
def test_a_live_api_is_named_by_its_id_and_has_its_own_url() -> None:
    """Without a target the account of the environment is read."""
    install()
    with mock_aws():
        key = make_api(boto3.client("apigateway"))
        status, output, error = run(
            *("--origin", APP, "--method", "PUT", "--path", "/orders"),
            *("--api", key, "--format", "json"),
        )
    found = json.loads(output)

    assert (status, error) == (1, "")
    assert found["api"]["id"] == key
    assert found["api"]["arn"] == f"arn:aws:apigateway:eu-central-1::/restapis/{key}"
    assert found["request"]["url"] == (
        f"https://{key}.execute-api.eu-central-1.amazonaws.com/prod/orders"
    )
    assert found["error"] == "MethodDisallowedByPreflightResponse"
