"""Our verdicts are those that a real Chromium gave: recorded here, no browser needed."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse, judge, preflight_request
from support.browser_diff import predicted
from support.raw_server import content_length
from support.record_verdicts import DATA, recorded

SHARED = os.environ.get("CORSGATE_CORPUS")


def as_json(value: dict[str, Any]) -> dict[str, Any]:
    """Return a comparison's side as the recording has it: lists for tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(value))
    return plain


@pytest.mark.parametrize("name", ["recorded", "disagreements"])
def test_every_recorded_exchange_has_the_verdict_that_chromium_gave(name: str) -> None:
    """`disagreements` holds every exchange about which an earlier version was wrong."""
    differing = [
        (exchange.to_json(), ours, theirs)
        for exchange, theirs in recorded(DATA / f"{name}.json.gz")
        if (ours := as_json(predicted(exchange))) != theirs
    ]
    assert differing == []


@pytest.mark.parametrize(("name", "least"), [("recorded", 600), ("disagreements", 320)])
def test_the_recordings_hold_both_verdicts_and_most_errors(name: str, least: int) -> None:
    """A recording in which everything fails the same way would prove little."""
    rows = [theirs for _, theirs in recorded(DATA / f"{name}.json.gz")]
    assert len(rows) >= least
    assert {row["allowed"] for row in rows} == {True, False}
    assert {row["preflighted"] for row in rows} == {True, False}
    assert len({row["error"] for row in rows}) >= 12


@pytest.mark.skipif(not SHARED, reason="CORSGATE_CORPUS names no folder of real exchanges")
def test_1500_exchanges_of_another_generator_agree() -> None:
    """Made and recorded by somebody else, with another generator and another harness."""
    path = Path(str(SHARED)).parent / "data" / "chromium-verdicts.json.gz"
    data = json.loads(gzip.decompress(path.read_bytes()))
    rows = [_of_another(row, data["page_origin"]) for row in data["results"]]
    assert len(rows) == 1_500
    assert [(ours, theirs) for ours, theirs in rows if ours != theirs] == []


def _of_another(row: dict[str, Any], origin: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    case = row["case"]
    request = BrowserRequest(
        "http://127.0.0.1:9/c/0",
        origin,
        case["method"],
        tuple(case["headers"].items()),
        case["credentials"],
    )
    preflight, response = (_response(case[name], origin) for name in ("preflight", "response"))
    response = HttpResponse(response.status, response.headers + content_length(response.status))
    verdict = judge(request, preflight=preflight, response=response, profile="chromium")
    asked = preflight_request(request, profile="chromium")
    lines = dict(asked.headers) if asked else {}
    ours = (
        verdict.allowed,
        verdict.error,
        verdict.parameter,
        verdict.preflighted,
        list(verdict.exposed_headers) if verdict.allowed else None,
        lines.get("Access-Control-Request-Method"),
        lines.get("Access-Control-Request-Headers"),
    )
    first = row["requests"][0] if row["preflighted"] else ["", None, None]
    keys = ("allowed", "error", "parameter", "preflighted", "exposed")
    return ours, (*(row[key] for key in keys), first[1], first[2])


def _response(value: dict[str, Any], origin: str) -> HttpResponse:
    headers = ((name, text.replace("{origin}", origin)) for name, text in value["headers"])
    return HttpResponse(value["status"], tuple(headers))
