"""``make demo``: deploy the reference app into an emulated account, and audit it.

Beside the reference app the account has an API that somebody made by hand, with the usual faults.
The demo ends well if the audit finds all of them, and nothing on the reference app.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rich.console import Console

from support import cdk
from support.aws import ACCOUNT_ID, REGION, EmulatedAccount, emulated_account
from support.demo_report import Report, problems, write_report
from support.hand_made_api import FAULTS, NAME, make_api

if TYPE_CHECKING:
    from collections.abc import Iterator

REPORT = cdk.REPOSITORY / "build" / "report.json"
FINDINGS = 1  # what `corsgate audit` exits with when it found something

console = Console(highlight=False, soft_wrap=True)


class DemoError(Exception):
    """A step of the demo failed; the message is for its user."""


def run_demo(report: Path, app: str) -> None:
    """Run every step.

    Args:
        report: the file that the audit's report is written to.
        app: the command that synthesises the reference app.

    Raises:
        DemoError: the audit failed, or did not find what it has to find.
        CdkError: the CDK CLI failed.
    """
    with tempfile.TemporaryDirectory(prefix="corsgate-demo-") as folder:
        workspace = Path(folder)
        with (workspace / "moto.log").open("w") as log, _account(log) as account:
            _deploy(workspace, app)
            with _step(f"making the API {NAME} by hand, with {len(FAULTS)} faults"):
                make_api(account.client("apigateway"))
            with _step("corsgate audit"):
                found = json.loads(_audit("json"))
            console.print()
            console.out(_audit("text"))
    write_report(found, report)
    _conclude(found, report)


@contextmanager
def _account(log: IO[str]) -> Iterator[EmulatedAccount]:
    with emulated_account(log) as account:
        console.print(f"an emulated account ({ACCOUNT_ID}, {REGION}) at {account.endpoint}")
        yield account


def _deploy(workspace: Path, app: str) -> None:
    with _step("cdk bootstrap"):
        cdk.run("bootstrap", workspace=workspace)
    with _step("cdk deploy, the reference app"):
        cdk.run("deploy", workspace=workspace, app=app)


def _audit(form: str) -> str:
    """Run the audit as a user would; return what it printed."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "corsgate"), "audit", "--format", form],
        cwd=cdk.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=cdk.TIME_LIMIT,
    )
    if done.returncode != FINDINGS:
        message = (
            f"corsgate audit ended with exit status {done.returncode}, and not with {FINDINGS}:\n"
            f"{done.stdout}{done.stderr}"
        )
        raise DemoError(message)
    return done.stdout


def _conclude(found: Report, path: Path) -> None:
    wrong = problems(found)
    if wrong:
        message = "the audit did not find what it has to find:\n" + "\n".join(
            f"  - {problem}" for problem in wrong
        )
        raise DemoError(message)
    console.print(f"The reference app is clean, and all {len(FAULTS)} planted faults were found.")
    console.print(f"The report is in {path}.")


@contextmanager
def _step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    console.print(f"  {what} …", end="")
    start = time.monotonic()
    yield
    console.print(f" {time.monotonic() - start:.1f} s")


def main() -> int:
    """Run the demo; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", type=Path, default=REPORT, help="where the report is written")
    parser.add_argument("--app", default=cdk.REFERENCE_APP, help="another app than the reference")
    options = parser.parse_args()
    try:
        run_demo(options.report, options.app)
    except (DemoError, cdk.CdkError) as error:
        console.print(f"\nThe demo failed: {error}", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
