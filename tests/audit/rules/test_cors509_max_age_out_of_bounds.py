"""CORS509: a time for which browsers are to remember a preflight, and do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Api, ResponseHeadersPolicy, Severity
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    behavior,
    cors,
    distribution,
    function_url,
    http_api,
    preflight,
    rest_api,
    route,
)
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS509"


def _rest(mapping: object) -> Api:
    headers = {**PREFLIGHT_HEADERS, "Access-Control-Max-Age": mapping}
    return rest_api(route("PUT"), preflight(headers=headers))  # type: ignore[arg-type] # a text


def test_a_week_is_more_than_any_browser_remembers(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(http_api(cors(max_age=604_800)), RULE)

    assert (found.severity, found.kind) == (Severity.LOW, "hygiene")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "Access-Control-Max-Age: 604800"
    assert found.witness is None
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize("api", [http_api(cors(max_age=0)), _rest("'-1'")], ids=["0", "-1"])
def test_asking_every_time_is_for_information(api: Api, snapshot: SnapshotAssertion) -> None:
    """It is a choice, and costs time."""
    found = only_finding(api, RULE)

    assert found.severity is Severity.INFO
    assert found.message == snapshot


def test_a_text_in_a_rest_api(snapshot: SnapshotAssertion) -> None:
    """Browsers keep to what they do without the header."""
    found = only_finding(_rest("'1h'"), RULE)

    assert (found.severity, found.resource.method) == (Severity.LOW, "OPTIONS")
    assert found.message == snapshot


def test_a_policy_of_cloudfront() -> None:
    """At the behavior that has it."""
    policy = ResponseHeadersPolicy(name="p", cors=cors(max_age=86_401), origin_override=True)
    api = distribution(behavior(None, "/api/*", response_headers=policy))

    assert only_finding(api, RULE).resource.path == "/api/*"


def test_more_than_a_day_on_a_function_url_is_another_rules_part() -> None:
    """Lambda refuses it."""
    assert findings(function_url(cors(max_age=86_401)), RULE) == ()


@pytest.mark.parametrize("age", [None, 1, 7_200, 86_400])
def test_what_browsers_keep_to(age: int | None) -> None:
    """Or need not be told."""
    assert findings(http_api(cors(max_age=age))) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """A number or a mapping; one that depends on the request is not judged."""
    for api in (http_api(UNKNOWN), http_api(cors(max_age=UNKNOWN)), _rest(UNKNOWN)):
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    assert untold(_rest("stageVariables.age"), RULE) == []
