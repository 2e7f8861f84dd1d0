"""Finds the Lambda function behind an integration, and the policy in its environment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.collect import shapes
from corsgate_audit.collect.environment import owners_of, policy_of
from corsgate_audit.collect.template.links import properties_of
from corsgate_audit.collect.template.values import Composite, Link, without_links
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import FunctionCode, FunctionSettings, Integration, Text

FUNCTION = "AWS::Lambda::Function"
_OF_FUNCTION = {"AWS::Lambda::Alias": "FunctionName", "AWS::Lambda::Version": "FunctionName"}
_ARN = ":function:"


def function_behind(value: object) -> Resource | None:
    """Follow an integration's URI, or a function's name or ARN, to a function of the template.

    Args:
        value: resolved, links included.
    """
    parts = value.parts if isinstance(value, Composite) else (value,)
    for part in parts:
        if not isinstance(part, Link):
            continue
        if part.resource.type == FUNCTION:
            return part.resource
        if part.resource.type in _OF_FUNCTION:
            name = properties_of(part.resource).get(_OF_FUNCTION[part.resource.type])
            return function_behind(name)
    return None


def policy_behind(uri: object) -> Text | None:
    """Read the policy of the function that an integration's URI names.

    Args:
        uri: resolved, links included.

    Returns:
        None where no function answers or the function has no policy; `Unresolved` where a function
        answers that the template does not hold.
    """
    function = function_behind(uri)
    if function is not None:
        return _read(function, policy_of)
    plain = without_links(uri)
    written = plain.expression if isinstance(plain, Unresolved) else str(plain or "")
    if _ARN in written or "/functions/" in written:
        return Unresolved(shapes.show(written), "its function is not part of the template")
    return None


def owners_behind(uri: object) -> Text | None:
    """Read for which front doors the function that a URI names leaves CORS to the gateway.

    Args:
        uri: as for `policy_behind`.

    Returns:
        None where no function of the template answers, or it names none.
    """
    function = function_behind(uri)
    return None if function is None else _read(function, owners_of)


def code_behind(uri: object) -> FunctionCode | None:
    """Read the code of the function that a URI names; None where no function of the template does.

    Args:
        uri: as for `policy_behind`.
    """
    function = function_behind(uri)
    if function is None:
        return None
    # Few templates of one file have functions, and the classes of their code take long to make.
    from corsgate_audit.collect.code.function_code import code_of  # noqa: PLC0415 - see above

    return code_of(function)


def settings_behind(uri: object) -> FunctionSettings | None:
    """Read the settings of the function that a URI names; None where the template has none.

    Args:
        uri: as for `policy_behind`.
    """
    function = function_behind(uri)
    if function is None:
        return None
    from corsgate_audit.collect.code.function_settings import settings_of  # noqa: PLC0415 - the same

    return settings_of(function)


def with_code(integration: Integration | None, uri: object) -> Integration | None:
    """Return an integration with the address that it calls, and the function that answers there.

    Args:
        integration: None for none.
        uri: as for `policy_behind`.
    """
    if integration is None or uri is None:
        return integration
    return replace(
        integration,
        code=code_behind(uri),
        function=settings_behind(uri),
        uri=shapes.text(without_links(uri)),
    )


def _read(function: Resource, variable: Callable[[Shape], Text | None]) -> Text | None:
    """Read a variable of a function's environment."""
    properties = without_links(function.properties)
    if isinstance(properties, Unresolved):
        return properties
    return variable(properties if isinstance(properties, dict) else {})
