"""How long one verdict takes: ``python benchmarks/judge.py [RECORDING]``.

The exchanges are those recorded for the tests, or another recording in the same form, or
``chromium-verdicts.json.gz`` of another harness (a list of cases with ``{origin}`` in it).
"""

from __future__ import annotations

import gzip
import itertools
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.browser import BrowserRequest, HttpResponse, Redirect, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RECORDED = Path(__file__).parents[1] / "tests" / "audit" / "browser" / "data" / "recorded.json.gz"
ROUNDS = 20
BUDGET = 40  # µs, the median on the machine that the project is built on


def cases(path: Path) -> Iterator[Callable[[], object]]:
    """Yield one call of `judge` for every exchange in a recording."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    if "results" in data:
        for row in data["results"]:
            yield _single(row["case"], data["page_origin"])
    else:
        for row in data["rows"]:
            yield _with_hops(row["exchange"], data["origins"])


def _single(case: dict[str, Any], origin: str) -> Callable[[], object]:
    headers = tuple(case["headers"].items())
    request = BrowserRequest(
        "http://127.0.0.1:9/c", origin, case["method"], headers, case["credentials"]
    )
    preflight = _response(case["preflight"], {"origin": origin})
    response = _response(case["response"], {"origin": origin})
    return lambda: judge(request, preflight=preflight, response=response, profile="chromium")


def _with_hops(exchange: dict[str, Any], origins: dict[str, str]) -> Callable[[], object]:
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
    preflight, response = hops[0][0], hops[-1][1]
    return lambda: judge(
        request, preflight=preflight, redirects=redirects, response=response, profile="chromium"
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


def main() -> int:
    """Print the table; exit status 1 when the median is over the budget."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDED
    times = sorted(measure(list(cases(path))))
    median = statistics.median(times)
    slow = times[int(len(times) * 0.95)]
    print(f"{len(times)} exchanges of {path.name}, median of {ROUNDS} runs each")
    print(f"median {median:.1f} µs, 95 % {slow:.1f} µs, max {times[-1]:.1f} µs")
    return 1 if median >= BUDGET else 0


if __name__ == "__main__":
    sys.exit(main())
