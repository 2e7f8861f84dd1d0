"""A response headers policy that writes CORS headers before an API that writes them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity, Unresolved
from corsgate_audit.rules.allowed_origins import (
    behavior_subject,
    behaviors,
    requests,
    unresolved_in,
)
from corsgate_audit.rules.behaviors import api_behind, both_ways, pages_of, routes_through
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.rule import Rule, Undecided, UseInstead, Violation

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


RULE = Rule(
    id="CORS404",
    slug="double-writer",
    severity=Severity.MEDIUM,
    kind=Kind.HYGIENE,
    front_doors=frozenset({FrontDoor.CLOUDFRONT}),
    check=check,
    summary="CloudFront's response headers policy and the API behind it both write CORS headers.",
    why="""\
A response headers policy with OriginOverride replaces what the API says about CORS; without it, it
fills in, header by header, what the API leaves out. Either way there are two policies, of which one
is forgotten when the other is changed. The result of filling in is nobody's policy: an API that
leaves Access-Control-Allow-Origin out to refuse a page has it written by CloudFront. The finding is
`info` where the two agree on every page that was tried.
""",
    browser="""\
Nothing where the policy lets in more than the API; otherwise what it would show if the API refused:
The 'Access-Control-Allow-Origin' header has a value that is not equal to the supplied origin.
""",
    symptoms=(),
    example="""\
DefaultCacheBehavior:
  TargetOriginId: api                                            # answers CORS itself
  ResponseHeadersPolicyId: 5cc3b908-e619-4b99-88e5-2cf7f45965bd  # CORS-With-Preflight
""",
    use_instead=UseInstead(
        cdk="""\
behavior = cors_behavior(RestApiOrigin(api), policy)  # refuses a policy that writes CORS
""",
        cloudformation="""\
DefaultCacheBehavior:
  TargetOriginId: api
  ResponseHeadersPolicyId: 67f7725c-6f97-4210-82d7-5512b31e9d03  # SecurityHeadersPolicy
""",
        cli="""\
aws cloudfront get-distribution-config --id $DISTRIBUTION   # then remove the policy, and
aws cloudfront update-distribution --id $DISTRIBUTION --if-match $ETAG --distribution-config file://config.json
""",
    ),
    when_not="""\
The API answers pages that call it directly, and other pages come through CloudFront.
""",
    sources=(
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html",
    ),
    fix=Fix(
        safety=FixSafety.MANUAL,
        summary="Leave CORS to the API, which also answers preflights and errors, and take the "
        "CORS settings out of the response headers policy.",
    ),
)
