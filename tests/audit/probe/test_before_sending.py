"""What mixed content and local network access make of a probe: what is sent, and what is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from corsgate_audit.browser import BrowserRequest, HttpResponse
from corsgate_audit.browser.exchange import as_browsers_do
from corsgate_audit.cli import app
from corsgate_audit.probe import Cause, Family, Probe, probe
from corsgate_audit.report.probe_json import probe_object
from corsgate_audit.report.probe_text import probe_text
from support.heard import ALLOW, APP, Wire, heard
from support.raw_server import RawServer

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

LOCALHOST = "http://localhost:3000/items"
PRIVATE = "https://192.168.0.1/items"
ASKS = (
    "In Chrome and Firefox: It depends on local network access: a public page may call the `{}` "
    "address space ({}) only after the user has allowed it."
)


def probed(request: BrowserRequest, browser: str | None = None, **allow: str) -> Probe:
    """Probe a server that permits the page."""
    permits = {**ALLOW, "Access-Control-Allow-Methods": "PUT", **allow}
    wire = Wire(heard(204, permits), heard(200, permits))
    return as_browsers_do(
        lambda profile: probe(request, wire, send_actual=True, profile=profile), browser
    )


def text(found: Probe) -> str:
    """Return what people read."""
    return "\n".join(line.text for line in probe_text(found))


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_mixed_content_is_blocked_and_nothing_is_sent(method: str) -> None:
    """Not even the preflight, whatever the browser."""
    wire = Wire(heard(204, ALLOW))
    found = probe(BrowserRequest("http://api.example.com/", APP, method), wire, send_actual=True)
    sentence = (
        f"The page at {APP} is on https, and http://api.example.com/ is not: the browser blocks "
        "the request as mixed content. By https it would have been sent."
    )
    assert wire.sent == []
    assert found.cause == Cause("mixed-content", Family.BROWSER, sentence)
    assert found.blocked_in() == ("chromium", "firefox", "webkit")
    assert "\nBLOCKED (MixedContent)\n" in text(found)


def test_a_page_that_may_be_public_and_a_private_address_are_undetermined() -> None:
    """The server permits it: whether the user does is not known."""
    found = probed(BrowserRequest(PRIVATE, APP))
    sentence = ASKS.format("local", "192.168.0.1")
    assert found.outcome() is None
    assert found.cause == Cause("local-network-access", Family.BROWSER, sentence)
    assert f"\nUNKNOWN: {sentence}\n" in text(found)
    told = probe_object(found)
    assert (told["allowed"], told["blocked_in"], list(told["verdicts"])) == (None, [], ["webkit"])
    assert told["explanation"] == sentence
    assert told["depends_on"] == [
        {
            "slug": "local-network-access",
            "sentence": sentence.partition(": ")[2],
            "engines": ["chromium", "firefox"],
        }
    ]


def test_safari_blocks_localhost_and_the_others_depend_on_the_user() -> None:
    """Blocked is what one browser blocks; each has its own answer."""
    request = BrowserRequest(LOCALHOST, APP)
    found = {name: probed(request, name) for name in (None, "chromium", "firefox", "webkit")}
    slugs = {name: each.cause.slug for name, each in found.items() if each.cause}
    assert slugs == {
        None: "mixed-content",
        "chromium": "local-network-access",
        "firefox": "local-network-access",
        "webkit": "mixed-content",
    }
    outcomes = {name: each.outcome() for name, each in found.items()}
    assert {name: each and each.allowed for name, each in outcomes.items()} == {
        None: False,
        "chromium": None,
        "firefox": None,
        "webkit": False,
    }
    elsewhere = ASKS.format("loopback", "localhost")
    assert f"\nSafari blocks it (docs/verdicts.md). {elsewhere}\n" in text(found[None])


@pytest.mark.parametrize(
    "request_",
    [
        BrowserRequest(PRIVATE, APP, page_space="local"),
        BrowserRequest(PRIVATE, APP, permission="granted"),
        BrowserRequest(PRIVATE, "https://10.0.0.7"),
        BrowserRequest(LOCALHOST, "http://localhost:5173"),
        BrowserRequest(LOCALHOST, "http://127.0.0.1:5173"),
    ],
)
def test_it_is_allowed_where_that_is_known(request_: BrowserRequest) -> None:
    """Told, or shown by the page's own address."""
    found = probed(request_, **{"Access-Control-Allow-Origin": request_.origin})
    outcome = found.outcome()
    assert outcome is not None
    assert (outcome.allowed, found.cause, found.conditions()) == (True, None, {})


