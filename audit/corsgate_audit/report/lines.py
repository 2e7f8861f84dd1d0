"""A report for people as lines, before anything is known of where they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console


LABEL_WIDTH = 11


@dataclass(frozen=True, slots=True)
class Line:
    """One line, however many a narrow terminal makes of it.

    Args:
        text: made printable when it is written.
        indent: columns.
        style: Rich's, for terminals that show colours.
        label: written before the text, in a column of its own.
        label_style: Rich's style of the label.
        label_width: columns of the label, with the blanks behind it.
    """

    text: str = ""
    indent: int = 0
    style: str = ""
    label: str = ""
    label_style: str = "dim"
    label_width: int = LABEL_WIDTH


def printable(text: str) -> str:
    r"""Escape what would move a cursor, colour a terminal or turn the order of letters round.

    Names in a report were written by others: a terminal must not obey them.

    Example:
        >>> printable("items\x1b[31m")
        'items\\x1b[31m'
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )


def plain(line: Line) -> str:
    """Return a line as it stands in a file or a pipe."""
    label = line.label.ljust(line.label_width) if line.label else ""
    return f"{' ' * line.indent}{label}{printable(line.text)}".rstrip()


def write(console: Console, lines: Iterable[Line]) -> None:
    """Write lines: wrapped below themselves on a terminal, one each where nobody reads along."""
    for line in lines:
        if console.is_terminal:
            _write_wrapped(console, line)
        else:
            console.file.write(plain(line) + "\n")


def _write_wrapped(console: Console, line: Line) -> None:
    # Here, since Rich takes longer to import than the command takes to say its version.
    from rich.text import Text  # noqa: PLC0415

    label = line.label.ljust(line.label_width) if line.label else ""
    margin = line.indent + len(label)
    width = max(console.width - margin, 20)
    start = Text.assemble(" " * line.indent, (label, line.label_style))
    for part in Text(printable(line.text)).wrap(console, width) or [Text()]:
        part.rstrip()
        part.stylize(line.style)
        console.print(Text.assemble(start, part), soft_wrap=True)
        start = Text(" " * margin)
