"""``corsgate fix TARGET``: a template or an OpenAPI document."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import Format, complain, show, stop, writing
from corsgate_audit.cli.verbosity import note

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_audit.collect.given import Given
    from corsgate_audit.fix.plan import TemplatePlan
    from corsgate_audit.fix.repairs import ErrorOrigin
    from corsgate_audit.fix.template.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFixOptions:
    """What the command line asks for.

    Args:
        target: the file.
        policy: policy that the file's APIs are to follow; None for repairs that no policy decides.
        error_origin: see `corsgate.render.gateway_responses`.
        unsafe: whether unsafe changes are made too.
        diff: write a patch and nothing else.
        write: change the file.
        output_format: format of the plan.
        allow_paths: folders beside the target's own to whose files its paths may lead.
        given: values of Terraform's variables; a template is written with its parameters.
    """

    target: str
    policy: CorsPolicy | None = None
    error_origin: ErrorOrigin = None
    unsafe: bool = False
    diff: bool = False
    write: bool = False
    output_format: Format = Format.TEXT
    allow_paths: tuple[Path, ...] = ()
    given: Given | None = None


def run_template_fix(options: TemplateFixOptions) -> ExitStatus:
    """Plan, show the plan or the patch, and write if asked to.

    Args:
        options: options of the command line.

    Returns:
        0: nothing to change, or all was changed. 1: something is left to be changed. 3: something
        could not be read.

    Raises:
        typer.Exit: the target cannot be fixed; nothing was written.
    """
    # Here, since the rules bring Velocity, and a SAM template the translator.
    from corsgate_audit.collect import TargetError, collect
    from corsgate_audit.fix.template.planning import plan_template
    from corsgate_audit.fix.template.site import Choices
    from corsgate_audit.fix.template.target import read_target
    from corsgate_audit.fix.terraform.planning import is_of_terraform, plan_by_hand, write_files

    choices = Choices(
        policy=options.policy, error_origin=options.error_origin, unsafe=options.unsafe
    )
    try:
        if is_of_terraform(Path(options.target)):
            collection = collect(
                [options.target], allow_paths=options.allow_paths, given=options.given
            )
            by_hand = plan_by_hand(options.target, collection, choices)
            _show(by_hand, None, options)
            if options.write:
                write_files(by_hand.files)
            return _status(by_hand, options)
        if options.given is not None and options.given.variables:
            stop(
                f"--var is for Terraform's variables, and for --init; {options.target!r} is fixed "
                "for all values of its parameters"
            )
        target = read_target(options.target, options.allow_paths)
        planned = plan_template(target, choices)
        _show(planned, target, options)
        if options.write and planned.after != planned.before:
            target.write(planned.after)
    except TargetError as error:
        stop(str(error))
    return _status(planned, options)


def _show(planned: TemplatePlan, target: Target | None, options: TemplateFixOptions) -> None:
    from corsgate_audit.fix.template.patch import git_patch
    from corsgate_audit.report.plan_reports import plan_json, plan_text

    with writing():
        if options.diff:
            # As bytes: line ends stay as the file has them, whatever the machine's are.
            sys.stdout.flush()
            if target is not None:
                patch = git_patch(target.path, planned.before, planned.after, planned.plan.remarks)
                sys.stdout.buffer.write(patch.encode())
            for file in planned.files:
                patch = git_patch(file.path, file.before.decode(), file.after.decode())
                sys.stdout.buffer.write(patch.encode())
        elif options.output_format is Format.JSON:
            sys.stdout.write(plan_json(planned.plan))
        else:
            show(plan_text(planned.plan))
    if options.diff:
        _warn(planned, options.target)
    for part in planned.unseen:
        complain(f"not read, therefore not fixed: {part.resource} ({part.reason or part.state})")


def _warn(planned: TemplatePlan, target: str) -> None:
    """Say beside a patch what is not in it."""
    for change in planned.plan.left:
        rules = ", ".join(change.rules)
        reasons = "; ".join(change.reasons)
        note(f"not in the patch ({change.safety}): {rules}: {change.summary} ({reasons})")
    for each in planned.plan.notes:
        note(each)
    if os.path.relpath(target).startswith(os.pardir):
        note(f"git apply rejects the path of {target!r} from here: run both in its repository")


def _status(planned: TemplatePlan, options: TemplateFixOptions) -> ExitStatus:
    is_open = planned.changes_something and not options.write
    is_left = bool(planned.plan.left) or bool(planned.uncovered)
    if is_open or is_left:
        return ExitStatus.FINDINGS
    return ExitStatus.INCOMPLETE if planned.unseen else ExitStatus.CLEAN
