"""A pasted text as sentences are looked for in it: without case, quotes, escapes and line breaks.

People paste from consoles, tickets, logs and JSON: quotes come curly, escaped, as entities or not
at all, and terminals break lines anywhere.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import NamedTuple

LONGEST_TEXT = 250_000
"""Characters that are looked at: a thousand lines of a console."""

# Straight, back and acute; single and double curly ones; guillemets; those of East Asian texts.
_QUOTES = frozenset(
    "'\"`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e"
    "\u300f\uff07\uff02"
)
_DASHES = dict.fromkeys(range(0x2010, 0x2015), "-")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\"'`/])|\\[nrt]")
_MARGIN = re.compile(r"(?m)^[ \t]*>+[ \t]?")
_SPACES = re.compile(r"\s+")


class Plain(NamedTuple):
    """A text in two forms.

    Args:
        flat: the text on one line, each quotation mark a ``'``; in the case in which it was
            written.
        text: the text in lower case and without quotation marks; sentences are looked for here.
        places: places where each character of `text` stands in `flat`.
    """

    flat: str
    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> str:
        """Return a part of `text` as it stands in `flat`.

        Args:
            start: start of the part.
            end: end behind it.
        """
        if start >= end:
            return ""
        return self.flat[self.places[start] : self.places[end - 1] + 1]


def plain(pasted: str) -> Plain:
    r"""Bring a pasted text into the form in which sentences are looked for.

    Args:
        pasted: one or more lines of a console, a log or a message.

    Example:
        >>> plain("> doesn&rsquo;t\n pass &#39;A&#39;").text
        'doesnt pass a'
    """
    text = html.unescape(pasted[:LONGEST_TEXT])
    text = _ESCAPES.sub(_unescaped, _MARGIN.sub("", text)).translate(_DASHES)
    text = "".join(each for each in text if unicodedata.category(each) != "Cf")
    flat = _SPACES.sub(" ", "".join("'" if each in _QUOTES else each for each in text)).strip()
    kept: list[str] = []
    places: list[int] = []
    for place, each in enumerate(flat):
        # French puts spaces inside its quotation marks: two become one again.
        if each == "'" or (each == " " and kept[-1:] == [" "]):
            continue
        lower = each.lower()
        kept.append(lower if len(lower) == 1 else each)
        places.append(place)
    return Plain(flat, "".join(kept), tuple(places))


def bare(sentence: str) -> str:
    """Return a sentence of a table in the form of `Plain.text`; ``{}`` stays.

    Args:
        sentence: sentence as the browser writes it.
    """
    return plain(sentence).text


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return found[2] or " "
