"""A response headers policy that writes CORS headers before an API that writes them too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import ResponseHeadersPolicy, Severity, known
from corsgate_audit.rules.allowed_origins import (
    requests,
)
from corsgate_audit.rules.behaviors import api_behind, both_ways, pages_of, routes_through
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.requests import ANOTHER_ORIGIN
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_behavior
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Behavior, Distribution
    from corsgate_audit.rules.behaviors import Pair
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: Distribution) -> Iterator[Behavior]:
    """List the behaviors with a policy, before an API that answers CORS."""
    for behavior in api.behaviors:
        behind = api_behind(behavior)
        if behind is not None and shows_cors(behind) and behavior.response_headers is not None:
            yield behavior


def check(api: Distribution, behavior: Behavior) -> Violation | None:
    """Look for one whose policy and whose API both answer CORS."""
    policy = known(behavior.response_headers)
    if policy is None or known(policy.cors) is None:
        return None
    known(policy.origin_override)
    return _violation(behavior, policy, _differing(api, behavior))


def _differing(api: Distribution, behavior: Behavior) -> Pair | None:
    """Return a request of which the two make different things."""
    for route in routes_through(api, behavior):
        for origin in (*pages_of(behavior), ANOTHER_ORIGIN):
            for request in requests(route, origin):
                pair = both_ways(api, behavior, request)
                if pair is not None and _differs(pair):
                    return pair
    return None


def _differs(pair: Pair) -> bool:
    through, direct = pair.through.verdict, pair.direct.verdict
    return through is not None and direct is not None and through.allowed != direct.allowed


def _violation(behavior: Behavior, policy: ResponseHeadersPolicy, pair: Pair | None) -> Violation:
    wins = (
        "replaces the headers of the API"
        if policy.origin_override
        else "adds the headers that the API does not send"
    )
    return Violation(
        message=f"The policy {policy.name!r} of the behavior {behavior.path_pattern!r} and the API "
        f"behind it both write CORS headers; the policy {wins}.{_effect(pair)}",
        expected="CORS in one place",
        actual=f"CORS headers in the policy {policy.name!r} "
        f"({named('OriginOverride', behavior.location)}: "
        f"{str(policy.origin_override).lower()}) and on the API",
        detail=str(policy.name),
        witness=pair.through.witness() if pair else None,
        severity=None if pair else Severity.INFO,
    )


def _effect(pair: Pair | None) -> str:
    if pair is None:
        return " No page is known for which that makes a difference today."
    page = pair.through.request.origin
    if pair.through.verdict is not None and pair.through.verdict.allowed:
        return f" As a result, the page at {page} is allowed, although the API blocks it."
    return f" As a result, the page at {page} is blocked, although the API allows it."


def repair(api: Distribution, violation: Violation, _: Wanted) -> Distribution:
    """Leave CORS to the API."""

    def changed(behavior: Behavior) -> Behavior:
        policy = behavior.response_headers
        if not isinstance(policy, ResponseHeadersPolicy):
            return behavior
        return replace(behavior, response_headers=replace(policy, cors=None))

    return with_behavior(api, violation, changed)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
