"""Finds sentences in a pasted text: whole, several, and cut short."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser import CorsError
from corsgate_audit.symptoms.logs import LOG_SIGNS
from corsgate_audit.symptoms.plain import bare
from corsgate_audit.symptoms.sentences import CHROME, CORS_CHECK, EVERY, PREFLIGHT, SAFARI, Sentence
from corsgate_audit.symptoms.signs import SIGNS
from corsgate_audit.symptoms.translations import translated
from corsgate_audit.symptoms.values import FoundSentence, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.symptoms.plain import Plain

LONGEST_VALUE = 600
"""Characters that may stand in a place that differs."""

_NEAR = 60
"""Characters behind which a sentence may begin that is not cut short."""

LONGEST_ADDRESSES = 2_600
"""Characters before a sentence that may hold the URLs it is about."""

LONGEST_ENDING = 120
"""Characters of a sentence behind the words by which it is told."""

_REDIRECTED = re.compile(r"\(redirected from \S{1,2000}\) from origin \S{1,300} has been blocked")
_OF_PREFLIGHT = re.compile(r"pass access control check: ?$")
_CUT_BEHIND = re.compile(
    r"pass access control check: |blocked by cors policy: |(?:cannot|failed to) load \S+?[.:] "
)
_CHECKS = frozenset(CORS_CHECK)
_CHROME = re.compile(r"blocked by cors policy|xmlhttprequest cannot load \S{1,2000} (?!due)")
_SAFARI = re.compile(
    r"\[error\]|due to access control checks|failed to load resource|fetch api cannot load"
)


class _Pattern(NamedTuple):
    sentence: Sentence
    parts: tuple[str, ...]
    names: tuple[str, ...]


def found_in(text: Plain) -> list[FoundSentence]:
    """Return every sentence, in the order of the text; none inside another.

    Args:
        text: text that was pasted.
    """
    found = [*_sentences(text), *translated(text), *_signs(text)]
    found += _cut_short(text, found)
    found.sort(key=lambda each: (each.start, -each.end))
    outside: list[FoundSentence] = []
    furthest = -1
    for each in found:
        if each.end > furthest:
            outside.append(each)
            furthest = each.end
    return outside


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(map(_pattern, EVERY))


def _pattern(sentence: Sentence) -> _Pattern:
    pieces = re.split(r"\{(\w*)\}", bare(sentence.text))
    return _Pattern(sentence, tuple(pieces[::2]), tuple(pieces[1::2]))


def _sentences(text: Plain) -> Iterator[FoundSentence]:
    for pattern in _patterns():
        place = text.text.find(pattern.parts[0])
        while place >= 0:
            match = _matched(text, pattern, place)
            if match is not None:
                yield match
            place = text.text.find(pattern.parts[0], place + 1)


def _matched(text: Plain, pattern: _Pattern, start: int) -> FoundSentence | None:
    # Part by part: a regular expression with a gap for each value would try all the gaps.
    place = start + len(pattern.parts[0])
    values = []
    for name, part in zip(pattern.names, pattern.parts[1:], strict=True):
        # An empty value leaves one space of the two around it.
        overlap = part[:1] == " " == text.text[place - 1 : place]
        if part:
            end = text.text.find(part, place - overlap, place + LONGEST_VALUE + len(part))
        else:  # the value ends the sentence: one word
            space = text.text.find(" ", place)
            end = space if space >= 0 else len(text.text)
        if end < 0:
            return None
        values.append((name, text.original(place, end).strip("' .")))
        place = end + len(part)
    told = _told(text, pattern.sentence, start, place, tuple(values))
    return FoundSentence(start, place, told, pattern.sentence.weak)


def _told(
    text: Plain, sentence: Sentence, start: int, end: int, values: tuple[tuple[str, str], ...]
) -> Told:
    error = sentence.error
    if sentence in _CHECKS and _OF_PREFLIGHT.search(text.text, max(0, start - 40), start):
        error = CorsError(error).of_preflight.value
    if _REDIRECTED.search(text.text, max(0, start - LONGEST_ADDRESSES), start):
        values = (*values, ("redirected", "yes"))
    browser = sentence.browser
    browser = browser or _writer(text.text)
    end_of_sentence = text.text.find(".", end, end + LONGEST_ENDING)
    end = end_of_sentence + 1 if end_of_sentence >= 0 else end
    return Told(browser, str(error), text.original(start, end), (), values)


@lru_cache(maxsize=2)
def _writer(text: str) -> str | None:
    """Return whose console a text is of, for sentences that several browsers write."""
    if _CHROME.search(text):
        return CHROME
    return SAFARI if _SAFARI.search(text) else None


def _signs(text: Plain) -> Iterator[FoundSentence]:
    for sign in (*SIGNS, *LOG_SIGNS):
        for match in sign.pattern.finditer(text.text):
            status = match.groupdict().get("status") or ""
            values = (("status", status),) if status else ()
            said = text.original(match.start(), match.end()).strip()
            told = Told(sign.browser, sign.error, said, sign.causes, values)
            yield FoundSentence(match.start(), match.end(), told, sign.weak)


def _cut_short(text: Plain, found: list[FoundSentence]) -> Iterator[FoundSentence]:
    """Complete what a title or a limit has cut off behind "blocked by CORS policy:"."""
    starts = sorted(each.start for each in found)
    for match in _CUT_BEHIND.finditer(text.text):
        tail = text.text[match.end() : match.end() + LONGEST_VALUE]
        next_ = bisect_left(starts, match.end())
        is_whole = next_ < len(starts) and starts[next_] < match.end() + _NEAR
        if is_whole or not tail:
            continue
        common = {pattern: _common(tail, pattern.parts[0]) for pattern in _beginnings()}
        longest = max(common.values())
        best = [pattern for pattern, length in common.items() if length == longest]
        if longest and len({pattern.sentence.error for pattern in best}) == 1:
            end = match.end() + longest
            told = _told(text, best[0].sentence, match.end(), end, ())
            yield FoundSentence(match.end(), end, told)


@cache
def _beginnings() -> tuple[_Pattern, ...]:
    return tuple(map(_pattern, (*CORS_CHECK, *PREFLIGHT)))


def _common(tail: str, beginning: str) -> int:
    """Return how much of a sentence a tail has, in whole words or up to the tail's own end."""
    length = 0
    while length < min(len(tail), len(beginning)) and tail[length] == beginning[length]:
        length += 1
    at_word = length == len(tail.rstrip(" .…")) or tail[length : length + 1] in {" ", ".", "…"}
    return length if at_word and length > 1 else 0
