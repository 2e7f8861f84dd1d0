"""What CORS costs a Lambda function: corsgate and its peers in the same process and run.

    python benchmarks/lambda_side.py              prints the tables
    python benchmarks/lambda_side.py --page docs/benchmarks.md   and writes them between its markers

Processor time, so that a busy machine counts less; the rows of one table interleaved. What a row
adds is its time minus that of the same thing without CORS in the same round: the median of many
rounds, and of the quarter of them that other work on the machine slowed down least. The rows that
corsgate loses are in the tables too.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import peers  # type: ignore[import-not-found]  # the script beside this one
from pages import write_between_marks  # type: ignore[import-not-found]  # the same

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 50
ROUND = 4_000_000  # nanoseconds that one round of a row is to take, so that slow rows end as well
PROCESSES = 21
PACKAGES = ("aws-lambda-powertools", "chalice", "flask-cors", "flask", "starlette")

IMPORTS = {
    "corsgate": "import corsgate",
    "corsgate and its first policy": (
        "import corsgate; corsgate.CorsPolicy(allow_origins=['https://app.example.com'])"
    ),
    "Powertools' event handler": "import aws_lambda_powertools.event_handler",
    "Chalice": "import chalice.app",
    "flask-cors (with Flask)": "import flask_cors",
    "Starlette's CORSMiddleware": "import starlette.middleware.cors",
}


def microseconds(rows: dict[str, peers.Row]) -> dict[str, tuple[float, float]]:
    """Time what each row adds, all of them in every round.

    Returns:
        The median of all rounds, and of the quietest quarter.
    """
    calls = {name: _times(row.with_cors) for name, row in rows.items()}
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
    for number in range(ROUNDS):
        for name, row in rows.items():
            both = (row.with_cors, row.without)
            # In turn: what runs second finds the processor's caches warm.
            order = both if number % 2 else both[::-1]
            times = {call: nanoseconds(call, calls[name]) / 1000 for call in order if call}
            rounds[name].append((times[row.with_cors], times.get(row.without, 0.0)))
    return {name: _medians(each) for name, each in rounds.items()}


def _medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    quiet = sorted(pairs, key=sum)[: len(pairs) // 4]
    every, undisturbed = (
        statistics.median(whole - bare for whole, bare in each) for each in (pairs, quiet)
    )
    return every, undisturbed


def _times(call: Callable[[], object]) -> int:
    """Return how many calls fill a round."""
    nanoseconds(call, 100)  # the first call loads what the others find
    return max(1, int(ROUND / nanoseconds(call, 10)))


def nanoseconds(call: Callable[[], object], times: int) -> float:
    """Time one call, over so many."""
    start = time.process_time_ns()
    for _ in range(times):
        call()
    return (time.process_time_ns() - start) / times


def milliseconds(statement: str, environment: dict[str, str]) -> tuple[float, float]:
    """Time an import in fresh processes that have loaded the runtime's bootstrap already.

    Returns:
        The median and the least.
    """
    code = (
        "import awslambdaric.bootstrap, time; start = time.process_time_ns(); "
        f"{statement}; print((time.process_time_ns() - start) / 1e6)"
    )
    times = []
    for _ in range(PROCESSES):
        result = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-W", "ignore", "-c", code],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        times.append(float(result.stdout.split()[-1]))
    del times[0]  # that process wrote the bytecode
    return statistics.median(times), min(times)


def import_table() -> list[str]:
    """Time the imports, with bytecode as a prepared bundle has it and without."""
    lines = [
        "| import, after the runtime's own | ms | at least, ms | without bytecode, ms |",
        "|---|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        prepared = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        # An empty place for bytecode that is never written: every import compiles.
        unprepared = {"PYTHONPYCACHEPREFIX": f"{folder}/none", "PYTHONDONTWRITEBYTECODE": "1"}
        for name, statement in IMPORTS.items():
            median, least = milliseconds(statement, prepared)
            compiling, _ = milliseconds(statement, unprepared)
            lines.append(f"| {name} | {median:.1f} | {least:.1f} | {compiling:.1f} |")
    return lines


def request_table(title: str, rows: dict[str, peers.Row]) -> list[str]:
    """Time what each layer adds to a request."""
    added = microseconds(rows)
    _, first = next(iter(added.values()))
    lines = [f"| {title} | adds, µs | undisturbed, µs | to the first |", "|---|---:|---:|---:|"]
    return lines + [
        f"| {name} | {every:.1f} | {undisturbed:.1f} | {undisturbed / first:.1f} |"
        for name, (every, undisturbed) in added.items()
    ]


def tables() -> str:
    """Measure everything."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    today = dt.datetime.now(tz=dt.UTC).date()
    head = f"Measured on {today} with Python {platform.python_version()}, {versions}."
    parts = [[head], import_table()]
    parts += [request_table(title, rows) for title, rows in peers.TABLES.items()]
    return "\n\n".join("\n".join(lines) for lines in parts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--page", type=Path, help="write the tables into this file")
    chosen = parser.parse_args()
    measured = tables()
    print(measured)
    if chosen.page:
        write_between_marks(chosen.page, "lambda side", measured)
