"""CloudFormation's properties as the CDK's own constructs take them."""

from __future__ import annotations

from typing import Any

_BY_NAME = {"RequestTemplates", "ResponseParameters", "ResponseTemplates"}
"""Their keys are headers and media types, and stay."""


def in_javascript(value: Any) -> Any:  # noqa: ANN401 - any part of a property
    """Write properties in the names of JavaScript, ``StatusCode`` as ``statusCode``.

    The tempting alternative, an override, is one more trip to JavaScript for each preflight.

    Args:
        value: a property of a method, as `corsgate.render` has it.
    """
    if isinstance(value, list):
        return [in_javascript(each) for each in value]
    if isinstance(value, dict):
        return {
            name[0].lower() + name[1:]: each if name in _BY_NAME else in_javascript(each)
            for name, each in value.items()
        }
    return value
