"""What a front door cannot express."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class RenderError(ValueError):
    """A policy that a front door cannot express: it carries every problem, not only the first.

    Args:
        target: what the policy was rendered for, ``HTTP API``.
        problems: a sentence each, with the value and the way out.

    Attributes:
        problems: a tuple of sentences.
    """

    problems: tuple[str, ...]

    def __init__(self, target: str, problems: Iterable[str]) -> None:
        self.target = target
        self.problems = tuple(problems)
        super().__init__(f"{target}: {' | '.join(self.problems)}")

    def __reduce__(self) -> tuple[type[RenderError], tuple[str, tuple[str, ...]]]:
        """Survive a copy between processes with the problems."""
        return (RenderError, (self.target, self.problems))
