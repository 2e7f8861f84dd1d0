"""Where the routes of an application stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class RouteLines:
    """Where the resources of an application stand.

    Args:
        lines: lines by the name of the resource.
        sources: paths of the files with these lines.
    """

    def __init__(self, lines: Mapping[str, int], sources: Mapping[str, str]) -> None:
        self._lines = lines
        self._sources = sources

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        return self._lines.get(names[1]) if len(names) > 1 else None

    def origin(self, *names: str) -> tuple[str, ...]:
        """See `Positions`."""
        return names[1:2]

    def source(self, *names: str) -> str | None:
        """See `Positions`."""
        return self._sources.get(names[1]) if len(names) > 1 else None
