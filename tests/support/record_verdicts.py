"""Record what a real browser does, for the tests that have none.

``python -m support.record_verdicts FILE --engine firefox --count 600 --seed 156`` plays fresh ones;
``--from LINES`` plays those that `browser_diff` printed instead.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.browser_compared import observed
from support.browser_engines import ENGINES
from support.exchanges import Exchange
from support.generate_exchanges import Generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATA = Path(__file__).parent.parent / "audit" / "browser" / "data"


def record(exchanges: Sequence[Exchange], engine: str = "chromium") -> dict[str, Any]:
    """Play exchanges and return them with the browser's version, its origins and what it did."""
    with ENGINES[engine].run() as browser:
        played = browser.play(exchanges)
        rows = [
            {"exchange": generated.to_json(), engine: observed(observation, engine)}
            for generated, (_, observation) in zip(exchanges, played, strict=True)
        ]
        return {"browser": browser.version, "origins": browser.origins, "rows": rows}


def save(recording: dict[str, Any], path: Path) -> None:
    """Write a recording; the same recording always makes the same file."""
    text = json.dumps(recording, separators=(",", ":"), sort_keys=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def recorded(path: Path, engine: str = "chromium") -> Iterator[tuple[Exchange, dict[str, Any]]]:
    """Yield every exchange of a recording, placed as it was played, with what the browser did."""
    recording = json.loads(gzip.decompress(path.read_bytes()))
    for number, row in enumerate(recording["rows"], 1):
        exchange = Exchange.from_json(row["exchange"])
        yield exchange.placed_at(recording["origins"], str(number)), row[engine]


def read_lines(path: Path) -> list[Exchange]:
    """Read the exchanges from what `browser_diff` printed."""
    lines = path.read_text().splitlines()
    return [Exchange.from_json(json.loads(line)["exchange"]) for line in lines if line[:1] == "{"]


def main() -> int:
    """Read the command line; exit status 0: recorded, 3: not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="to write")
    parser.add_argument("--engine", choices=tuple(ENGINES), default="chromium", help="to ask")
    parser.add_argument("--count", type=int, default=600, help="exchanges to record")
    parser.add_argument("--seed", type=int, default=156, help="of the generator")
    parser.add_argument("--from", type=Path, dest="lines", help="exchanges to play instead")
    options = parser.parse_args()
    engine = ENGINES[options.engine]
    if engine.find() is None:
        sys.stdout.write(engine.not_run + "\n")
        return 3
    fresh = itertools.islice(Generator(options.seed).exchanges(), options.count)
    exchanges = read_lines(options.lines) if options.lines else list(fresh)
    save(record(exchanges, options.engine), options.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
