"""CORS303: a function that sends CORS headers behind a function URL that sends them too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import APP, DECORATED, UNKNOWN, cors, function_url
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS303"


def test_both_answer_the_same_page(snapshot: SnapshotAssertion) -> None:
    """The preflight passes, and the answer comes with two origins."""
    found = only_finding(function_url(cors(), integration=DECORATED), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert error_of(found) == "MultipleAllowOriginValues"
    assert found.witness is not None
    assert found.witness.response is not None
    origins = [
        value
        for name, value in found.witness.response.headers
        if name == "Access-Control-Allow-Origin"
    ]
    assert origins == [APP, APP]
    assert f"contains multiple values '{APP}, {APP}'" in str(found.browser_symptom)


def test_pages_that_only_one_of_them_lets_in_get_one_header() -> None:
    """The two do not meet."""
    settings = cors(allow_origins=("https://other.example.com",))

    assert findings(function_url(settings, integration=DECORATED)) == ()


def test_a_function_that_leaves_cors_to_the_url() -> None:
    """It adds nothing."""
    told = replace(DECORATED, gateway_owns="function_url")

    assert findings(function_url(cors(), integration=told)) == ()


def test_without_settings_the_function_answers_alone() -> None:
    """Once."""
    assert findings(function_url(None, integration=DECORATED)) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """The settings, the policy, or whether the function leaves CORS to the URL."""
    for api in (
        function_url(UNKNOWN),
        function_url(cors(), integration=replace(DECORATED, function_policy=UNKNOWN)),
        function_url(cors(), integration=replace(DECORATED, gateway_owns=UNKNOWN)),
    ):
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
