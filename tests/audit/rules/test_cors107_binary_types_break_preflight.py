"""CORS107: binary media types under which a MOCK preflight answers 500."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import IntegrationResponse, Severity
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    mock,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, preflight_of, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS107"
NO_TEXT = preflight(integration=mock(content_handling=None))


def test_a_mock_that_does_not_ask_for_text(snapshot: SnapshotAssertion) -> None:
    """The log says: Unable to transform request."""
    found = only_finding(
        rest_api(route("PUT"), NO_TEXT, binary_media_types=("image/png", "*/*")), RULE
    )

    assert found.severity is Severity.HIGH
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "no CONVERT_TO_TEXT on the integration"
    assert preflight_of(found).status == 500
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_an_integration_response_that_does_not_ask_for_text(snapshot: SnapshotAssertion) -> None:
    """The log says: Unable to transform response."""
    answer = IntegrationResponse(
        status_code="204",
        headers=tuple(PREFLIGHT_HEADERS.items()),
        templates=(("application/json", "{}"),),
    )
    api = rest_api(
        route("PUT"),
        preflight(integration=mock(responses=(answer,))),
        binary_media_types=("*/*",),
    )

    assert only_finding(api, RULE).evidence.actual == snapshot


def test_binary_types_that_do_not_cover_a_preflight_do_no_harm() -> None:
    """A preflight has no image in it."""
    api = rest_api(route("PUT"), NO_TEXT, binary_media_types=("image/png",))

    assert rules_that_find(api) == []


def test_it_is_reported_beside_an_api_key(snapshot: SnapshotAssertion) -> None:
    """With the exchange behind it."""
    closed = preflight(integration=mock(content_handling=None), api_key_required=True)
    first, second = findings(rest_api(route("PUT"), closed, binary_media_types=("*/*",)))

    assert (first.rule, second.rule) == ("CORS103", RULE)
    assert preflight_of(second).status == 500
    assert second.message == snapshot


def test_an_unresolved_list_is_untold() -> None:
    """It may have ``*/*`` in it."""
    api = rest_api(route("PUT"), NO_TEXT, binary_media_types=(UNKNOWN,))

    assert findings(api) == ()
    assert len(untold(api, RULE)) == 1


def test_an_unresolved_list_does_not_matter_where_text_is_asked_for() -> None:
    """No verdict depends on it."""
    api = rest_api(route("PUT"), preflight(), binary_media_types=UNKNOWN)

    assert findings(api) == ()
    assert untold(api, RULE) == []
