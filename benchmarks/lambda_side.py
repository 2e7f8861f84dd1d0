"""What CORS costs a Lambda function: corsgate and its peers in the same process and run.

    python benchmarks/lambda_side.py              prints the tables
    python benchmarks/lambda_side.py --readme README.md   and writes them between its markers

Processor time, so that a busy machine counts less; the median of many rounds, the rows of one table
interleaved. What a row adds is its time minus that of the same thing without CORS. The rows that
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

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 31
ROUND = 2_000_000  # nanoseconds that one round of a row is to take, so that slow rows end as well
PROCESSES = 11
BEGIN, END = "<!-- benchmark: lambda side -->", "<!-- end of benchmark -->"
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


def microseconds(rows: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Time each row, all of them in every round, and take the median of the rounds."""
    calls = {name: max(1, int(ROUND / nanoseconds(call, 10))) for name, call in rows.items()}
    rounds: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, call in rows.items():
            rounds[name].append(nanoseconds(call, calls[name]) / 1000)
    return {name: statistics.median(times) for name, times in rounds.items()}


def nanoseconds(call: Callable[[], object], times: int) -> float:
    """Time one call, over so many."""
    start = time.process_time_ns()
    for _ in range(times):
        call()
    return (time.process_time_ns() - start) / times


def milliseconds(statement: str, environment: dict[str, str]) -> float:
    """Time an import in fresh processes in which the runtime's bootstrap is loaded already."""
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
    return statistics.median(times[1:])  # the first process wrote the bytecode


def import_table() -> list[str]:
    """Time the imports, with bytecode as a prepared bundle has it and without."""
    lines = ["| import, after the runtime's own | ms | without bytecode, ms |", "|---|---:|---:|"]
    with tempfile.TemporaryDirectory() as folder:
        with_bytecode = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        for name, statement in IMPORTS.items():
            fast = milliseconds(statement, with_bytecode)
            # An empty place for bytecode that is never written: every import compiles.
            nowhere = {"PYTHONPYCACHEPREFIX": f"{folder}/none", "PYTHONDONTWRITEBYTECODE": "1"}
            slow = milliseconds(statement, nowhere)
            lines.append(f"| {name} | {fast:.1f} | {slow:.1f} |")
    return lines


def request_table(title: str, rows: dict[str, peers.Row]) -> list[str]:
    """Time what each layer adds to a request."""
    calls = {name: row.with_cors for name, row in rows.items()}
    calls |= {f"{name} without": row.without for name, row in rows.items() if row.without}
    times = microseconds(calls)
    added = {name: times[name] - times.get(f"{name} without", 0.0) for name in rows}
    base = next(iter(added.values()))
    lines = [f"| {title} | adds, µs | to the first row |", "|---|---:|---:|"]
    return lines + [f"| {name} | {cost:.1f} | {cost / base:.1f} |" for name, cost in added.items()]


def tables() -> str:
    """Measure everything."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    today = dt.datetime.now(tz=dt.UTC).date()
    head = f"Measured on {today} with Python {platform.python_version()}, {versions}."
    parts = [[head], import_table()]
    parts += [request_table(title, rows) for title, rows in peers.TABLES.items()]
    return "\n\n".join("\n".join(lines) for lines in parts)


def write(readme: Path, text: str) -> None:
    """Put the tables between the markers."""
    before, begin, rest = readme.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{readme} has no place for the tables; put {BEGIN} and {END} where they belong"
        raise SystemExit(message)
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readme", type=Path, help="write the tables into this file")
    chosen = parser.parse_args()
    measured = tables()
    print(measured)
    if chosen.readme:
        write(chosen.readme, measured)
