"""A run from the audit to its verification, and back: what `corsgate fix` does in an account."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.fix.live.accounts import Accounts
from corsgate_audit.fix.live.journal import past_of
from corsgate_audit.fix.live.planning import ApiPlan, plan_api
from corsgate_audit.fix.live.saved_run import PREFIX, SUFFIX, SavedRun, SavedRunError, load
from corsgate_audit.fix.live.snapshot import api_key
from corsgate_audit.fix.live.stack_patches import StackPatch, stack_patches
from corsgate_audit.gateway.addresses import api_id
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Handler, RestApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from corsgate_audit.collect.live.limits import Limits
    from corsgate_audit.fix.live.values import Choices
    from corsgate_audit.model import Collection, Coverage, Finding, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlan:
    """What a fix would change.

    Args:
        apis: APIs with findings, each with its plan.
        unseen: parts of the accounts that could not be read.
        stacks: patches for the templates of the CloudFormation stacks that manage some of the APIs.
    """

    apis: tuple[ApiPlan, ...]
    unseen: tuple[Coverage, ...] = ()
    stacks: tuple[StackPatch, ...] = ()

    @property
    def changed(self) -> tuple[ApiPlan, ...]:
        """Those of which something will be changed."""
        return tuple(each for each in self.apis if each.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What an audit says after a run.

    Args:
        gone: number of promised findings that are gone.
        still: promised findings that are still there.
        unseen: parts of the accounts that could not be read, so that nothing is known of them.
    """

    gone: int
    still: tuple[Finding, ...] = ()
    unseen: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveFix:
    """Fixes the APIs of accounts.

    Args:
        scan: accounts and regions to scan.
        names: names or ids of the APIs that may be changed; empty for all.
        limits: limits that all calls keep to; None for those that `scan.max_rps` sets.
    """

    scan: ScanOptions = field(default_factory=ScanOptions)
    names: tuple[str, ...] = ()
    limits: Limits | None = None

    def accounts(self) -> Accounts:
        """Find the accounts.

        Raises:
            TargetError: see `corsgate_audit.collect.live.scan.scan`.
        """
        return Accounts(self.scan, self.limits)

    def plan(self, choices: Choices, accounts: Accounts) -> LivePlan:
        """Audit, and plan the fix of what is found.

        Args:
            choices: decisions of the APIs' owner, the policy among them.
            accounts: see `accounts`.

        Raises:
            TargetError: see `corsgate_audit.collect.live.scan.scan`.
        """
        collection = scan(self.scan, self.limits)
        judgement = judge_collection(_without_stages(collection))
        found = [each for each in judgement.apis if each.findings and self._is_meant(each.api)]
        plans = [plan_api(each, accounts(*_place(each.api)), choices) for each in found]
        return LivePlan(
            apis=tuple(plans),
            unseen=_unseen(collection),
            stacks=stack_patches(plans, accounts, choices),
        )

    def unknown_names(self, plan: LivePlan) -> tuple[str, ...]:
        """Return the names that no API with findings has."""
        known = {name for each in plan.apis for name in _names(each.api)}
        return tuple(name for name in self.names if name not in known)

    def _is_meant(self, api: Target) -> bool:
        return not self.names or bool(_names(api) & set(self.names))

    def verify(self, run: SavedRun) -> Verified:
        """Audit again, and look for the findings that should be gone.

        Args:
            run: saved run, which has promised that findings will be gone.
        """
        collection = scan(self.scan, self.limits)
        promised = set(run.promised)
        still = tuple(
            finding
            for each in judge_collection(_without_stages(collection)).apis
            for finding in each.findings
            if promise(each.api, finding) in promised
        )
        return Verified(
            gone=len(promised) - len({finding.fingerprint for finding in still}),
            still=still,
            unseen=_unseen(collection),
        )


def _without_stages(collection: Collection) -> Collection:
    """Leave out what stages serve: a fix fixes the APIs, and its deployments are planned apart."""
    return replace(
        collection,
        apis=tuple(
            replace(api, deployed=()) if isinstance(api, RestApi) else api
            for api in collection.apis
        ),
    )


def _place(api: Target) -> tuple[str, str]:
    return str(api.location.account), str(api.location.region)


def _names(api: Target) -> set[str]:
    key = None if isinstance(api, Handler) else api_id(api)
    every = (api.name, key, api.location.arn)
    return {name for name in every if isinstance(name, str)}


def _unseen(collection: Collection) -> tuple[Coverage, ...]:
    return tuple(part for part in collection.coverage if part.incomplete)


def promise(api: Target, finding: Finding) -> str:
    """Return what tells a finding from all others, run after run."""
    return f"{api_key(api)} {finding.fingerprint}"


def new_run_id() -> str:
    """Return an id that sorts by time, and that no other run has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def run_of(plan: LivePlan, choices: Choices, profiles: Sequence[str]) -> SavedRun:
    """Return what is to be saved before a plan is carried out.

    Args:
        plan: plan that changes something.
        choices: decisions that the plan was made for.
        profiles: names of the AWS profiles that the calls use.
    """
    return SavedRun(
        id=choices.run_id,
        profiles=tuple(profiles),
        policy=choices.policy.to_json() if choices.policy else "",
        changes=tuple(change for each in plan.changed for change in each.changes),
        promised=tuple(
            promise(each.api, finding) for each in plan.changed for finding in each.fixed
        ),
        apis={api_key(each.api): each.snapshot for each in plan.changed},
    )


def unfinished_runs(folder: Path, accounts: Accounts) -> list[tuple[Path, SavedRun]]:
    """Find the runs that have begun and not ended, oldest first.

    Args:
        folder: folder that states are saved in; it need not exist.
        accounts: accounts and regions to look for; runs that change nothing in them are passed
            over.

    Raises:
        SavedRunError: a file there cannot be read.
    """
    found = [(path, load(path)) for path in _saved(folder) if not past_of(path).is_over]
    return [
        (path, run)
        for path, run in found
        if any((change.account, change.region) in accounts.places for change in run.changes)
    ]


def _saved(folder: Path) -> Iterable[Path]:
    if not os.path.lexists(folder):
        return ()
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        message = f"the folder of states {str(folder)!r} cannot be read: {error.strerror or error}"
        raise SavedRunError(message) from error
    return [folder / name for name in names if name.startswith(PREFIX) and name.endswith(SUFFIX)]
