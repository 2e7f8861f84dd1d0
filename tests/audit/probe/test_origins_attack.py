"""Which origins are tried, and what an answer to one of them shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse
from corsgate_audit.origins.bypasses import SLIPS, attack_origins
from corsgate_audit.probe import Heard
from corsgate_audit.probe.origins_attack import attack
from support.heard import APP, URL, heard

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.browser import HttpRequest

STRANGER = "corsgate-attacker.example"


def test_the_origins_of_a_page() -> None:
    """One for each slip, in their order."""
    assert {slip.name: origin for slip, origin in attack_origins("https://app.example.com")} == {
        "any": f"https://{STRANGER}",
        "null": "null",
        "suffix": f"https://app.example.com.{STRANGER}",
        "prefix": "https://xapp.example.com",
        "dot": "https://appxexample.com",
        "underscore": f"https://app.example.com_.{STRANGER}",
        "backtick": f"https://app.example.com`.{STRANGER}",
        "localhost": f"https://localhost.{STRANGER}",
        "scheme": "http://app.example.com",
        "port": "https://app.example.com:1",
        "subdomain": "https://corsgate-x.app.example.com",
    }


def test_a_port_is_kept_where_it_is_not_what_is_tried() -> None:
    """Otherwise the port alone would be what is refused."""
    origins = {slip.name: origin for slip, origin in attack_origins("http://localhost:3000")}
    assert origins["prefix"] == "http://xlocalhost:3000"
    assert origins["scheme"] == "https://localhost:3000"
    assert origins["port"] == "http://localhost:1"


def test_an_opaque_origin_has_no_host_to_vary() -> None:
    """What needs none is left, and null itself is what the page is."""
    assert [slip.name for slip, _ in attack_origins("null")] == ["any", "localhost"]


RULES: dict[str, tuple[Callable[[str], bool], set[str]]] = {
    "exact": (lambda origin: origin == APP, set()),
    "echo": (lambda _: True, {slip.name for slip in SLIPS}),
    "startswith": (
        lambda origin: origin.startswith(APP),
        {"suffix", "underscore", "backtick", "port"},
    ),
    "endswith": (
        lambda origin: origin.endswith("app.example.com"),
        {"prefix", "scheme", "subdomain"},
    ),
    "unescaped": (lambda origin: bool(re.match("https://app.example.com$", origin)), {"dot"}),
    "null": (lambda origin: origin in {APP, "null"}, {"null"}),
    "localhost": (lambda origin: "//localhost" in origin, {"localhost"}),
}


@pytest.mark.parametrize(("lets_in", "names"), RULES.values(), ids=RULES)
def test_a_loose_comparison_is_found(lets_in: Callable[[str], bool], names: set[str]) -> None:
    """Each slip by its own origin; the exact comparison lets nobody in."""
    sent: list[HttpRequest] = []

    def server(request: HttpRequest) -> Heard:
        sent.append(request)
        origin = dict(request.headers)["Origin"]
        if not lets_in(origin):
            return heard(200)
        headers = {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
        }
        return heard(200, headers)

    attempts = list(attack(BrowserRequest(URL, APP, "GET"), server))
    assert {attempt.slip.name for attempt in attempts if attempt.is_hole} == names
    assert {request.method for request in sent} == {"OPTIONS", "GET"}
    assert len(sent) == 2 * len(attempts)
    for attempt in attempts:
        assert attempt.let_in == (("preflight", "request") if attempt.is_hole else ())
        assert (attempt.credentials, attempt.problem) == (attempt.is_hole, None)


def test_a_public_server_has_no_hole() -> None:
    """It lets in everybody by '*', which takes no credentials."""
    request = BrowserRequest(URL, APP, "PUT", (("x-a", "1"),))
    attempts = list(attack(request, lambda _: heard(200, {"Access-Control-Allow-Origin": "*"})))
    assert {(attempt.is_hole, attempt.public, attempt.let_in) for attempt in attempts} == {
        (False, True, ("preflight", "request"))
    }


def test_only_what_a_browser_takes_is_let_in() -> None:
    """Leave in an answer with status 403, or in two lines, is none; a method is no origin."""

    def attempted(status: int, *headers: tuple[str, str]) -> tuple[str, ...]:
        def server(request: HttpRequest) -> Heard:
            origin = dict(request.headers)["Origin"]
            made = [(name, value.format(origin)) for name, value in headers]
            return Heard(HttpResponse(status if request.method == "OPTIONS" else 500, tuple(made)))

        (first, *_) = attack(BrowserRequest(URL, APP, "PUT"), server)
        return first.let_in

    allow, methods = ("Access-Control-Allow-Origin", "{}"), ("Access-Control-Allow-Methods", "GET")
    assert attempted(204, allow, methods) == ("preflight", "request")
    assert attempted(403, allow, methods) == ("request",)
    assert attempted(204, allow, allow) == ()
    assert attempted(204, (allow[0], "{}, " + APP)) == ()


def test_a_server_that_goes_away_is_said() -> None:
    """No answer is no refusal."""
    attempts = list(attack(BrowserRequest(URL, APP), lambda _: Heard(None, problem="cut off")))
    assert {attempt.problem for attempt in attempts} == {"cut off"}
