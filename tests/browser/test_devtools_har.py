"""HARs that Chromium's own developer tools save: every request has the verdict of Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import HttpResponse
from corsgate_audit.probe.har import judged_requests, read_har
from support.chromium import NOT_RUN, find_chromium
from support.chromium_devtools import devtools
from support.error_answers import ASKED, SENT
from support.raw_server import RawServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN),
]

JSON = {"content-type": "application/json"}
TOKEN = {"authorization": "Bearer s3cret"}
OK = HttpResponse(200, (("Access-Control-Allow-Origin", "ORIGIN"),))
STAR = HttpResponse(200, (("Access-Control-Allow-Origin", "*"),))
PERMITS = HttpResponse(
    204,
    (
        ("Access-Control-Allow-Origin", "ORIGIN"),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Headers", "content-type"),
    ),
)
MORE: dict[str, tuple[HttpResponse, HttpResponse, str, dict[str, str], str]] = {
    "allowed": (PERMITS, OK, "GET", {}, "same-origin"),
    "allowed after a preflight": (PERMITS, OK, "PUT", JSON, "same-origin"),
    "a token that is not listed": (PERMITS, OK, "PUT", {**JSON, **TOKEN}, "same-origin"),
    "a method that is not listed": (PERMITS, OK, "PATCH", {}, "same-origin"),
    "a star for credentials": (PERMITS, STAR, "GET", {}, "include"),
    "no permission for credentials": (PERMITS, OK, "GET", {}, "include"),
    "a star without credentials": (PERMITS, STAR, "GET", {}, "omit"),
}


@pytest.fixture
def server() -> Iterator[RawServer]:
    """Run a server."""
    running = RawServer()
    running.start()
    yield running
    running.stop()


def placed(server: RawServer, page: RawServer) -> list[dict[str, Any]]:
    """Give each answer a path; return what the page calls."""
    calls: list[dict[str, Any]] = []
    for number, (asked, sent, method, headers, credentials) in enumerate(MORE.values()):
        answers = [_for(page.origin, each) for each in (asked, sent)]
        server.answers[f"/more{number}"] = (answers[0], answers[1])
        calls.append(
            {
                "url": f"{server.origin}/more{number}",
                "method": method,
                "headers": headers,
                "credentials": credentials,
            }
        )
    cases = [case for case in (*ASKED, *SENT) if "redirect" not in case.what]
    for number, case in enumerate(cases):
        response = case.answer.response
        assert response is not None
        permits = _for(page.origin, PERMITS)
        answers_ = (response, permits) if case in ASKED else (permits, response)
        server.answers[f"/{number}"] = answers_
        method = "PUT" if case in ASKED else "GET"
        calls.append({"url": f"{server.origin}/{number}", "method": method, "headers": {}})
    return calls


def _for(origin: str, response: HttpResponse) -> HttpResponse:
    headers = tuple((name, value.replace("ORIGIN", origin)) for name, value in response.headers)
    return HttpResponse(response.status, headers)


@pytest.mark.parametrize("sanitize", [True, False], ids=["without secrets", "whole"])
def test_every_request_has_the_verdict_that_chromium_gave(
    server: RawServer, tmp_path: Path, *, sanitize: bool
) -> None:
    """None is undetermined: the developer tools save what came back of blocked requests, too."""
    pages = RawServer()
    pages.pages["/page"] = "<!doctype html><link rel=icon href=data:,>"
    pages.start()
    try:
        calls = placed(server, pages)
        path = tmp_path / "page.har"
        with devtools(f"{pages.origin}/page") as tools:
            read = tools.call(calls)
            tools.export(path, sanitize=sanitize)
    finally:
        pages.stop()
    judged = {each.found.request.url: each.found for each in judged_requests(read_har(path))}
    verdicts = {
        url: (found.verdict.allowed, found.verdict.error) if found.verdict else None
        for url, found in judged.items()
    }
    assert verdicts == {url: (ok, None if ok else tools.errors[url]) for url, ok in read.items()}
    assert len(verdicts) == len(calls) > 50
    assert all(found.cause for found in judged.values() if found.verdict and found.verdict.error)
