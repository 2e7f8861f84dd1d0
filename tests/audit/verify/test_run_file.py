"""What a run writes down is whole, is read again, and belongs to one process at a time."""

from __future__ import annotations

import json
import stat
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.verify import run_file
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.run_file import Run

if TYPE_CHECKING:
    from pathlib import Path

RUN = Run(
    suffix="0a1b2c3d",
    account="123456789012",
    region="eu-west-1",
    profile="sandbox",
    stacks=("CorsgateVerify-0a1b2c3d-Mock", "CorsgateVerify-0a1b2c3d-Rest"),
)


@pytest.mark.parametrize("run", [RUN, replace(RUN, profile=None, stacks=())])
def test_it_is_read_as_it_was_written(run: Run, tmp_path: Path) -> None:
    """And nobody else can read it."""
    path = run_file.write(tmp_path / "new" / "folder", run)
    assert path.name == "corsgate-verify-0a1b2c3d.run.json"
    assert run_file.read(path) == run
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_it_is_found_until_it_is_removed(tmp_path: Path) -> None:
    """A result beside it is no such file."""
    (tmp_path / "corsgate-verify-eu-west-1-2026-01-01.json").write_text("{}")
    path = run_file.write(tmp_path, RUN)
    assert run_file.unfinished(tmp_path) == [path]
    run_file.remove(path)
    assert run_file.unfinished(tmp_path) == []
    run_file.remove(path)


def test_a_folder_that_takes_no_file_is_refused(tmp_path: Path) -> None:
    """Before anything is made."""
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(RefusedError, match="nothing was made"):
        run_file.write(tmp_path / "taken", RUN)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps(asdict(replace(RUN, suffix=""))),
        json.dumps(asdict(replace(RUN, suffix="0a"))),
        json.dumps(asdict(replace(RUN, stacks=("production",)))),
        json.dumps({**asdict(RUN), "region": 1}),
        json.dumps({**asdict(RUN), "stacks": 1}),
    ],
)
def test_what_is_not_whole_deletes_nothing(content: str, tmp_path: Path) -> None:
    """Nor what names stacks of others."""
    path = tmp_path / run_file.file_name(RUN.suffix)
    path.write_text(content)
    with pytest.raises(RefusedError):
        run_file.read(path)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """Read or held."""
    path = tmp_path / "nowhere.run.json"
    with pytest.raises(RefusedError):
        run_file.read(path)
    with pytest.raises(RefusedError), run_file.held(path):
        pytest.fail("it is not there")


def test_one_process_at_a_time_holds_it(tmp_path: Path) -> None:
    """Another one would delete what this one is making."""
    path = run_file.write(tmp_path, RUN)
    with run_file.held(path):
        with pytest.raises(RefusedError), run_file.held(path):
            pytest.fail("it is held")
        run_file.remove(path)
    assert not path.exists()
