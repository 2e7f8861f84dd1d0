"""Lines: wrapped and coloured for a person at a terminal, one each for everything else."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from rich.console import Console

from corsgate_audit.report.lines import Line, plain, printable, write

LONG = Line("one two three four five six seven", indent=2, label="page", style="red")


def _written(line: Line, *, terminal: bool, coloured: bool = False, width: int = 34) -> str:
    file = io.StringIO()
    colours: Literal["standard"] | None = "standard" if coloured else None
    console = Console(
        file=file, force_terminal=terminal, width=width, color_system=colours, markup=False
    )
    write(console, [line])
    return file.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("items", "items"),
        ("Büro 東京", "Büro 東京"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("admin\u202egnp.exe", "admin\\u202egnp.exe"),
        ("\x9b2J", "\\x9b2J"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text: str, shown: str) -> None:
    """Escapes, line breaks, and what turns the order of letters round; letters stay."""
    assert printable(text) == shown


def test_a_line_in_a_file_stays_one_line() -> None:
    """So that a search finds a browser's sentence whole."""
    assert plain(LONG) == "  page       one two three four five six seven"
    assert _written(LONG, terminal=False) == plain(LONG) + "\n"


def test_an_empty_line_has_no_spaces() -> None:
    """Nothing at the end of a line either."""
    assert plain(Line(indent=4)) == ""
    assert plain(Line("x  ")) == "x"


def test_a_line_on_a_terminal_wraps_below_itself() -> None:
    """The label stays in its column."""
    assert _written(LONG, terminal=True) == (
        "  page       one two three four\n             five six seven\n"
    )


def test_an_empty_line_on_a_terminal_is_a_line() -> None:
    """It separates what stands around it."""
    assert _written(Line(), terminal=True) == "\n"


def test_a_narrow_terminal_still_gets_words() -> None:
    """Narrower than the indentation, it wraps at twenty columns rather than at none."""
    lines = _written(LONG, terminal=True, width=10).splitlines()

    assert [line.strip() for line in lines] == ["page       one two three four", "five six seven"]


def test_colour_is_for_terminals_alone() -> None:
    """A pipe gets the text."""
    assert "\x1b[" in _written(LONG, terminal=True, coloured=True)
    assert "\x1b" not in _written(LONG, terminal=False, coloured=True)


def test_markup_in_a_name_is_text() -> None:
    """Rich would take it for a style."""
    assert _written(Line("[red]items[/red]"), terminal=True) == "[red]items[/red]\n"
