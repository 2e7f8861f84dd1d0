"""A file of expectations: what it may hold, and every problem at once, with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.check import Expectation, ExpectationsError, read_expectations
from corsgate_audit.check.expectations import KEYS, expectation_from
from corsgate_audit.check.values import _CHECKS, _EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

GOOD = """\
# what the app may do
[[expect]]
origin = "https://app.example.com"
method = "PUT"
path = "/items/1"
headers = { Authorization = "Bearer x", "x-a" = "1" }
credentials = "include"
allowed = true
readable = ["ETag"]
api = "items"
stage = "prod"

[[ expect ]]
origin = "null"
path = "/"
allowed = false
"""


def write(folder: Path, text: str) -> Path:
    """Write a file of expectations."""
    file = folder / "cors.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_key_is_read(tmp_path: Path) -> None:
    """With the line of its table, and defaults for what is left out."""
    assert read_expectations(write(tmp_path, GOOD)) == (
        Expectation(
            origin="https://app.example.com",
            method="PUT",
            path="/items/1",
            headers=(("Authorization", "Bearer x"), ("x-a", "1")),
            credentials="include",
            allowed=True,
            readable=("etag",),
            api="items",
            stage="prod",
            line=2,
        ),
        Expectation(origin="null", path="/", allowed=False, line=13),
    )


def test_a_title_says_the_request(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """In a few words, without the values of headers: they may be secrets."""
    first, second = read_expectations(write(tmp_path, GOOD))
    assert first.title == snapshot
    assert second.title == "GET / from null"


def test_all_problems_are_named_at_once_with_their_lines(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The value, what is wrong with it, and what to write."""
    text = """\
[[expect]]
origin = "app.example.com"
path = "items"
allowed = "yes"

[[expect]]
origin = "https://app.example.com/"
method = "PU T"
path = "/"
headers = { cookie = "a=1" }
credentials = "always"
readable = "etag"
api = ""
stage = 7
allow = true

[[expect]]
headers = { "a b" = "1" }
"""
    file = write(tmp_path, text)
    with pytest.raises(ExpectationsError) as caught:
        read_expectations(file)
    assert caught.value.problems == snapshot
    assert str(caught.value) == "\n".join(caught.value.problems)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[expect]\n", "{file}: Expected ']]' at the end of an array declaration (at line 1"),
        ("", "{file}: there is no [[expect]] table; write one for each expectation"),
        ("expect = 1", "{file}: there is no [[expect]] table; write one for each expectation"),
        ("expects = 1", "{file}: 'expects' is unknown; write [[expect]] tables"),
        ("expect = [1]", "{file}:1: 1 is not a table; write [[expect]]"),
        ("expect = [{path = 1}]", "{file}:1: origin is missing;"),
        ("[[expect]]\nheaders = 1", "{file}:2: headers = 1 is not a table of names and values"),
    ],
)
def test_a_file_that_holds_no_expectations(tmp_path: Path, text: str, problem: str) -> None:
    """What is there instead."""
    file = write(tmp_path, text)
    with pytest.raises(ExpectationsError) as caught:
        read_expectations(file)
    assert problem.format(file=file) in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """Like any other problem."""
    file = tmp_path / "cors.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ExpectationsError, match="'utf-8' codec can't decode"):
        read_expectations(file)


def test_every_key_has_its_check_and_its_example() -> None:
    """None can be added without."""
    assert set(KEYS) == set(_CHECKS) == set(_EXAMPLES)


def test_an_expectation_in_code() -> None:
    """The same keys, the same problems, no line."""
    made = expectation_from({"origin": "https://a.example", "path": "/", "allowed": True})
    assert made == Expectation(origin="https://a.example", path="/", allowed=True)
    with pytest.raises(ExpectationsError, match=r'^path is missing; write "/items/1"$'):
        expectation_from({"origin": "https://a.example", "allowed": True})
