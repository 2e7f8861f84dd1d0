"""A MOCK integration whose templates are about what nobody knows before the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import answer
from corsgate_audit.model import IntegrationResponse
from support.apis import APP, mock, preflight, rest_api
from support.asked import answered, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SET_ORIGIN = "#set($context.responseOverride.header.Access-Control-Allow-Origin = 'https://x.test')"


def asking(template: str) -> Any:  # noqa: ANN401 - an API
    """Return an API whose preflight has a request template."""
    templates = (("application/json", template),)
    return rest_api(preflight(integration=mock(request_templates=templates)))


def templated(template: str) -> Any:  # noqa: ANN401 - an API
    """Return an API whose preflight has a response template."""
    response = IntegrationResponse(
        status_code="204",
        content_handling="CONVERT_TO_TEXT",
        templates=(("application/json", template),),
    )
    return rest_api(preflight(integration=mock(responses=(response,))))


@pytest.mark.parametrize(
    "template",
    [
        '{"statusCode": 204, "id": "$context.requestId"}',
        '{"statusCode": 204, "at": $context.requestTimeEpoch}',
        '#set($id = "$context.apiId."){"statusCode": 204}',
        '{"$context.accountId": "x", "statusCode": 204}',
    ],
)
def test_a_status_beside_what_nobody_knows_is_known(template: str) -> None:
    """Whatever is written there, it is read."""
    _, response = answered(asking(template), preflight_for("PUT"))
    assert response.status == 204


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ('{"statusCode": $context.requestTimeEpoch}', "context.requestTimeEpoch"),
        ('{"statusCode": 20$context.apiId}', "context.apiId"),
        (
            '{"statusCode": 2${context.apiId}${context.domainName}${context.apiId}}',
            "context.apiId, context.domainName",
        ),
    ],
)
def test_a_status_that_nobody_knows_leaves_the_answer_open(template: str, names: str) -> None:
    """Nor is it an error: whether it is one depends on the call."""
    found = answer(asking(template), preflight_for("PUT"))
    assert found.response is None
    (unresolved,) = found.unresolved
    assert unresolved.reason.partition(" depends on ")[2] == names


def test_a_status_that_nobody_knows_is_named(snapshot: SnapshotAssertion) -> None:
    """As what the answer would be known by."""
    found = answer(asking('{"statusCode": 20$context.apiId}'), preflight_for("PUT"))
    assert [each.reason for each in found.unresolved] == snapshot


def test_a_status_that_no_call_makes_one_is_an_error() -> None:
    """What is not known stands where it changes nothing."""
    _, response = answered(asking('{"id": "$context.requestId"}'), preflight_for("PUT"))
    assert response.status == 500


def test_the_body_of_an_answer_may_hold_what_nobody_knows() -> None:
    """No verdict depends on it."""
    api = templated(f'{SET_ORIGIN}{{"id": "$context.requestId", "at": "$context.requestTime"}}')
    _, response = answered(api, preflight_for("PUT"))
    assert dict(response.headers)["Access-Control-Allow-Origin"] == "https://x.test"


PREFLIGHT = (("Access-Control-Request-Method", "PUT"), ("Origin", APP))


@pytest.mark.parametrize(
    ("condition", "is_set"),
    [
        ("$context.protocol == 'HTTP/1.1'", True),
        ("$context.httpMethod == 'OPTIONS'", True),
        ("$context.resourcePath == '/items'", True),
        ("$context.stage == 'prod'", True),
        ("$context.path == '/prod/items'", True),
        ("$context.path == '/items'", False),
        ("$context.apiId == 'a1'", None),
        ("$context.domainName.endsWith('amazonaws.com')", None),
        ("$input.params('Host') == ''", None),
        ("$input.params().header.size() == 2", None),
        ("$input.params('X-Own') == ''", True),
    ],
)
def test_what_is_known_of_a_call(condition: str, is_set: bool | None) -> None:  # noqa: FBT001 - what is expected
    """None: nobody knows."""
    url = "https://a1.execute-api.eu-central-1.amazonaws.com/prod/items"
    found = answer(
        templated(f"#if({condition}){SET_ORIGIN}#end"), HttpRequest("OPTIONS", url, PREFLIGHT)
    )

    assert (found.response is None) is (is_set is None)
    if found.response:
        is_overridden = ("Access-Control-Allow-Origin", "https://x.test") in found.response.headers
        assert is_overridden is is_set


@pytest.mark.parametrize("name", ["path", "stage"])
def test_behind_a_custom_domain_its_mapping_decides(name: str) -> None:
    """On the stage, and on what of the path is in front of the API's own."""
    template = f"#if($context.{name} == 'x'){SET_ORIGIN}#end"
    found = answer(templated(template), preflight_for("PUT"))
    assert [each.reason for each in found.unresolved] == [
        f"the template asks for context.{name}, which is not known"
    ]
