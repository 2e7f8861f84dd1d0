"""A place in a template, and what stands there."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from .errors import UndeterminedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from re import Match, Pattern

    from .syntax import Block

_DEEPEST = 40
"""Levels to which blocks, texts and expressions may nest. Those of real templates stay below 10."""

_SPACE = re.compile(r"[ \t\r\n]*")


class Scanner:
    """Reads a template from left to right, never twice.

    Args:
        text: text of the template.
        parse: function that parses what a scanner holds: a text in double quotes is a template
            within another.
        depth: number of levels that enclose what is read.
    """

    def __init__(self, text: str, parse: Callable[[Scanner], Block], depth: int = 0) -> None:
        self.text = text
        self.position = 0
        self.depth = depth
        self._parse = parse

    def parse_within(self, text: str) -> Block:
        """Read the template that a text in double quotes is.

        Args:
            text: the text without its quotes.
        """
        return self._parse(Scanner(text, self._parse, self.depth))

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self.text)

    def sees(self, part: str) -> bool:
        """Return whether this text is next."""
        return self.text.startswith(part, self.position)

    def take(self, part: str) -> bool:
        """Pass this text if it is next; return whether it was."""
        if not self.sees(part):
            return False
        self.position += len(part)
        return True

    def match(self, pattern: Pattern[str]) -> Match[str] | None:
        """Pass what a pattern matches here; None where it does not."""
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found

    def expect(self, part: str) -> None:
        """Pass this text.

        Raises:
            UndeterminedError: something else is next.
        """
        if not self.take(part):
            self.fail(f"'{part}' is missing")

    def skip_space(self) -> None:
        """Pass blanks and line ends."""
        self.match(_SPACE)

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Go one level down.

        Raises:
            UndeterminedError: that is too deep.
        """
        if self.depth >= _DEEPEST:
            self.fail(f"it nests more than {_DEEPEST} levels deep")
        self.depth += 1
        yield
        self.depth -= 1

    def fail(self, problem: str) -> NoReturn:
        """Give up.

        Args:
            problem: what is not understood at the present position.

        Raises:
            UndeterminedError: always.
        """
        line = self.text.count("\n", 0, self.position) + 1
        message = f"is not understood at line {line}: {problem}"
        raise UndeterminedError(message)
