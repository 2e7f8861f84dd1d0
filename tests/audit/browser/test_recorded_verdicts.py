"""Our verdicts are those that three real browsers gave: recorded here, no browser needed."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse, judge, preflight_request
from corsgate_audit.browser.profiles import ENGINES
from support.browser_compared import predicted
from support.raw_server import content_length
from support.record_verdicts import DATA, recorded

SHARED = os.environ.get("CORSGATE_CORPUS")


def as_json(value: dict[str, Any]) -> dict[str, Any]:
    """Return a comparison's side as the recording has it: lists for tuples."""
    plain: dict[str, Any] = json.loads(json.dumps(value))
    return plain


RECORDINGS = [(engine, name) for engine in ENGINES for name in ("recorded", "disagreements")]


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "name"), RECORDINGS)
def test_every_recorded_exchange_has_the_verdict_that_the_browser_gave(
    engine: str, name: str
) -> None:
    """`disagreements` holds those about which an earlier version, or the standard, was wrong."""
    differing = []
    for exchange, theirs in recorded(DATA / engine / f"{name}.json.gz", engine):
        ours = as_json(predicted(exchange, engine))
        if {key: ours[key] for key in theirs} != theirs:
            differing.append((exchange.to_json(), ours, theirs))
    assert differing == []


@pytest.mark.slow
@pytest.mark.parametrize(("engine", "name"), RECORDINGS)
def test_the_recordings_hold_both_verdicts_and_most_errors(engine: str, name: str) -> None:
    """A recording in which everything fails the same way would prove little."""
    rows = list(recorded(DATA / engine / f"{name}.json.gz", engine))
    assert len(rows) >= (500 if name == "recorded" else 150)
    assert {theirs["allowed"] for _, theirs in rows} == {True, False}
    assert {theirs["preflighted"] for _, theirs in rows} == {True, False}
    assert len({exchange.judged(engine).error for exchange, _ in rows}) >= 12


@pytest.mark.slow
@pytest.mark.skipif(not SHARED, reason="CORSGATE_CORPUS names no folder of real exchanges")
@pytest.mark.parametrize("engine", ENGINES)
def test_1500_exchanges_of_another_generator_agree(engine: str) -> None:
    """Made and recorded by somebody else, with another generator and another harness."""
    data = _shared("chromium")
    cases = [row["case"] for row in data["results"]]
    rows = [
        _of_another(number, case, row, data["page_origin"], engine)
        for number, (case, row) in enumerate(zip(cases, _shared(engine)["results"], strict=True))
    ]
    assert len(rows) == 1_500
    assert [(ours, theirs) for ours, theirs in rows if ours != theirs] == []


def _shared(engine: str) -> dict[str, Any]:
    path = Path(str(SHARED)).parent / "data" / f"{engine}-verdicts.json.gz"
    data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return data


def _of_another(
    number: int, case: dict[str, Any], row: dict[str, Any], origin: str, engine: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    request = BrowserRequest(
        f"http://127.0.0.1:8702/c/{number}",
        origin,
        case["method"],
        tuple(case["headers"].items()),
        case["credentials"],
    )
    preflight, response = (_response(case[name], origin) for name in ("preflight", "response"))
    response = HttpResponse(response.status, response.headers + content_length(response.status))
    verdict = judge(request, preflight=preflight, response=response, profile=engine)
    asked = preflight_request(request, profile=engine)
    lines = dict(asked.headers) if asked else {}
    ours = {
        "allowed": verdict.allowed,
        "preflighted": verdict.preflighted,
        "exposed": _without_length(verdict.exposed_headers) if verdict.allowed else None,
        "method": lines.get("Access-Control-Request-Method"),
        "headers": lines.get("Access-Control-Request-Headers"),
    }
    first = row["requests"][0] if row["preflighted"] else [None, None]
    theirs = {
        "allowed": row["allowed"],
        "preflighted": row["preflighted"],
        "exposed": _without_length(row["exposed"]) if row["allowed"] else None,
        "method": first[-2],
        "headers": first[-1],
    }
    if engine == "chromium":
        ours |= {"error": verdict.error, "parameter": verdict.parameter}
        theirs |= {"error": row["error"], "parameter": row["parameter"]}
    else:
        ours |= {"first": verdict.console, "console": list(verdict.console_lines)}
        theirs |= {"first": (row["console"] or [""])[0], "console": row["console"]}
    return ours, theirs


def _without_length(names: Any) -> list[str]:  # noqa: ANN401 - a tuple of ours, a list of theirs
    """Leave out what that server added to every answer."""
    return [name for name in names if name != "content-length"]


def _response(value: dict[str, Any], origin: str) -> HttpResponse:
    headers = ((name, text.replace("{origin}", origin)) for name, text in value["headers"])
    return HttpResponse(value["status"], tuple(headers))
