"""CORS106: a MOCK preflight that reads its status from bodies that no template matches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import Severity
from support.apis import UNKNOWN, location, mock, preflight, rest_api, route
from support.judging import findings, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS106"


def _passing(path: str = "/items", **changes: Any) -> Any:  # noqa: ANN401 - any field
    fields = {"passthrough_behavior": "WHEN_NO_MATCH"} | changes
    return preflight(path, integration=mock(**fields))


def test_each_preflight_is_a_finding(snapshot: SnapshotAssertion) -> None:
    """The whole finding: about the OPTIONS method, and nothing blocked to show."""
    api = rest_api(route("PUT"), _passing(), route("PUT", "/a"), _passing("/a"))
    other, found = findings(api, RULE)

    assert (found.severity, found.kind) == (Severity.LOW, "hygiene")
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert (other.resource.method, other.resource.path) == ("OPTIONS", "/a")
    assert found.message == snapshot
    assert found.evidence.expected == "PassthroughBehavior NEVER"
    assert found.evidence.actual == "PassthroughBehavior WHEN_NO_MATCH"
    assert found.witness is None
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_a_preflight_that_sam_writes_is_no_finding() -> None:
    """SAM has no setting for it."""
    written = replace(_passing(), location=location("Api/Properties/Cors"))
    assert findings(rest_api(route("PUT"), written), RULE) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"passthrough_behavior": "NEVER"},
        {"passthrough_behavior": "WHEN_NO_TEMPLATES"},
        {"request_templates": (("$default", '{"statusCode": 204}'),)},
    ],
)
def test_nothing_passes_where_every_body_is_refused_or_has_a_template(
    changes: dict[str, Any],
) -> None:
    """The behavior counts only for a body that no template takes."""
    assert findings(rest_api(route("PUT"), _passing(**changes))) == ()


def test_without_any_template_a_body_passes() -> None:
    """WHEN_NO_TEMPLATES is for that; the preflight itself is broken besides."""
    api = rest_api(route("PUT"), _passing(passthrough_behavior="WHEN_NO_TEMPLATES", template=None))

    assert [found.rule for found in findings(api)] == ["CORS105", RULE]


@pytest.mark.parametrize(
    "changes", [{"passthrough_behavior": UNKNOWN}, {"request_templates": UNKNOWN}]
)
def test_an_unresolved_behavior_is_untold(changes: dict[str, Any]) -> None:
    """Neither is judged on a default."""
    api = rest_api(route("PUT"), _passing(**changes))

    assert [resource for resource, _ in untold(api, RULE)] == [
        "template.yaml#OptionsItem OPTIONS /items"
    ]


def test_a_function_behind_options_is_not_asked() -> None:
    """It has no templates."""
    assert findings(rest_api(route("PUT"), route("OPTIONS")), RULE) == ()
