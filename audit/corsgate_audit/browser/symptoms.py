"""From a sentence in somebody's console back to the error that it is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.browser import console, firefox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.browser.errors import CorsError


def errors_named_by(text: str) -> tuple[CorsError, ...]:
    """Return the errors that a pasted console text may be about, the most specific first.

    Firefox does not say whether it was the preflight's answer that failed: both are returned.

    Args:
        text: one or more lines of Chromium's or Firefox's console, with anything around them.

    Example:
        >>> [str(error) for error in errors_named_by("Reason: CORS request not http")]
        ['CorsDisabledScheme']
    """
    plain = re.sub(r"\s+", " ", text)
    return _matching(plain, console.SENTENCES) or _matching(plain, firefox.REASONS)


def _matching(text: str, sentences: Mapping[CorsError, str]) -> tuple[CorsError, ...]:
    found = {error: sentence for error, sentence in sentences.items() if _occurs(sentence, text)}
    longest = max(map(len, found.values()), default=0)
    return tuple(error for error, sentence in found.items() if len(sentence) == longest)


def _occurs(sentence: str, text: str) -> bool:
    # Part by part: a regular expression with a gap for each value would try all the gaps.
    place = 0
    for part in sentence.partition(" Have the server")[0].rstrip(".").split("{}"):
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
