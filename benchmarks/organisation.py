"""What an audit of an organization takes: ``python benchmarks/organisation.py [--measure]``.

Without an option it simulates 50, 500 and 5,000 accounts in 17 regions: places of four sizes, each
as long as its calls take at half of AWS's quotas. ``--measure`` measures what does not depend on
the machine: the import of an invocation beside boto3's, in processor time, and the memory of an
invocation with 10,000 routes; it exits 1 above 2.5 times or 256 MB.

Prices are those of us-east-1, without free tiers:
    https://aws.amazon.com/lambda/pricing/ (arm64), https://aws.amazon.com/step-functions/pricing/
    (standard), https://aws.amazon.com/s3/pricing/
"""

from __future__ import annotations

import argparse
import heapq
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

REGIONS = 17
ACCOUNTS = (50, 500, 5_000)
CONCURRENCY = 100
"""``max_concurrency`` of `CorsAuditor`, where nobody says otherwise."""
_GB = 0.5  # of memory of an invocation
_SECONDS = 900 * 0.75  # of an invocation, in which it reads
_LATENCY = 0.06  # seconds of a call
_START = 1.5  # seconds of an invocation: imports, two calls to STS, three to S3
_JUDGED = 0.05  # seconds of judging an API
_RATES = {"api-gateway": (5, 20), "GetResources": (1.25, 2.5), "lambda": (7.5, 7.5)}
"""Half of the quotas, and of the bursts: `corsgate_audit.collect.live.limits`."""
_DOLLARS = {
    "request of Lambda": 0.20 / 1e6,
    "GB-second of Lambda": 0.0000133334,
    "state transition": 0.025 / 1e3,
    "PUT of S3": 0.005 / 1e3,
    "GET of S3": 0.0004 / 1e3,
}
_TRANSITIONS = 4  # of a place that is done at once: the child's start and its three states
_MORE = 3  # of each further invocation
_FILE = 0.012  # seconds of reading and taking a place's file in the reduction
_REDUCTION = 900.0


class Size(NamedTuple):
    """A kind of place.

    Args:
        share: share of all places, in thousandths.
        apis: REST APIs, of two stages each.
        functions: functions.
    """

    share: int
    apis: int
    functions: int


SIZES = (Size(800, 0, 5), Size(150, 5, 40), Size(49, 60, 500), Size(1, 600, 5_000))


class Invocations(NamedTuple):
    """What a place takes: how many invocations, and seconds of all."""

    number: int
    seconds: float


