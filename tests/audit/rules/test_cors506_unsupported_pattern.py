"""CORS506: a pattern where origins are compared letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Api, ResponseHeadersPolicy, Severity
from support.apis import (
    APP,
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
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS506"
PATTERN = "https://*.example.com"


def test_a_pattern_in_the_settings_of_an_http_api(snapshot: SnapshotAssertion) -> None:
    """The whole finding: the page that was meant is the one in the witness."""
    found = only_finding(http_api(cors(allow_origins=(PATTERN,))), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == snapshot
    assert found.evidence.expected == "each origin by name"
    assert found.evidence.actual == "'https://*.example.com'"
    assert found.witness is not None
    assert found.witness.request.origin == APP
    assert error_of(found) == "PreflightMissingAllowOriginHeader"


@pytest.mark.parametrize(
    ("value", "page"),
    [
        ("*.example.com", "https://app.example.com"),
        ("https://app.example.com:*", "https://app.example.com:8443"),
        ("https://app-*.example.com", "https://app-x.example.com"),
        ("https://*/*", "https://app.example.com"),
    ],
)
def test_every_form_of_a_pattern(value: str, page: str) -> None:
    """With a page that people mean by it, where there is one."""
    headers = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": f"'{value}'"}
    found = next(
        each
        for each in findings(rest_api(route("PUT"), preflight(headers=headers)))
        if each.rule == RULE
    )

    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.witness is not None
    assert found.witness.request.origin == page
    assert str(error_of(found)).startswith("Preflight")


@pytest.mark.parametrize(
    "api",
    [
        http_api(cors(allow_origins=("*",))),
        http_api(cors(allow_origins=("https://*",))),
        function_url(cors(allow_origins=(APP,))),
        distribution(
            behavior(
                None,
                response_headers=ResponseHeadersPolicy(
                    name="p", cors=cors(allow_origins=(PATTERN,))
                ),
            )
        ),
    ],
    ids=["star", "scheme", "no pattern", "CloudFront knows patterns"],
)
def test_what_lets_the_page_in(api: Api) -> None:
    """There is nothing to fix."""
    assert findings(api, RULE) == ()


def test_unresolved_origins_are_untold() -> None:
    """They may be patterns."""
    api = http_api(cors(allow_origins=(UNKNOWN,)))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)


def test_a_page_that_is_listed_too_hides_no_pattern() -> None:
    """The pattern's other pages are blocked all the same."""
    found = only_finding(http_api(cors(allow_origins=(APP, PATTERN))), RULE)
    assert found.witness is not None
    assert found.witness.request.origin == "https://preview.example.com"
