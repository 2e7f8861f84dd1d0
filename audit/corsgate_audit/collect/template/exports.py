"""What templates export that are read together: the stacks of one app, or of one folder."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.template.stack import Scope

_ELSEWHERE = "an export of another stack"


class SharedExports:
    """The exports of some templates, each resolved in its own.

    Args:
        scopes: templates that are read together, none of them nested in another.
    """

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = scopes

    def value(self, name: str, written: str) -> object:
        """Resolve an export by its name; one of several templates is that of none.

        Args:
            name: name of the export.
            written: expression that imports it, as the template has it.

        Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
        """
        found = self._by_name.get(name, [])
        if len(found) > 1:
            return Unresolved(written, "several templates of the target export it")
        if not found:
            return Unresolved(written, _ELSEWHERE)
        ((scope, output),) = found
        return scope.resolver.output(output, written)

    @cached_property
    def _by_name(self) -> Mapping[str, list[tuple[Scope, str]]]:
        found: dict[str, list[tuple[Scope, str]]] = {}
        for scope in self._scopes:
            for output, declared in scope.section("Outputs").items():
                export = declared.get("Export") if isinstance(declared, dict) else None
                name = scope.resolver.resolve(export.get("Name")) if isinstance(export, dict) else 0
                if isinstance(name, str):
                    found.setdefault(name, []).append((scope, output))
        return found
