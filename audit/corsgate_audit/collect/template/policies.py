"""Resource policies in templates: what is known of them before anything is deployed."""

from __future__ import annotations

from corsgate_audit.collect.template.values import LATER, Composite, Link
from corsgate_audit.model import Unresolved

_HOLE = "\0"


def policy_value(value: object) -> object:
    """Replace what only links resources, as far as it makes no difference to a policy.

    A linked resource's ARN names one principal, and never everybody. In the ARN of an API's
    methods, region, account and API are the policy's own, whatever they will be called.

    Args:
        value: value of a policy, resolved.
    """
    if isinstance(value, dict):
        return {name: policy_value(item) for name, item in value.items()}
    if isinstance(value, list):
        return [policy_value(item) for item in value]
    if isinstance(value, Link):
        return value.expression
    return _with_holes(value) if isinstance(value, Composite) else value


def _with_holes(value: Composite) -> str | Unresolved:
    """Write a text whose holes are all before its first slash, where they do not matter."""
    text = "".join(part if isinstance(part, str) else _HOLE for part in value.parts)
    head, _, rest = text.partition("/")
    if _HOLE in rest or not head.strip(_HOLE):
        return Unresolved(value.expression, LATER, literal=text.replace(_HOLE, " "))
    return text.replace(_HOLE, "_")
