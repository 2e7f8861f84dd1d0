"""What every test gets: no real credentials, no network beyond loopback, the venv's Node."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from support.snapshots import without_what_differs

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

NOT_RUN = "NOT RUN: "
"""How the reason of a skip begins when the machine lacks a program that the test needs."""

NOT_TRACED = {
    "audit/fix/test_random.py",
    "audit/gateway/test_rendered_policies.py",
    "audit/gateway/velocity/test_fuzzing.py",
    "audit/rules/test_rendered_policies.py",
    "equivalence/test_equivalence.py",
    "equivalence/test_exceptions.py",
}
"""Much of one kind, like what waits for browsers and deployments: to trace it for coverage would
double the time that it takes, and each line that it passes has a test beside it."""

DUMMY_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}

# Before jsii starts: the CDK must find the Node of the virtual environment, not the machine's.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
os.environ.update(DUMMY_ENVIRONMENT)
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
    os.environ.pop(name, None)
# Typer decides by these, when it is imported, to colour what no terminal reads.
for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "PY_COLORS"):
    os.environ.pop(name, None)

# A shared machine stalls now and then: a time limit per example would only make tests flaky.
settings.register_profile("corsgate", deadline=None)
settings.load_profile("corsgate")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # noqa: ANN201, ARG001 - pluggy's generator protocol
    """Where everything must run (CORSGATE_REQUIRE_ALL), a test that is NOT RUN has failed."""
    report = (yield).get_result()
    if not (report.skipped and os.environ.get("CORSGATE_REQUIRE_ALL")):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    if NOT_RUN in reason:
        report.outcome = "failed"
        report.longrepr = reason


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion, tmp_path: Path) -> SnapshotAssertion:
    """Compare with what was written down, but for folders and ports of this run."""
    return snapshot.with_defaults(matcher=without_what_differs(str(tmp_path)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes time.

    The constructs are left out of `make fast`: each synthesis waits for jsii's Node process.
    """
    tests = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(tests / "cdk"):
            item.add_marker(pytest.mark.slow)
        if item.path.relative_to(tests).as_posix() in NOT_TRACED or any(
            item.get_closest_marker(name) for name in ("browser", "deploy")
        ):
            item.add_marker(pytest.mark.no_cover)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was NOT RUN, with the line that installs what is missing."""
    reasons = {
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and NOT_RUN in report.longrepr[2]
    }
    for reason in sorted(reasons):
        terminalreporter.write_line(reason, yellow=True)
