"""The real CDK CLI, from ``node_modules`` and with the Node of this virtual environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.aws import ACCOUNT_ID, REGION

REPOSITORY = Path(__file__).parents[2]
CLI = REPOSITORY / "node_modules" / ".bin" / "cdk"
REFERENCE_APP = f"{sys.executable} {REPOSITORY / 'cdk' / 'app.py'}"
TIME_LIMIT = 300  # seconds for one command

_OPTIONS = {
    "bootstrap": (f"aws://{ACCOUNT_ID}/{REGION}",),
    "deploy": ("--all", "--require-approval", "never", "--no-version-reporting"),
    "destroy": ("--all", "--force"),
    "synth": ("--quiet", "--no-version-reporting"),
}


class CdkError(Exception):
    """A command of the CDK CLI failed; the message is all that it printed."""


def run(command: str, *options: str, workspace: Path, app: str = REFERENCE_APP) -> str:
    """Run one command of the CDK CLI and return what it printed.

    Args:
        command: ``bootstrap``, ``deploy``, ``destroy`` or ``synth``.
        options: more options for it.
        workspace: a folder for the cloud assembly and for what the CLI keeps for itself, so that
            runs beside each other share nothing.
        app: the command that synthesises.

    Raises:
        CdkError: the command failed.
        subprocess.TimeoutExpired: it took longer than `TIME_LIMIT`.

    Example:
        >>> run("deploy", workspace=tmp_path)  # doctest: +SKIP
    """
    line = [str(CLI), command, *_OPTIONS[command], "--no-notices", "--no-color", "--ci"]
    if command != "bootstrap":
        line += ["--app", app, "--output", str(workspace / "cdk.out")]
    done = subprocess.run(
        [*line, *options],
        cwd=REPOSITORY if command != "bootstrap" else workspace,
        env=_environment(workspace),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    if done.returncode:
        message = f"cdk {command} ended with exit status {done.returncode}:\n{done.stdout}"
        raise CdkError(message)
    return done.stdout


def _environment(workspace: Path) -> dict[str, str]:
    binaries = Path(sys.executable).parent
    return {
        **os.environ,
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
        "CDK_HOME": str(workspace / ".cdk"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
    }
