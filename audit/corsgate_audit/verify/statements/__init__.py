"""The statements, by subject: a file for each, with the questions that decide them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.verify.questions import Question, Statement

STATEMENTS: Mapping[str, Statement] = {}
"""Every statement by its id."""
QUESTIONS: tuple[Question, ...] = ()
"""The questions that decide them, one for each, in the order of the statements."""
