"""Which variables a loop sets, and which of them it hands from one round to the next."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers import code

if TYPE_CHECKING:
    from collections.abc import Iterator


class LoopNames(NamedTuple):
    """What a loop does to variables.

    Args:
        carried: set and read in the body.
        sets_several: it sets more than one place: two rounds may set different ones.
    """

    carried: frozenset[str]
    sets_several: bool


def loop_names(body: list[code.Statement]) -> LoopNames:
    """Return what a loop's body does to variables.

    Args:
        body: of the loop.
    """
    targets: list[code.Target] = []
    read: set[str] = set()
    for node in _walk(body):
        if isinstance(node, code.Assignment):
            targets.append(node.target)
        elif isinstance(node, code.Name):
            read.add(node.id)
    # A target that is a name was walked too, once for each assignment.
    names = [each.id for each in targets if isinstance(each, code.Name)]
    counted = [node.id for node in _walk(body) if isinstance(node, code.Name)]
    carried = {each for each in names if counted.count(each) > names.count(each)}
    branches = sum(
        isinstance(node, code.IfStatement | code.SwitchStatement | code.TryStatement)
        for node in _walk(body)
    )
    return LoopNames(frozenset(carried), len(targets) > 1 and branches > 0)


def _walk(node: object) -> Iterator[object]:
    """Yield the nodes of a body; functions in it are not entered."""
    if isinstance(node, list | tuple):
        for each in node:
            yield from _walk(each)
    elif is_dataclass(node) and not isinstance(node, code.LoweredFunction | code.CodeLocation):
        yield node
        for each in fields(node):
            yield from _walk(getattr(node, each.name))
