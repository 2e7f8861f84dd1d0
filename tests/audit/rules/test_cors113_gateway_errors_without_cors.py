"""CORS113: errors of the gateway itself that no page can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import BrowserRequest, HttpResponse
from corsgate_audit.model import Severity
from support.apis import (
    APP,
    UNKNOWN,
    USERS,
    gateway_response,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS113"
ROUTES = (route("PUT"), preflight())


def test_an_api_that_nobody_has_given_gateway_responses(snapshot: SnapshotAssertion) -> None:
    """A throttled call looks like a CORS fault."""
    found = only_finding(rest_api(*ROUTES, gateway_responses=()), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.resource.type == "AWS::ApiGateway::RestApi"
    assert (found.resource.path, found.resource.method) == (None, None)
    assert found.message == snapshot
    assert found.evidence.expected == ("Access-Control-Allow-Origin on DEFAULT_4XX and DEFAULT_5XX")
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request == BrowserRequest("https://api.example.com/items", APP)
    assert found.witness.response == HttpResponse(429)
    assert error_of(found) == "MissingAllowOriginHeader"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_a_missing_token_is_the_witness_where_there_is_an_authorizer(
    snapshot: SnapshotAssertion,
) -> None:
    """It is what people meet first: an expired session that shows as a CORS error."""
    guarded = route("GET", authorization="COGNITO_USER_POOLS", authorizer=USERS)
    found = only_finding(rest_api(guarded, preflight(), gateway_responses=()), RULE)

    assert found.witness is not None
    assert found.witness.request == BrowserRequest("https://api.example.com/items", APP)
    assert found.witness.response == HttpResponse(401, (("Content-Type", "application/json"),))
    assert found.message == snapshot


def test_one_default_of_two(snapshot: SnapshotAssertion) -> None:
    """Its own status and headers are in the witness."""
    other = gateway_response("DEFAULT_5XX", status_code="503", headers=(("Vary", "'Origin'"),))
    api = rest_api(*ROUTES, gateway_responses=(gateway_response("DEFAULT_4XX"), other))
    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.response == HttpResponse(503, (("Vary", "Origin"),))


def test_an_error_that_is_customised_by_itself_does_not_fall_back() -> None:
    """With only UNAUTHORIZED customised, the others still use the default."""
    api = rest_api(*ROUTES, gateway_responses=(gateway_response("UNAUTHORIZED"),))

    assert only_finding(api, RULE).rule == RULE


def test_an_api_that_shows_no_cors_is_left_alone() -> None:
    """It is not meant for pages, as far as anybody can tell."""
    assert rules_that_find(rest_api(route("GET"), gateway_responses=())) == []


def test_an_api_without_routes_that_customises_an_error_for_pages() -> None:
    """There is still a request that the gateway refuses."""
    api = rest_api(gateway_responses=(gateway_response("DEFAULT_4XX"),))
    found = only_finding(api, RULE)

    assert found.witness is not None
    assert found.witness.request.url == "https://api.example.com/"


def test_unresolved_headers_are_untold() -> None:
    """They may carry it."""
    unknown = gateway_response("DEFAULT_4XX", headers=UNKNOWN)
    api = rest_api(*ROUTES, gateway_responses=(unknown, gateway_response("DEFAULT_5XX")))

    assert findings(api) == ()
    assert [resource for resource, _ in untold(api, RULE)] == ["template.yaml#Default4Xx"]
