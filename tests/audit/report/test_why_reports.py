"""One exchange for people and for programs: the words, the marked line, the values."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from corsgate_audit.browser import BrowserRequest, CorsError, Verdict
from corsgate_audit.gateway import Layer, exchange
from corsgate_audit.model import Api, FrontDoor, Integration, IntegrationResponse, MethodResponse
from corsgate_audit.report.exchange_words import (
    LAYERS,
    STATUS,
    deciding,
    why_preflight,
)
from corsgate_audit.report.lines import plain, write
from corsgate_audit.report.why_json import why_json, why_object
from corsgate_audit.report.why_text import why_text
from support.apis import APP, UNKNOWN, cors, http_api, mock, preflight, rest_api, route
from support.asked import HOST, page

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

POLICY = f'{{"allow_origins": ["{APP}"], "allow_methods": ["PUT"]}}'
DECORATED = Integration(type="AWS_PROXY", function_policy=POLICY)
API = rest_api(route("PUT", integration=DECORATED), route("GET"), preflight())
STRANGER = "https://attacker.example"


def text(api: Api, request: BrowserRequest) -> str:
    """Return the report as a pipe gets it."""
    return "\n".join(map(plain, why_text(exchange(api, request))))


def test_an_allowed_request_step_by_step(snapshot: SnapshotAssertion) -> None:
    """The two requests and answers one under the other, the deciding header marked."""
    assert text(API, page("PUT", Content_Type="application/json")) == snapshot


@pytest.mark.parametrize(
    ("api", "request_", "marked"),
    [
        (API, page("PUT", origin=STRANGER), f"Access-Control-Allow-Origin: {APP}"),
        (API, page("DELETE"), "Access-Control-Allow-Methods: GET,POST,PUT"),
        (
            API,
            page("PUT", X_Trace="1"),
            "Access-Control-Allow-Headers: authorization,content-type",
        ),
        (rest_api(route("PUT")), page("PUT"), "403 Forbidden"),
        (
            rest_api(route("PUT"), gateway_responses=()),
            page("PUT"),
            "(no Access-Control-Allow-Origin)",
        ),
        (
            http_api(cors()),
            replace(page("PUT"), credentials="include"),
            "(no Access-Control-Allow-Credentials)",
        ),
        (
            rest_api(route("PUT"), preflight(integration=mock(template='{"statusCode": 299}'))),
            page("DELETE"),
            "Access-Control-Allow-Methods: GET,POST,PUT",
        ),
    ],
)
def test_the_one_line_that_blocks_is_marked(
    api: Api, request_: BrowserRequest, marked: str
) -> None:
    """And no other; what is missing is said to be."""
    lines = text(api, request_).splitlines()
    assert [line for line in lines if line.lstrip().startswith("=>")] == [f"  =>  {marked}"]


def test_every_error_of_the_browser_has_a_line_that_decides() -> None:
    """A header of the answer, or its status."""
    found = {deciding(Verdict(allowed=False, error=error.value)) for error in CorsError}
    assert found == {
        STATUS,
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
    }


def test_every_layer_and_front_door_has_words() -> None:
    """Those that the report prints."""
    assert set(LAYERS) == set(Layer)
    assert len({door.label for door in FrontDoor}) == len(FrontDoor)


def test_without_a_preflight_it_says_so(snapshot: SnapshotAssertion) -> None:
    """And shows one request."""
    report = text(http_api(cors(), route("GET")), page("GET"))

    assert report == snapshot
    assert report.count("Response of") == 1


def test_a_header_alone_may_be_why_the_browser_asks(snapshot: SnapshotAssertion) -> None:
    """GET needs no leave."""
    made = exchange(API, page("GET", Authorization="x", X_A="1"))
    assert why_preflight(made.preflight) == snapshot


def test_what_the_browser_refuses_is_blocked_by_the_browser() -> None:
    """Nothing was sent, and no console sentence is about CORS."""
    report = text(API, page("TRACE"))

    assert "\nBLOCKED by the browser\n" in report
    assert "Response of" not in report


def test_an_answer_that_nobody_knows_is_shown_as_such(snapshot: SnapshotAssertion) -> None:
    """With the value that would tell."""
    api = rest_api(route("PUT"), preflight(integration=mock(template=UNKNOWN)), name=UNKNOWN)
    report = text(api, page("PUT"))

    assert report.startswith("REST API 'Api'\n")
    assert report == snapshot


def test_a_redirect_is_said_to_be_one(snapshot: SnapshotAssertion) -> None:
    """What stands at its Location was not read."""
    headers = (("Access-Control-Allow-Origin", "'*'"), ("Location", "'/items/2'"))
    answer = IntegrationResponse(status_code="302", headers=headers)
    declared = (MethodResponse(status_code="302", headers=tuple(dict(headers))),)
    api = rest_api(route("GET", integration=mock(responses=(answer,)), responses=declared))

    assert text(api, page("GET")) == snapshot


def test_an_odd_status_has_no_phrase() -> None:
    """None is made up."""
    odd = mock(template='{"statusCode": 204}')
    response = replace(odd.responses[0], status_code="299")
    api = rest_api(
        route("PUT", integration=replace(odd, responses=(replace(response, headers=()),)))
    )
    assert "\n      299\n" in text(api, replace(page("PUT"), origin=HOST))


def test_colour_is_for_terminals() -> None:
    """Red for what blocks, green for what passes."""
    for request, colour in ((page("PUT"), 32), (page("DELETE"), 31)):
        screen = io.StringIO()
        write(
            Console(file=screen, force_terminal=True, width=100, color_system="standard"),
            why_text(exchange(API, request)),
        )
        pipe = io.StringIO()
        write(Console(file=pipe), why_text(exchange(API, request)))

        assert re.search(rf"\x1b\[[0-9;]*{colour}m", screen.getvalue())
        assert "\x1b" not in pipe.getvalue()


def test_programs_get_the_same_exchange(snapshot: SnapshotAssertion) -> None:
    """Whole, with headers as lists of pairs."""
    assert why_object(exchange(API, page("DELETE"))) == snapshot


def test_programs_are_told_what_is_not_known() -> None:
    """Null, and the values for want of which."""
    api = rest_api(route("PUT"), preflight(integration=mock(template=UNKNOWN)), name=UNKNOWN)
    found = json.loads(why_json(exchange(api, page("PUT"))))

    assert (found["allowed"], found["error"], found["console"]) == (None, None, "")
    assert found["layer"] == "options_integration"
    assert found["api"]["name"] is None
    assert found["exchange"][0]["response"] is None
    assert found["unresolved"] == [
        {"expression": "!ImportValue shared", "reason": "another stack exports it"}
    ]
