"""Runs loops: known rounds one by one, others as none, one or two."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.handlers import code
from corsgate_audit.handlers.interpreter.signals import Broken, Continued
from corsgate_audit.handlers.values.data import Known, Obj, Unfollowed
from corsgate_audit.handlers.values.definitions import ClassValue, Closure, NameScope
from corsgate_audit.handlers.values.describing import about, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corsgate_audit.handlers.code.nodes import Statement
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

_ROUNDS = 64  # of a loop over known values
_SURE_ROUNDS = 3  # rounds of `while True` that are followed with what they hand on


def for_(interpreter: Interpreter, node: code.ForStatement, scope: NameScope) -> None:
    over = interpreter.evaluate(node.over, scope)
    items, rest = _keys_of(over) if node.is_keys else interpreter.items_of(over)
    inner = scope if interpreter.language == "python" else NameScope(scope)
    kind = "" if interpreter.language == "python" else "block"
    try:
        for each in items[:_ROUNDS]:
            interpreter.assign(node.target, each, inner, kind)
            _round(interpreter, lambda: None, node.body, inner)
        if rest is not None or len(items) > _ROUNDS:
            unknown = rest or Unfollowed(text_of(over), about(over))
            item = Unfollowed(f"an item of {unknown.text}", unknown.about)
            _unknown_rounds(
                interpreter,
                lambda: interpreter.assign(node.target, item, inner, kind),
                node.body,
                inner,
            )
    except Broken:
        return
    interpreter.run(node.otherwise, scope)


def _keys_of(over: Value) -> tuple[list[Value], Unfollowed | None]:
    if isinstance(over, Obj):
        return [Known(each) for each in over.entries], over.rest[0] if over.rest else None
    return [], Unfollowed(text_of(over), about(over))


def while_(interpreter: Interpreter, node: code.WhileStatement, scope: NameScope) -> None:
    try:
        for round_ in range(_ROUNDS):
            if not (node.at_least_once and round_ == 0):
                truth = interpreter.truth(interpreter.evaluate(node.test, scope))
                if truth is False:
                    return
                if truth is None:
                    _unknown_rounds(interpreter, lambda: None, node.body, scope)
                    return
            if round_ == _SURE_ROUNDS:
                _forget(interpreter, loop_names(node.body).carried, scope)
            _round(interpreter, lambda: None, node.body, scope)
    except Broken:
        return


def _round(
    interpreter: Interpreter, start: Callable[[], None], body: list[Statement], scope: NameScope
) -> None:
    start()
    try:
        interpreter.run(body, NameScope(scope) if interpreter.language == "javascript" else scope)
    except Continued:
        return


def _unknown_rounds(
    interpreter: Interpreter, start: Callable[[], None], body: list[Statement], scope: NameScope
) -> None:
    """Follow a loop whose rounds cannot be counted: none, one, or two.

    What one round hands to the next is unknown; two rounds matter where they set different
    things.
    """
    names = loop_names(body)
    if interpreter.joining:
        _forget(interpreter, names.carried, scope)
        interpreter.join([lambda: None, lambda: _round(interpreter, start, body, scope)])
        return
    rounds = interpreter.choose(3 if names.sets_several else 2)
    if rounds:
        _forget(interpreter, names.carried, scope)
    for _ in range(rounds):
        _round(interpreter, start, body, scope)


def _forget(interpreter: Interpreter, names: frozenset[str], scope: NameScope) -> None:
    for name in names:
        holder = scope.holder(name)
        old = None if holder is None else holder.variables.get(name)
        if holder is not None and not isinstance(old, Obj | Closure | ClassValue | None):
            interpreter.set(holder.variables, name, Unfollowed(name, about(old)))


class LoopNames(NamedTuple):
    """What a loop does to variables.

    Args:
        carried: Names that the body both sets and reads.
        sets_several: Whether it sets several things: two rounds may set different ones.
    """

    carried: frozenset[str]
    sets_several: bool


def loop_names(body: list[code.Statement]) -> LoopNames:
    """Return what a loop's body does to variables."""
    targets: list[code.AssignmentTarget] = []
    read: set[str] = set()
    for node in _walk(body):
        if isinstance(node, code.AssignmentExpression):
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
