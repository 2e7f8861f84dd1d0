"""For how long browsers remember a preflight."""

from __future__ import annotations

import pytest

from corsgate_audit.browser import HttpResponse, effective_max_age


@pytest.mark.parametrize(
    ("value", "chromium", "firefox", "safari"),
    [
        (None, 5, 5, 5),
        ("", 5, 5, 5),
        ("0", 0, 0, 0),
        ("00", 0, 0, 0),
        ("1", 1, 1, 1),
        ("600", 600, 600, 600),
        ("601", 601, 601, 600),
        ("7200", 7200, 7200, 600),
        ("7201", 7200, 7201, 600),
        ("86400", 7200, 86400, 600),
        ("86401", 7200, 86400, 600),
        ("9" * 18, 7200, 86400, 600),
        ("9223372036854775807", 7200, 86400, 600),
        ("9223372036854775808", 5, 86400, 5),
        ("9" * 30, 5, 86400, 5),
        ("0" * 30 + "7", 7, 7, 7),
        ("9" * 5000, 5, 86400, 5),
        ("-1", 0, 0, 0),
        ("-0", 0, 0, 0),
        ("-" + "9" * 30, 5, 0, 5),
        ("+7", 7, 0, 7),
        ("+0", 0, 0, 0),
        ("+ 7", 5, 0, 5),
        ("++7", 5, 0, 5),
        ("1.5", 5, 0, 5),
        ("600, 600", 5, 0, 5),
        ("never", 5, 0, 5),
        (" 60 ", 60, 60, 60),
    ],
)
def test_each_browser_keeps_an_answer_for_its_own_time(
    value: str | None, chromium: int, firefox: int, safari: int
) -> None:
    """Default 5 seconds, each browser's cap, 0 for never, and what is no number."""
    headers = () if value is None else (("Access-Control-Max-Age", value),)
    assert effective_max_age(HttpResponse(204, headers)) == {
        "chromium": chromium,
        "firefox": firefox,
        "safari": safari,
    }


def test_two_header_lines_are_no_number() -> None:
    """They are joined by a comma first."""
    lines = (("Access-Control-Max-Age", "60"), ("access-control-max-age", "60"))
    assert effective_max_age(HttpResponse(204, lines)) == {
        "chromium": 5,
        "firefox": 0,
        "safari": 5,
    }
