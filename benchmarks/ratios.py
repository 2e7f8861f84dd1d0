"""What corsgate costs beside careful code by hand, as ratios of one run.

    python benchmarks/ratios.py           prints the table
    python benchmarks/ratios.py --check   exits 1 where a ratio is above its limit

Times differ from machine to machine, and with what else it does; ratios of calls that take turns do
so much less. Each is of the least times of many rounds, in processor time.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from peers import (  # type: ignore[import-not-found]  # the script beside this one
    APP,
    POLICY,
    bare_asgi,
    call_asgi,
    event,
    plain,
)

from corsgate import CorsAsgiMiddleware, CorsPolicy, cors
from corsgate.names import ALLOW_ORIGIN, CORS_RESPONSE_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 60
CALLS = 2000
PROCESSES = 15
ORIGINS = [f"https://tenant{number}.example.com" for number in range(10_000)]
MOST_MILLISECONDS = 25.0

READY = {**dict(POLICY.answers.actual), ALLOW_ORIGIN: APP}
ALLOWED = {APP: READY}
REFUSED = {"Vary": "Origin"}
PREFLIGHT = {
    "statusCode": 204,
    "headers": {**dict(POLICY.answers.preflight), ALLOW_ORIGIN: APP},
    "body": "",
    "isBase64Encoded": False,
}
READY_BYTES = [(name.lower().encode(), value.encode()) for name, value in READY.items()]


class Ratio(NamedTuple):
    """What is compared, and how many times as long it may take."""

    what: str
    ours: float
    by_hand: float
    limit: float

    @property
    def value(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.by_hand


def merged_by_hand(its_event: dict[str, Any], context: object) -> dict[str, Any]:
    """Do for one policy and one front door what `@cors` does for all."""
    response = plain(its_event, context)
    asked = its_event["headers"]
    origin = asked.get("origin") or asked.get("Origin")
    headers = dict(ALLOWED.get(origin, REFUSED))
    for name, value in response["headers"].items():
        lowered = name.lower()
        if lowered == "vary":
            headers["Vary"] = f"{value}, Origin"
        elif lowered not in CORS_RESPONSE_HEADERS:
            headers[name] = value
    return {**response, "headers": headers}


def answered_by_hand(its_event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return a ready answer to a preflight of whomever."""
    if its_event["httpMethod"] == "OPTIONS":
        return {**PREFLIGHT, "headers": dict(PREFLIGHT["headers"])}  # type: ignore[call-overload]
    answer: dict[str, Any] = plain(its_event, context)
    return answer


class AddsReadyBytes:
    """An ASGI middleware that adds the same bytes to every response."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an application
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def adding(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *READY_BYTES]}
            await send(message)

        await self.app(scope, receive, adding)


def least(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Time calls in turn; return the least microseconds of each."""
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            start = time.process_time_ns()
            for _ in range(CALLS):
                call()
            rounds[name].append((time.process_time_ns() - start) / CALLS / 1000)
    return {name: min(each) for name, each in rounds.items()}


def import_milliseconds(statement: str, folder: str) -> float:
    """Time an import in fresh processes that have the runtime's bootstrap and bytecode."""
    code = (
        "import awslambdaric.bootstrap, time; start = time.process_time_ns(); "
        f"{statement}; print((time.process_time_ns() - start) / 1e6)"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
    times = [
        float(
            subprocess.run(  # noqa: S603 - our own code
                [sys.executable, "-W", "ignore", "-c", code],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(PROCESSES)
    ]
    return statistics.median(times[1:])  # the first wrote the bytecode


def building_milliseconds() -> float:
    """Time a policy of 10,000 origins."""
    times = []
    for _ in range(ROUNDS // 2):
        start = time.process_time_ns()
        CorsPolicy(allow_origins=ORIGINS, allow_methods=["GET", "PUT"])
        times.append((time.process_time_ns() - start) / 1e6)
    return min(times)


def replacing_milliseconds() -> float:
    """Time another ``max_age`` of the same policy: its origins are not looked at again."""
    policy = CorsPolicy(allow_origins=ORIGINS, allow_methods=["GET", "PUT"])
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        policy.replace(max_age=5)
        times.append((time.process_time_ns() - start) / 1e6)
    return min(times)


def ratios() -> list[Ratio]:
    """Measure everything."""
    handler = cors(POLICY)(plain)
    actual, preflight = event(None), event("authorization,content-type")
    of = least(
        {
            "actual": lambda: handler(actual, None),
            "actual by hand": lambda: merged_by_hand(actual, None),
            "preflight": lambda: handler(preflight, None),
            "preflight by hand": lambda: answered_by_hand(preflight, None),
            "asgi": call_asgi(CorsAsgiMiddleware(bare_asgi, POLICY), None),
            "asgi by hand": call_asgi(AddsReadyBytes(bare_asgi), None),
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        own = import_milliseconds("import corsgate", folder)
        powertools = import_milliseconds("import aws_lambda_powertools.event_handler", folder)
    building = building_milliseconds()
    return [
        Ratio("an actual request, to a merge by hand", of["actual"], of["actual by hand"], 1.8),
        Ratio("a preflight, to a ready answer", of["preflight"], of["preflight by hand"], 5.0),
        Ratio("ASGI, to adding ready bytes", of["asgi"], of["asgi by hand"], 1.3),
        Ratio("the import, to that of Powertools' event handler", own, powertools, 1 / 40),
        Ratio(
            f"10,000 origins, to {MOST_MILLISECONDS:.0f} ms",
            building,
            MOST_MILLISECONDS,
            1.0,
        ),
        Ratio(
            "replace(max_age=5) of these, to building anew",
            replacing_milliseconds(),
            building,
            1 / 100,
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="exit 1 above a limit")
    chosen = parser.parse_args()
    found = ratios()
    print("| | ours | by hand | times | limit |\n|---|---:|---:|---:|---:|")
    for each in found:
        print(
            f"| {each.what} | {each.ours:.2f} | {each.by_hand:.2f} | {each.value:.3f} | "
            f"{each.limit:.3f} |"
        )
    sys.exit(chosen.check and any(each.value > each.limit for each in found))
