"""Patterns with wildcards, beside the regular expressions that they could be."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.gateway.wildcards import fits, spans

PATTERNS = st.text("ab*?.", max_size=12)
TEXTS = st.text("ab?.", max_size=12)


@given(PATTERNS, TEXTS)
def test_a_text_fits_as_it_would_a_regular_expression(pattern: str, text: str) -> None:
    """A star is any text, a question mark one character, and a point a point."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    assert fits(pattern, text) is (re.fullmatch(expression, text) is not None)


@given(PATTERNS, TEXTS)
def test_a_star_that_spans_is_one_character_at_least(pattern: str, text: str) -> None:
    """And a question mark is itself."""
    expression = re.escape(pattern).replace(r"\*", ".+")
    assert spans(pattern, text) is (re.fullmatch(expression, text) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "fitting", "spanning"),
    [
        ("", "", True, True),
        ("", "a", False, False),
        ("*", "", True, False),
        ("*", "a", True, True),
        ("**", "a", True, False),
        ("a*", "a", True, False),
        ("*a", "a", True, False),
        ("a*b*c", "abbcc", True, True),
        ("a*b*c", "abc", True, False),
        ("a*bc", "abcbc", True, True),
        ("*ab*ab", "abab", True, False),
        ("a?c", "abc", True, False),
        ("a?c", "a?c", True, True),
        ("a?", "a", False, False),
        ("prod/*/items/?", "prod/GET/items/1", True, False),
        ("prod/*", "test/GET", False, False),
    ],
)
def test_whole_texts_fit(pattern: str, text: str, *, fitting: bool, spanning: bool) -> None:
    """From the first letter to the last."""
    assert (fits(pattern, text), spans(pattern, text)) == (fitting, spanning)


@pytest.mark.parametrize("matching", [fits, spans])
def test_time_grows_with_the_length_of_both(matching: type) -> None:
    """Not with what the stars could stand for, in which a regular expression loses itself."""
    begun = time.process_time()
    assert not matching("*a" * 100 + "!", "a" * 2000)
    assert time.process_time() - begun < 1