def place(size: Size) -> Invocations:
    """Say what a place of a size takes."""
    calls = {
        "api-gateway": 5 + size.apis * 6,
        "GetResources": size.apis,
        "lambda": 1 + size.functions // 50 + size.functions,
    }
    waits = {
        name: max(number * _LATENCY, (number - _RATES[name][1]) / _RATES[name][0])
        for name, number in calls.items()
    }
    reading = max(waits["api-gateway"], waits["GetResources"]) + waits["lambda"]
    number = 1 + int(reading // _SECONDS)
    return Invocations(number, reading + number * _START + size.apis * _JUDGED)


class Run(NamedTuple):
    """What a run comes to."""

    places: int
    invocations: int
    transitions: int
    hours: float
    dollars: float
    reduction: float


def simulated(accounts: int, concurrency: int = CONCURRENCY) -> Run:
    """Run an organization, place after place as the map has room for them."""
    number = accounts * (REGIONS + 1)
    kinds = [place(size) for size in SIZES]
    shares = [size.share for size in SIZES]
    bounds = [sum(shares[: at + 1]) for at in range(len(shares))]
    lanes = [0.0] * concurrency
    invocations, seconds = 0, 0.0
    for each in range(number):
        mixed = each * 389 % 1_000  # every thousand has each kind by its share
        took = kinds[next(at for at, bound in enumerate(bounds) if mixed < bound)]
        heapq.heapreplace(lanes, lanes[0] + took.seconds)
        invocations += took.number
        seconds += took.seconds
    transitions = number * _TRANSITIONS + (invocations - number) * _MORE + 6
    reduction = number * _FILE
    prices = {
        "request of Lambda": invocations + 2,
        "GB-second of Lambda": (seconds + reduction) * _GB,
        "state transition": transitions,
        "PUT of S3": number + 2 * (invocations - number) + 10,
        "GET of S3": number + 3 * invocations,
    }
    dollars = sum(_DOLLARS[name] * count for name, count in prices.items())
    return Run(number, invocations, transitions, max(lanes) / 3600, dollars, reduction)


def table() -> str:
    """Return the simulation as a table, and where it ends."""
    names = "accounts", "at once", "places", "invocations", "transitions", "hours", "dollars"
    lines = [f"| {' | '.join(names)} | reduction, s |", "|---" * 8 + "|"]
    for accounts in ACCOUNTS:
        for concurrency in (CONCURRENCY, 1_000):
            run = simulated(accounts, concurrency)
            lines.append(
                f"| {accounts:,} | {concurrency:,} | {run.places:,} | {run.invocations:,} "
                f"| {run.transitions:,} | {run.hours:.1f} | {run.dollars:.2f} "
                f"| {run.reduction:.0f} |"
            )
    most = int(_REDUCTION / _FILE)
    lines.append(
        f"\nThe reduction reads {most:,} places in 15 minutes: {most // (REGIONS + 1):,} accounts. "
        "Beyond that audit organizational units apart."
    )
    longest = place(SIZES[-1])
    lines.append(
        f"The largest place takes {longest.seconds / 60:.0f} minutes in {longest.number} "
        "invocations, whatever runs at once: its own quotas are the bound."
    )
    return "\n".join(lines)


_IMPORTS = {
    "boto3": "import boto3",
    "invocation": "import corsgate_audit.organization.entry, corsgate_audit.organization.auditing; "
    "from corsgate_audit.rules.registry import all_rules; all_rules()",
}
_ROUNDS = 7
_ROUTES = 10_000
_ONE = """
import os, resource, sys, tempfile
from pathlib import Path
sys.path.insert(0, "tests")
os.environ.update(AWS_ACCESS_KEY_ID="AKIA111111111111", AWS_SECRET_ACCESS_KEY="s",
    AWS_DEFAULT_REGION="eu-west-1", AWS_CONFIG_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true")
from support.recorded_accounts import RecordedAccounts, recorded
from corsgate_audit.collect.live.account import identify
from corsgate_audit.organization.auditing import Auditor, audit_place
from corsgate_audit.organization.listing import Plan, write_plan
from corsgate_audit.organization.places import Keys, Place
from corsgate_audit.organization.settings import AuditorSettings
from corsgate_audit.organization.storage import FolderStorage
settings = AuditorSettings(regions=("eu-west-1",), role_name="R", max_rps=10)
place = Place("r", "200000000000", "eu-west-1")
with recorded(RecordedAccounts(1, apis=34, paths=148)), tempfile.TemporaryDirectory() as folder:
    storage = FolderStorage(Path(folder))
    write_plan(storage, Keys("", "r"), "2026-12-01T00:00:00Z", Plan((place,), ()))
    told = audit_place(Auditor(settings, storage, identify()), place, 900)
assert told.state == "done" and told.findings, told
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _processor_time(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured() -> bool:
    """Measure the import and the memory of an invocation; say whether both are within bounds."""
    best = dict.fromkeys(_IMPORTS, float("inf"))
    for _ in range(_ROUNDS):
        for name, code in _IMPORTS.items():
            best[name] = min(best[name], _processor_time(code))
    bare = min(_processor_time("pass") for _ in range(_ROUNDS))
    ratio = (best["invocation"] - bare) / (best["boto3"] - bare)
    sys.stdout.write(f"import of an invocation: {ratio:.2f} times boto3's (2.5)\n")
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _ONE],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    memory = int(done.stdout)
    sys.stdout.write(f"memory of an invocation with {_ROUTES:,} routes: {memory} MB (256)\n")
    return ratio <= 2.5 and memory <= 256  # noqa: PLR2004 - the bounds that are promised


def main() -> int:
    """Simulate, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="import and memory of an invocation")
    if parser.parse_args().measure:
        return 0 if measured() else 1
    sys.stdout.write(table() + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
