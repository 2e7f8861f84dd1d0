"""Streams that are closed or full, and folders that nobody may look into: one line each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.collected import write

pytestmark = pytest.mark.slow  # each starts the command

CORSGATE = str(Path(sys.executable).parent / "corsgate")
TEMPLATE = "Resources: {Api: {Type: 'AWS::ApiGateway::RestApi'}}"
COMMANDS = ["audit t.yaml", "audit t.yaml --format json", "rules", "--version", "audit --help"]


def shell(folder: Path, line: str) -> tuple[int, str, str]:
    """Run a line in bash; return its status, and what it writes to both streams."""
    done = subprocess.run(
        ["bash", "-c", line.replace("corsgate", CORSGATE)],  # noqa: S607 - whichever bash
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("where", "why"),
    [(">&-", "Bad file descriptor"), (">/dev/full", "No space left on device")],
)
def test_a_result_that_cannot_be_written_is_one_line(
    tmp_path: Path, command: str, where: str, why: str
) -> None:
    """And status 2: a report that is lost must not look like a clean one."""
    write(tmp_path, "t.yaml", TEMPLATE)

    status, _, said = shell(tmp_path, f"corsgate {command} {where}")

    assert (status, said) == (2, f"corsgate: the result cannot be written: {why}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_leaves_at_once_is_no_error(tmp_path: Path, command: str) -> None:
    """The status is that of the command, of which there is nothing to say."""
    write(tmp_path, "t.yaml", TEMPLATE)

    line = f"corsgate {command} | true; exit ${{PIPESTATUS[0]}}"

    assert shell(tmp_path, line) == (0, "", "")


@pytest.mark.parametrize("where", ["2>&-", "2>&- >&-", "<&- 2>&- >&-"])
def test_errors_that_nobody_can_read_leave_the_status(tmp_path: Path, where: str) -> None:
    """No file that is opened gets the number of a closed stream, and is written into."""
    write(tmp_path, "t.yaml", TEMPLATE)

    assert shell(tmp_path, f"corsgate audit gone.yaml {where}") == (2, "", "")
    assert (tmp_path / "t.yaml").read_text() == TEMPLATE


# Root may read everything, unless it gives its powers away; the files stay its own.
WITHOUT_POWERS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        ("audit {}/closed", 3, "Permission denied"),
        ("audit {}/closed/t.yaml", 2, "Permission denied"),
        ("audit {}", 3, "closed"),
        ("why {}/closed/t.yaml --origin https://a.example --method GET --path /", 2, "Permission"),
        ("fix {}/closed/t.yaml --policy {}/policy.toml", 2, "Permission denied"),
        ("check {}/closed/cors.toml {}/t.yaml", 2, "Permission denied"),
        ("fix --rollback {}/closed/state.json", 2, "Permission denied"),
    ],
)
def test_what_nobody_may_look_into_is_one_line(
    tmp_path: Path, command: str, status: int, said: str
) -> None:
    """It is said, and is no fault of the command's own."""
    folder = tmp_path / "shared"
    write(folder, "t.yaml", TEMPLATE)
    write(folder, "closed/t.yaml", TEMPLATE)
    write(folder, "policy.toml", 'allow_origins = ["https://a.example"]\n')
    (folder / "closed").chmod(0)
    code = "import sys; from corsgate_audit.start import main; sys.exit(main())"
    done = subprocess.run(
        [*WITHOUT_POWERS, sys.executable, "-c", code, *command.format(folder, folder).split()],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    (folder / "closed").chmod(0o755)

    assert (done.returncode, "fault of corsgate's own" in done.stderr) == (status, False)
    assert said in done.stdout + done.stderr
