"""``AWS::Include``: what a file holds takes the place of the function, among its siblings.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.collect.template.stack import Resolving

TRANSFORM = "Fn::Transform"
_NAME = "AWS::Include"
_MACRO = "a macro, which CloudFormation runs when the stack is deployed"
_NOT_LOCAL = "the file of AWS::Include is not local and was not read"


def transform(resolver: Resolving, argument: object, written: str) -> object:
    """Resolve what a local file holds; what other macros make of it nobody can say.

    Args:
        resolver: resolver of the template around it.
        argument: argument of ``Fn::Transform``.
        written: the function as people read it.
    """
    if not isinstance(argument, dict) or argument.get("Name") != _NAME:
        return Unresolved(written, _MACRO)
    path = included_file(resolver, argument)
    if path is None:
        return Unresolved(written, _NOT_LOCAL)
    if path in resolver.including:
        return Unresolved(written, f"{str(path)!r} includes itself")
    reach = resolver.scope.document.reach
    try:
        reach.budget.take(includes=1)
        content = resolver.included(path).content
    except TargetError as error:
        reason = f"the file of AWS::Include was not read: {error}"
        reach.leave_out(str(path), reason)
        return Unresolved(written, reason)
    reach.join(path)
    resolver.including.add(path)
    try:
        return resolver.resolve(content)
    finally:
        resolver.including.discard(path)


def included_file(resolver: Resolving, argument: object) -> Path | None:
    """Find the file that ``AWS::Include`` names; None where it is not a local one.

    Args:
        resolver: resolver of the template around it.
        argument: argument of ``Fn::Transform``.
    """
    if not isinstance(argument, dict) or argument.get("Name") != _NAME:
        return None
    parameters = argument.get("Parameters")
    location = parameters.get("Location") if isinstance(parameters, dict) else None
    location = resolver.resolve(location)
    if not isinstance(location, str) or "://" in location:
        return None
    return resolver.scope.document.path.parent / location
