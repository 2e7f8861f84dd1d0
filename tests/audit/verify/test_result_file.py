"""A result is read as it was written, and nothing else is read as one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.result import Entry, Sent, Told, Verification
from corsgate_audit.verify.result_file import of_json, read, to_json
from support.verifications import EVERYTHING, entry, verification

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

TEXT = st.text(max_size=20)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
SENT = st.builds(Sent, TEXT, TEXT, PAIRS, st.none() | TEXT, st.sampled_from([None, "1.1", "2"]))
TOLD = st.builds(Told, st.none() | st.integers(100, 599), PAIRS, st.none() | TEXT)
ENTRY = st.builds(
    Entry,
    statement=st.from_regex(re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII), fullmatch=True),
    says=TEXT,
    front=TEXT,
    before=st.lists(SENT, max_size=2).map(tuple),
    request=SENT,
    compares=st.just(("status", "body")),
    answer=TOLD,
    prediction=TOLD,
    differs=st.sampled_from([(), ("status",), ("status", "body")]),
    undetermined=TEXT,
    asked=st.integers(0, 5),
    relied_on_by=st.just(("corsgate_audit.gateway:answer",)),
)


def _consistent(found: Entry) -> Entry:
    """Return an entry of which more may differ than what was taken out of it shows."""
    if found.undetermined:
        return found
    differs = (each for each in found.compares if each in {*found.differs, *found.unlike()})
    return replace(found, differs=tuple(differs))


VERIFICATION = st.builds(
    Verification,
    TEXT,
    st.dates().map(str),
    st.sampled_from(["eu-west-1", "us-gov-east-1", "ap-southeast-7"]),
    st.lists(ENTRY.map(_consistent), max_size=3, unique_by=lambda each: each.statement).map(tuple),
)


@given(VERIFICATION)
def test_what_is_written_is_read_again(found: Verification) -> None:
    """Every field."""
    assert of_json(to_json(found)) == found


def test_the_file_says_what_is_equal() -> None:
    """For those who read it without corsgate."""
    content = json.loads(to_json(EVERYTHING))
    assert {each["statement"]: each["equal"] for each in content["entries"]} == {
        "equal": True,
        "differs": False,
        "no-answer": None,
        "no-prediction": None,
        "status-only": True,
    }


def changed(*path: str | int, to: object) -> str:
    """Return a file with another value at a place."""
    content: Any = json.loads(to_json(EVERYTHING))
    at = content
    for each in path[:-1]:
        at = at[each]
    at[path[-1]] = to
    return json.dumps(content)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "{" * 100_000,
        "null",
        changed("schema_version", to=2),
        changed("date", to="2026-02-03/../../etc"),
        changed("region", to="../eu-west-1"),
        changed("version", to=None),
        changed("entries", to={}),
        changed("entries", to=[1]),
        changed("entries", 0, "statement", to="Not An Id"),
        changed("entries", 0, "says", to="x" * 10_001),
        changed("entries", 0, "before", to=[{}] * 2_001),
        changed("entries", 0, "asked", to=True),
        changed("entries", 0, "request", "headers", to=[["one"]]),
        changed("entries", 0, "request", "headers", to=["ab"]),
        changed("entries", 0, "answer", "status", to="200"),
        changed("entries", 0, "answer", to=None),
        changed("entries", 0, "differs", to=["date"]),
        changed("entries", 0, "compares", to=[]),
        changed("entries", 0, "before", to=[{}] * 51),
        changed("entries", 0, "request", "headers", to=[["a", "b"]] * 51),
        changed("entries", 1, "differs", to=["status"]),
        changed("entries", 0, "relied_on_by", to=["os:system\n"]),
        changed("entries", 1, "statement", to="equal"),
    ],
)
def test_nothing_else_is_read(text: str, tmp_path: Path) -> None:
    """In one line, with the name of the file."""
    path = tmp_path / "result.json"
    path.write_text(text)
    with pytest.raises(RefusedError) as refused:
        read(path)
    assert repr(str(path)) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """As its user has written it."""
    with pytest.raises(RefusedError) as refused:
        read(tmp_path / "nowhere.json")
    assert str(refused.value).replace(str(tmp_path), "FOLDER") == snapshot


def test_entries_are_counted_by_what_they_are() -> None:
    """As the reports group them."""
    assert [each.statement for each in EVERYTHING.of(equal=True)] == ["equal", "status-only"]
    assert [each.statement for each in EVERYTHING.of(equal=None)] == ["no-answer", "no-prediction"]
    assert verification(entry("a")).of(equal=False) == []
