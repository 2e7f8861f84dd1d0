"""What is written down of a difference between the standard and an engine."""

from __future__ import annotations

from dataclasses import dataclass

CHROMIUM_SOURCE = "https://chromium.googlesource.com/chromium/src/+/main/"
GECKO_SOURCE = "https://searchfox.org/mozilla-central/source/"
WEBKIT_SOURCE = "https://github.com/WebKit/WebKit/blob/main/Source/"
FETCH = "https://fetch.spec.whatwg.org/"

CHROMIUM = frozenset({"chromium"})
FIREFOX = frozenset({"firefox"})
WEBKIT = frozenset({"webkit"})


@dataclass(frozen=True, slots=True)
class Note:
    """One documented difference.

    Args:
        standard: what the Fetch standard says.
        instead: what the engines do.
        sources: sources where both are written.
        engines: engines that do it.
    """

    standard: str
    instead: str
    sources: tuple[str, ...]
    engines: frozenset[str]


def note(engines: frozenset[str], anchor: str, *sources: str, standard: str, instead: str) -> Note:
    """Return an entry.

    Args:
        engines: engines that do it.
        anchor: anchor of the Fetch standard, or another standard's whole URL.
        sources: sources of the engines.
        standard: what the standard says.
        instead: what the engines do.
    """
    written = FETCH + anchor if anchor.startswith("#") else anchor
    return Note(standard, instead, (written, *sources), engines)
