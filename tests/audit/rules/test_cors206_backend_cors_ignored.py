"""CORS206: a function that answers CORS behind an HTTP API that drops what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import DECORATED, UNKNOWN, cors, http_api, route
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS206"


def test_a_policy_behind_settings(snapshot: SnapshotAssertion) -> None:
    """For information: pages get what the settings say."""
    api = http_api(cors(), route("GET"), route("PUT", integration=DECORATED))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.INFO, "hygiene")
    assert found.message == snapshot
    assert found.evidence.expected == "CORS in one place"
    assert found.fix is not None
    assert found.fix.safety == "manual"


def test_a_function_that_leaves_cors_to_another_front_door() -> None:
    """It is told by name which ones."""
    elsewhere = replace(DECORATED, gateway_owns="function_url")

    api = http_api(cors(), route("PUT", integration=elsewhere))

    assert only_finding(api, RULE).severity is Severity.INFO


def test_a_function_that_leaves_cors_to_the_api() -> None:
    """White space around the names does not matter."""
    told = replace(DECORATED, gateway_owns="function_url, http_api")

    assert findings(http_api(cors(), route("PUT", integration=told))) == ()


def test_a_policy_without_settings_is_in_force() -> None:
    """Nothing drops its headers."""
    assert findings(http_api(None, route("PUT", integration=DECORATED)), RULE) == ()


def test_unresolved_settings_are_untold() -> None:
    """There may be none."""
    api = http_api(UNKNOWN)

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)


def test_a_function_that_could_not_be_read_changes_no_verdict() -> None:
    """Whatever it says is dropped."""
    for unread in ({"function_policy": UNKNOWN}, {"gateway_owns": UNKNOWN}):
        integration = replace(DECORATED, **unread)  # type: ignore[arg-type] # texts both
        api = http_api(cors(), route("PUT", integration=integration))

        assert (findings(api, RULE), untold(api, RULE)) == ((), [])
