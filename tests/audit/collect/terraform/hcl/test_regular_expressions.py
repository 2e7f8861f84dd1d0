"""Terraform's functions with regular expressions."""

from __future__ import annotations

import time

import pytest

from corsgate_audit.collect.terraform.hcl.regular_expressions import regex, regexall, replace
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Holes, Unknown

HOLES = Holes()


@pytest.mark.parametrize(
    ("pattern", "text", "first", "every"),
    [
        ("[a-z]+", "53453453.345345aaabbbccc23454", "aaabbbccc", ["aaabbbccc"]),
        (r"(\d\d\d\d)-(\d\d)", "2019-02 2020-03", ["2019", "02"], [["2019", "02"], ["2020", "03"]]),
        ("^(?:(?P<scheme>[^:/?#]+):)?", "https://x", {"scheme": "https"}, [{"scheme": "https"}]),
        ("(a)|(b)", "b", [None, "b"], [[None, "b"]]),
        ("é", "caféé", "é", ["é", "é"]),
    ],
)
def test_matches(pattern: str, text: str, first: object, every: object) -> None:
    """The text, a list of groups, or a map of those with names; as the documentation has it."""
    assert regex(HOLES, pattern, text) == first
    assert regexall(HOLES, pattern, text) == every


@pytest.mark.parametrize(
    ("pattern", "text", "message"),
    [
        ("a", "b", "finds no match"),
        ("(", "b", "is not valid"),
        ("(?=a)", "a", "is not valid"),
        ("((((a{99}){99}){99}){99})", "a", "is not valid, or too large"),
        ("(?P<x>a)(b)", "ab", "all have names, or none"),
        ("a", "a" * 100_001, "more than 100,000 characters"),
    ],
)
def test_what_terraform_would_refuse(pattern: str, text: str, message: str) -> None:
    """And what takes too much; `can` and `try` see it."""
    with pytest.raises(EvaluationError) as caught:
        regex(HOLES, pattern, text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "old", "new", "made"),
    [
        ("1 + 2 + 3", "+", "-", "1 - 2 - 3"),
        ("hello world", "/w.*d/", "everybody", "hello everybody"),
        ("a-b", "/(?P<x>[a-z])-([a-z])/", "${2}$x$1$$ $9$none", "baa$ "),
        ("a-b", "/(z)?-/", "<$1>", "a<>b"),
        ("a", "", "b", "a"),
    ],
)
def test_replaced(text: str, old: str, new: str, made: str) -> None:
    """References as Go expands them."""
    assert replace(HOLES, text, old, new) == made


def test_a_pattern_takes_no_time() -> None:
    """Backtracking would take longer than the universe has lasted; and matches are bounded."""
    begin = time.monotonic()
    with pytest.raises(EvaluationError):
        regex(HOLES, "^(a+)+$", "a" * 99_999 + "b")
    with pytest.raises(EvaluationError):
        regexall(HOLES, "a", "a" * 50_000)
    assert isinstance(replace(HOLES, "a" * 50_000, "/a/", "b"), Unknown)
    assert time.monotonic() - begin < 5
