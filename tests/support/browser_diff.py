"""Compare our verdicts with a real Chromium's: ``python -m support.browser_diff --count 10000``."""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from corsgate_audit.browser import preflight_request
from support.chromium import NOT_RUN, Chromium, Observation, chromium, find_chromium
from support.generate_exchanges import Generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.exchanges import Exchange

CHUNK = 2_000
UNCAUGHT = "Uncaught (in promise) "


def told(parameter: str | None) -> bool:
    """Whether DevTools can tell a value: its JSON is UTF-8, and leaves out what is not."""
    return parameter is None or parameter.isascii()


def observed(observation: Observation) -> dict[str, Any]:
    """Return what is compared, as Chromium did it."""
    preflights = [request for request in observation.requests if request[2] is not None]
    first = next((request for request in preflights if request[0] == 0), None)
    console: tuple[str, ...] = observation.console
    if observation.error is None and observation.thrown:
        console = (UNCAUGHT + observation.thrown,)
    return {
        "allowed": observation.allowed,
        "error": observation.error,
        "parameter": observation.parameter,
        "preflighted": bool(preflights),
        "preflight": first and first[2:],
        "exposed": observation.exposed,
        "console": console,
    }


def predicted(exchange: Exchange) -> dict[str, Any]:
    """Return the same of our verdict."""
    verdict = exchange.judged()
    asked = preflight_request(exchange.request, profile="chromium")
    lines = dict(asked.headers) if asked else {}
    return {
        "allowed": verdict.allowed,
        "error": verdict.error,
        "parameter": verdict.parameter if verdict.error and told(verdict.parameter) else None,
        "preflighted": verdict.preflighted,
        "preflight": asked
        and (
            lines["Access-Control-Request-Method"],
            lines.get("Access-Control-Request-Headers"),
            lines["Origin"],
        ),
        "exposed": verdict.exposed_headers,
        "console": (verdict.console,) if verdict.console else (),
    }


def disagreement(exchange: Exchange, observation: Observation) -> dict[str, Any] | None:
    """Return what differs, with both sides; None where both agree."""
    ours, theirs = predicted(exchange), observed(observation)
    differing = {
        key: {"ours": ours[key], "chromium": theirs[key]}
        for key in ours
        if ours[key] != theirs[key]
    }
    return {"exchange": exchange.to_json(), "differs": differing} if differing else None


def disagreements(
    browser: Chromium, exchanges: Sequence[Exchange]
) -> Iterator[tuple[Exchange, dict[str, Any]]]:
    """Play exchanges and yield those about which we disagree, as they were generated.

    Each of those is played again: a connection that broke on a busy machine is no verdict.
    """
    for generated, played in zip(exchanges, browser.play(exchanges), strict=True):
        if disagreement(*played) and (differing := disagreement(*browser.play([generated])[0])):
            yield generated, differing


def emit(line: str, *, file: TextIO | None = None) -> None:
    """Write a line at once, for somebody who watches."""
    (file or sys.stdout).write(line + "\n")
    (file or sys.stdout).flush()


def compare(count: int, seed: int) -> int:
    """Play `count` fresh exchanges, print every disagreement and return how many there were."""
    stream = Generator(seed).exchanges()
    found = 0
    started = time.monotonic()
    with chromium() as browser:
        emit(f"Chromium {browser.version}, seed {seed}")
        for start in range(0, count, CHUNK):
            chunk = list(itertools.islice(stream, min(CHUNK, count - start)))
            for generated, differing in disagreements(browser, chunk):
                found += 1
                differing["exchange"] = generated.to_json()
                emit(json.dumps(differing, ensure_ascii=True))
            done = start + len(chunk)
            rate = done / (time.monotonic() - started)
            emit(f"{done} exchanges, {found} disagreements, {rate:.0f}/s", file=sys.stderr)
    return found


def main() -> int:
    """Read the command line; exit status 0: no disagreement, 1: some, 3: not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500, help="exchanges to play")
    parser.add_argument("--seed", type=int, default=0, help="of the generator")
    options = parser.parse_args()
    if find_chromium() is None:
        emit(NOT_RUN)
        return 3
    found = compare(options.count, options.seed)
    emit(f"{options.count} exchanges, {found} disagreements")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
