"""What a run saves is read again only where it is whole, and every change of it can be planned."""

from __future__ import annotations

import copy
import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.cli import main
from corsgate_audit.fix.live.fixing import unfinished_runs
from corsgate_audit.fix.live.journal import Journal, journal_of, past_of
from corsgate_audit.fix.live.saved_run import SavedRun, SavedRunError, load, save
from corsgate_audit.fix.live.values import Change

if TYPE_CHECKING:
    from pathlib import Path

CORS = {"AllowOrigins": ["https://app.example.com"]}
CHANGE = Change(
    kind="http_api_cors",
    account="123456789012",
    region="eu-central-1",
    address={"ApiId": "a1b2c3"},
    label="CORS of 'shop'",
    before=None,
    after=CORS,
)
RUN = SavedRun(id="20261130T000000Z-abc", policy="{}", changes=(CHANGE,), apis={"a": {}})
SECRET_NAME = "hunter2"  # noqa: S105 - a text to look for


def saved(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Save a run; return its file and what stands there."""
    path = folder / "corsgate-fix-1.json"
    save(path, RUN)
    content: dict[str, Any] = json.loads(path.read_text())
    return path, content


def nested(depth: int) -> str:
    """Return JSON that is nested."""
    return "[" * depth + "]" * depth


def test_a_run_that_was_saved_is_read_again(tmp_path: Path) -> None:
    """The same, and only its owner could have read it."""
    path, _ = saved(tmp_path)

    assert load(path) == RUN
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Journal(path):
        assert stat.S_IMODE(journal_of(path).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    ["", SECRET_NAME, "[1]", "{}", "null", '{"schema_version": 1}', nested(500), nested(100_000)],
)
def test_what_is_no_saved_run_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Of which nothing is quoted."""
    path = tmp_path / "state.json"
    path.write_text(text)

    assert main(["fix", "--rollback", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"corsgate: '{path}' is not ") or " is no state that " in said
    assert said.count("\n") == 1
    assert SECRET_NAME not in said


def with_change(**changed: object) -> dict[str, object]:
    """Return what replaces the first change's parts."""
    return {"changes": [{**CHANGE.to_json(), **changed}]}


@pytest.mark.parametrize(
    "changed",
    [
        {"id": 1},
        {"profiles": "prod"},
        {"profiles": [1]},
        {"policy": None},
        {"promised": None},
        {"apis": []},
        {"changes": {}},
        {"changes": [1]},
        {"changes": [{}]},
        with_change(kind=SECRET_NAME),
        with_change(kind=[]),
        with_change(account=1),
        with_change(region=None),
        with_change(address=[]),
        with_change(address={"ApiId": 1}),
        with_change(before=[]),
        with_change(after="x"),
        with_change(safety=SECRET_NAME),
        with_change(reasons=[1]),
        with_change(reasons=None),
        with_change(label=None),
        with_change(more=SECRET_NAME),
        with_change(kind="rest_method", address={}, after={"methodIntegration": 1}),
    ],
)
def test_a_run_that_somebody_has_changed_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, object]
) -> None:
    """Before anybody is asked anything: no rollback stops half-way for it."""
    path, content = saved(tmp_path)
    path.write_text(json.dumps({**content, **changed}))

    assert main(["fix", "--rollback", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"corsgate: '{path}' is not whole")
    assert said.count("\n") == 1
    assert SECRET_NAME not in said


def test_a_member_that_is_missing_is_named_as_well(tmp_path: Path) -> None:
    """Each of them."""
    path, content = saved(tmp_path)
    for name in content.keys() - {"schema_version"}:
        rest = copy.copy(content)
        del rest[name]
        path.write_text(json.dumps(rest))
        with pytest.raises(SavedRunError, match="is not whole"):
            load(path)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """In the system's words; a pipe or a device is not waited for."""
    with pytest.raises(SavedRunError, match=r"gone' cannot be read: no such file or folder$"):
        load(tmp_path / "gone")
    with pytest.raises(SavedRunError, match=r"cannot be read: a folder, not a file$"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("lines", "events"),
    [
        (b'{"event": "begin"}\n[1]\n1\n"x"\n' + b"[" * 100_000 + b"\n", ("begin",)),
        (b'{"event": "applied"}\n{"ev', ("applied",)),
    ],
)
def test_a_journal_that_was_cut_off_or_changed_is_read_as_far_as_it_says_something(
    tmp_path: Path, lines: bytes, events: tuple[str, ...]
) -> None:
    """The rest announces nothing."""
    path, _ = saved(tmp_path)
    journal_of(path).write_bytes(lines)

    assert past_of(path).events == events


def test_a_journal_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """It may say that the run has ended: nobody guesses."""
    path, _ = saved(tmp_path)
    journal_of(path).write_bytes(b"\xff")
    with pytest.raises(SavedRunError, match="is not one that corsgate fix has written"):
        past_of(path)
    journal_of(path).unlink()
    journal_of(path).mkdir()
    with pytest.raises(SavedRunError, match="cannot be read: Is a directory"):
        past_of(path)


def test_a_folder_of_states_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A file stands in its place; one that is not there holds no run."""
    path = tmp_path / "state"
    assert unfinished_runs(path, None) == []  # type: ignore[arg-type] # nobody is asked
    path.touch()
    with pytest.raises(SavedRunError, match=r"state' cannot be read: Not a directory$"):
        unfinished_runs(path, None)  # type: ignore[arg-type]


def test_a_run_that_cannot_be_saved_leaves_nothing(tmp_path: Path) -> None:
    """Its folder is a file."""
    (tmp_path / "state").touch()

    with pytest.raises(SavedRunError, match=r"nothing was changed$"):
        save(tmp_path / "state" / "run.json", RUN)
    assert os.listdir(tmp_path) == ["state"]  # noqa: PTH208 - names alone
