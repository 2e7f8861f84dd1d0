"""A plan for a Terraform configuration: lines that change, and what a person has to write."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate import PolicyError
from corsgate.render import RenderError
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.files import NotReadError, is_folder, read_named
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.terraform.files import is_terraform
from corsgate_audit.collect.terraform.plan import is_plan
from corsgate_audit.fix.plan import ChangedFile, Plan, PlannedChange, TemplatePlan
from corsgate_audit.fix.rendered.hcl import hcl
from corsgate_audit.fix.repairs import ONLY_A_POLICY, UnfixableError, as_policy_says, repaired
from corsgate_audit.fix.template.patch import changed_lines
from corsgate_audit.fix.template.target import replace_file
from corsgate_audit.fix.terraform.arguments import arguments_of, places_of, written_in_lines
from corsgate_audit.fix.terraform.lines import edited
from corsgate_audit.fix.weighing import risks
from corsgate_audit.judging.judged import api_name
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import FixSafety, Handler, ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.collect.reach import Reach
    from corsgate_audit.fix.repairs import Repair, Repaired
    from corsgate_audit.fix.template.site import Choices
    from corsgate_audit.fix.terraform.arguments import Resources
    from corsgate_audit.fix.terraform.lines import LineEdit
    from corsgate_audit.judging.judged import ApiJudgement
    from corsgate_audit.model import Collection, Door, Finding, Location

_CONFIGURATION = "Terraform writes it from a configuration, and corsgate does not change that"
_IN_LINES = "run `terraform plan` before you apply it: corsgate knows nothing of the state"
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
    """Plan the lines that change, and what a person has to write into a configuration.

    Args:
        name: plan, file or folder of Terraform's, as the user named it.
        collection: what was read of it.
        choices: decisions of the APIs' owner, the policy among them.
    """
    judgement = judge_collection(collection)
    files = _Files(reach_of(Path(name)))
    changes = tuple(
        change for judged in judgement.apis for change in _changes(judged, choices, files)
    )
    asks = any(ONLY_A_POLICY in reason for change in changes for reason in change.reasons)
    file = shlex.quote(name)
    note = (
        f"write a first policy with: corsgate fix {file} --init policy.toml; correct it, and run: "
        f"corsgate fix {file} --policy policy.toml"
    )
    plan = Plan(target=name, changes=changes, notes=(note,) if asks else (), unsafe=choices.unsafe)
    return TemplatePlan(
        plan=plan,
        before="",
        after="",
        unseen=judgement.incomplete,
        files=tuple(files.changed()) if choices.unsafe else (),
    )


def write_files(files: Iterable[ChangedFile]) -> None:
    """Write the files of a configuration.

    Args:
        files: files with the changes that are made.

    Raises:
        TargetError: one has changed since it was read, or cannot be written; those before it are.
    """
    for each in files:
        try:
            if read_named(each.path) != each.before:
                message = f"{str(each.path)!r} has changed while it was being fixed"
                raise TargetError(message)
            replace_file(Path(os.path.realpath(each.path)), each.after)
        except (NotReadError, OSError) as error:
            message = f"{str(each.path)!r} cannot be written: {error}"
            raise TargetError(message) from error


@dataclass(slots=True)
class _Files:
    """The files of a configuration, with the edits that were found for them.

    Args:
        reach: what the configuration may lead to.
    """

    reach: Reach
    _data: dict[str, bytes] = field(default_factory=dict)
    _edits: dict[str, list[LineEdit]] = field(default_factory=dict)

    def change(
        self, resources: Resources, places: Iterable[Location]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Note the edits for arguments; the lines that go and come, or None where no line says it.

        Args:
            resources: arguments by type and name.
            places: places that the resources may have.
        """
        found = written_in_lines(resources, places, self._read)
        if found is None:
            return None
        source, edits = found
        data = self._read(source)
        self._edits.setdefault(source, []).extend(edits)
        return changed_lines(data.decode(), edited(data, edits).decode())

    def _read(self, source: str) -> bytes:
        if source not in self._data:
            self._data[source] = self.reach.read(Path(source))
        return self._data[source]

    def changed(self) -> Iterator[ChangedFile]:
        """Yield the files that change."""
        for source, edits in self._edits.items():
            data = self._data[source]
            yield ChangedFile(
                path=Path(source), before=data, after=edited(data, tuple(dict.fromkeys(edits)))
            )


def _changes(judged: ApiJudgement, choices: Choices, files: _Files) -> Iterator[PlannedChange]:
    api = judged.api
    if isinstance(api, Handler):
        yield from (_left(finding, _CODE) for finding in judged.findings)
        return
    found = repaired(judged, api, choices.policy)
    for repair in found.repairs:
        yield from _change(repair, found, api, choices, files)
    for finding, why in found.left:
        yield _left(finding, why)


def _change(
    repair: Repair, found: Repaired, api: Door, choices: Choices, files: _Files
) -> Iterator[PlannedChange]:
    """Yield what a repair takes, or why nothing can be said."""
    try:
        resources = arguments_for(repair, found, api, choices)
    except (UnfixableError, RenderError, PolicyError) as error:
        yield from (_left(finding, str(error)) for finding in repair.findings)
        return
    written = hcl({"resource": resources})
    resource = ResourceRef(
        type=next(iter(resources)), api=api_name(api), logical_id=api.location.logical_id
    )
    lines = files.change(resources, places_of(repair.part, api))
    if lines is not None:
        yield PlannedChange(
            resource=resource,
            safety=FixSafety.UNSAFE,
            summary=f"change {', '.join(sorted(_arguments(resources)))} of {api_name(api)!r}",
            fixes=tuple(repair.findings),
            before=lines[0],
            after=lines[1],
            reasons=(_IN_LINES, *risks(api, repair.part, choices.policy)),
        )
        return
    yield PlannedChange(
        resource=resource,
        safety=FixSafety.MANUAL,
        summary=f"write into the configuration of {api_name(api)!r}",
        fixes=tuple(repair.findings),
        after=tuple(written.splitlines()),
        reasons=(_CONFIGURATION,),
    )


def _arguments(resources: Resources) -> Iterator[str]:
    """Yield the names of the arguments: of a block its own, too."""
    for named in resources.values():
        for arguments in named.values():
            yield from arguments


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
