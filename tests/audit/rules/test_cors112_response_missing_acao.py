"""CORS112: a method whose mapped answers lack the header that lets a page read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import Integration, IntegrationResponse, MethodResponse, Severity
from support.apis import APP, UNKNOWN, USERS, mock, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route

RULE = "CORS112"
ORIGIN = "Access-Control-Allow-Origin"
BARE = IntegrationResponse(status_code="200")
READABLE = replace(BARE, headers=((ORIGIN, f"'{APP}'"),))
ERROR = IntegrationResponse(status_code="500", selection_pattern=".*Error.*")


def _mapped(*responses: IntegrationResponse, method: str = "GET", **changes: Any) -> Route:  # noqa: ANN401 - any field
    """Return a method with a Lambda function behind it that is no proxy."""
    declared = tuple(
        MethodResponse(status_code=each.status_code, headers=(ORIGIN,)) for each in responses
    )
    return route(
        method,
        integration=Integration(type="AWS", responses=responses),
        responses=declared,
        **changes,
    )


def test_no_answer_has_the_header(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(rest_api(_mapped(BARE), preflight()), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.method, found.resource.path) == ("GET", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == "Access-Control-Allow-Origin in integration response 200"
    assert found.evidence.actual == snapshot
    assert error_of(found) == "MissingAllowOriginHeader"
    assert found.witness is not None
    assert found.witness.response is not None
    assert found.witness.response.status == 200


def test_only_errors_lack_it(snapshot: SnapshotAssertion) -> None:
    """Success can be read: medium, and the witness is the error."""
    found = only_finding(rest_api(_mapped(READABLE, ERROR), preflight()), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.response is not None
    assert found.witness.response.status == 500


def test_a_method_that_needs_a_preflight_and_credentials(snapshot: SnapshotAssertion) -> None:
    """The page is let through, and cannot read what it gets."""
    guarded = _mapped(
        BARE, ERROR, method="PUT", authorization="COGNITO_USER_POOLS", authorizer=USERS
    )
    found = only_finding(rest_api(guarded, preflight()), RULE)

    assert found.severity is Severity.HIGH
    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.preflight is not None


def test_a_mock_integration_answers_with_what_its_template_selects(
    snapshot: SnapshotAssertion,
) -> None:
    """Its other responses never answer, whatever they lack."""
    bare, readable = replace(BARE, status_code="202"), replace(READABLE, selection_pattern="200")
    selecting = {
        status: route(
            "GET",
            integration=mock(template=f'{{"statusCode": {status}}}', responses=(bare, readable)),
            responses=tuple(
                MethodResponse(status_code=each.status_code, headers=(ORIGIN,))
                for each in (bare, readable)
            ),
        )
        for status in (200, 202)
    }
    assert findings(rest_api(selecting[200], preflight()), RULE) == ()
    found = only_finding(rest_api(selecting[202], preflight()), RULE)
    assert (found.severity, error_of(found)) == (Severity.HIGH, "MissingAllowOriginHeader")
    assert found.evidence.actual == snapshot


def test_what_carries_the_header_somehow() -> None:
    """Mapped from the backend, or set by a template."""
    backend = replace(BARE, headers=((ORIGIN.lower(), "integration.response.header.Origin"),))
    template = replace(
        BARE,
        templates=(("application/json", f'#set($context.responseOverride.header.{ORIGIN} = "*")'),),
    )
    for response in (READABLE, backend, template):
        assert findings(rest_api(_mapped(response), preflight()), RULE) == ()


def test_a_path_without_a_preflight_may_not_be_meant_for_pages() -> None:
    """And a proxy integration maps nothing."""
    proxy = route("GET", integration=Integration(type="HTTP_PROXY", responses=(BARE,)))

    assert findings(rest_api(_mapped(BARE)), RULE) == ()
    assert findings(rest_api(proxy, preflight()), RULE) == ()


def test_it_is_found_behind_a_request_that_is_blocked_before() -> None:
    """DELETE is not listed: the page gets to the answer only once it is."""
    api = rest_api(_mapped(BARE, method="DELETE"), preflight())

    assert {found.rule: found.after for found in findings(api)} == {
        "CORS110": (),
        RULE: ("CORS110",),
    }


def test_unresolved_headers_or_templates_are_untold() -> None:
    """They may hold the header."""
    for changes in ({"headers": UNKNOWN}, {"templates": UNKNOWN}):
        api = rest_api(_mapped(replace(BARE, **changes)), preflight())
        assert len(untold(api, RULE)) == 1
