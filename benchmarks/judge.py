"""How long one verdict takes: ``python benchmarks/judge.py [RECORDING] [--against FOLDER]``.

The exchanges are those recorded for the tests, or another recording in the same form, or
``chromium-verdicts.json.gz`` of another harness (a list of cases with ``{origin}`` in it). Each
profile is compared with the standard's, and with another checkout of this repository where one is
named: both are measured in turns, so that a machine that is busy is busy for both.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import BrowserRequest, HttpResponse, Redirect, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATA = Path(__file__).parents[1] / "tests" / "audit" / "browser" / "data"
RECORDED = DATA / "chromium" / "recorded.json.gz"
PROFILES = ("fetch", "chromium", "firefox", "webkit")
ROUNDS = 20
TURNS = 5
BUDGET = 40  # µs, the median on the machine that the project is built on
SLOWER = 1.15  # how much slower than another checkout a profile may be, for noise


def cases(path: Path, profile: str) -> Iterator[Callable[[], object]]:
    """Yield one call of `judge` for every exchange in a recording."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    if "results" in data:
        for row in data["results"]:
            yield _single(row["case"], data["page_origin"], profile)
    else:
        for row in data["rows"]:
            yield _with_hops(row["exchange"], data["origins"], profile)


def _single(case: dict[str, Any], origin: str, profile: str) -> Callable[[], object]:
    headers = tuple(case["headers"].items())
    request = BrowserRequest(
        "http://127.0.0.1:9/c", origin, case["method"], headers, case["credentials"]
    )
    preflight = _response(case["preflight"], {"origin": origin})
    response = _response(case["response"], {"origin": origin})
    return lambda: judge(request, preflight=preflight, response=response, profile=profile)


def _with_hops(
    exchange: dict[str, Any], origins: dict[str, str], profile: str
) -> Callable[[], object]:
    origin = "null" if exchange["sandboxed"] else origins["page"]
    fills = {**origins, "origin": origin, "next": f"{origins['b']}/next"}
    request = BrowserRequest(
        f"{origins['a']}/items",
        origin,
        exchange["method"],
        tuple((name, value) for name, value in exchange["headers"]),
        exchange["credentials"],
    )
    hops = [
        (_response(hop["preflight"], fills), _response(hop["response"], fills))
        for hop in exchange["hops"]
    ]
    redirects = [
        Redirect(answer, preflight=following)
        for (_, answer), (following, _) in itertools.pairwise(hops)
    ]
    # Where an empty Location leads back to the same URL, it is the last answer that comes next.
    redirects += [Redirect(hops[-1][1], preflight=hops[-1][0])] * 25
    preflight, response = hops[0][0], hops[-1][1]
    return lambda: judge(
        request, preflight=preflight, redirects=redirects, response=response, profile=profile
    )


def _response(value: dict[str, Any], fills: dict[str, str]) -> HttpResponse:
    headers = []
    for name, text in value["headers"]:
        filled = text
        for key, with_ in fills.items():
            filled = filled.replace(f"{{{key}}}", with_)
        headers.append((name, filled))
    return HttpResponse(value["status"], tuple(headers))


def measure(calls: list[Callable[[], object]]) -> list[float]:
    """Return the median of `ROUNDS` runs of each call, in µs."""
    runs: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for times, call in zip(runs, calls, strict=True):
            start = time.perf_counter_ns()
            call()
            times.append((time.perf_counter_ns() - start) / 1_000)
    return [statistics.median(times) for times in runs]


def medians(path: Path, profiles: tuple[str, ...]) -> dict[str, float]:
    """Return the median of all exchanges for each profile, in µs."""
    return {profile: statistics.median(measure(list(cases(path, profile)))) for profile in profiles}


def elsewhere(path: Path, folder: Path) -> dict[str, float]:
    """Return the medians of another checkout, for the profiles that it has."""
    paths = os.pathsep.join(str(folder / each) for each in ("audit", "lambda_handlers"))
    command = [sys.executable, __file__, str(path), "--print-medians"]
    found = subprocess.run(  # noqa: S603 - this file
        command, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, check=True
    )
    told: dict[str, float] = json.loads(found.stdout)
    return told


def against(path: Path, folder: Path) -> int:
    """Print how much slower each profile is than in another checkout; 1 where it is too much."""
    turns = [(medians(path, PROFILES), elsewhere(path, folder)) for _ in range(TURNS)]
    status = 0
    for profile in PROFILES:
        # An engine that the other checkout does not know is compared with the standard there.
        ratio = statistics.median(
            here[profile] / there.get(profile, there["fetch"]) for here, there in turns
        )
        print(f"{profile}: {ratio:.2f} times the other checkout's")
        status |= ratio > SLOWER
    return status


def known_profiles() -> tuple[str, ...]:
    """Return the profiles that this checkout knows."""
    from corsgate_audit.browser import profiles  # noqa: PLC0415 - another checkout may lack some

    return tuple(name for name in PROFILES if name in profiles.PROFILES)


def main() -> int:
    """Print the table; exit status 1 when a profile is over the budget, or too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", nargs="?", type=Path, default=RECORDED, help="to judge")
    parser.add_argument("--against", type=Path, help="another checkout, to compare with")
    parser.add_argument("--print-medians", action="store_true", help="as JSON, and nothing else")
    options = parser.parse_args()
    if options.print_medians:
        print(json.dumps(medians(options.recording, known_profiles())))
        return 0
    if options.against:
        return against(options.recording, options.against)
    found = medians(options.recording, PROFILES)
    for profile, median in found.items():
        print(f"{profile}: median {median:.1f} µs, {median / found['fetch']:.2f} of the standard's")
    return 1 if max(found.values()) >= BUDGET else 0


if __name__ == "__main__":
    sys.exit(main())
