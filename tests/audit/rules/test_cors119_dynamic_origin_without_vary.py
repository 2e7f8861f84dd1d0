"""CORS119: answers that differ from page to page and may be kept for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    Confidence,
    Integration,
    IntegrationResponse,
    MethodResponse,
    Severity,
)
from support.apis import APP, preflight, rest_api, route
from support.judging import error_of, findings, only_finding

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route

RULE = "CORS119"
ORIGIN = "Access-Control-Allow-Origin"
CHOOSING = (
    '#set($origin = $input.params("Origin"))'
    f'#if($origin == "{APP}" || $origin == "https://admin.example.com")'
    f"#set($context.responseOverride.header.{ORIGIN} = $origin)#end"
)


def reading(template: str = CHOOSING, method: str = "GET", **headers: str) -> Route:
    """Return a method whose answer a template finishes."""
    answer = IntegrationResponse(
        status_code="200",
        headers=tuple(headers.items()),
        templates=(("application/json", template),),
    )
    declared = MethodResponse(status_code="200", headers=(ORIGIN, *headers))
    return route(
        method, integration=Integration(type="HTTP", responses=(answer,)), responses=(declared,)
    )


def test_a_template_that_chooses(snapshot: SnapshotAssertion) -> None:
    """The whole finding: what one page gets is refused to the next."""
    found = only_finding(rest_api(reading(), preflight()), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.confidence is Confidence.LIKELY
    assert (found.resource.method, found.resource.path) == ("GET", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == "Vary: Origin"
    assert found.evidence.actual == f"{ORIGIN}: {APP}, and no Vary"
    assert found.witness is not None
    assert error_of(found) is None
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_another_vary_is_not_enough() -> None:
    """It is shown."""
    found = only_finding(rest_api(reading(Vary="'Accept'"), preflight()), RULE)

    assert found.evidence.actual == f"{ORIGIN}: {APP}, and Vary: Accept"


@pytest.mark.parametrize("vary", ["'Origin'", "'Accept, origin'", "'*'"])
def test_answers_that_say_so(vary: str) -> None:
    """In any case, among others, or for all."""
    assert findings(rest_api(reading(Vary=vary), preflight())) == ()


def test_answers_that_are_not_kept_or_do_not_differ() -> None:
    """A PUT, one fixed origin, a template without a condition on the page, a function."""
    fixed = {ORIGIN: f"'{APP}'"}
    for each in (
        reading(method="PUT"),
        reading("$input.body", **fixed),
        route("GET"),
        route("GET", integration=None),
    ):
        assert findings(rest_api(each, preflight()), RULE) == ()


def test_an_answer_that_names_everybody_is_another_fault() -> None:
    """CORS118 reports that."""
    reflecting = {ORIGIN: "method.request.header.Origin"}

    assert findings(rest_api(reading("", **reflecting), preflight()), RULE) == ()
