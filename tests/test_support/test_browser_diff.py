"""The comparison with a browser is repeatable, and sees a difference when there is one."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from support.browser_compared import observed, predicted
from support.browser_diff import disagreement
from support.browser_engines import ENGINES
from support.browser_stage import Observation
from support.chromium import NOT_RUN, find_chromium
from support.exchanges import Exchange
from support.generate_exchanges import Generator
from support.record_verdicts import DATA, read_lines, record, recorded, save

if TYPE_CHECKING:
    from pathlib import Path

ORIGINS = {"page": "http://page:1", "a": "http://a:2", "b": "http://b:3"}


def generated(seed: int, count: int = 50) -> list[Exchange]:
    """Return the first exchanges of a seed."""
    return list(itertools.islice(Generator(seed).exchanges(), count))


def test_the_same_seed_makes_the_same_exchanges() -> None:
    """So that a disagreement can be played again; another seed makes others."""
    assert generated(7) == generated(7)
    assert generated(7) != generated(8)


def test_an_exchange_survives_json() -> None:
    """What is printed and committed is what was played."""
    for exchange in generated(1):
        assert Exchange.from_json(exchange.to_json()) == exchange


def test_no_placeholder_is_left_in_a_placed_exchange() -> None:
    """Each is a server's origin, the page's origin, or the next URL."""
    for exchange in generated(2):
        placed = exchange.placed_at(ORIGINS, "1")
        assert placed.url.endswith("/x/1/0" + placed.suffix)
        values = [v for hop in placed.hops for _, v in hop.preflight.headers + hop.response.headers]
        assert not any("{next" in value or "{a}" in value for value in values)


def agreeing(exchange: Exchange) -> Observation:
    """Return an observation that is what we predict."""
    ours = predicted(exchange)
    return Observation(
        allowed=ours["allowed"],
        error=ours["error"],
        parameter=ours["parameter"],
        thrown=None,
        exposed=ours["exposed"],
        requests=ours["wire"],
        console=ours["console"],
    )


def test_a_difference_is_seen() -> None:
    """Every compared field that is changed turns agreement into a disagreement."""
    exchange = next(
        placed
        for x in generated(3, 500)
        if predicted(placed := x.placed_at(ORIGINS, "1"))["allowed"]
        and not predicted(placed)["preflighted"]
    )
    same = agreeing(exchange)
    assert disagreement(exchange, same) is None
    changes: dict[str, Any] = {
        "allowed": False,
        "error": "MissingAllowOriginHeader",
        "parameter": "x",
        "exposed": ("x",),
        "console": ("x",),
        "requests": ((0, "OPTIONS", "PUT", None, "null"),),
    }
    for name, value in changes.items():
        found = disagreement(exchange, replace(same, **{name: value}))
        assert found is not None, name
        assert found["differs"]


def test_without_chromium_the_reason_says_how_to_install_it() -> None:
    """A skip is told from a pass by how its reason begins."""
    assert find_chromium(["no-such-browser"]) is None
    assert NOT_RUN.startswith("NOT RUN: ")
    assert NOT_RUN.endswith("apt-get install chromium")


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason=NOT_RUN)
def test_a_recording_is_read_back_as_it_was_played(tmp_path: Path) -> None:
    """Ten fresh exchanges, recorded, saved, read, and compared."""
    path = tmp_path / "recording.json.gz"
    exchanges = generated(4, 10)
    save(record(exchanges), path)
    rows = list(recorded(path))
    assert [row["allowed"] for _, row in rows] == [predicted(x)["allowed"] for x, _ in rows]


def test_what_was_printed_is_read(tmp_path: Path) -> None:
    """Lines that are no JSON, such as the version, are passed over."""
    path = tmp_path / "lines.txt"
    path.write_text('Chromium 156\n{"exchange": ' + _json(generated(5, 1)[0]) + "}\n")
    assert read_lines(path) == generated(5, 1)
    assert DATA.is_dir()


def _json(exchange: Exchange) -> str:
    return json.dumps(exchange.to_json())


def test_an_observation_without_a_request_has_no_preflight() -> None:
    """As when fetch() throws."""
    nothing = Observation(False, None, None, "TypeError: x", (), (), ())  # noqa: FBT003
    for engine in ENGINES:
        assert observed(nothing, engine)["preflight"] is None
        console = observed(nothing, engine)["console"]
        assert [line.endswith("TypeError: x") for line in console] == [True]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_missing_browser_is_named_with_what_installs_it(engine: str) -> None:
    """A skip is told from a pass by how its reason begins."""
    reason = ENGINES[engine].not_run
    assert reason.startswith("NOT RUN: ")
    assert "apt-get install" in reason
