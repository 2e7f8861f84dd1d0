"""From findings to what is to change: every repair made on the model, and what differs then.

There is one planner's view of this for templates and accounts: each writer is handed parts, and
knows how to set what differs where it was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from corsgate.render import function_url, gateway_responses, http_api, mock_preflight
from corsgate_audit.collect import http, rest
from corsgate_audit.fix.difference import Part, PartKind, difference
from corsgate_audit.fix.permission import (
    Permission,
    allowed_by,
    fields_needed,
    follows_policy,
)
from corsgate_audit.judging import rounds
from corsgate_audit.model import FunctionUrl, GatewayResponse, RestApi, UndeterminedError, routes_of
from corsgate_audit.model.editing import REPAIR
from corsgate_audit.rules.preflights import Resource, resources
from corsgate_audit.rules.requests import PAGE, needed_headers
from corsgate_audit.rules.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from corsgate import CorsPolicy
    from corsgate_audit.judging.judged import ApiJudgement, Fault
    from corsgate_audit.model import Door, Finding, Route

    ErrorOrigin = Literal["reflect", "first"] | None

ONLY_A_POLICY = "only a policy of the owner's decides it"
_NOT_ALLOWED = "the policy does not allow what it takes"
_NOTHING_DIFFERS = "the repair is a decision between values that only their owner can tell apart"
_NO_REPAIR = (
    "what it takes is no setting of the front door: nothing that corsgate could write follows from "
    "the finding"
)
SETTINGS = {
    "AllowOrigins": "allow_origins",
    "AllowMethods": "allow_methods",
    "AllowHeaders": "allow_headers",
    "ExposeHeaders": "expose_headers",
    "AllowCredentials": "allow_credentials",
    "MaxAge": "max_age",
}
"""Fields of CORS settings, in CloudFormation's names and the model's."""
_GATEWAY_HEADER = "gatewayresponse.header."


class UnfixableError(Exception):
    """Nothing that corsgate writes ends a finding; the text says why, without a final period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One part that is to change, and the findings that it is for.

    Args:
        part: part of the front door, before and after.
        findings: findings that the change ends.
        is_policys: whether the part becomes what the policy says, rather than what the repair says.
    """

    part: Part
    findings: list[Finding] = field(default_factory=list)
    is_policys: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A front door with every repair made.

    Args:
        api: front door with the repairs made.
        repairs: one repair for each part that changes, in the order of `difference`.
        left: findings whose repair is not made, and why.
    """

    api: Door
    repairs: tuple[Repair, ...]
    left: tuple[tuple[Finding, str], ...] = ()


def repaired(
    judged: ApiJudgement, api: Door, policy: CorsPolicy | None, *, is_allowed: bool = False
) -> Repaired:
    """Make every repair, and say for each part that changes what it is for.

    Without a policy a repair that allows what nothing allows today is not made.

    Args:
        judged: findings of the rules in the front door, with their faults.
        api: front door to repair.
        policy: policy of the front door's owner; None for what it allows today.
        is_allowed: make repairs, too, that allow what only a policy can allow, as if one did.
    """
    wanted, today = Wanted.of(api, policy), allowed_by(api)
    found: dict[tuple[str, ...], list[Finding]] = {}
    now, left = api, []
    for finding, fault in judged.faults:
        parts, then = _changed(api, now, fault, wanted)
        why = _why_not(fault, parts, None if policy or is_allowed else today)
        if why:
            left.append((finding, why))
            continue
        now = then
        for part in parts:
            found.setdefault(part.name, []).append(finding)
    repairs = (
        Repair(
            part=part,
            findings=found.get(part.name, []),
            is_policys=policy is not None and follows_policy(part) and _can_be_rendered(part, now),
        )
        for part in difference(api, now)
    )
    return Repaired(api=now, repairs=tuple(repairs), left=tuple(left))


def _can_be_rendered(part: Part, after: Door) -> bool:
    """Whether a policy can be rendered there, with the headers that its routes need.

    Where nobody can name these, what is there stays but for what the repair changes.
    """
    if part.before is None or part.kind is PartKind.ERROR:
        return True
    is_preflight = part.kind is PartKind.PREFLIGHT and isinstance(after, RestApi)
    try:
        headers_of(group_of(after, part).routes if is_preflight else routes_of(after))
    except UnfixableError:
        return False
    return True


def _changed(api: Door, now: Door, fault: Fault, wanted: Wanted) -> tuple[tuple[Part, ...], Door]:
    """Return what one repair changes, beside those before it or alone, and what comes of all."""
    if fault.rule.repair is None:
        return (), now
    step = rounds.Repair(fault.rule, api, fault.found, wanted)
    then: Any = step.applied(now)
    parts = difference(now, then)
    if not parts:  # another repair has changed the same
        alone: Any = step.applied(api)
        parts = difference(api, alone)
    return parts, then


