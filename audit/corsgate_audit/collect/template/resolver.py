"""Evaluates a template's intrinsic functions as far as the template alone can say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.budget import MAX_DEPTH, SpentError
from corsgate_audit.collect.shapes import show
from corsgate_audit.collect.template.conditions import evaluate
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.functions import FUNCTIONS
from corsgate_audit.collect.template.include import TRANSFORM
from corsgate_audit.collect.template.stack import Scope
from corsgate_audit.collect.template.values import LATER, NO_VALUE, Link, expression
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from corsgate_audit.collect.template.document import Document

_UNSHOWN = "a value"
_DYNAMIC = "{{resolve:"


def scope_of(
    document: Document,
    pseudo: Mapping[str, str] | None = None,
    *,
    arguments: Mapping[str, object] | None = None,
    parent: Scope | None = None,
) -> Scope:
    """Return a template whose values can be resolved.

    Args:
        document: the template.
        pseudo: the pseudo parameters that are known; None for none.
        arguments: values for its parameters, as the parent template writes them; None for none.
        parent: the scope in which these are resolved; None for a template that is not nested.
    """
    scope = Scope(document, pseudo or {}, arguments or {}, parent)
    scope.resolver = Resolver(scope)
    return scope


class Resolver:
    """Resolves values in one scope. Nothing is resolved twice, and nothing in terms of itself.

    Args:
        scope: the template with its parameters.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._named: dict[tuple[str, str], object] = {}
        self.including: set[Path] = set()
        self._included: dict[Path, Document] = {}
        self._depth = 0

    def resolve(self, node: object) -> object:
        """Resolve a value and all within it.

        Returns:
            Plain values; `Link`, `Composite` or `Unresolved` in the place of what is none;
            `NO_VALUE` for a property that is to be left out.
        """
        if isinstance(node, str):
            is_dynamic = _DYNAMIC in node
            return Unresolved(show(node), f"a dynamic reference, {LATER}") if is_dynamic else node
        if not isinstance(node, list | dict):
            return node
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                return Unresolved(_UNSHOWN, f"nested more than {MAX_DEPTH} levels deep")
            self.scope.document.reach.budget.take(steps=1 + len(node))
            return self._resolve(node)
        except SpentError as error:
            return Unresolved(_UNSHOWN, str(error))
        finally:
            self._depth -= 1

    def _resolve(self, node: list[object] | dict[str, object]) -> object:
        """Resolve a list or an object."""
        if isinstance(node, list):
            resolved = (self.resolve(item) for item in node)
            return [item for item in resolved if item is not NO_VALUE]
        name = next(iter(node), "")
        if len(node) == 1 and (name == "Ref" or name.startswith("Fn::")):
            return self._call(name, node)
        if TRANSFORM in node:
            return self._with_siblings(node)
        members = ((key, self.resolve(item)) for key, item in node.items())
        return {key: item for key, item in members if item is not NO_VALUE}

    def _with_siblings(self, node: dict[str, object]) -> object:
        """Join what a transform stands for with its siblings, which a macro may change too."""
        made = self._call(TRANSFORM, {TRANSFORM: node[TRANSFORM]})
        own = self.resolve({key: item for key, item in node.items() if key != TRANSFORM})
        return {**made, **own} if isinstance(made, dict) and isinstance(own, dict) else made

    def _call(self, name: str, node: dict[str, object]) -> object:
        """Evaluate one intrinsic function."""
        written = expression(node)
        function = FUNCTIONS.get(name)
        if function is None:
            return Unresolved(written, f"{name} is not evaluated here")
        value = function(self, node[name], written)
        if isinstance(value, str):
            self.scope.document.reach.budget.take(characters=len(value))
        return value

    def included(self, path: Path) -> Document:
        """Read a file that the template includes, once.

        Args:
            path: path of the file.

        Raises:
            TargetError: it is not read.
        """
        if path not in self._included:
            self._included[path] = read_document(path, self.scope.document.reach)
        return self._included[path]

    def condition(self, name: str) -> bool | Unresolved:
        """Evaluate a condition of the template by its name."""
        conditions = self.scope.section("Conditions")
        if name not in conditions:
            return Unresolved(f"!Condition {name}", f"the template declares no condition {name!r}")
        value = self._once("Conditions", name, lambda: evaluate(self, conditions[name]))
        return value if isinstance(value, bool | Unresolved) else Unresolved(name, "no condition")

    def reference(self, name: str, written: str) -> object:
        """Evaluate ``Ref``: a pseudo parameter, a parameter or a resource."""
        if name == "AWS::NoValue":
            return NO_VALUE
        if name in self.scope.pseudo:
            return self.scope.pseudo[name]
        if name.startswith("AWS::"):
            return Unresolved(written, LATER)
        if name in self.scope.section("Parameters"):
            return self._once("Parameters", name, lambda: self._parameter(name))
        if name in self.scope.resources:
            return Link(self.scope.resources[name], None, written)
        return Unresolved(written, f"the template declares no {name!r}")

    def attribute(self, name: str, attribute: str, written: str) -> object:
        """Evaluate ``GetAtt``: an output of a nested stack, or a link to a resource."""
        if name not in self.scope.resources:
            return Unresolved(written, f"the template declares no resource {name!r}")
        nested = self.scope.children.get(name)
        if nested is not None and attribute.startswith("Outputs."):
            return nested.resolver.output(attribute.removeprefix("Outputs."), written)
        return Link(self.scope.resources[name], attribute, written)

    def output(self, name: str, written: str) -> object:
        """Resolve one of this template's outputs, for the template around it."""
        declared = self.scope.section("Outputs").get(name)
        if not isinstance(declared, dict):
            return Unresolved(written, f"the nested template has no output {name!r}")
        return self._once("Outputs", name, lambda: self.resolve(declared.get("Value")))

    def _parameter(self, name: str) -> object:
        """Resolve a parameter: what the parent template gives, or else its default."""
        declared = self.scope.section("Parameters")[name]
        declared = declared if isinstance(declared, dict) else {}
        kind = str(declared.get("Type"))
        if self.scope.parent is not None and name in self.scope.arguments:
            value = self.scope.parent.resolver.resolve(self.scope.arguments[name])
        elif kind.startswith("AWS::SSM::Parameter::"):
            return Unresolved(f"!Ref {name}", f"an SSM parameter's value, {LATER}")
        elif name in self.scope.arguments:
            value = self.scope.arguments[name]
        elif "Default" in declared:
            value = self.resolve(declared["Default"])
        else:
            return Unresolved(f"!Ref {name}", f"the parameter {name!r} has no default")
        is_list = kind == "CommaDelimitedList" or kind.startswith("List<")
        if is_list and isinstance(value, str):
            return [item.strip() for item in value.split(",")]
        return value

    def _once(self, kind: str, name: str, work: Callable[[], object]) -> object:
        """Do a piece of work once for each name; in terms of itself it has no value."""
        key = (kind, name)
        if key not in self._named:
            self._named[key] = Unresolved(name, f"{name!r} is defined in terms of itself")
            try:
                self._named[key] = work()
            except RecursionError:  # conditions can be chained without measure
                self._named[key] = Unresolved(name, f"{name!r} is defined in too many steps")
        return self._named[key]
