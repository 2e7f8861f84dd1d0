"""CORS404: a response headers policy before an API that answers CORS too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import ResponseHeadersPolicy, Severity
from support.apis import APP, UNKNOWN, behavior, cors, distribution, http_api, route
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS404"
HTTP = http_api(cors(), route("GET"))
OTHER = "https://other.example.com"


def _policy(*origins: str, override: bool = True) -> ResponseHeadersPolicy:
    settings = cors(allow_origins=origins, allow_methods=("ALL",))
    return ResponseHeadersPolicy(name="shared", cors=settings, origin_override=override)


def test_a_policy_that_lets_others_in(snapshot: SnapshotAssertion) -> None:
    """The whole finding, and which of the two wins."""
    given = behavior(HTTP, "/*", response_headers=_policy(APP, OTHER))
    found = only_finding(distribution(given), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "hygiene")
    assert found.message == snapshot
    assert found.evidence.expected == "CORS in one place"
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == OTHER
    assert found.witness.verdict.allowed


def test_filling_in_lets_in_whom_the_api_refuses_by_silence(snapshot: SnapshotAssertion) -> None:
    """A star without an override is a star for every stranger."""
    given = behavior(HTTP, response_headers=_policy("*", override=False))
    (found,) = findings(distribution(given), RULE)

    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"


def test_a_policy_that_keeps_out_whom_the_api_lets_in(snapshot: SnapshotAssertion) -> None:
    """The browser compares with the policy's methods."""
    api = http_api(cors(allow_headers=("x-requested-with",)), route("GET"))
    given = behavior(api, response_headers=_policy(APP))
    found = only_finding(distribution(given), RULE)

    assert found.message == snapshot
    assert found.browser_symptom is not None


def test_two_that_agree_are_two_all_the_same(snapshot: SnapshotAssertion) -> None:
    """For information."""
    found = only_finding(distribution(behavior(HTTP, response_headers=_policy(APP))), RULE)

    assert found.severity is Severity.INFO
    assert found.message == snapshot
    assert found.witness is None


def test_one_writer_is_in_order() -> None:
    """The API, the policy, or neither."""
    silent = ResponseHeadersPolicy(name="security")
    for given in (
        behavior(HTTP),
        behavior(HTTP, response_headers=silent),
        behavior(http_api(None), response_headers=_policy(APP)),
        behavior(None, response_headers=_policy(APP)),
    ):
        assert findings(distribution(given), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """The policy, its CORS settings, or which of the two wins."""
    for policy in (
        UNKNOWN,
        ResponseHeadersPolicy(name="p", cors=UNKNOWN),
        replace(_policy(APP), origin_override=UNKNOWN),
    ):
        api = distribution(behavior(HTTP, response_headers=policy))
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
