"""``corsgate fix`` without a target: the APIs of an account."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.cli.exit_status import ExitStatus
from corsgate_audit.cli.terminal import complain, console, stop, telling
from corsgate_audit.cli.verbosity import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate import CorsPolicy
    from corsgate_audit.collect.live.limits import Limits
    from corsgate_audit.collect.live.scan import ScanOptions
    from corsgate_audit.fix.live.accounts import Accounts
    from corsgate_audit.fix.live.fixing import LiveFix, LivePlan
    from corsgate_audit.fix.live.planning import ApiPlan
    from corsgate_audit.fix.live.saved_run import SavedRun
    from corsgate_audit.fix.live.stack_patches import StackPatch
    from corsgate_audit.fix.live.values import Change, Choices, State
    from corsgate_audit.fix.repairs import ErrorOrigin

STATE_FOLDER = Path()
"""Where states are saved unless another folder is named: the one in which the command runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFixOptions:
    """What the command line asks for.

    Args:
        scan: accounts and regions to scan.
        policy: policy that the APIs are to follow; None for a rollback, and for repairs that no
            policy decides.
        apis: names or ids of the APIs that may be changed; empty for all.
        stages: names of REST API stages that are deployed.
        error_origin: ``reflect`` or ``first``, see `corsgate.render.gateway_responses`.
        apply: whether the changes are made.
        unsafe: whether unsafe changes are made too.
        rollback: the state file of the run to take back.
        folder: folder in which the state is saved.
        limits: limits that the calls keep to; None for half of AWS's quotas.
    """

    scan: ScanOptions
    policy: CorsPolicy | None = None
    apis: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    error_origin: ErrorOrigin = None
    apply: bool = False
    unsafe: bool = False
    rollback: Path | None = None
    folder: Path = field(default=STATE_FOLDER)
    limits: Limits | None = None


def run_live_fix(options: LiveFixOptions) -> ExitStatus:
    """Plan, and carry out what was planned if asked to.

    Args:
        options: options of the command line.

    Returns:
        0: nothing to change, or all was changed and verified. 1: there is something to change, or
        a change could not be made, or a finding is still there. 3: something could not be read.

    Raises:
        typer.Exit: the options cannot be used; nothing was changed.
    """
    from corsgate_audit.collect.errors import TargetError
    from corsgate_audit.fix.live.running import StoppedError
    from corsgate_audit.fix.live.saved_run import SavedRunError

    try:
        return _roll_back(options) if options.rollback else _fix(options)
    except (TargetError, SavedRunError) as error:
        stop(str(error))
    except StoppedError as error:
        complain(str(error))
        return ExitStatus.FINDINGS


def _fix(options: LiveFixOptions) -> ExitStatus:
    from corsgate_audit.fix.live.fixing import LiveFix, new_run_id, unfinished_runs
    from corsgate_audit.fix.live.values import Choices

    fix = LiveFix(scan=options.scan, names=options.apis, limits=options.limits)
    accounts = fix.accounts()
    for path, run in unfinished_runs(options.folder, accounts):
        return _resume(options, fix, accounts, path, run)
    choices = Choices(
        policy=options.policy,
        run_id=new_run_id(),
        stages=options.stages,
        error_origin=options.error_origin,
        unsafe=options.unsafe,
    )
    plan = fix.plan(choices, accounts)
    for line in plan_lines(plan, apply=options.apply):
        _say(line)
    for name in fix.unknown_names(plan):
        note(f"--api {name!r} matches no API with a finding; nothing is planned for it")
    if not options.apply or not plan.changed:
        return _status_of(plan)
    return _apply(options, fix, accounts, plan, choices)


def _status_of(plan: LivePlan) -> ExitStatus:
    if plan.apis:
        return ExitStatus.FINDINGS
    return ExitStatus.INCOMPLETE if plan.unseen else ExitStatus.CLEAN


def _apply(
    options: LiveFixOptions, fix: LiveFix, accounts: Accounts, plan: LivePlan, choices: Choices
) -> ExitStatus:
    from corsgate_audit.fix.live.fixing import run_of
    from corsgate_audit.fix.live.saved_run import file_name, save

    if len(plan.changed) > 1 and not options.apis:
        names = ", ".join(_name(each) for each in plan.changed)
        stop(f"the policy would apply to {names}: name each API that you mean with --api")
    run = run_of(plan, choices, options.scan.profiles)
    path = options.folder / file_name(run.id)
    save(path, run)
    _say(f"the state before is saved in {path}; roll back with: --rollback {path}")
    return _carry_out(fix, accounts, path, run)


