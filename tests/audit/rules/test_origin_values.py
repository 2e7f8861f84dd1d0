"""Origins as APIs hold them: which are malformed, and what they were meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from corsgate_audit.rules.origin_values import (
    first_intended,
    intended_origin,
    is_origin,
    literal,
    malformed,
)
from support.apis import UNKNOWN
from support.policies import origins, patterns

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize(
    ("value", "intended"),
    [
        ("https://app.example.com/", "https://app.example.com"),
        ("App.example.com:443/items?a#b", "https://app.example.com"),
        ("http://localhost:80", "http://localhost"),
        ("//app.example.com", "https://app.example.com"),
        ("https://user@app.example.com", "https://app.example.com"),
        ("HTTPS://[::1]:8443/", "https://[::1]:8443"),
        ("", None),
        ("null", None),
        ("*", None),
        ("https://*.example.com/", None),
        ("https://app.example.com:port", None),
        ("https://[::1", None),
        ("https://a b", None),
        ("https://bücher.example", None),
    ],
)
def test_what_a_malformed_value_was_meant_to_be(value: str, intended: str | None) -> None:
    """None where nobody can tell: a guess would be worse than no advice."""
    assert intended_origin(value) == intended


def test_of_several_origins_the_first_is_meant() -> None:
    """For the exchange that shows what they do."""
    assert first_intended("https://a.example.com, https://b.example.com") == "https://a.example.com"
    assert first_intended(", *") is None


def test_what_cannot_be_mended_keeps_the_policy_s_own_advice(snapshot: SnapshotAssertion) -> None:
    """Punycode is told by the library, in its own words."""
    told = malformed("https://bücher.example")

    assert told is not None
    assert told == snapshot


def test_trap_44_a_token_that_nothing_has_replaced_is_malformed(
    snapshot: SnapshotAssertion,
) -> None:
    """A policy in a CDK app may have it; in a template it is a text like any other."""
    assert malformed("https://${Token[TOKEN.13]}") == snapshot


@given(origins)
def test_an_origin_is_what_it_was_meant_to_be(origin: str) -> None:
    """Nothing that a browser sends is called malformed or fixed into something else."""
    assert malformed(origin) is None
    assert is_origin(origin)
    assert intended_origin(origin) == origin
    assert intended_origin(f"{origin}/") == origin


@given(patterns)
def test_a_pattern_is_neither_malformed_nor_an_origin(pattern: str) -> None:
    """Whether a front door understands it is another question."""
    assert malformed(pattern) is None
    assert not is_origin(pattern)


@pytest.mark.parametrize("mapping", ["*", "'", "", None, "method.request.header.Origin", UNKNOWN])
def test_what_is_not_in_quotes_is_no_literal(mapping: object) -> None:
    """A single quote is none either."""
    assert literal(mapping) is None  # type: ignore[arg-type]


def test_what_is_in_quotes_is() -> None:
    """Empty, too."""
    assert literal("'*'") == "*"
    assert literal("''") == ""
