"""A response headers policy that writes CORS headers before an API that writes them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import FixSafety, FrontDoor, Severity, Unresolved
from corsgate_audit.rules.allowed_origins import (
    behavior_subject,
    behaviors,
    requests,
    unresolved_in,
)
from corsgate_audit.rules.behaviors import api_behind, both_ways, pages_of, routes_through
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Behavior, Distribution, ResponseHeadersPolicy
    from corsgate_audit.rules.behaviors import Pair

_STRANGER = "https://stranger.example"


def check(api: Distribution) -> Iterator[Violation | Undecided]:
    """Look for behaviors whose policy and whose API both answer CORS."""
    for behavior in behaviors(api):
        policy, behind = behavior.response_headers, api_behind(behavior)
        if behind is None or not shows_cors(behind) or policy is None:
            continue
        subject = behavior_subject(behavior)
        cors = policy if isinstance(policy, Unresolved) else policy.cors
        if isinstance(policy, Unresolved) or isinstance(cors, Unresolved):
            yield from unresolved_in(subject, cors)
        elif isinstance(policy.origin_override, Unresolved):
            yield from unresolved_in(subject, policy.origin_override)
        elif cors is not None:
            yield _violation(behavior, policy, _differing(api, behavior))


def _differing(api: Distribution, behavior: Behavior) -> Pair | None:
    """Return a request of which the two make different things."""
    for route in routes_through(api, behavior):
        for origin in (*pages_of(behavior), _STRANGER):
            for request in requests(route, origin):
                pair = both_ways(api, behavior, request)
                if pair is not None and _differs(pair):
                    return pair
    return None


def _differs(pair: Pair) -> bool:
    through, direct = pair.through.verdict, pair.direct.verdict
    return through is not None and direct is not None and through.allowed != direct.allowed


def _violation(behavior: Behavior, policy: ResponseHeadersPolicy, pair: Pair | None) -> Violation:
    wins = "replaces the API's" if policy.origin_override else "fills in what the API leaves out"
    return Violation(
        subject=behavior_subject(behavior),
        message=f"The policy {policy.name!r} of the behavior {behavior.path_pattern!r} writes CORS "
        f"headers, and so does the API behind it; the policy {wins}.{_effect(pair)}",
        expected="CORS in one place",
        actual=f"CORS headers in the policy {policy.name!r} (OriginOverride: "
        f"{str(policy.origin_override).lower()}) and on the API",
        detail=str(policy.name),
        witness=pair.through.witness() if pair else None,
        severity=None if pair else Severity.INFO,
    )


def _effect(pair: Pair | None) -> str:
    if pair is None:
        return " The two agree on every page that was tried, today."
    page = pair.through.request.origin
    if pair.through.verdict is not None and pair.through.verdict.allowed:
        return f" So it lets {page} in, whom the API refuses."
    return f" So {page} is refused, whom the API lets in."


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.CLOUDFRONT}),
    safety=FixSafety.MANUAL,
    check=check,
)
