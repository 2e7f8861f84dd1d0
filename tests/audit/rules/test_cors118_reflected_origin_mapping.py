"""CORS118: an API that answers every page with that page's own origin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Confidence, IntegrationResponse, Severity, Unresolved
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    gateway_response,
    mock,
    preflight,
    preflight_of_several_origins,
    rest_api,
    route,
)
from support.judging import findings, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS118"
ORIGIN = "Access-Control-Allow-Origin"
REFLECTING = {**PREFLIGHT_HEADERS, ORIGIN: "method.request.header.Origin"}
CREDENTIALS = {"Access-Control-Allow-Credentials": "'true'"}
ECHO = f"#set($context.responseOverride.header.{ORIGIN} = $input.params('Origin'))"


def test_a_mapped_origin_with_credentials(snapshot: SnapshotAssertion) -> None:
    """The whole finding: any page, in the name of whoever looks at it."""
    api = rest_api(route("PUT"), preflight(headers=REFLECTING | CREDENTIALS))
    (found,) = findings(api, RULE)

    assert (found.severity, found.kind) == (Severity.CRITICAL, "security")
    assert found.confidence is Confidence.LIKELY
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"
    assert found.witness.verdict.allowed
    assert found.browser_symptom is None


def test_without_credentials(snapshot: SnapshotAssertion) -> None:
    """It is a star in disguise."""
    (found,) = findings(rest_api(route("PUT"), preflight(headers=REFLECTING)), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.message == snapshot


def test_a_route_whose_validator_requires_a_header() -> None:
    """The page sends it: the gateway's 400 to one that does not is no protection."""
    guarded = route("PUT", required_headers=("x-tenant",), validates_request=True)
    allowed = {"Access-Control-Allow-Headers": "'x-tenant'"}
    (found,) = findings(rest_api(guarded, preflight(headers=REFLECTING | allowed)), RULE)

    assert found.witness is not None
    assert ("x-tenant", "corsgate") in found.witness.request.headers


def test_errors_that_name_the_page_are_no_finding() -> None:
    """Pages read that they were refused, and nothing else, with a key or without an OPTIONS."""
    reflecting = (
        gateway_response("DEFAULT_4XX", headers=((ORIGIN, "method.request.header.Origin"),)),
    )
    keyed = rest_api(route("GET", api_key_required=True), preflight(), gateway_responses=reflecting)
    closed = rest_api(route("POST"), preflight(path="/others"), gateway_responses=reflecting)

    assert findings(keyed, RULE) == ()
    assert findings(closed, RULE) == ()


def test_velocity_that_writes_the_origin_without_comparing_it() -> None:
    """The template is run, with a stranger's origin."""
    headers = {name: value for name, value in PREFLIGHT_HEADERS.items() if name != ORIGIN}
    answer = IntegrationResponse(
        status_code="204",
        headers=tuple(headers.items()),
        templates=(("application/json", ECHO),),
        content_handling="CONVERT_TO_TEXT",
    )
    api = rest_api(route("PUT"), preflight(integration=mock(headers, responses=(answer,))))

    assert [found.severity for found in findings(api, RULE)] == [Severity.MEDIUM]


def test_a_mock_behind_a_method_is_confirmed() -> None:
    """No function has a say in it."""
    api = rest_api(route("GET", integration=mock(REFLECTING), responses=preflight().responses))
    (found,) = findings(api, RULE)

    assert found.confidence is Confidence.CONFIRMED
    assert found.resource.method == "GET"


def test_all_methods_behind_one_preflight_are_one_finding() -> None:
    """It is fixed in one place."""
    api = rest_api(route("PUT"), route("POST"), preflight(headers=REFLECTING))

    assert len(findings(api, RULE)) == 1


def test_origins_that_are_compared_a_fixed_one_and_a_star() -> None:
    """None of them names a stranger."""
    for options in (
        preflight_of_several_origins(),
        preflight(),
        preflight(headers={**PREFLIGHT_HEADERS, ORIGIN: "'*'"}),
        route("OPTIONS"),
    ):
        assert findings(rest_api(route("PUT"), options), RULE) == ()


def test_what_cannot_be_read_is_untold() -> None:
    """A header, all headers, a response template, the request templates."""
    for integration in (
        mock({**PREFLIGHT_HEADERS, ORIGIN: UNKNOWN}),
        mock(responses=(IntegrationResponse(status_code="204", headers=UNKNOWN),)),
        mock(responses=(IntegrationResponse(status_code="204", templates=UNKNOWN),)),
        mock(request_templates=UNKNOWN),
        mock(template=UNKNOWN),
    ):
        assert len(untold(rest_api(route("PUT"), preflight(integration=integration)), RULE)) == 1


@pytest.mark.parametrize(
    ("literal", "count"),
    [
        ('#set($context.requestOverride.header.X-Amz-Target = "Put") {"Bus": " "}', 0),
        ("#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) ", 1),
        (" ", 1),
    ],
)
def test_a_template_with_holes_is_undetermined_where_it_may_write_an_answers_header(
    literal: str, count: int
) -> None:
    """What it overrides of the request the backend receives, and no page."""
    template = Unresolved("!Sub [...]", "known only when the stack is deployed", literal=literal)
    answering = mock(template=template)
    api = rest_api(route("POST", integration=replace(answering, type="AWS")), preflight())

    assert len(untold(api, RULE)) == count
