"""The paths through a function: which choice is taken, and what is known on the way.

The handler is run through again for each path, with a choice wherever the code asks something that
cannot be decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corsgate_audit.handlers.answers import Condition
from corsgate_audit.handlers.code.nodes import ABSENT
from corsgate_audit.handlers.interpreter.signals import Raised, any_exception
from corsgate_audit.handlers.interpreter.trail import Trail
from corsgate_audit.handlers.values.bounds import OutOfBoundsError
from corsgate_audit.handlers.values.data import Arr, Known, Obj, OneOf, Unfollowed
from corsgate_audit.handlers.values.describing import about
from corsgate_audit.handlers.values.event import EventPart, Test

if TYPE_CHECKING:
    from corsgate_audit.handlers.code import CodeLocation, Language, LoweredFunction
    from corsgate_audit.handlers.values.value import Value

STEPS = 60_000  # statements and calls of all paths of one handler
LOADING_STEPS = 400_000  # statements and calls of all modules, which are mostly definitions
PATHS = 400


@dataclass(slots=True)
class PathFacts:
    """What is known of one part of the request on this path."""

    equals: str | None = None
    differs: set[str] = field(default_factory=set)
    present: bool | None = None


class HandlerPaths(Trail):
    """Which choice a path has taken, and what is known of the request on it.

    Args:
        language: Language of the handler.
    """

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.language = language
        self.steps = 0
        self.limit = LOADING_STEPS
        self.depth = 0
        self.tries = 0
        self.joining = 1
        self.decisions: list[list[int]] = []
        self.cursor = 0
        self.facts: dict[str, PathFacts] = {}
        self.truths: dict[object, bool] = {}
        self.kept: list[Value] = []
        self.conditions: list[Condition] = []
        self.answered: tuple[Value, CodeLocation | None] | None = None
        self.may_leave = self.caught = False
        self.stack: list[LoweredFunction] = []

    def step(self, count: int = 1) -> None:
        """Count steps: statements, calls, and items that are copied."""
        self.steps += count
        if self.steps > self.limit:
            raise OutOfBoundsError

    def choose(self, count: int) -> int:
        """Take one of several ways; the others are taken by later paths."""
        if self.cursor == len(self.decisions):
            self.decisions.append([0, count])
        chosen = self.decisions[self.cursor][0]
        self.cursor += 1
        return chosen

    def next_path(self) -> bool:
        """Go on to the next path; False where all have been taken."""
        while self.decisions:
            last = self.decisions[-1]
            if last[0] + 1 < last[1]:
                last[0] += 1
                return True
            self.decisions.pop()
        return False

    def may_raise(self) -> None:
        """Say that the code may raise here: if somebody catches, both ways are followed."""
        if not self.tries:
            self.may_leave = True
        elif not self.joining and self.choose(2):
            raise Raised(any_exception(), is_any=True)

    def truth(self, value: Value) -> bool | None:
        """Return whether a value counts as true; None where that is not known."""
        if isinstance(value, Known):
            return bool(value.value) and value.value is not ABSENT
        if isinstance(value, Unfollowed):
            return self.truths.get(id(value))
        if isinstance(value, EventPart):
            return self._present(value)
        if isinstance(value, Test):
            return self._decided(value)
        if isinstance(value, OneOf):
            truths = {self.truth(each) for each in value.options}
            return truths.pop() if len(truths) == 1 else None
        if isinstance(value, Obj | Arr) and self.language == "python":
            return self._is_filled(value)
        return True

    def _is_filled(self, value: Obj | Arr) -> bool | None:
        items = value.items if isinstance(value, Arr) else value.entries
        if items or (isinstance(value, Obj) and value.class_ is not None):
            return True
        return None if value.rest else False

    def _present(self, value: EventPart) -> bool | None:
        if value.is_always_there:
            return True
        if value.subject == "origin":
            return self._fact("origin").present
        return self.truths.get(value.path)

    def _fact(self, subject: str) -> PathFacts:
        return self.facts.setdefault(subject, PathFacts())

    def _decided(self, test: Test) -> bool | None:
        known = self._outcome(test)
        if known is None:
            return self.truths.get(id(test))
        return known is not test.negated

    def _outcome(self, test: Test) -> bool | None:
        """Decide a comparison by what is known of its part of the request."""
        if test.subject is None or not test.operator:
            return None
        fact = self._fact(test.subject)
        if test.operator == "present":
            return fact.present
        if fact.present is False:
            return False
        if fact.equals is not None:
            return fact.equals in test.values
        return False if set(test.values) <= fact.differs else None

    def decide(self, value: Value) -> bool:
        """Return whether a value counts as true on this path."""
        truth = self.truth(value)
        if truth is not None:
            return truth
        if isinstance(value, OneOf):
            return self.decide(value.options[self.choose(len(value.options))])
        holds = not self.choose(2)
        self.assume(value, holds=holds)
        return holds

    def assume(self, value: Value, *, holds: bool) -> None:
        """Remember what was decided of a value."""
        self.kept.append(value)  # so that no other value is given its id
        self.truths[id(value)] = holds
        if isinstance(value, EventPart):
            self.truths[value.path] = holds
            if value.subject == "origin":
                self._learn(Test("", frozenset(), "origin", "present"), holds=holds)
            else:
                return  # an event of the other format: nothing about the request itself
        elif isinstance(value, Test):
            self._learn(value, holds=holds is not value.negated)
        for subject in sorted(about(value) - {"event"}):
            exact = isinstance(value, Test) and value.subject == subject and value.operator
            self.conditions.append(
                Condition(
                    about=subject,
                    text=value.text if isinstance(value, Unfollowed | Test | EventPart) else "",
                    operator=value.operator
                    if isinstance(value, Test) and exact
                    else _operator(value),
                    values=value.values if isinstance(value, Test) and exact else (),
                    holds=holds is not (isinstance(value, Test) and value.negated),
                )
            )

    def suppose(self, subject: str, value: str) -> None:
        """Take a part of the request for known on this path.

        Args:
            subject: Part of the request, as in `Condition.about`.
            value: Value of it.
        """
        self._learn(Test("", frozenset(), subject, "==", (value,)), holds=True)

    def _learn(self, test: Test, *, holds: bool) -> None:
        if test.subject is None or not test.operator:
            return
        fact = self._fact(test.subject)
        if test.operator == "present":
            fact.present = holds
        elif holds:
            fact.present = True
            if len(test.values) == 1:
                fact.equals = test.values[0]
        else:
            fact.differs |= set(test.values)

    def split(self, value: Value) -> Value:
        """Return one of several values; all of them, each on a path of its own."""
        if isinstance(value, OneOf) and not self.joining:
            return self.split(value.options[self.choose(len(value.options))])
        return value

    def start_path(self) -> None:
        """Forget what the last path knew."""
        self.cursor = 0
        self.depth = self.tries = 0
        self.facts, self.truths, self.conditions, self.kept = {}, {}, [], []
        self.answered = None
        self.caught = False
        self.stack = []


def _operator(value: Value) -> str:
    return "present" if isinstance(value, EventPart) else ""
