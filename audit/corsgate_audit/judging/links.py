"""Links between neighbours: what a target holds of another one is that one as it is now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Api, Distribution

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.model import Behavior, Location, Target


def linked(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Return the targets with links to each other as they are among these.

    Collectors find out which API is behind an origin of a distribution. One that has been changed
    since, as a repair changes it, would otherwise be judged behind the distribution as it was.

    Args:
        targets: all that are judged; what a distribution has behind it may be missing among them.

    Example:
        >>> linked(())
        ()
    """
    by_location = {each.location: each for each in targets if isinstance(each, Api)}
    return tuple(
        _distribution(each, by_location) if isinstance(each, Distribution) else each
        for each in targets
    )


def _distribution(distribution: Distribution, apis: Mapping[Location, Api]) -> Distribution:
    behaviors = tuple(_behavior(each, apis) for each in distribution.behaviors)
    same = all(map(lambda new, old: new is old, behaviors, distribution.behaviors))
    return distribution if same else replace(distribution, behaviors=behaviors)


def _behavior(behavior: Behavior, apis: Mapping[Location, Api]) -> Behavior:
    origin = behavior.origin
    behind = origin.api if origin else None
    current = apis.get(behind.location) if behind else None
    if origin is None or current is None or current is behind:
        return behavior
    return replace(behavior, origin=replace(origin, api=current))
