"""A result that was sent in stands in the repository once, redacted, under its date and region."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.cli import main
from corsgate_audit.verify.recording import SEEN, recorded, seen
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result import Told
from corsgate_audit.verify.result_file import to_json
from support.verifications import EVERYTHING, entry, verification

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.verify.result import Verification


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a checkout."""
    (tmp_path / "docs").mkdir()
    return tmp_path


def sent_in(folder: Path, found: Verification) -> Path:
    """Return the path of a result that was sent in."""
    path = folder / "sent.json"
    path.write_text(to_json(found))
    return path


def test_it_is_recorded_once(repository: Path) -> None:
    """The same again is the same file; another of the day gets a number."""
    path = recorded(sent_in(repository, EVERYTHING), repository)
    assert path == repository / SEEN / "2026-02-03-eu-west-1.json"
    assert recorded(sent_in(repository, EVERYTHING), repository) == path
    other = verification(entry("equal"))
    assert recorded(sent_in(repository, other), repository).name == "2026-02-03-eu-west-1-2.json"
    assert len(seen(repository)) == 2
    assert other in seen(repository)


def test_what_somebody_has_added_by_hand_is_redacted(repository: Path) -> None:
    """A file that was sent in is not taken on trust."""
    added = Told(200, (("vary", "a1b2c3d4e5"),), "123456789012")
    found = verification(entry("differs", answer=added, differs=("vary", "body")))
    path = recorded(sent_in(repository, found), repository)
    assert "a1b2c3d4e5" not in path.read_text()
    assert "123456789012" not in path.read_text()
    assert seen(repository) == [
        replace(
            found,
            entries=(replace(found.entries[0], answer=Told(200, (("vary", "<id>"),), "<id>")),),
        )
    ]


def test_it_needs_a_checkout(tmp_path: Path) -> None:
    """It writes nowhere else."""
    with pytest.raises(RefusedError):
        recorded(sent_in(tmp_path, EVERYTHING), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["sent.json"]


def test_a_folder_that_takes_no_file_is_named(repository: Path) -> None:
    """In one line."""
    (repository / "docs/aws").write_text("a file")
    with pytest.raises(RefusedError):
        recorded(sent_in(repository, EVERYTHING), repository)


def test_nothing_was_seen_where_nothing_is_recorded(repository: Path) -> None:
    """No folder, no results."""
    assert seen(repository) == []


def test_the_command_records(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the checkout in which it runs."""
    path = sent_in(repository, EVERYTHING)
    monkeypatch.chdir(repository)
    assert main(["verify", "--record", str(path)]) == 0
    assert "docs/aws/seen/2026-02-03-eu-west-1.json" in capsys.readouterr().out
