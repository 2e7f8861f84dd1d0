"""Handlers of our own, sound and faulty, each with every answer that it can give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Case:
    """One function.

    Args:
        name: what it is about.
        source: of its handler.
        answers: ``status origin``: the origin is a literal, ``-`` for none, ``=page`` for the
            request's own as it comes, ``~page`` after a comparison, ``?`` where it cannot be determined.
            ``payload`` is a value that is no response, ``unknown`` one that is not followed,
            ``raises`` that an exception may leave the handler.
        modules: beside the handler, by path.
        environment: variables.
    """

    name: str
    source: str
    answers: frozenset[str]
    modules: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str | None] = field(default_factory=dict)


def case(
    name: str,
    source: str,
    *answers: str,
    environment: Mapping[str, str | None] | None = None,
    **modules: str,
) -> Case:
    """Return a case; a module's name has ``__`` for a slash, and a suffix where it is no code."""
    paths = {each.replace("__", "/"): text for each, text in modules.items()}
    return Case(name, source, frozenset(answers), paths, environment or {})
