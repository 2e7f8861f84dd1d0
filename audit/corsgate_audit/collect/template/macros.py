"""Names what a template leaves open: what macros will make of it, and what has no type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.sam.expand import PREFIX
from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.template.stack import Scope

# These add resources or functions that have nothing to do with what answers a request.
_HARMLESS = frozenset(
    {"AWS::LanguageExtensions", "AWS::SecretsManager-2020-07-23", "AWS::SecretsManager-2024-09-16"}
)
_LOOP = "Fn::ForEach"


def unread_macros(scope: Scope) -> Iterator[Coverage]:
    """Name the macros of a template and of those nested in it.

    Args:
        scope: scope of the outermost template.
    """
    path = str(scope.document.path)
    for macro in _transforms(scope):
        reason = f"the macro {macro} can change the template before it is deployed; it is not run"
        yield Coverage(
            service="cloudformation", resource=path, state=CoverageState.FAILED, reason=reason
        )
    for name in scope.document.resources:
        if name.startswith(_LOOP):
            yield Coverage(
                service="cloudformation",
                resource=f"{path}#{name}",
                state=CoverageState.FAILED,
                reason=f"the loop {_LOOP} is not run",
            )
    for child in scope.children.values():
        yield from unread_macros(child)


def untyped_resources(scope: Scope) -> Iterator[Coverage]:
    """Name what stands among the resources and says nothing of what it is.

    An error in the template, or ``Fn::Transform``, which may put an API there.

    Args:
        scope: scope of the outermost template.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-transform.html
    """
    for name, body in scope.document.resources.items():
        typed = isinstance(body, dict) and isinstance(body.get("Type"), str)
        if not typed and not name.startswith(_LOOP):
            yield Coverage(
                service="cloudformation",
                resource=f"{scope.document.path}#{name}",
                state=CoverageState.UNRESOLVED,
                reason="its Type is not a string",
            )
    for child in scope.children.values():
        yield from untyped_resources(child)


def _transforms(scope: Scope) -> list[str]:
    """List the macros of the whole template; SAM's own has run, or is named by who ran it."""
    declared = scope.document.content.get("Transform")
    listed = declared if isinstance(declared, list) else [declared]
    found = {_name(macro) for macro in listed if macro is not None}
    if "Fn::Transform" in scope.document.content:
        found.add(_name(scope.document.content["Fn::Transform"]))
    return sorted(macro for macro in found - _HARMLESS if not macro.startswith(PREFIX))


def _name(macro: object) -> str:
    """Name a macro, which may be written with parameters."""
    return str(macro.get("Name")) if isinstance(macro, dict) else str(macro)
