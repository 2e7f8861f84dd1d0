"""CORS503: an allowed origin without encryption."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import ResponseHeadersPolicy, Severity
from support.apis import JWT, UNKNOWN, behavior, cors, distribution, http_api, route
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS503"
PLAIN = "http://app.example.com"


def test_with_credentials_the_network_acts_for_the_visitor(snapshot: SnapshotAssertion) -> None:
    """High; the whole finding."""
    found = only_finding(http_api(cors(allow_origins=(PLAIN,), allow_credentials=True)), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "security")
    assert found.message == snapshot
    assert found.evidence.expected == "'https://app.example.com'"
    assert found.evidence.actual == "'http://app.example.com'"
    assert found.witness is not None
    assert found.witness.request.origin == PLAIN
    assert found.witness.verdict.allowed
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


def test_the_severity_depends_on_what_is_at_stake() -> None:
    """A token that the page holds, or nothing."""
    settings = cors(allow_origins=(PLAIN,))
    guarded = http_api(settings, route("PUT", authorization="JWT", authorizer=JWT))

    assert only_finding(guarded, RULE).severity is Severity.MEDIUM
    assert only_finding(http_api(settings), RULE).severity is Severity.LOW


def test_a_pattern_in_a_policy_of_cloudfront() -> None:
    """A page that it lets in shows it."""
    policy = ResponseHeadersPolicy(
        name="p", cors=cors(allow_origins=("http://*.example.com",)), origin_override=True
    )
    found = only_finding(distribution(behavior(None, response_headers=policy)), RULE)

    assert found.witness is not None
    assert found.witness.request.origin == PLAIN


@pytest.mark.parametrize(
    "origin",
    ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080", "http://a.localhost"],
)
def test_the_visitors_own_machine_is_in_order(origin: str) -> None:
    """Nobody is between."""
    assert findings(http_api(cors(allow_origins=(origin,)))) == ()


def test_what_lets_nobody_in_or_is_another_rules_part() -> None:
    """A malformed origin, and every origin of the scheme."""
    assert findings(http_api(cors(allow_origins=("http://app.example.com/",))), RULE) == ()
    assert findings(http_api(cors(allow_origins=("http://*",))), RULE) == ()


def test_unresolved_origins_are_untold() -> None:
    """They may be anything."""
    api = http_api(cors(allow_origins=(UNKNOWN,)))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
