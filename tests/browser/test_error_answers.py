"""A real Chromium and the probe ask the same servers: errors, caches, two writers, and HARs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse
from corsgate_audit.probe import HttpSender, probe
from corsgate_audit.probe.har import judged_requests, read_har
from support.chromium import NOT_RUN, Chromium, chromium, find_chromium
from support.error_answers import ASKED, SENT
from support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.error_case import Case

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN),
]

CASES = [case for case in (*ASKED, *SENT) if "redirect" not in case.what]
"""Whatever their host: it decides over causes, never over the verdict."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Start one browser for the module."""
    with chromium() as running:
        yield running


@pytest.fixture
def server() -> Iterator[RawServer]:
    """Run a server."""
    running = RawServer()
    running.start()
    yield running
    running.stop()


def place(server: RawServer, origin: str, cases: list[Case]) -> dict[str, tuple[Case, str]]:
    """Give each case a path; return them by URL, with the method of the page."""
    allow = (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Methods", "PUT"))
    placed = {}
    for number, case in enumerate(cases):
        response = case.answer.response
        assert response is not None
        answers = (response, HttpResponse(200, allow)) if case in ASKED else (response, response)
        server.answers[f"/{number}"] = answers
        placed[f"{server.origin}/{number}"] = (case, "PUT" if case in ASKED else "GET")
    return placed


def test_the_verdicts_and_sentences_are_the_same(browser: Chromium, server: RawServer) -> None:
    """Of each answer to a preflight, and to a request."""
    origin = browser.origins["page"]
    differing = []
    for url, (case, method) in place(server, origin, CASES).items():
        allowed, console = browser.fetch(url, method, {})
        with HttpSender(per_second=1000) as send:
            verdict = probe(BrowserRequest(url, origin, method), send, send_actual=True).verdict
        assert verdict is not None
        if (verdict.allowed, verdict.console) != (allowed, console):
            differing.append((case.what, verdict.console, console))
    assert differing == []


def test_a_har_of_chromium_has_the_verdicts_that_chromium_gave(
    browser: Chromium, server: RawServer, tmp_path: Path
) -> None:
    """Those of which it holds the answer; the others are undetermined, and have a command."""
    origin = browser.origins["page"]
    placed = place(server, origin, CASES)
    allow = (("Access-Control-Allow-Origin", origin),)
    server.answers["/fine"] = (HttpResponse(204, allow), HttpResponse(200, allow))
    fine = f"{server.origin}/fine"
    calls: list[tuple[str, str, dict[str, str]]] = [
        (url, method, {}) for url, (_, method) in placed.items()
    ]
    path = tmp_path / "page.har"
    browser.record_har(path, [(fine, "GET", {}), *calls])
    judged = {each.found.request.url: each for each in judged_requests(read_har(path, origin))}
    assert set(judged) == {fine, *placed}
    verdict = judged.pop(fine).found.verdict
    assert verdict is not None
    assert verdict.allowed
    for each in judged.values():
        verdict = each.found.verdict
        assert verdict is None or not verdict.allowed
        assert each.next.startswith(f"corsgate probe {each.found.request.url} --origin {origin}")
