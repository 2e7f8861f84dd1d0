"""Whether a REST API's resource policy lets preflights through.

A preflight is anonymous: it carries no credentials, and so is nobody whom a policy could name.
Without a method's own authorization, a request needs an Allow that covers it and no Deny that does.

Sources:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.gateway.wildcards import fits
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate_audit.model import Flag, PolicyStatement, ResourcePolicy, Texts

_SERVICE = "execute-api:"
_INVOKE = "execute-api:invoke"
_API = "api"  # stands for the API's id, which its own policy need not name

ALIKE = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:securetransport",
        "aws:sourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:useragent",
        "aws:vpcsourceip",
    }
)
"""Condition keys that are the same for a preflight as for the request that follows it."""


def lets_preflight_through(policy: ResourcePolicy, stage: str, path: str) -> Flag:
    """Say whether a preflight gets past a policy where the request that follows it may.

    Args:
        policy: Resource policy of the API.
        stage: Name of the stage.
        path: Requested path: ``/items/1``.

    Returns:
        An `Unresolved` where it depends on what is not evaluated.
    """
    asked = f"{stage}/{OPTIONS}{path}"
    covered = [(each.allows, _covers(each, asked)) for each in policy.statements]
    denials = [covers for allows, covers in covered if allows is False]
    grants = [covers for allows, covers in covered if allows is True]
    unknown = [allows for allows, covers in covered if isinstance(allows, Unresolved) and covers]
    if any(covers is True for covers in denials):
        return False
    maybe = [each for each in denials if isinstance(each, Unresolved)]
    if not any(covers is True for covers in grants):
        maybe = [each for each in grants if isinstance(each, Unresolved)]
        return next(iter((*unknown, *maybe)), False)
    return next(iter((*unknown, *maybe)), True)


def _covers(statement: PolicyStatement, asked: str) -> Flag:
    """Whether a statement is about an anonymous request."""
    parts = (
        statement.for_anonymous,
        _any_of(statement.actions, lambda action: fits(action.lower(), _INVOKE)),
        _any_of(statement.resources, lambda resource: _names(resource, asked)),
        _applies(statement),
    )
    if any(part is False for part in parts):
        return False
    return next((part for part in parts if isinstance(part, Unresolved)), True)


def _applies(statement: PolicyStatement) -> Flag:
    """Whether a statement's conditions hold for whom the request that follows is allowed.

    Who that is, by address or network, is no matter of CORS: for them an Allow holds, and a Deny
    does not.
    """
    keys = statement.condition_keys
    if isinstance(keys, Unresolved) or not keys:
        return keys if isinstance(keys, Unresolved) else True
    other = next((key for key in keys if key not in ALIKE), None)
    if other is not None:
        return Unresolved(other, "whether the condition allows a caller without credentials")
    return statement.allows


def _any_of(values: Texts, matches: Callable[[str], bool]) -> Flag:
    if isinstance(values, Unresolved):
        return values
    if any(isinstance(value, str) and matches(value) for value in values):
        return True
    open_ends = (value for value in values if isinstance(value, Unresolved))
    return next((value for value in open_ends if matches(_widest(value))), False)


def _widest(value: Unresolved) -> str:
    """Return the widest pattern that a value may turn out to be: any text where it is not known.

    Example:
        >>> _widest(Unresolved("!Sub 'api:/${Stage}/GET'", "no default", literal="api:/  /GET"))
        'api:/*/GET'
    """
    return re.sub(" +", "*", value.literal) or "*"


def _names(resource: str, asked: str) -> bool:
    """Whether a resource of a policy names what is asked, of whatever API it is.

    Example:
        >>> _names("execute-api:/prod/*/items", "prod/OPTIONS/items")
        True
    """
    _, found, rest = resource.partition(_SERVICE)
    if not found:
        return fits(resource, f"arn:aws:{_SERVICE}region:account:{_API}/{asked}")
    head, slash, tail = rest.partition("/")
    if "*" in head:
        return not slash or fits(f"*/{tail}", f"{_API}/{asked}")
    return bool(slash) and fits(tail, asked)
