"""What is read out of a pasted text: plain, frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence that was found.

    Args:
        browser: ``"chrome"``, ``"firefox"``, ``"safari"``, ``"edge"``; None where it does not show.
        error: a CorsError name, or one of the names in `sentences`.
        text: the sentence as it was pasted.
        causes: slugs that the sentence names by itself, the likeliest first; none for most.
        values: what stood in the places that differ, by name.
    """

    browser: str | None
    error: str
    text: str
    causes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return what stood in a place; empty where there was none."""
        return dict(self.values).get(name, "")


class FoundSentence(NamedTuple):
    """A sentence and its place in `Plain.text`.

    Args:
        start: start of it.
        end: end behind it.
        told: what it says.
        weak: whether it counts only where nothing else is there.
    """

    start: int
    end: int
    told: Told
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that a text is about; None for what it does not say.

    Args:
        url: URL that the page called.
        origin: origin of the page.
        method: method that it used.
        header: header that was not allowed.
        status: status of the response.
    """

    url: str | None = None
    origin: str | None = None
    method: str | None = None
    header: str | None = None
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text says.

    Args:
        told: the sentences, those that decide first.
        asked: the request.
        causes: slugs in order of likelihood.
        next: commands, ready to run.
    """

    told: tuple[Told, ...]
    asked: Asked
    causes: tuple[str, ...]
    next: tuple[str, ...]
