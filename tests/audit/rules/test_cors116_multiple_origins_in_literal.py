"""CORS116: several origins in a header that holds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Severity
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    READABLE_ERRORS,
    UNKNOWN,
    gateway_response,
    preflight,
    preflight_of_several_origins,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS116"
ORIGIN = "Access-Control-Allow-Origin"
OTHER = "https://admin.example.com"


@pytest.mark.parametrize(
    "value",
    [f"{APP},{OTHER}", f"{APP}, {OTHER}", f"{APP} {OTHER}"],
)
def test_a_list_in_a_preflight(value: str, snapshot: SnapshotAssertion) -> None:
    """The whole finding; commas and spaces alike."""
    api = rest_api(route("PUT"), preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: f"'{value}'"}))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.actual == repr(value)
    assert found.evidence.expected == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == APP
    assert error_of(found) is not None
    assert str(error_of(found)).startswith("Preflight")
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    ("response_type", "status"),
    [("UNAUTHORIZED", 401), ("DEFAULT_5XX", 504), ("DEFAULT_4XX", 403)],
)
def test_a_list_on_a_gateway_response(
    response_type: str, status: int, snapshot: SnapshotAssertion
) -> None:
    """Pages cannot read that error."""
    bad = gateway_response(response_type, headers=((ORIGIN, f"'{APP},{OTHER}'"),))
    others = tuple(each for each in READABLE_ERRORS if each.response_type != response_type)
    found = only_finding(rest_api(preflight(), gateway_responses=(*others, bad)), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.message == snapshot
    assert error_of(found) == "MultipleAllowOriginValues"
    assert found.witness is not None
    assert found.witness.response is not None
    assert found.witness.response.status == status


def test_one_origin_each_is_no_fault() -> None:
    """Velocity that compares with several, one origin, a star, and what is no text at all."""
    reflecting = gateway_response("UNAUTHORIZED", headers=((ORIGIN, "context.origin"),))
    api = rest_api(
        route("PUT"),
        preflight_of_several_origins(),
        gateway_responses=(*READABLE_ERRORS, reflecting, gateway_response("THROTTLED")),
    )

    assert findings(api, RULE) == ()


def test_unresolved_gateway_responses_are_untold() -> None:
    """All headers, or this one."""
    for headers in (UNKNOWN, ((ORIGIN, UNKNOWN), ("Vary", "'Origin'"))):
        errors = (*READABLE_ERRORS, gateway_response("UNAUTHORIZED", headers=headers))
        assert len(untold(rest_api(gateway_responses=errors), RULE)) == 1
