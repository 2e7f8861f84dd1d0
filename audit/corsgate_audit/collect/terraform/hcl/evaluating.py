"""What evaluates expressions, as templates and calls of functions know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from corsgate_audit.collect.terraform.hcl.values import Holes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from corsgate_audit.collect.budget import Budget
    from corsgate_audit.collect.terraform.hcl.syntax import Expression
    from corsgate_audit.collect.terraform.hcl.values import Unknown, Value


class Names(Protocol):
    """What the names in a module stand for."""

    def lookup(self, name: str) -> Value:
        """Return what the first name of a reference stands for: ``var``, ``local``, a type.

        Raises:
            EvaluationError: the module declares no such thing.
        """


class Files(Protocol):
    """The files that functions read."""

    def text(self, path: str) -> str | Unknown:
        """Return a file's text; unknown where it is not there, or not to be read."""

    def exists(self, path: str) -> bool:
        """Whether a file is there, and may be read."""

    def names(self, folder: str, pattern: str) -> list[str]:
        """Return the names of the files of a folder that fit a pattern."""


@dataclass(frozen=True, slots=True)
class Run:
    """What all expressions of a run share.

    Args:
        files: files that functions read.
        budget: budget of the run.
        holes: unknown parts of texts.
    """

    files: Files
    budget: Budget
    holes: Holes = field(default_factory=Holes)


class Evaluating(Protocol):
    """Evaluates expressions of one module, as `corsgate_audit.collect.terraform.hcl.evaluator`."""

    @property
    def run(self) -> Run:
        """What all expressions of the run share."""

    def of(self, node: Node) -> Value:
        """Evaluate a node.

        Raises:
            EvaluationError: Terraform would refuse it.
        """

    def with_names(self, names: Mapping[str, Value]) -> Evaluating:
        """Return one that knows some more names."""

    def template(self, expression: Expression, values: Mapping[str, Value]) -> Value:
        """Render a template that knows nothing but some names."""
