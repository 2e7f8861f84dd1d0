"""The conformance app: what is deployed, what is asked, and what the model predicts."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.verify.questions import Part
from corsgate_audit.verify.refusals import RefusedError
from corsgate_audit.verify.synthesis import synthesised

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corsgate_audit.model import Collection
    from corsgate_audit.verify.questions import Prediction, Question, Statement, Undetermined
    from corsgate_audit.verify.synthesis import StackTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A conformance app.

    Args:
        statements: statements by their ids.
        questions: a question for each of them.
        predict: what the model says of questions, by the ids of their statements.
        synthesise: writes the stacks for a suffix into a folder, as a cloud assembly.
    """

    statements: Mapping[str, Statement]
    questions: Sequence[Question]
    predict: Callable[[Sequence[Question], Collection], Mapping[str, Prediction | Undetermined]]
    synthesise: Callable[[str, Path], tuple[StackTemplate, ...]] = synthesised


def conformance_app() -> App:
    """Return the app of this version."""
    from corsgate_audit.verify.predicting import predict  # noqa: PLC0415 - as the next
    from corsgate_audit.verify.statements import (  # noqa: PLC0415 - a report needs none of them
        QUESTIONS,
        STATEMENTS,
    )

    return App(statements=STATEMENTS, questions=QUESTIONS, predict=predict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is going to be made and asked.

    Args:
        suffix: random part of the names.
        stacks: stacks in the order in which they are made.
        statements: statements by their ids.
        questions: questions to the front doors in these stacks.
        predictions: predictions by the ids of statements.
    """

    suffix: str
    stacks: tuple[StackTemplate, ...]
    statements: Mapping[str, Statement]
    questions: tuple[Question, ...]
    predictions: Mapping[str, Prediction | Undetermined]


def prepared(app: App, suffix: str, parts: frozenset[Part], folder: Path) -> Prepared:
    """Write the app and have the model answer its questions; nothing of AWS is asked.

    Args:
        app: app to prepare.
        suffix: random part of the names.
        parts: parts to make.
        folder: folder for the templates.

    Raises:
        RefusedError: the app cannot be written.
    """
    stacks = tuple(each for each in app.synthesise(suffix, folder) if _part_of(each) in parts)
    questions = tuple(each for each in app.questions if each.front.part in parts)
    return Prepared(
        suffix=suffix,
        stacks=_in_order(stacks),
        statements=app.statements,
        questions=questions,
        predictions=app.predict(questions, collect([str(folder)])),
    )


def _part_of(stack: StackTemplate) -> Part:
    """Return the part that a stack's name ends in: ``CorsgateVerify-1f2e3d4c-Rest``."""
    return Part(stack.name.rpartition("-")[2])


def _in_order(stacks: tuple[StackTemplate, ...]) -> tuple[StackTemplate, ...]:
    """Return stacks so that each comes after those that it needs.

    Raises:
        RefusedError: one that is needed is left out.
    """
    by_name = {each.name: each for each in stacks}
    for each in stacks:
        for name in sorted(each.after - by_name.keys()):
            message = f"{each.name} needs {name}, which is left out: leave out both"
            raise RefusedError(message)
    order = TopologicalSorter({each.name: each.after for each in stacks}).static_order()
    return tuple(by_name[name] for name in order)
