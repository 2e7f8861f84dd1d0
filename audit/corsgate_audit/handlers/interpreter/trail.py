"""Changes that can be undone.

A handler is run through again for each path; the next path starts from what the modules have left.
"""

from __future__ import annotations

from typing import Any

from corsgate_audit.handlers.values.bounds import expect_followed

MISSING = object()
"""What an entry had before it was there."""


class Trail:
    """Remembers what a path has changed, so that it can be undone."""

    def __init__(self) -> None:
        self.trail: list[tuple[Any, Any, Any]] = []

    def set(self, container: dict[Any, Any], key: object, value: object) -> None:
        """Set an entry, so that it can be undone."""
        self.trail.append((container, key, container.get(key, MISSING)))
        container[key] = value

    def remove(self, container: dict[Any, Any], key: object) -> None:
        """Remove an entry, so that it can be undone."""
        if key in container:
            self.trail.append((container, key, container.pop(key)))

    def replace(self, items: list[Any], new: list[Any]) -> None:
        """Replace the items of a list, so that it can be undone."""
        expect_followed(len(new))
        self.trail.append((items, None, list(items)))
        items[:] = new

    def attribute(self, holder: object, name: str, value: object) -> None:
        """Set an attribute of a value, so that it can be undone."""
        self.trail.append((holder, name, getattr(holder, name)))
        setattr(holder, name, value)

    def undo(self, mark: int) -> None:
        """Undo what was changed since a mark."""
        while len(self.trail) > mark:
            container, key, old = self.trail.pop()
            _restore(container, key, old)


def _restore(container: Any, key: Any, old: Any) -> None:  # noqa: ANN401 - a dictionary, a list or a value
    if isinstance(container, list):
        container[:] = old
    elif not isinstance(container, dict):
        setattr(container, key, old)
    elif old is MISSING:
        container.pop(key, None)
    else:
        container[key] = old
