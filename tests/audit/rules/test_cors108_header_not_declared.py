"""CORS108: a CORS header that is mapped and not declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Integration, IntegrationResponse, MethodResponse, Severity
from support.apis import APP, PREFLIGHT_HEADERS, UNKNOWN, mock, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, preflight_of, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS108"
ORIGIN = "Access-Control-Allow-Origin"


def test_a_preflight_that_declares_all_but_one(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    declared = tuple(name for name in PREFLIGHT_HEADERS if name != ORIGIN)
    responses = (MethodResponse(status_code="204", headers=declared),)
    found = only_finding(rest_api(route("PUT"), preflight(responses=responses)), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == (
        "method response 204: Access-Control-Allow-Methods, Access-Control-Allow-Headers"
    )
    assert ORIGIN not in dict(preflight_of(found).headers)
    assert error_of(found) == "PreflightMissingAllowOriginHeader"


@pytest.mark.parametrize(
    ("responses", "actual"),
    [
        ((), "no method response with this status"),
        (
            (MethodResponse(status_code="200", headers=tuple(PREFLIGHT_HEADERS)),),
            "method response 204: no method response with this status",
        ),
        ((MethodResponse(status_code="204"),), "method response 204: no header"),
    ],
)
def test_the_declaration_is_that_of_the_same_status(
    responses: tuple[MethodResponse, ...], actual: str, snapshot: SnapshotAssertion
) -> None:
    """One for another status does not count, nor does none."""
    found = only_finding(rest_api(route("PUT"), preflight(responses=responses)), RULE)

    assert found.evidence.actual == actual
    assert found.message == snapshot


def _lambda(**changes: object) -> Integration:
    answer = IntegrationResponse(status_code="200", headers=((ORIGIN, f"'{APP}'"),))
    return Integration(type=str(changes.get("type", "AWS")), responses=(answer,))


def test_a_method_that_maps_what_its_function_answers() -> None:
    """The page is let through and cannot read the answer."""
    api = rest_api(route("PUT", integration=_lambda()), preflight())
    (found,) = findings(api, RULE)

    assert error_of(found) == "MissingAllowOriginHeader"
    assert found.resource.method == "PUT"


def test_letters_of_either_case_and_proxies_are_no_fault() -> None:
    """Header names have no case; a proxy integration has no integration responses."""
    lower = (MethodResponse(status_code="204", headers=tuple(map(str.lower, PREFLIGHT_HEADERS))),)
    proxy = route("PUT", integration=_lambda(type="AWS_PROXY"))

    assert findings(rest_api(proxy, preflight(responses=lower))) == ()


def test_other_headers_are_not_the_audit_s() -> None:
    """Nothing about CORS depends on X-Request-Id."""
    api = rest_api(
        route("PUT"),
        preflight(
            integration=mock({**PREFLIGHT_HEADERS, "X-Request-Id": "context.requestId"}),
        ),
    )

    assert findings(api) == ()


def test_an_unresolved_status_or_list_is_untold() -> None:
    """Which declaration belongs to the answer cannot be said."""
    status = preflight(responses=(MethodResponse(status_code=UNKNOWN),))
    unread = IntegrationResponse(status_code="204", headers=UNKNOWN)
    headers = preflight(integration=mock(responses=(unread,)))

    for options in (status, headers):
        assert len(untold(rest_api(route("PUT"), options), RULE)) == 1
