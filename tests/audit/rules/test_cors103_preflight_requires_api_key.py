"""CORS103: a preflight that must carry an API key, which none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from corsgate_audit.model import Severity
from support.apis import APP, UNKNOWN, WITHOUT_HEADERS, gateway_response, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, preflight_of, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS103"


def test_an_api_key_on_a_preflight(snapshot: SnapshotAssertion) -> None:
    """The gateway answers 403 to every page."""
    found = only_finding(rest_api(route("PUT"), preflight(api_key_required=True)), RULE)

    assert found.severity is Severity.HIGH
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == "ApiKeyRequired false on OPTIONS /items"
    assert found.evidence.actual == "ApiKeyRequired true"
    assert preflight_of(found) == HttpResponse(
        403, (("Content-Type", "application/json"), ("Access-Control-Allow-Origin", APP))
    )
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_a_path_that_no_browser_asks_for_may_require_a_key() -> None:
    """Reading needs no leave, and the preflight lists no header that a page may send."""
    options = preflight(headers=WITHOUT_HEADERS, api_key_required=True)
    assert rules_that_find(rest_api(route("GET"), options)) == []


def test_a_preflight_that_lists_headers_is_asked_for_a_get() -> None:
    """A page that sends one of them with its GET triggers a preflight."""
    found = only_finding(rest_api(route("GET"), preflight(api_key_required=True)), RULE)

    assert found.witness is not None
    assert (found.witness.request.method, found.witness.request.headers) == (
        "GET",
        (("authorization", "Bearer token"),),
    )
    assert preflight_of(found).status == 403


def test_an_unresolved_requirement_is_untold() -> None:
    """It may be false."""
    api = rest_api(route("PUT"), preflight(api_key_required=UNKNOWN))

    assert findings(api) == ()
    assert [resource for resource, _ in untold(api, RULE)] == [
        "template.yaml#OptionsItem OPTIONS /items"
    ]


def test_what_the_gateway_answers_may_be_untold() -> None:
    """It refuses with a gateway response that nobody can read."""
    unreadable = gateway_response("INVALID_API_KEY", headers=UNKNOWN)
    api = rest_api(route("PUT"), preflight(api_key_required=True), gateway_responses=(unreadable,))

    assert len(untold(api, RULE)) == 1
