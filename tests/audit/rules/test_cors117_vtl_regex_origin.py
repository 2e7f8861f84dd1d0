"""CORS117: templates that compare the origin loosely, shown by a look-alike that gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Confidence, IntegrationResponse, Severity
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    mock,
    preflight,
    preflight_of_several_origins,
    rest_api,
    route,
)
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route, Text

RULE = "CORS117"
ORIGIN = "Access-Control-Allow-Origin"
OTHERS = {name: value for name, value in PREFLIGHT_HEADERS.items() if name != ORIGIN}
VARY = {"Vary": "'Origin'"}
COOKIES = {"Access-Control-Allow-Credentials": "'true'"}


def comparing(condition: str) -> str:
    """Return a template that names the page where a condition holds."""
    return (
        '#set($origin = $input.params("Origin"))'
        f"#if({condition})#set($context.responseOverride.header.{ORIGIN} = $origin)#end"
    )


def options(template: Text, **headers: str) -> Route:
    """Return a preflight with a response template."""
    names = {**OTHERS, **VARY, **headers}
    answer = IntegrationResponse(
        status_code="204",
        headers=tuple(names.items()),
        templates=(("application/json", template),),
        content_handling="CONVERT_TO_TEXT",
    )
    return preflight(headers={**names, ORIGIN: ""}, integration=mock(responses=(answer,)))


def test_a_dot_is_any_character(snapshot: SnapshotAssertion) -> None:
    """The whole finding: what the CDK once wrote for several origins."""
    template = comparing('$origin.matches("https://www.company.com")')
    found = only_finding(rest_api(route("PUT"), options(template, **COOKIES)), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "security")
    assert found.confidence is Confidence.LIKELY
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://wwwxcompany.com"
    assert found.witness.verdict.allowed
    assert found.browser_symptom is None


@pytest.mark.parametrize(
    ("condition", "origin"),
    [
        (
            '$origin.startsWith("https://app.example.com")',
            "https://app.example.com.corsgate-attacker.example",
        ),
        ('$origin.endsWith("example.com")', "https://xexample.com"),
        (
            '$origin.contains("https://app.example.com")',
            "https://app.example.com.corsgate-attacker.example",
        ),
        (
            r'$origin.matches("https://app\.example\.com.*")',
            "https://app.example.comapp.corsgate-attacker.example",
        ),
        (r'$origin.matches("https://a\.shop.example\.com")', "https://a.shopxexample.com"),
    ],
)
def test_other_loose_comparisons(condition: str, origin: str) -> None:
    """Without credentials it is less bad."""
    (found,) = findings(rest_api(route("PUT"), options(comparing(condition))), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.witness is not None
    assert found.witness.request.origin == origin


@pytest.mark.parametrize(
    "condition",
    [
        '$origin == "https://www.company.com"',
        r'$origin.matches("https://www\.company\.com")',
        r'$origin.matches("https://[a-z0-9-]+\.company\.com")',
        r'$origin.matches("http://([a-z0-9-]+\.)?localhost")',
        r'$origin.matches("https?://www\.company\.com(:[0-9]+)?")',
    ],
)
def test_whole_comparisons(condition: str) -> None:
    """Subdomains, ports and schemes may be meant."""
    assert findings(rest_api(route("PUT"), options(comparing(condition)))) == ()


def test_everybody_is_another_fault() -> None:
    """CORS118 reports that."""
    api = rest_api(route("PUT"), options(comparing('$origin.matches(".*")')))

    assert [each.rule for each in findings(api)] == ["CORS118"]


def test_preflights_that_compare_nothing() -> None:
    """A fixed origin, several that are compared whole, and none at all."""
    for each in (preflight(), preflight_of_several_origins()):
        assert findings(rest_api(route("PUT"), each)) == ()
    assert findings(rest_api(route("GET")), RULE) == ()
    assert findings(rest_api(route("PUT"), route("OPTIONS", integration=None)), RULE) == ()


def test_a_template_that_nobody_can_read_is_untold() -> None:
    """One of them, or all."""
    one = rest_api(route("PUT"), options(UNKNOWN))
    every = rest_api(route("PUT"), preflight(integration=mock(request_templates=UNKNOWN)))
    assert len(untold(one, RULE)) == 1
    assert len(untold(every, RULE)) == 1
