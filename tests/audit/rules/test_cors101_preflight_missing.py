"""CORS101: a path that pages must ask for first, and nothing that answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpResponse
from corsgate_audit.model import (
    Confidence,
    GatewayResponse,
    ResourceRef,
    Severity,
)
from support.apis import (
    APP,
    FUNCTION,
    READABLE_ERRORS,
    UNKNOWN,
    USERS,
    location,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, preflight_of, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS101"
ORDERS = (route("PUT", "/orders"), preflight("/orders"))
"""A path that is right, so that the API shows that pages are meant to use it."""


def test_a_method_that_needs_leave_on_a_path_without_options(snapshot: SnapshotAssertion) -> None:
    """The whole finding: what, where, the exchange, and the fix."""
    found = only_finding(rest_api(route("GET"), route("PUT"), *ORDERS), RULE)

    assert (found.slug, found.severity, found.confidence) == (
        "preflight-missing",
        Severity.HIGH,
        Confidence.CONFIRMED,
    )
    assert found.resource == ResourceRef(
        type="AWS::ApiGateway::Method",
        api="items",
        path="/items",
        method="OPTIONS",
        logical_id="PutItem",
    )
    assert found.message == snapshot
    assert found.evidence == snapshot
    assert found.witness is not None
    assert found.witness.request == BrowserRequest("https://api.example.com/items", APP, "PUT")
    assert preflight_of(found) == HttpResponse(
        403, (("Content-Type", "application/json"), ("Access-Control-Allow-Origin", APP))
    )
    assert found.witness.response is None
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.browser_symptom == found.witness.verdict.console
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_a_path_is_reported_once_with_all_its_methods(snapshot: SnapshotAssertion) -> None:
    """One missing OPTIONS is one fault."""
    found = only_finding(rest_api(route("DELETE"), route("PATCH"), *ORDERS), RULE)

    assert found.message == snapshot


def test_a_read_that_needs_a_token() -> None:
    """GET passes without asking, the header that its authorizer reads does not."""
    guarded = route("GET", authorization="COGNITO_USER_POOLS", authorizer=USERS)
    found = only_finding(rest_api(guarded, *ORDERS), RULE)

    assert found.severity is Severity.HIGH
    assert found.witness is not None
    assert found.witness.request.headers == (("authorization", "Bearer token"),)


def test_a_post_that_may_carry_json_is_likely_and_of_medium_severity(
    snapshot: SnapshotAssertion,
) -> None:
    """A form or a webhook posts without asking: the source does not tell which it is."""
    found = only_finding(rest_api(route("POST"), *ORDERS), RULE)

    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.LIKELY)
    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.request.headers == (("content-type", "application/json"),)


def test_a_post_beside_a_put_takes_nothing_from_the_put() -> None:
    """The surest method makes the finding."""
    found = only_finding(rest_api(route("POST"), route("PUT"), *ORDERS), RULE)

    assert (found.severity, found.confidence) == (Severity.HIGH, Confidence.CONFIRMED)
    assert found.witness is not None
    assert found.witness.request.method == "PUT"


def test_an_api_that_shows_no_cors_anywhere_gets_a_note() -> None:
    """It may not be meant for pages."""
    found = only_finding(rest_api(route("PUT"), gateway_responses=()), RULE)

    assert found.severity is Severity.INFO


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_needs_no_leave_needs_no_options(method: str) -> None:
    """A read without a header is sent at once."""
    assert rules_that_find(rest_api(route(method), *ORDERS)) == []


def test_a_greedy_path_answers_for_the_paths_below_it() -> None:
    """``OPTIONS /items`` reaches ``/{proxy+}``, since ``/items`` has no such method."""
    api = rest_api(route("PUT"), route("PUT", "/{proxy+}"), preflight("/{proxy+}"))

    assert rules_that_find(api) == []


def test_a_greedy_path_does_not_answer_for_the_root() -> None:
    """It takes at least one segment."""
    api = rest_api(route("PUT", "/"), preflight("/{proxy+}"))

    assert [found.resource.path for found in findings(api, RULE)] == ["/"]


def test_any_answers_options_too() -> None:
    """What it answers is its function's business."""
    assert rules_that_find(rest_api(route("ANY"), route("PUT"), *ORDERS)) == []


def test_a_gateway_response_that_makes_up_for_the_missing_method_is_no_fault() -> None:
    """A MISSING_AUTHENTICATION_TOKEN turned into a 200 with all the headers is odd, and works."""
    headers = (
        ("Access-Control-Allow-Origin", f"'{APP}'"),
        ("Access-Control-Allow-Methods", "'PUT'"),
    )
    trick = GatewayResponse(
        response_type="MISSING_AUTHENTICATION_TOKEN",
        status_code="200",
        headers=headers,
        location=location("Trick"),
    )
    api = rest_api(route("PUT"))

    assert rules_that_find(replace(api, gateway_responses=(*READABLE_ERRORS, trick))) == []


def test_whether_a_read_needs_a_token_may_be_untold(snapshot: SnapshotAssertion) -> None:
    """It is neither a fault nor a pass."""
    api = rest_api(route("GET", authorization=UNKNOWN), *ORDERS)

    assert findings(api) == ()
    assert untold(api, RULE) == snapshot


def test_what_the_gateway_answers_may_be_untold() -> None:
    """The missing OPTIONS is answered by a gateway response that nobody can read."""
    unreadable = GatewayResponse(
        response_type="MISSING_AUTHENTICATION_TOKEN", headers=UNKNOWN, location=location("Odd")
    )
    api = rest_api(route("PUT"), gateway_responses=(*READABLE_ERRORS, unreadable))

    assert findings(api) == ()
    assert [resource for resource, _ in untold(api, RULE)] == ["template.yaml#PutItem PUT /items"]


def test_a_function_elsewhere_is_no_sign_of_cors() -> None:
    """Nobody knows its environment: an API without any other sign is not meant for pages."""
    elsewhere = replace(FUNCTION, function_policy=UNKNOWN)
    api = rest_api(route("PUT", integration=elsewhere), gateway_responses=())

    assert only_finding(api, RULE).severity is Severity.INFO
