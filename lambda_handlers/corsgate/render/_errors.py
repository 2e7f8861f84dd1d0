"""What a front door cannot express."""

from __future__ import annotations

from corsgate.policy import CorsPolicy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def check_policy(policy: object) -> None:
    """Refuse what is decided while a function runs: no front door's settings can hold it.

    Args:
        policy: policy to render.

    Raises:
        TypeError: it is a policy provider, a map of policies by method, or something else.
    """
    if not isinstance(policy, CorsPolicy):
        message = (
            f"a {type(policy).__name__} is not a CorsPolicy, and only one policy can be rendered; "
            "where @cors takes a provider or policies by method, route OPTIONS to the function "
            "and leave the CORS settings of the front door empty"
        )
        raise TypeError(message)


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
