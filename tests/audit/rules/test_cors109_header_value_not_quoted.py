"""CORS109: a CORS header whose value lacks the single quotes of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import IntegrationResponse, Severity
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    READABLE_ERRORS,
    UNKNOWN,
    gateway_response,
    mock,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS109"
ORIGIN = "Access-Control-Allow-Origin"


def test_a_bare_origin(snapshot: SnapshotAssertion) -> None:
    """The whole finding; no other rule finds anything, or says that it could not tell."""
    api = rest_api(route("PUT"), preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: APP}))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == f"{ORIGIN}: '{APP}'"
    assert found.evidence.actual == f"{ORIGIN}: {APP}"
    assert error_of(found) == "PreflightMissingAllowOriginHeader"
    for other in ("CORS105", "CORS107", "CORS110", "CORS111"):
        assert untold(api, other) == []


@pytest.mark.parametrize("value", ["*", "'*", "*'", '"*"', "", "request.header.Origin"])
def test_what_is_no_expression(value: str) -> None:
    """Half a quote, double quotes, nothing at all, an expression that does not exist."""
    api = rest_api(route("PUT"), preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: value}))

    assert only_finding(api, RULE).evidence.actual == f"{ORIGIN}: {value}"


@pytest.mark.parametrize(
    "value",
    [
        "'*'",
        "method.request.header.Origin",
        "integration.response.header.Origin",
        "context.domainName",
        "stageVariables.origin",
    ],
)
def test_what_is_one(value: str) -> None:
    """The places that API Gateway takes a value from."""
    api = rest_api(route("PUT"), preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: value}))

    assert findings(api, RULE) == ()


def test_a_header_that_blocks_nobody_has_no_witness() -> None:
    """The deployment fails all the same."""
    api = rest_api(
        route("PUT"), preflight(headers={**PREFLIGHT_HEADERS, "Access-Control-Max-Age": "600"})
    )
    found = only_finding(api, RULE)

    assert found.witness is None
    assert found.evidence.expected == "Access-Control-Max-Age: '600'"


def test_a_gateway_response(snapshot: SnapshotAssertion) -> None:
    """It is at fault by itself; the other one is right."""
    bare = gateway_response("DEFAULT_4XX", headers=((ORIGIN, "*"),))
    api = rest_api(route("PUT"), preflight(), gateway_responses=(bare, READABLE_ERRORS[1]))
    (found,) = findings(api, RULE)

    assert found.message == snapshot
    assert found.resource.logical_id == "Default4Xx"


def test_unresolved_values_are_untold() -> None:
    """One header, all headers of an answer, all headers of a gateway response."""
    one = preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: UNKNOWN})
    unread = IntegrationResponse(status_code="204", headers=UNKNOWN)
    of_all = preflight(integration=mock(responses=(unread,)))
    errors = (gateway_response("DEFAULT_4XX", headers=UNKNOWN), READABLE_ERRORS[1])

    for api in (
        rest_api(route("PUT"), one),
        rest_api(route("PUT"), of_all),
        rest_api(route("PUT"), preflight(), gateway_responses=errors),
    ):
        assert len(untold(api, RULE)) == 1
