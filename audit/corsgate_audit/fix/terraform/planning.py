"""A plan for what corsgate does not write: what a person has to write into a configuration."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from corsgate import PolicyError
from corsgate.render import RenderError
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import is_folder
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.terraform.files import is_terraform
from corsgate_audit.collect.terraform.plan import is_plan
from corsgate_audit.fix.plan import Plan, PlannedChange, TemplatePlan
from corsgate_audit.fix.rendered.hcl import hcl
from corsgate_audit.fix.repairs import ONLY_A_POLICY, UnfixableError, as_policy_says, repaired
from corsgate_audit.fix.terraform.arguments import arguments_of
from corsgate_audit.judging.judged import api_name
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import FixSafety, Handler, ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.fix.repairs import Repair, Repaired
    from corsgate_audit.fix.template.site import Choices
    from corsgate_audit.fix.terraform.arguments import Resources
    from corsgate_audit.judging.judged import ApiJudgement
    from corsgate_audit.model import Collection, Door, Finding

_CONFIGURATION = "Terraform writes it from a configuration, and corsgate does not change that"
_CODE = "corsgate does not change the code of functions"


def is_of_terraform(path: Path) -> bool:
    """Whether a target is Terraform's: a plan, a file of a configuration, or a folder with some.

    Args:
        path: path of the target, as the user named it.
    """
    if is_folder(path):
        return any(map(is_terraform, path.iterdir()))
    if is_terraform(path) or path.suffix != ".json":
        return is_terraform(path)
    try:
        return is_plan(read_document(path, reach_of(path)).content)
    except TargetError:
        return False  # whoever reads it next says what is wrong with it


def plan_by_hand(name: str, collection: Collection, choices: Choices) -> TemplatePlan:
    """Plan what a person has to write into a Terraform configuration. Nothing is changed.

    Args:
        name: plan, file or folder of Terraform's, as the user named it.
        collection: what was read of it.
        choices: decisions of the APIs' owner, the policy among them.
    """
    judgement = judge_collection(collection)
    changes = tuple(change for judged in judgement.apis for change in _changes(judged, choices))
    asks = any(ONLY_A_POLICY in reason for change in changes for reason in change.reasons)
    file = shlex.quote(name)
    note = (
        f"write a first policy with: corsgate fix {file} --init policy.toml; correct it, and run: "
        f"corsgate fix {file} --policy policy.toml"
    )
    plan = Plan(target=name, changes=changes, notes=(note,) if asks else ())
    return TemplatePlan(plan=plan, before="", after="", unseen=judgement.incomplete)


def _changes(judged: ApiJudgement, choices: Choices) -> Iterator[PlannedChange]:
    api = judged.api
    if isinstance(api, Handler):
        yield from (_left(finding, _CODE) for finding in judged.findings)
        return
    found = repaired(judged, api, choices.policy)
    for repair in found.repairs:
        yield from _change(repair, found, api, choices)
    for finding, why in found.left:
        yield _left(finding, why)


def _change(
    repair: Repair, found: Repaired, api: Door, choices: Choices
) -> Iterator[PlannedChange]:
    """Yield what a repair takes, or why nothing can be said."""
    try:
        resources = arguments_for(repair, found, api, choices)
    except (UnfixableError, RenderError, PolicyError) as error:
        yield from (_left(finding, str(error)) for finding in repair.findings)
        return
    written = hcl({"resource": resources})
    yield PlannedChange(
        resource=ResourceRef(
            type=next(iter(resources)), api=api_name(api), logical_id=api.location.logical_id
        ),
        safety=FixSafety.MANUAL,
        summary=f"write into the configuration of {api_name(api)!r}",
        fixes=tuple(repair.findings),
        after=tuple(written.splitlines()),
        reasons=(_CONFIGURATION,),
    )


def arguments_for(repair: Repair, found: Repaired, api: Door, choices: Choices) -> Resources:
    """Return what is written into a configuration for a repair.

    Args:
        repair: one repair of the front door.
        found: every repair of it.
        api: front door before the repairs.
        choices: decisions of the API's owner, the policy among them.

    Raises:
        UnfixableError: no argument says it.
        RenderError: the policy cannot be expressed there.
        PolicyError: the policy with what the routes need is none.
    """
    part = repair.part
    if repair.is_policys and choices.policy is not None:
        part = as_policy_says(part, api, found.api, choices.policy, choices.error_origin)
    return arguments_of(part, api, found.api)


def _left(finding: Finding, why: str) -> PlannedChange:
    return PlannedChange(
        resource=finding.resource,
        safety=FixSafety.MANUAL,
        summary=finding.fix.summary if finding.fix else finding.message,
        fixes=(finding,),
        reasons=(why,),
    )
