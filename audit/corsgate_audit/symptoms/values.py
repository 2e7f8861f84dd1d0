"""What is read out of a pasted text: plain, frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence that was found.

    Args:
        browser: ``"chrome"``, ``"firefox"``, ``"safari"``, ``"edge"``; None where it does not show.
        error: a CorsError name, or one of the names in `sentences`.
        text: the sentence as it was pasted.
        cause: slug that the sentence names by itself; "" for none.
        values: what stood in the places that differ, by name.
    """

    browser: str | None
    error: str
    text: str
    cause: str = ""
    values: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """Return what stood in a place; empty where there was none."""
        return dict(self.values).get(name, "")


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
