"""The least IAM policy for a command: what its calls need, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.live.actions import PERMISSIONS, gateway
from corsgate_audit.fix.live.actions import READS, WRITES
from corsgate_audit.verify.actions import permissions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.live.actions import Permission

ORGANIZATION, ALL_REGIONS, CODE = "--organization", "--regions all", "--code"


class Command(StrEnum):
    """The commands that read AWS, or change it."""

    AUDIT = "audit"
    FIX = "fix"
    PROBE = "probe"
    VERIFY = "verify"


# `probe --aws` reads one API, and lists nothing of its kind.
_ONE_API = (gateway("/restapis/*"), gateway("/apis/*"))


def iam_policy(
    command: Command,
    *,
    partition: str = "aws",
    role: str | None = None,
    all_regions: bool = False,
    code: bool = False,
) -> dict[str, Any]:
    """Return the policy.

    Args:
        command: command that is going to be run.
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.
        role: role of the accounts of an organization, that is assumed; None without
            ``--organization``.
        all_regions: whether every region is read, ``--regions all``.
        code: whether the code of functions is read, ``--code``.

    Example:
        >>> iam_policy(Command.AUDIT)["Statement"][0]["Effect"]
        'Allow'

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    options = {ORGANIZATION: role is not None, ALL_REGIONS: all_regions, CODE: code}
    actions: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for each in _permissions(command):
        if each.option is None or options[each.option]:
            named = tuple(arn.format(partition=partition, role=role) for arn in each.resources)
            actions[named].add(each.action)
    resources: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for arns, names in actions.items():
        resources[tuple(sorted(names))].update(arns)
    statements = [
        {"Effect": "Allow", "Action": list(names), "Resource": sorted(arns)}
        for names, arns in sorted(resources.items())
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _permissions(command: Command) -> Iterator[Permission]:
    if command is Command.VERIFY:
        yield from permissions()
        return
    yield from filter(None, PERMISSIONS.values())
    if command is Command.FIX:
        yield from (*READS.values(), *WRITES.values())
    elif command is Command.PROBE:
        yield from _ONE_API
