"""Evaluates what makes dictionaries and lists: displays, merges and comprehensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.languages.registry import LANGUAGES
from corsgate_audit.handlers.values.data import (
    Arr,
    Getter,
    Known,
    Obj,
    SetItems,
    TupleItems,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import ClassValue, NameScope
from corsgate_audit.handlers.values.describing import about, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers import code
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value


def dictionary(interpreter: Interpreter, node: code.DictDisplay, scope: NameScope) -> Value:
    made = Obj(place=node.place)
    for index, (key, item) in enumerate(node.items):
        value = interpreter.evaluate(item, scope)
        if key is None:
            interpreter.merge(made, value)
            continue
        if index in node.getters:
            value = Getter(value)
        interpreter.set_member(made, interpreter.evaluate(key, scope), value)
    return made


def list_(interpreter: Interpreter, node: code.ListDisplay, scope: NameScope) -> Value:
    items: list[Value] = []
    rest: Unfollowed | None = None
    for is_spread, item in node.items:
        value = interpreter.evaluate(item, scope)
        if is_spread:
            further, unknown = interpreter.items_of(value)
            interpreter.step(len(further))
            items.extend(further)
            rest = unknown or rest
        else:
            items.append(value)
    return _DISPLAYS[node.kind](items, rest)


_DISPLAYS: dict[str, type[Arr]] = {"list": Arr, "tuple": TupleItems, "set": SetItems}


def items_of(interpreter: Interpreter, value: Value) -> tuple[list[Value], Unfollowed | None]:
    """Return the items of something that can be iterated, and what may follow them."""
    value = interpreter.split(value)
    if isinstance(value, Arr):
        return list(value.items), value.rest
    if isinstance(value, Obj):
        names: list[Value] = [Known(each) for each in value.entries]
        return names, value.rest[0] if value.rest else None
    if isinstance(value, Known) and isinstance(value.value, str):
        return [Known(each) for each in value.value[:1000]], None
    if isinstance(value, ClassValue):
        statics = [interpreter.member(value, Known(name)) for name in value.statics.entries]
        return list(statics), None
    return [], Unfollowed(text_of(value), about(value))


def merged(interpreter: Interpreter, node: code.MergedDicts, scope: NameScope) -> Value:
    left, right = interpreter.evaluate(node.left, scope), interpreter.evaluate(node.right, scope)
    if not isinstance(left, Obj):
        result = LANGUAGES[interpreter.language].operate("|", [left, right])
        return Unfollowed(node.text, about(left, right)) if result is None else result
    made = Obj(dict(left.entries), list(left.rest), None, left.place)
    interpreter.merge(made, right)
    return made


def comprehension(interpreter: Interpreter, node: code.Comprehension, scope: NameScope) -> Value:
    if node.key is None:
        made = Arr()
        for inner in _rounds(interpreter, node.clauses, NameScope(scope), made):
            made.items.append(interpreter.evaluate(node.value, inner))
        return made
    dictionary = Obj()
    rest = Arr()
    for inner in _rounds(interpreter, node.clauses, NameScope(scope), rest):
        key, value = interpreter.evaluate(node.key, inner), interpreter.evaluate(node.value, inner)
        interpreter.set_member(dictionary, key, value)
    if rest.rest is not None:
        interpreter.merge_unknown(dictionary, Unfollowed(node.text, about(rest.rest)))
    return dictionary


def _rounds(
    interpreter: Interpreter,
    clauses: list[tuple[code.AssignmentTarget, code.Expression, list[code.Expression]]],
    scope: NameScope,
    made: Arr,
) -> Iterator[NameScope]:
    """Yield the scope of each round; note in `made` that there may be more of them."""
    if not clauses:
        yield scope
        return
    (target, over, tests), *others = clauses
    items, rest = interpreter.items_of(interpreter.evaluate(over, scope))
    if rest is not None:
        made.rest = Unfollowed(f"… for … in {rest.text}", rest.about)
    for item in items:
        interpreter.step()
        interpreter.assign(target, item, scope, "block")
        if _passes(interpreter, tests, scope, made):
            yield from _rounds(interpreter, others, scope, made)


def _passes(
    interpreter: Interpreter, tests: list[code.Expression], scope: NameScope, made: Arr
) -> bool:
    for test in tests:
        value = interpreter.evaluate(test, scope)
        if interpreter.joining and interpreter.truth(value) is None:
            made.rest = Unfollowed(text_of(value), about(value))
        elif not interpreter.decide(value):
            return False
    return True
