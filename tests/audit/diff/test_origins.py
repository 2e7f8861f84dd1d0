"""Which origins two sides are asked about."""

from __future__ import annotations

import pytest

from corsgate_audit.diff.bare import bare
from corsgate_audit.diff.origins import named_origins
from support.apis import cors, http_api


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("https://app.example.com", ("https://app.example.com",)),
        ("http://[::1]:8080", ("http://[::1]:8080",)),
        ("https://[2001:db8::1]", ("https://[2001:db8::1]",)),
        ("http://[::1]:*", ("http://[::1]", "http://[::1]:8443")),
    ],
)
def test_an_origin_that_is_named_is_asked_about(written: str, named: tuple[str, ...]) -> None:
    """Addresses in brackets, too, and pages of a pattern."""
    door = http_api(cors(allow_origins=(written,)))
    assert set(named) <= set(named_origins([door], [bare(door)]))


def test_a_long_text_takes_no_time() -> None:
    """A scheme has an end: whoever looks for one at each letter would take minutes for this."""
    long = "x" * 300_000
    door = http_api(cors(allow_origins=(long, f"{long},https://app.example.com")))
    assert named_origins([door], [bare(door)]) == ("https://app.example.com",)
