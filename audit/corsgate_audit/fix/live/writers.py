"""From what is to change to changes of items: each part is set where it was read."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from corsgate import PolicyError
from corsgate.names import OPTIONS
from corsgate.render import RenderError
from corsgate_audit.fix.difference import PartKind
from corsgate_audit.fix.expressible import why_not
from corsgate_audit.fix.live import (
    behavior,
    cors_settings,
    desired,
    gateway_response,
    rest_method,
)
from corsgate_audit.fix.live.items import ITEMS
from corsgate_audit.fix.live.snapshot import api_key, function_address
from corsgate_audit.fix.live.values import Change
from corsgate_audit.fix.repairs import (
    UnfixableError,
    as_policy_says,
    group_of,
    headers_of,
    settings_of_policy,
)
from corsgate_audit.fix.weighing import risks
from corsgate_audit.judging.judged import api_name
from corsgate_audit.model import FixSafety, FrontDoor, FunctionUrl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corsgate_audit.fix.live.snapshot import Snapshot
    from corsgate_audit.fix.live.values import Choices, Clients, State
    from corsgate_audit.fix.repairs import Repair, Repaired
    from corsgate_audit.model import Door, Finding

_NO_WRITER = "what differs is nothing that corsgate changes in an account"


class Written(NamedTuple):
    """What comes of a repair: a change, or the reason why there is none."""

    change: Change | None
    findings: Sequence[Finding]
    why: str = ""


class Writers:
    """Names the changes of the items of one front door.

    Args:
        api: front door as the audit read it.
        snapshot: all of the front door as AWS answers it.
        account: clients of the account and region that the front door is in.
        choices: decisions of the front door's owner, the policy among them.
    """

    def __init__(self, api: Door, snapshot: Snapshot, account: Clients, choices: Choices) -> None:
        self._api, self._snapshot, self._account = api, snapshot, account
        self._choices = choices
        self._name = f"{api_name(api)!r} ({api_key(api).partition('/')[2]})"

    def written(self, found: Repaired) -> Iterator[Written]:
        """Yield a change for each part that differs, or why nothing changes it.

        Args:
            found: every repair of the front door.
        """
        for repair in found.repairs:
            try:
                change = self._change(repair, found)
            except UnfixableError as error:
                yield Written(None, repair.findings, str(error))
            except (RenderError, PolicyError) as error:
                yield Written(None, repair.findings, str(error))
            else:
                yield Written(change, repair.findings)

    def _change(self, repair: Repair, found: Repaired) -> Change:
        """Return the change that makes a repair.

        Raises:
            UnfixableError: there is none.
            RenderError: the policy cannot be expressed there.
        """
        why = None if repair.is_policys else why_not(self._api, repair.part)
        if why is not None:
            raise UnfixableError(why)
        make = self._makers.get(repair.part.kind)
        if make is None:
            raise UnfixableError(_NO_WRITER)
        return self._weighed(make(repair, found), repair, found)

    @property
    def _makers(self) -> dict[PartKind, Callable[[Repair, Repaired], Change]]:
        return {
            PartKind.PREFLIGHT: self._method,
            PartKind.METHOD: self._method,
            PartKind.ERROR: self._error,
            PartKind.SETTINGS: self._settings,
            PartKind.BEHAVIOR: self._behavior,
        }

    def _weighed(self, change: Change, repair: Repair, found: Repaired) -> Change:
        if change.kind == rest_method.KIND and change.before is not None:
            unknown = rest_method.unknown_fields(change.before)
            if unknown:
                reason = f"it has {', '.join(unknown)}, which corsgate could not restore"
                return replace(change, safety=FixSafety.MANUAL, reasons=(reason,))
        policy = self._choices.policy if repair.is_policys else None
        part = repair.part
        if policy is not None:
            part = as_policy_says(part, self._api, found.api, policy, self._choices.error_origin)
        reasons = risks(self._api, part, policy)
        return replace(
            change, safety=FixSafety.UNSAFE if reasons else FixSafety.SAFE, reasons=reasons
        )

    # --- REST APIs ---

    def _method(self, repair: Repair, found: Repaired) -> Change:
        part, policy = repair.part, self._choices.policy
        path, method = part.key
        shape = next((e for e in self._snapshot["resources"] if e["path"] == path), None)
        if shape is None:
            message = f"{path} is gone since it was read"
            raise UnfixableError(message)
        present = shape.get("resourceMethods", {}).get(method)
        before = None if present is None else rest_method.state_of(present, shape["id"])
        if repair.is_policys and policy is not None and method == OPTIONS:
            group = group_of(found.api, part)
            methods = [each.method for each in group.routes]
            after: State = desired.preflight(policy, methods, headers_of(group.routes))
        elif before is None or part.before is None:
            message = f"{method} {path} is gone since it was read"
            raise UnfixableError(message)
        else:
            after = desired.method(before, part)
        address = {"resourceId": shape["id"], "httpMethod": method}
        return self._of(rest_method.KIND, address, f"{method} {path}", before, after)

    def _error(self, repair: Repair, _: Repaired) -> Change:
        (kind,), policy = repair.part.key, self._choices.policy
        listed = self._snapshot["gateway_responses"]
        shape = next((each for each in listed if each["responseType"] == kind), None)
        before = None if shape is None else gateway_response.state_of(shape)
        if repair.is_policys and policy is not None:
            after = desired.error_response(policy, kind, before, self._choices.error_origin)
        else:
            after = desired.with_headers(before, repair.part)
        address = {"responseType": kind}
        return self._of(gateway_response.KIND, address, f"gateway response {kind}", before, after)

    # --- Settings ---

    def _settings(self, repair: Repair, _: Repaired) -> Change:
        policy = self._choices.policy if repair.is_policys else None
        is_url = isinstance(self._api, FunctionUrl)
        holder, name = ("url", "Cors") if is_url else ("api", "CorsConfiguration")
        before = cors_settings.settings_of(self._snapshot[holder], name)
        after = (
            desired.settings(before, repair.part)
            if policy is None
            else settings_of_policy(self._api, policy)
        )
        kind = cors_settings.FUNCTION_URL if is_url else cors_settings.HTTP_API
        address = function_address(str(self._api.location.arn)) if is_url else {}
        return self._of(kind, address, "CORS", before, after)

    def _behavior(self, repair: Repair, _: Repaired) -> Change:
        part = repair.part
        methods = part.after.allowed_methods
        (pattern,) = part.key
        before = behavior.methods_of(self._snapshot["config"], pattern)
        if before is None:
            message = f"the behavior {pattern!r} is gone since it was read"
            raise UnfixableError(message)
        after = {**copy.deepcopy(before), "Items": list(methods)}
        address = {"PathPattern": pattern}
        return self._of(behavior.KIND, address, f"behavior {pattern!r}", before, after)

    def _of(
        self, kind: str, address: dict[str, Any], label: str, before: State, after: State
    ) -> Change:
        """Put a change together; one that would change nothing fixes nothing."""
        if ITEMS[kind].same(before, after):
            message = f"{label} already is what the repair would make of it"
            raise UnfixableError(message)
        key = api_key(self._api).partition("/")[2]
        own = {
            FrontDoor.REST_API: {"restApiId": key},
            FrontDoor.HTTP_API: {"ApiId": key},
            FrontDoor.CLOUDFRONT: {"Id": key},
        }.get(self._api.front_door, {})
        return Change(
            kind=kind,
            account=self._account.id,
            region=self._account.region,
            address={**own, **address},
            label=f"{label} of {self._name}",
            before=before,
            after=after,
            api=api_key(self._api),
        )
