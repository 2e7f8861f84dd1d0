"""CORS505: an allowed origin in a form that no browser sends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import IntegrationResponse, Severity
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    SEVERAL_ORIGINS,
    UNKNOWN,
    cors,
    http_api,
    mock,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS505"


def _preflight(value: str) -> dict[str, str]:
    headers = {name: str(mapping) for name, mapping in PREFLIGHT_HEADERS.items()}
    return headers | {"Access-Control-Allow-Origin": f"'{value}'"}


def test_a_slash_at_the_end_in_the_settings_of_an_http_api(snapshot: SnapshotAssertion) -> None:
    """The whole finding: the page that was meant is the one in the witness."""
    found = only_finding(http_api(cors(allow_origins=(f"{APP}/",))), RULE)

    assert found.severity is Severity.HIGH
    assert (found.resource.type, found.resource.path) == ("AWS::ApiGatewayV2::Api", None)
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "'https://app.example.com/'"
    assert found.witness is not None
    assert found.witness.request.origin == APP
    assert error_of(found) == "PreflightMissingAllowOriginHeader"
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (f"{APP}/", "AllowOriginMismatch"),
        ("app.example.com", "InvalidAllowOriginValue"),
        ("https://App.example.com", "AllowOriginMismatch"),
        ("https://app.example.com:443", "AllowOriginMismatch"),
        (f"{APP}/items", "AllowOriginMismatch"),
    ],
)
def test_each_form_in_a_preflight_of_a_rest_api(
    value: str, error: str, snapshot: SnapshotAssertion
) -> None:
    """The reason and the origin to write instead are in the message, the error in the witness."""
    api = rest_api(route("PUT"), preflight(headers=_preflight(value)))
    found = only_finding(api, RULE)

    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert error_of(found) == f"Preflight{error}"
    assert found.witness is not None
    assert found.witness.request.origin == APP


def test_white_space_around_a_header_s_value_is_stripped() -> None:
    """A browser does that before it compares."""
    api = rest_api(route("PUT"), preflight(headers=_preflight(f" {APP}")))

    assert rules_that_find(api) == []


def test_the_whole_cure_is_told_at_once(snapshot: SnapshotAssertion) -> None:
    """Scheme, case and port, not one after the other."""
    api = rest_api(route("PUT"), preflight(headers=_preflight("App.example.com:443")))

    assert only_finding(api, RULE).message == snapshot


def test_a_list_in_one_value_is_mended_by_hand(snapshot: SnapshotAssertion) -> None:
    """Which page is answered with which origin is a decision; on a REST API it is CORS116's."""
    several = "https://a.example.com,https://b.example.com"
    found = only_finding(http_api(cors(allow_origins=(several,))), RULE)

    assert found.message == snapshot
    assert found.fix is not None
    assert found.fix.safety == "safe"
    rest = rest_api(route("PUT"), preflight(headers=_preflight(several)))
    assert rules_that_find(rest) == ["CORS116"]


def test_a_malformed_origin_in_velocity(snapshot: SnapshotAssertion) -> None:
    """The template compares it with what a browser never sends."""
    answer = IntegrationResponse(
        status_code="204",
        headers=(
            ("Access-Control-Allow-Headers", "'content-type'"),
            ("Access-Control-Allow-Methods", "'PUT'"),
        ),
        templates=(
            (
                "application/json",
                SEVERAL_ORIGINS.replace("admin.example.com", "admin.example.com/"),
            ),
        ),
    )
    api = rest_api(route("PUT"), preflight(integration=mock(responses=(answer,))))
    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://admin.example.com"


def test_a_malformed_origin_on_the_answer_itself() -> None:
    """A MOCK that answers GET permits the page no more than a preflight would."""
    answer = IntegrationResponse(
        status_code="204", headers=(("Access-Control-Allow-Origin", f"'{APP}/'"),)
    )
    read = route(
        "GET",
        integration=mock(responses=(answer,)),
        responses=preflight().responses,
    )
    found = only_finding(rest_api(read), RULE)

    assert (found.resource.method, found.resource.path) == ("GET", "/items")
    assert error_of(found) == "AllowOriginMismatch"


def test_an_entry_beside_the_right_one_does_no_harm() -> None:
    """The page gets in by the other."""
    assert rules_that_find(http_api(cors(allow_origins=(APP, f"{APP}/")))) == []


@pytest.mark.parametrize(
    "value",
    [APP, "*", "http://localhost:3000", "https://xn--bcher-kva.example", "https://[::1]:8080"],
)
def test_what_browsers_send_is_not_malformed(value: str) -> None:
    """Ports, punycode and IPv6 included."""
    assert rules_that_find(http_api(cors(allow_origins=(value,)))) == []


@pytest.mark.parametrize("value", ["null", "https://*.example.com"])
def test_other_faults_are_other_rules(value: str) -> None:
    """``null`` is well-formed, and a pattern is a pattern."""
    assert findings(http_api(cors(allow_origins=(APP, value))), RULE) == ()


def test_unresolved_origins_are_untold() -> None:
    """One of them, the list, or the settings as a whole."""
    for settings in (cors(allow_origins=(APP, UNKNOWN)), cors(allow_origins=UNKNOWN), UNKNOWN):
        assert findings(http_api(settings)) == ()
        assert len(untold(http_api(settings), RULE)) == 1


def test_settings_without_a_route_are_judged_for_what_they_say() -> None:
    """The routes of an HTTP API may be in another stack."""
    api = replace(http_api(cors(allow_origins=("app.example.com",))), routes=())

    assert [found.rule for found in findings(api, RULE)] == [RULE]
