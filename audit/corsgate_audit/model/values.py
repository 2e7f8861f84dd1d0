"""What every part of the model is made of: values, known or not, and where they were read.

A value that a source names but does not hold (an import, a parameter without a default, a stage
variable) is an `Unresolved` in the value's place. Rules and the gateway never judge such a value
on a default: they say that it is not determined.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that could not be resolved.

    Args:
        expression: as the source has it, for people: ``!ImportValue shared-origin``.
        reason: why it could not be resolved, a sentence without a final period.
    """

    expression: str
    reason: str


Text = str | Unresolved
Flag = bool | Unresolved
Number = int | Unresolved
Texts = tuple[Text, ...] | Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a thing was read. Left out of comparisons between sources.

    Args:
        source: a template's path, or ``aws`` for a live account.
        pointer: a JSON pointer into the template, or the API call that returned the value.
        logical_id: in a template.
        arn: in an account.
        account: the account's id, in an account.
        region: in an account.
        line: counted from 1, where the source has lines.
        construct: the path of the CDK construct that wrote it: ``Shop/Api/Default/items/PUT``.
    """

    source: str
    pointer: str
    logical_id: str | None = None
    arn: str | None = None
    account: str | None = None
    region: str | None = None
    line: int | None = None
    construct: str | None = None