def _why_not(fault: Fault, parts: Iterable[Part], today: Permission | None) -> str | None:
    """Say why a repair is not made; None for one that is.

    Args:
        fault: fault that the repair is for.
        parts: parts that the repair changes.
        today: permission of the front door today, beyond which nothing may be allowed; None with a
            policy.
    """
    if fault.rule.repair is None:
        return _NO_REPAIR
    parts = tuple(parts)
    if not parts:
        return _NOT_ALLOWED if today is None else _NOTHING_DIFFERS
    needs = fields_needed(parts, today, PAGE) if today is not None else None
    return f"{ONLY_A_POLICY}: {needs}" if needs else None


# --- Parts as a policy has them ------------------------------------------------------------------


def group_of(after: Door, part: Part) -> Resource:
    """Return the methods whose preflights a part answers.

    Args:
        after: the API with its repairs made.
        part: a preflight.
    """
    assert isinstance(after, RestApi)  # noqa: S101 - as the other one
    path = part.key[0]
    routes = next((each.routes for each in resources(after) if each.path == path), ())
    return Resource(path=path, options=part.before, routes=routes)


def headers_of(routes: Iterable[Route]) -> tuple[str, ...]:
    """Return the request headers, lower-case and sorted, without which routes refuse a request.

    Raises:
        UnfixableError: it cannot be determined.
    """
    try:
        names = {
            name for each in routes for name in (*needed_headers(each), *each.required_headers)
        }
    except UndeterminedError as error:
        value, _ = error.parts[0]
        message = f"a method needs headers that nobody can name: {value.expression}: {value.reason}"
        raise UnfixableError(message) from error
    return tuple(sorted(names))


def as_policy_says(
    part: Part, api: Door, after: Door, policy: CorsPolicy, error_origin: ErrorOrigin
) -> Part:
    """Return a part that becomes what a policy says.

    Args:
        part: part that changes.
        api: front door before the repairs.
        after: front door with the repairs made.
        policy: policy of the front door's owner.
        error_origin: see `corsgate.render.gateway_responses`.

    Raises:
        RenderError: the policy cannot be expressed there.
        UnfixableError: what the methods need cannot be determined.
    """
    if part.kind is PartKind.PREFLIGHT and isinstance(api, RestApi):
        group = group_of(after, part)
        rendered = mock_preflight(
            policy,
            methods=[each.method for each in group.routes],
            headers=headers_of(group.routes),
        )
        return replace(part, after=_preflight(rendered, part))
    if part.kind is PartKind.ERROR:
        rendered = gateway_responses(policy, error_origin=error_origin)
        headers = rendered["DEFAULT_4XX"]["ResponseParameters"]
        return replace(part, after=_with_headers(part.after, headers))
    if part.kind is PartKind.SETTINGS:
        return replace(part, after=http.read_cors(settings_of_policy(api, policy)))
    return part


def settings_of_policy(api: Door, policy: CorsPolicy) -> dict[str, Any]:
    """Return the CORS settings of an HTTP API or a function URL, in CloudFormation's names.

    Args:
        api: HTTP API or function URL, whose routes may need request headers.
        policy: policy of the front door's owner.

    Raises:
        RenderError: the policy cannot be expressed there.
        UnfixableError: what the routes need cannot be determined.
    """
    effective = policy.for_route(headers=headers_of(routes_of(api)))
    return function_url(effective) if isinstance(api, FunctionUrl) else http_api(effective)


def _preflight(rendered: Mapping[str, Any], part: Part) -> Route:
    integration = rendered["Integration"]
    answers = [_camel(each) for each in integration["IntegrationResponses"]]
    shape = {
        **_camel(rendered),
        "methodIntegration": {**_camel(integration), "integrationResponses": answers},
        "methodResponses": [_camel(each) for each in rendered["MethodResponses"]],
    }
    at = part.before or part.after
    return rest.read_route(
        shape,
        path=part.key[0],
        method=part.key[1],
        authorizer=None,
        function_policy=None,
        location=at.location if part.before else replace(at.location, source=REPAIR),
    )


def _with_headers(response: GatewayResponse, headers: Mapping[str, str]) -> GatewayResponse:
    new = [(name.removeprefix(_GATEWAY_HEADER), value) for name, value in headers.items()]
    names = {name.lower() for name, _ in new}
    kept = response.headers if isinstance(response.headers, tuple) else ()
    return replace(
        response, headers=(*(pair for pair in kept if pair[0].lower() not in names), *new)
    )


def _camel(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Write CloudFormation's names as AWS's API has them."""
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}
