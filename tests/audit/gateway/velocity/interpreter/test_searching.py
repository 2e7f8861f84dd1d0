"""Regular expressions out of somebody's Python, as the process applies them."""

from __future__ import annotations

from typing import Any

import pytest

from corsgate_audit.gateway.velocity.interpreter.run import run


@pytest.mark.parametrize(
    ("way", "expression", "text", "expected"),
    [
        ("match", "b", "ab", {"found": False}),
        ("match", "a", "ab", {"found": True}),
        ("search", "b", "ab", {"found": True}),
        ("search", "c", "ab", {"found": False}),
        ("match", "(", "ab", {"undetermined": "cannot be applied (error)"}),
        ("match", "a{99999999999}", "ab", {"undetermined": "cannot be applied (OverflowError)"}),
    ],
)
def test_it_is_found_or_not(way: str, expression: str, text: str, expected: dict[str, Any]) -> None:
    """Or it is none that can be applied."""
    assert run({"way": way, "template": expression, "text": text}) == expected
