"""The template of a stack that manages an API: what CloudFormation was given, fixed as a patch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import json_decode_template_body

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.live.errors import one_line
from corsgate_audit.fix.template.patch import git_patch
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices as TemplateChoices
from corsgate_audit.fix.template.target import GENERATED, target_of
from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.fix.live.accounts import Accounts
    from corsgate_audit.fix.live.planning import ApiPlan
    from corsgate_audit.fix.live.snapshot import Stack
    from corsgate_audit.fix.live.values import Choices
    from corsgate_audit.fix.plan import PlannedChange

_CDK_PATH = "aws:cdk:path"


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPatch:
    """What would fix the APIs of a stack.

    Args:
        stack: name of the stack.
        text: patch for ``git apply``; empty where there is none.
        why: reasons why there is no patch, or what it leaves unfixed, a sentence each.
    """

    stack: str
    text: str = ""
    why: tuple[str, ...] = ()


def stack_patches(
    plans: Iterable[ApiPlan], accounts: Accounts, choices: Choices
) -> tuple[StackPatch, ...]:
    """Return the patches of the stacks that manage APIs, one for each.

    Args:
        plans: plans of APIs; those of APIs that no stack manages are passed over.
        accounts: clients of the accounts that own the stacks.
        choices: decisions of the APIs' owner, the policy among them.
    """
    stacks = {_place(each, each.stack): None for each in plans if each.stack is not None}
    return tuple(_patch(*place, accounts, choices) for place in stacks)


def _place(plan: ApiPlan, stack: Stack) -> tuple[str, str | None, str]:
    """Return account, region and name; a distribution is in no region, and its stack is in one."""
    location = plan.api.location
    here = None if plan.api.front_door is FrontDoor.CLOUDFRONT else location.region
    return str(location.account), stack.region or here, stack.name


def _patch(
    account: str, region: str | None, stack: str, accounts: Accounts, choices: Choices
) -> StackPatch:
    if region is None:
        return StackPatch(stack=stack, why=("its tags do not say in which region it is",))
    try:
        text = _template(accounts.client("cloudformation", account, region), stack)
        target = target_of(text, Path(stack), f"the template of the stack {stack!r}")
        if _is_of_cdk(target.document.content):
            return StackPatch(stack=stack, why=(f"the template {GENERATED}",))
        planned = plan_template(target, _for_template(choices))
    except (ClientError, BotoCoreError, TargetError) as error:
        return StackPatch(stack=stack, why=(f"its template cannot be read: {one_line(error)}",))
    left = [_left(change) for change in planned.plan.left]
    text = git_patch(target.path, planned.before, planned.after, planned.plan.remarks)
    return StackPatch(stack=stack, text=text, why=tuple(left))


def _template(client: Any, stack: str) -> str:  # noqa: ANN401 - a client of boto3
    """Return a stack's template as it was written, before transforms such as SAM's.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html
    """
    # boto3 would read JSON, and the text with its order and its white space be lost.
    client.meta.events.unregister(
        "after-call.cloudformation.GetTemplate", json_decode_template_body
    )
    answer = client.get_template(StackName=stack, TemplateStage="Original")
    return str(answer["TemplateBody"])


def _is_of_cdk(content: dict[str, Any]) -> bool:
    resources = content.get("Resources")
    every = resources.values() if isinstance(resources, dict) else ()
    return any(
        isinstance(each, dict) and _CDK_PATH in (each.get("Metadata") or {}) for each in every
    )


def _for_template(choices: Choices) -> TemplateChoices:
    return TemplateChoices(
        policy=choices.policy,
        error_origin=choices.error_origin,
        unsafe=choices.unsafe,
    )


def _left(change: PlannedChange) -> str:
    return f"{', '.join(change.rules)} stays: {change.summary} ({'; '.join(change.reasons)})"
