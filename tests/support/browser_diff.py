"""Compare our verdicts with a real browser's.

``python -m support.browser_diff --engine firefox --count 10000`` plays fresh exchanges in a
Chromium, a Firefox or a WebKit of this machine. Nothing but loopback is reached, and the browser
and its servers end with the run.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

from support.browser_compared import observed, predicted
from support.browser_engines import ENGINES, Player
from support.generate_exchanges import Generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from support.browser_stage import Observation
    from support.exchanges import Exchange

CHUNK = 2_000


def disagreement(
    exchange: Exchange, observation: Observation, engine: str = "chromium"
) -> dict[str, Any] | None:
    """Return what differs, with both sides; None where both agree."""
    ours, theirs = predicted(exchange, engine), observed(observation, engine)
    differing = {
        key: {"ours": ours[key], engine: theirs[key]} for key in ours if ours[key] != theirs[key]
    }
    return {"exchange": exchange.to_json(), "differs": differing} if differing else None


def disagreements(
    browser: Player, exchanges: Sequence[Exchange], engine: str = "chromium"
) -> Iterator[tuple[Exchange, dict[str, Any]]]:
    """Play exchanges and yield those about which we disagree, as they were generated.

    Each of those is played again: a connection that broke on a busy machine is no verdict.
    """
    exchanges = [each for each in exchanges if each.stays_on_stage]
    for generated, played in zip(exchanges, browser.play(exchanges), strict=True):
        if disagreement(*played, engine):
            again = disagreement(*browser.play([generated])[0], engine)
            if again:
                yield generated, again


def emit(line: str, *, file: TextIO | None = None) -> None:
    """Write a line at once, for somebody who watches."""
    (file or sys.stdout).write(line + "\n")
    (file or sys.stdout).flush()


def compare(count: int, seed: int, engine: str = "chromium") -> int:
    """Play `count` fresh exchanges, print every disagreement and return how many there were."""
    stream = Generator(seed).exchanges()
    found = 0
    started = time.monotonic()
    with ENGINES[engine].run() as browser:
        emit(f"{engine}: {browser.version}, seed {seed}")
        for start in range(0, count, CHUNK):
            chunk = list(itertools.islice(stream, min(CHUNK, count - start)))
            for generated, differing in disagreements(browser, chunk, engine):
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
    parser.add_argument("--engine", choices=tuple(ENGINES), default="chromium", help="to ask")
    parser.add_argument("--count", type=int, default=500, help="exchanges to play")
    parser.add_argument("--seed", type=int, default=0, help="of the generator")
    options = parser.parse_args()
    engine = ENGINES[options.engine]
    if engine.find() is None:
        emit(engine.not_run)
        return 3
    found = compare(options.count, options.seed, options.engine)
    emit(f"{options.count} exchanges, {found} disagreements")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
