"""Ways that are joined: afterwards a value is one of what they left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.interpreter.signals import Broken, Continued, Returned, Signal
from corsgate_audit.handlers.interpreter.trail import MISSING
from corsgate_audit.handlers.values.combining import frozen, one_of
from corsgate_audit.handlers.values.data import (
    UNDEFINED,
    Arr,
    Bound,
    ExceptionClass,
    Json,
    Known,
    Obj,
    OneOf,
    Regex,
    Unfollowed,
)
from corsgate_audit.handlers.values.definitions import ClassValue, Closure
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corsgate_audit.handlers.interpreter.interpreter import Interpreter


def join(interpreter: Interpreter, ways: Sequence[Callable[[], None]]) -> None:
    """Go several ways from the same start; afterwards a value is one of what they left."""
    mark = len(interpreter.trail)
    ends: list[dict[tuple[int, Any], tuple[Any, Any, Any]]] = []
    signals: list[Signal] = []
    for way in ways:
        try:
            way()
            ends.append(_changes(interpreter, mark))
        except Signal as signal:
            signals.append(signal)
            if isinstance(signal, Returned) and interpreter.pending:
                interpreter.pending[-1].append((frozen(signal.value), signal.place))
        interpreter.undo(mark)
    if not ends and signals:
        raise _joined_signal(interpreter, signals)
    _apply(interpreter, ends)


def _joined_signal(interpreter: Interpreter, signals: list[Signal]) -> Signal:
    for each in signals:
        if isinstance(each, Returned):
            if interpreter.pending and interpreter.pending[-1]:
                value, place = interpreter.pending[-1].pop()
                return Returned(value, place)
            return each
    loops = [each for each in signals if isinstance(each, Broken | Continued)]
    return loops[0] if loops else signals[0]


def _changes(interpreter: Interpreter, mark: int) -> dict[tuple[int, Any], tuple[Any, Any, Any]]:
    changed: dict[tuple[int, Any], tuple[Any, Any, Any]] = {}
    for container, key, _ in interpreter.trail[mark:]:
        if isinstance(container, list):
            changed[id(container), None] = (container, None, list(container))
        elif isinstance(container, dict):
            changed[id(container), key] = (container, key, container.get(key, UNDEFINED))
        else:
            changed[id(container), key] = (container, key, getattr(container, key))
    return changed


def _apply(
    interpreter: Interpreter, ends: list[dict[tuple[int, Any], tuple[Any, Any, Any]]]
) -> None:
    slots = {slot: entry for end in ends for slot, entry in end.items()}
    for slot, (container, key, value) in slots.items():
        values = [end[slot][2] if slot in end else _now(container, key) for end in ends]
        if isinstance(container, list):
            interpreter.replace(container, value)
        elif isinstance(container, dict):
            merged = one_of(values) if _are_values(values) else value
            interpreter.set(container, key, merged)
        else:
            interpreter.attribute(container, key, value)


def smear(interpreter: Interpreter, mark: int) -> None:
    """Let every value that was changed since a mark be any that it had on the way.

    Args:
        interpreter: Interpreter, on the path that is followed.
        mark: Length of the trail at the start.
    """
    had: dict[tuple[int, Any], tuple[Any, Any, list[Any]]] = {}
    for container, key, old in interpreter.trail[mark:]:
        slot = had.setdefault((id(container), key), (container, key, []))
        slot[2].append(UNDEFINED if old is MISSING else old)
    for container, key, values in had.values():
        values.append(_now(container, key))
        if isinstance(container, dict) and _are_values(values):
            interpreter.set(container, key, one_of(values))


def _now(container: Any, key: Any) -> Any:  # noqa: ANN401 - a slot of any sort
    if isinstance(container, list):
        return list(container)
    if isinstance(container, dict):
        return container.get(key, UNDEFINED)
    return getattr(container, key)


def _are_values(values: list[Any]) -> bool:
    kinds = (
        Known,
        Unfollowed,
        EventPart,
        Test,
        OneOf,
        Obj,
        Arr,
        Json,
        Regex,
        Closure,
        Bound,
        ClassValue,
        ExceptionClass,
        Native,
    )
    return all(isinstance(each, kinds) for each in values)
