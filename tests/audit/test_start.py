"""The start of the command: Ctrl-C ends it at any time, without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from corsgate_audit.start import INTERRUPTED, main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

INTERRUPTING = """\
import os, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
os.kill(os.getpid(), signal.SIGINT)
time.sleep(10)
"""
START = "import sys; from corsgate_audit.start import main; sys.exit(main())"


def test_ctrl_c_while_the_command_is_imported_is_silent(tmp_path: Path) -> None:
    """A package that the command imports first stands for the moment; 130 is what shells expect.

    The handler is set anew: a shell starts what it puts into the background with SIGINT ignored.
    """
    (tmp_path / "typer.py").write_text(INTERRUPTING, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", START, "rules"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_the_command_runs_and_its_status_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a command that works, and of one that is no command."""
    monkeypatch.setattr(sys, "argv", ["corsgate", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("corsgate ")
    monkeypatch.setattr(sys, "argv", ["corsgate", "adit"])
    assert main() == 2


def test_the_version_needs_no_command_line() -> None:
    """Typer, whose import takes longest, is not imported for it."""
    code = (
        "import sys\n"
        "from corsgate_audit.start import main\n"
        "sys.argv[1:] = ['--version']\n"
        "status = main()\n"
        "print(status, 'typer' in sys.modules)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    version, _, rest = ended.stdout.partition("\n")
    assert version.startswith("corsgate ")
    assert rest == "0 False\n"


def test_ctrl_c_in_the_command_itself_is_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no command of ours has a use for it."""

    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("corsgate_audit.cli.main", interrupted)

    assert main() == INTERRUPTED
    assert capsys.readouterr() == ("", "")
