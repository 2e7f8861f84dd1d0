"""The baseline's file: written whole, read strictly, and nothing dropped that was not looked at."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.judging.baseline import (
    BaselineError,
    baseline_of,
    read_baseline,
    write_baseline,
)
from support.apis import preflight, rest_api, route
from support.reported import DENIED, faulty, judged

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

BAD = rest_api(route("DELETE"), preflight())


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Sorted, with names for those who review it."""
    file = tmp_path / "baseline.json"
    write_baseline(file, baseline_of(faulty()))
    content = json.loads(file.read_text("utf-8"))

    assert read_baseline(file) == baseline_of(faulty())
    assert [entry["rule"] for entry in content["findings"]] == ["CORS110", "CORS113", "CORS202"]
    assert content["findings"][0] == {
        "fingerprint": next(
            each.fingerprint_v2 for each in faulty().findings if each.rule == "CORS110"
        ),
        "count": 1,
        "rule": "CORS110",
        "api": "items",
        "method": "OPTIONS",
        "path": "/items",
    }
    assert list(tmp_path.iterdir()) == [file]


def test_two_apis_of_one_name_are_counted() -> None:
    """So that a third is new."""
    assert list(baseline_of(judged(BAD, BAD)).counts.values()) == [2]


def test_entries_are_kept_where_not_all_was_seen() -> None:
    """An account that denies access today would otherwise come back as news tomorrow."""
    old = baseline_of(judged(BAD, BAD))
    none = judged(rest_api())
    partial = replace(none, coverage=(DENIED,))
    one = replace(judged(BAD), coverage=(DENIED,))

    assert baseline_of(none, old).entries == ()
    assert baseline_of(partial, old) == old
    assert baseline_of(one, old) == old


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[" * 100_000,
        "[]",
        '{"findings": {}}',
        '{"findings": ["x"]}',
        '{"findings": [{"fingerprint": "abc", "count": 1}]}',
        '{"findings": [{"fingerprint": "%s", "count": 0}]}' % ("a" * 64),
        '{"findings": [{"fingerprint": "%s", "count": true}]}' % ("a" * 64),
    ],
)
def test_what_is_no_baseline_is_refused(
    tmp_path: Path, content: str, snapshot: SnapshotAssertion
) -> None:
    """A file that accepted nothing, or everything, would be worse than none."""
    file = tmp_path / "baseline.json"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(BaselineError) as caught:
        read_baseline(file)

    assert str(caught.value) == snapshot


def test_a_baseline_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    """It says how to get one; a folder cannot be read, and not be written over."""
    with pytest.raises(BaselineError, match=r"none.json does not exist; write it with --update-"):
        read_baseline(tmp_path / "none.json")
    with pytest.raises(BaselineError, match=r"cannot be read: Is a directory"):
        read_baseline(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BaselineError, match=r"pipe cannot be read: it is not a regular file$"):
        read_baseline(tmp_path / "pipe")
    (tmp_path / "pipe").unlink()
    target = tmp_path / "folder"
    (target / "below").mkdir(parents=True)
    with pytest.raises(BaselineError, match=r"folder cannot be written: "):
        write_baseline(target, baseline_of(faulty()))
    assert list(tmp_path.iterdir()) == [target]


def test_entries_of_a_reader_to_come_are_kept(tmp_path: Path) -> None:
    """Members that are not known do not make a baseline unreadable."""
    file = tmp_path / "baseline.json"
    entry: dict[str, Any] = {"fingerprint": "a" * 64, "count": 2, "note": "later"}
    file.write_text(json.dumps({"schema_version": "1.1", "findings": [entry]}), encoding="utf-8")

    assert read_baseline(file).counts == {"a" * 64: 2}
