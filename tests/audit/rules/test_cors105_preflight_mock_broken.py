"""CORS105: a MOCK preflight that cannot answer, or answers without the header that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import IntegrationResponse, MethodResponse, Severity
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    USERS,
    mock,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, preflight_of, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS105"


def test_a_mock_without_a_request_template(snapshot: SnapshotAssertion) -> None:
    """Nothing gives it a status."""
    found = only_finding(rest_api(route("PUT"), preflight(integration=mock(template=None))), RULE)

    assert found.severity is Severity.HIGH
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == (
        "status 415, headers: Access-Control-Allow-Origin, Content-Type"
    )
    assert preflight_of(found).status == 415
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"template": "{}"}, "Unable to parse statusCode."),
        ({"template": "no JSON"}, "Unable to parse statusCode."),
        ({"responses": ()}, "No match for output mapping and no default output mapping"),
    ],
)
def test_a_mock_that_answers_500(changes: dict[str, Any], reason: str) -> None:
    """The message has the sentence of API Gateway's execution log."""
    found = only_finding(rest_api(route("PUT"), preflight(integration=mock(**changes))), RULE)

    assert preflight_of(found).status == 500
    assert reason in found.message


def test_a_mock_whose_own_status_is_no_success(snapshot: SnapshotAssertion) -> None:
    """The headers are right, and no browser looks at them."""
    answer = IntegrationResponse(status_code="404", headers=tuple(PREFLIGHT_HEADERS.items()))
    found = only_finding(
        rest_api(
            route("PUT"),
            preflight(
                integration=mock(responses=(answer,)),
                responses=(MethodResponse(status_code="404", headers=tuple(PREFLIGHT_HEADERS)),),
            ),
        ),
        RULE,
    )

    assert found.message == snapshot


def test_a_mock_that_answers_without_the_header(snapshot: SnapshotAssertion) -> None:
    """A 204 alone permits nothing."""
    lists = {
        "Access-Control-Allow-Methods": "'PUT'",
        "Access-Control-Allow-Headers": "'content-type'",
    }
    api = rest_api(route("PUT"), preflight(headers=lists))
    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert error_of(found) == "PreflightMissingAllowOriginHeader"


def test_headers_that_the_method_does_not_declare_are_another_rule_s_part() -> None:
    """API Gateway cannot map them, and CORS108 says so."""
    assert rules_that_find(rest_api(route("PUT"), preflight(responses=()))) == ["CORS108"]


def test_lists_that_no_browser_can_parse(snapshot: SnapshotAssertion) -> None:
    """A broken Access-Control-Allow-Methods fails every preflight."""
    headers = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Methods": "'PUT; DELETE'"}
    found = only_finding(rest_api(route("PUT"), preflight(headers=headers)), RULE)

    assert found.message == snapshot
    assert error_of(found) == "InvalidAllowMethodsPreflightResponse"


def test_it_is_reported_beside_an_authorizer_with_the_exchange_behind_it(
    snapshot: SnapshotAssertion,
) -> None:
    """Both have to be fixed: the second would otherwise come to light only after the first."""
    broken = preflight(
        integration=mock(template="{}"), authorization="COGNITO_USER_POOLS", authorizer=USERS
    )
    first, second = findings(rest_api(route("PUT"), broken))

    assert (first.rule, second.rule) == ("CORS102", RULE)
    assert preflight_of(second).status == 500
    assert second.message == snapshot


def test_it_is_reported_beside_an_api_key(snapshot: SnapshotAssertion) -> None:
    """The same for CORS103."""
    broken = preflight(integration=mock(template="{}"), api_key_required=True)
    first, second = findings(rest_api(route("PUT"), broken))

    assert (first.rule, second.rule) == ("CORS103", RULE)
    assert second.message == snapshot


def test_binary_media_types_are_another_rule_s_part() -> None:
    """A MOCK that is right but for them is not broken."""
    api = rest_api(
        route("PUT"),
        preflight(integration=mock(content_handling=None)),
        binary_media_types=("*/*",),
    )

    assert findings(api, RULE) == ()


def test_a_mock_that_fails_with_binary_media_types_and_without_them_is_broken_by_itself() -> None:
    """It is not CORS107's, which is about MOCKs that would answer otherwise."""
    api = rest_api(
        route("PUT"), preflight(integration=mock(template="{}")), binary_media_types=("*/*",)
    )

    assert "CORS107" not in only_finding(api, RULE).message


def test_a_condition_that_no_known_origin_fulfils_is_untold(snapshot: SnapshotAssertion) -> None:
    """The template may well let in somebody whom the source does not name."""
    template = (
        "#if($input.params('Origin') != '' && $input.params('X-Tenant') == 'a')"
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = 'x')#end"
    )
    answer = IntegrationResponse(status_code="204", templates=(("application/json", template),))
    api = rest_api(route("PUT"), preflight(integration=mock({}, responses=(answer,))))

    assert findings(api) == ()
    assert untold(api, RULE) == snapshot


@pytest.mark.parametrize(
    "integration",
    [
        mock(template=UNKNOWN),
        mock({**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": UNKNOWN}),
        mock({**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": "stageVariables.origin"}),
    ],
)
def test_an_unresolved_value_is_untold(integration: Any) -> None:  # noqa: ANN401 - parametrised
    """The verdict depends on it."""
    api = rest_api(route("PUT"), preflight(integration=integration))

    assert findings(api) == ()
    assert [resource for resource, _ in untold(api, RULE)] == [
        "template.yaml#OptionsItem OPTIONS /items"
    ]