def _resume(
    options: LiveFixOptions, fix: LiveFix, accounts: Accounts, path: Path, run: SavedRun
) -> ExitStatus:
    from corsgate_audit.fix.live.journal import past_of

    if past_of(path).is_going_back:
        stop(f"an earlier rollback is not finished; finish it with: corsgate fix --rollback {path}")
    if run.policy != (options.policy.to_json() if options.policy else ""):
        stop(
            f"an earlier run with another policy is not finished: {path}. Run it again with that "
            f"policy, or roll it back with: corsgate fix --rollback {path}"
        )
    _say(f"an earlier run is not finished: {path}; it is finished first")
    if not options.apply:
        stop(
            "add --apply to finish it, roll it back with --rollback, or delete the file to "
            "forget it"
        )
    return _carry_out(fix, accounts, path, run)


def _carry_out(fix: LiveFix, accounts: Accounts, path: Path, run: SavedRun) -> ExitStatus:
    from corsgate_audit.fix.live.journal import Journal
    from corsgate_audit.fix.live.running import apply

    with Journal(path) as journal:
        for line in apply(run, journal, accounts):
            _say(line)
    return _verify(fix, run)


def _verify(fix: LiveFix, run: SavedRun) -> ExitStatus:
    verified = fix.verify(run)
    for finding in verified.still:
        _say(f"not fixed, although the plan promised it: {finding.rule} {finding.message}")
    for part in verified.unseen:
        _say(f"not verified: {part.resource} could not be read ({part.reason or part.state})")
    if verified.still:
        return ExitStatus.FINDINGS
    if verified.unseen:
        return ExitStatus.INCOMPLETE
    _say(f"verified: {verified.gone} of {len(run.promised)} promised findings are gone")
    return ExitStatus.CLEAN


def _roll_back(options: LiveFixOptions) -> ExitStatus:
    from dataclasses import replace

    from corsgate_audit.fix.live.accounts import Accounts
    from corsgate_audit.fix.live.behavior import KIND as BEHAVIOR
    from corsgate_audit.fix.live.journal import Journal
    from corsgate_audit.fix.live.running import roll_back
    from corsgate_audit.fix.live.saved_run import load

    path = Path(options.rollback or "")
    run = load(path)
    scan = replace(
        options.scan,
        profiles=options.scan.profiles or run.profiles,
        # CloudFront is in no region, and always among the places: see `places`.
        regions=tuple(sorted({e.region for e in run.changes if e.kind != BEHAVIOR})),
    )
    accounts = Accounts(scan, options.limits)
    with Journal(path) as journal:
        for line in roll_back(run, journal, accounts):
            _say(line)
    _say("everything is as it was before the run")
    return ExitStatus.CLEAN


# --- What is said --------------------------------------------------------------------------------


def _say(line: str) -> None:
    with telling():
        console().print(line, soft_wrap=True)


def _name(plan: ApiPlan) -> str:
    from corsgate_audit.fix.live.snapshot import api_key
    from corsgate_audit.judging.judged import api_name

    return f"{api_name(plan.api)!r} ({api_key(plan.api).partition('/')[2]})"


def plan_lines(plan: LivePlan, *, apply: bool) -> Iterator[str]:
    """Write a plan for people.

    Args:
        plan: plan of the accounts' APIs.
        apply: whether the plan is going to be carried out.
    """
    for each in plan.apis:
        yield _name(each)
        for change in each.changes:
            yield from _change_lines(change, "")
        for change in each.held_back:
            yield from _change_lines(change, "  held back")
        yield from (f"  fixes {finding.rule}: {finding.message}" for finding in each.fixed)
        for left in each.left:
            yield f"  does not fix {left.finding.rule}: {left.finding.message} ({left.why})"
        yield from (f"  note: {note}" for note in each.notes)
    for stack in plan.stacks:
        yield from _stack_lines(stack)
    for part in plan.unseen:
        yield f"not read, therefore not planned: {part.resource} ({part.reason or part.state})"
    if not plan.apis:
        yield "nothing to fix: the audit has no findings"
    elif plan.changed and not apply:
        yield "nothing was changed; add --apply to make the changes"


def _stack_lines(stack: StackPatch) -> Iterator[str]:
    if stack.text:
        yield f"a patch for the template of the stack {stack.stack!r}, as it is deployed:"
        yield from stack.text.splitlines()
    else:
        yield f"no patch for the template of the stack {stack.stack!r}"
    yield from (f"  {why}" for why in stack.why)


def _change_lines(change: Change, held: str) -> Iterator[str]:
    from corsgate_audit.fix.live.stage import KIND as STAGE

    yield f"  {change.safety}{held}: {change.label}"
    yield from (f"    because: {reason}" for reason in change.reasons)
    if change.kind == STAGE:
        yield f"    -serves deployment {(change.before or {}).get('deployment')}"
        yield "    +serves a new deployment, with the changes above"
        return
    for line in _difference(change.before, change.after):
        yield f"    {line}"


def _difference(before: State, after: State) -> Iterable[str]:
    """Write two states as a unified diff without its head."""
    lines = difflib.unified_diff(_lines(before), _lines(after), lineterm="", n=2)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def _lines(state: State) -> list[str]:
    return [] if state is None else json.dumps(state, indent=1, sort_keys=True).splitlines()
