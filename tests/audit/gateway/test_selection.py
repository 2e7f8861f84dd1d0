"""Which integration response a status selects, by somebody else's regular expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.gateway.failures import MisconfiguredError
from corsgate_audit.gateway.mock_integration import select
from corsgate_audit.gateway.velocity import process
from corsgate_audit.model import IntegrationResponse, UndeterminedError

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def selected(pattern: str, status: int = 204) -> bool:
    """Return whether a pattern selects its response, and not the default one."""
    own = IntegrationResponse(status_code="201", selection_pattern=pattern)
    return select((own, IntegrationResponse(status_code="200")), status) is own


@pytest.mark.parametrize(
    ("pattern", "is_selected"),
    [
        ("204", True),
        ("20", False),
        ("4", False),
        (r"2\d{2}", True),
        ("2[0-9]{2}", True),
        ("2..", True),
        ("200|204", True),
        ("(200|204)", True),
        ("^204$", True),
        (".*", True),
        ("[^2].*", False),
        (r"\d+4", True),
        ("5\\d\\d", False),
        ("(?!204).*", False),
        # It is a value, and no part of a template.
        ("[$]input.params[(]'status'[)]", False),
        ("204'#set[$]x = '", False),
        ("#stop", False),
    ],
)
def test_a_pattern_matches_the_whole_status(pattern: str, is_selected: bool) -> None:  # noqa: FBT001 - what is expected
    """As Java's `matches`."""
    assert selected(pattern) is is_selected


@pytest.mark.parametrize("pattern", ["(", "2**", "(?i)204", "[a-z", r"\p{Digit}+", r"204\b"])
def test_a_pattern_that_may_mean_something_else_in_java_leaves_it_open(
    pattern: str,
) -> None:
    """With the pattern."""
    with pytest.raises(UndeterminedError) as caught:
        selected(pattern)
    (value,) = caught.value.values
    assert value.expression == pattern
    assert f" the regular expression {pattern!r}, " in value.reason


def test_a_pattern_that_leaves_it_open_says_why(snapshot: SnapshotAssertion) -> None:
    """In words of its own, beside what is undetermined."""
    with pytest.raises(UndeterminedError) as caught:
        selected("(?i)204")
    assert (str(caught.value), [value.reason for value in caught.value.values]) == snapshot


def test_a_pattern_that_does_not_end_leaves_it_open(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """It has the time of a template, in the process that renders them."""
    monkeypatch.setattr(process, "SECONDS", 0.3)
    monkeypatch.setattr(process, "_late", set())
    pattern = "(" * 6 + "2*0*4*" + ")*" * 6 + "x" * 2
    status = 2040402040
    with pytest.raises(UndeterminedError) as caught:
        selected(f"((2|0|4|20|40|204|04|.)*)*{pattern}", status)
    (value,) = caught.value.values
    assert value.reason == snapshot


def test_no_pattern_and_no_default_is_an_error() -> None:
    """Whatever the patterns are."""
    own = IntegrationResponse(status_code="201", selection_pattern="5..")
    with pytest.raises(MisconfiguredError, match="no integration response is selected by 204"):
        select((own,), 204)