def test_a_denied_permission_is_the_cause(snapshot: SnapshotAssertion) -> None:
    """In a browser that asks for it."""
    request = BrowserRequest(PRIVATE, APP, "PUT", page_space="public", permission="denied")
    found = probed(request, "chromium")
    assert found.preflight is None
    assert found.cause is not None
    assert (found.cause.slug, found.cause.family) == ("local-network-access", Family.BROWSER)
    assert found.cause.sentence == snapshot


def test_what_cors_refuses_stays_the_cause() -> None:
    """It is refused with permission and without."""
    wire = Wire(heard(204))
    found = probe(BrowserRequest(PRIVATE, APP, "PUT"), wire)
    assert found.cause is not None
    assert found.cause.slug == "preflight-without-headers"
    assert found.conditions() == {}


def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Run the command; return its exit status and what it tells programs."""
    result = CliRunner().invoke(app, ["probe", *arguments, "--format", "json"])
    return result.exit_code, json.loads(result.stdout)


def test_the_command_line_tells_it(tmp_path: Path) -> None:
    """Offline: nothing is sent of mixed content; a HAR tells what was answered."""
    status, told = run("http://api.example.com/", "--origin", APP)
    assert (status, told["cause"]["slug"], told["exchange"]) == (1, "mixed-content", [])
    request = {"method": "GET", "url": "http://api.example.com/", "headers": []}
    entry = {
        "request": request | {"headers": [{"name": "Origin", "value": APP}]},
        "response": {"status": 0, "headers": []},
        "_resourceType": "fetch",
    }
    har = tmp_path / "page.har"
    har.write_text(json.dumps({"log": {"entries": [entry]}}))
    status, recorded = run("--har", str(har))
    (only,) = recorded["requests"]
    assert (status, only["allowed"], only["cause"]["slug"]) == (1, False, "mixed-content")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), (3, None, "local-network-access")),
        (("--permission", "denied", "--page-space", "public"), (1, False, "local-network-access")),
        (("--page-space", "local"), (0, True, None)),
        (("--permission", "granted"), (0, True, None)),
    ],
)
def test_page_space_and_permission_can_be_told(
    options: tuple[str, ...], expected: tuple[int, bool | None, str | None]
) -> None:
    """A page on https that calls a server on this machine, in Chrome."""
    server = RawServer()
    server.start()
    permits = HttpResponse(200, (("Access-Control-Allow-Origin", APP),))
    server.answers["/items"] = (permits, permits)
    url = f"{server.origin}/items"
    status, told = run(url, "--origin", APP, "--browser", "chrome", *options)
    server.stop()
    assert (status, told["allowed"], told["cause"] and told["cause"]["slug"]) == expected


@pytest.mark.parametrize(("status", "allowed"), [(200, True), (0, None)])
def test_what_a_recording_has_an_answer_for_had_permission(
    status: int, *, allowed: bool | None, tmp_path: Path
) -> None:
    """A request without an answer is undetermined; one with it was let through."""
    entry = {
        "request": {
            "method": "GET",
            "url": PRIVATE,
            "headers": [{"name": "Origin", "value": APP}],
        },
        "response": {
            "status": status,
            "headers": [{"name": "Access-Control-Allow-Origin", "value": APP}] * bool(status),
        },
        "_resourceType": "fetch",
    }
    har = tmp_path / "page.har"
    har.write_text(json.dumps({"log": {"entries": [entry]}}))
    (only,) = run("--har", str(har))[1]["requests"]
    assert only["allowed"] is allowed


@pytest.mark.parametrize("origin", ["capacitor://localhost", "chrome-extension://abcdef"])
def test_a_page_of_an_app_is_judged_by_its_own_origin(origin: str) -> None:
    """It is on no network, and how it was loaded is not known."""
    url = "https://api.example.com/items"
    names = {"Access-Control-Allow-Origin": origin}
    assert probed(BrowserRequest(url, origin), **names).outcome() is not None
    allowed = probed(BrowserRequest(url, origin), **names).outcome()
    assert allowed is not None
    assert allowed.allowed
    other = probed(BrowserRequest(url, origin)).outcome()
    assert other is not None
    assert other.error == "AllowOriginMismatch"
    assert probed(BrowserRequest("http://api.example.com/", origin), **names).outcome() is None
    arguments = ["probe", "http://127.0.0.1:9/", "--origin", origin]
    assert "is not an origin" not in CliRunner().invoke(app, arguments).stderr
