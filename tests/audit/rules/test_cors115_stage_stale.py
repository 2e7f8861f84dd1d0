"""CORS115: a stage that serves other preflights or CORS headers than its API is set up with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import (
    DeployedStage,
    IntegrationResponse,
    Location,
    RestApi,
    Severity,
    Unresolved,
)
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    READABLE_ERRORS,
    UNKNOWN,
    gateway_response,
    mock,
    preflight,
    rest_api,
    route,
)
from support.judging import findings, only_finding, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route

RULE = "CORS115"
OLD = "https://old.example.com"
STAGE = Location(source="aws", pointer="GetExport", arn="arn:stage")
MEANT = "Access-Control-Allow-Headers: authorization,content-type, "
MEANT += "Access-Control-Allow-Methods: GET,POST,PUT, Access-Control-Allow-Origin: "


def deployed(api: RestApi, *routes: Route, **changes: Any) -> RestApi:  # noqa: ANN401 - any field of a stage
    """Return an API whose stage serves these routes."""
    fields: dict[str, Any] = {"gateway_responses": READABLE_ERRORS, "location": STAGE}
    stage = DeployedStage(stage="prod", routes=routes, **(fields | changes))
    return replace(api, deployed=(stage,))


def to(origin: str) -> Route:
    """Return a preflight that lets in one origin."""
    return preflight(headers={**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": f"'{origin}'"})


def test_a_preflight_that_was_mended_and_not_deployed(snapshot: SnapshotAssertion) -> None:
    """The whole finding: the stage is what is refused, and it is named."""
    api = deployed(rest_api(route("PUT"), preflight()), route("PUT"), to(OLD))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind, found.confidence) == (Severity.HIGH, "broken", "likely")
    resource = found.resource
    assert (resource.stage, resource.path, resource.method) == ("prod", "/items", "PUT")
    assert resource.arn == "arn:stage"
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == f"to {APP}: the preflight: 204 with {MEANT}{OLD}"
    assert found.witness is not None
    assert found.witness.verdict.error == "PreflightAllowOriginMismatch"
    assert found.fix is not None
    assert found.fix.safety == "manual"


def test_a_preflight_that_was_never_deployed() -> None:
    """The path is there without it: the gateway answers."""
    found = only_finding(deployed(rest_api(route("PUT"), preflight()), route("PUT")), RULE)

    assert found.severity is Severity.HIGH
    assert f"the preflight: 403 with Access-Control-Allow-Origin: {APP}" in found.evidence.actual


def test_a_stage_that_lets_through_what_the_api_refuses_now(snapshot: SnapshotAssertion) -> None:
    """The other way round: the next deployment breaks what works, and the rules say what."""
    api = deployed(rest_api(route("PUT"), preflight(integration=None)), route("PUT"), preflight())
    broken = deployed(rest_api(route("PUT")), route("PUT"), preflight())
    (found,) = findings(broken, RULE)

    assert found.severity is Severity.MEDIUM
    assert found.message == snapshot
    assert "CORS101" in rules_that_find(broken)
    assert findings(api, RULE)[0].severity is Severity.LOW  # the API cannot be deployed as it is


def test_headers_that_make_no_difference_to_anybody_yet(snapshot: SnapshotAssertion) -> None:
    """The same outcome, and other headers."""
    aged = preflight(headers={**PREFLIGHT_HEADERS, "Access-Control-Max-Age": "'600'"})
    api = deployed(rest_api(route("PUT"), aged), route("PUT"), preflight())
    (found,) = findings(api, RULE)

    assert (found.severity, found.resource.method) == (Severity.LOW, "PUT")
    assert found.message == snapshot


def test_a_response_that_lost_its_header(snapshot: SnapshotAssertion) -> None:
    """Not the preflight alone: what a MOCK answers to the request itself."""
    readable = mock({"Access-Control-Allow-Origin": f"'{APP}'"})
    mute = mock({})
    responses = preflight().responses
    got = route("GET", integration=readable, responses=responses)
    api = deployed(rest_api(got), replace(got, integration=mute))
    (found,) = findings(api, RULE)

    assert found.severity is Severity.HIGH
    assert found.evidence.expected == f"to {APP}: GET: 204 with Access-Control-Allow-Origin: {APP}"
    assert found.evidence.actual == snapshot


def test_binary_media_types_break_what_is_deployed() -> None:
    """They are part of the snapshot: the MOCK cannot read its request any more."""
    plain = mock(content_handling=None)
    api = rest_api(route("PUT"), preflight(integration=plain))
    stale = deployed(api, *api.routes, binary_media_types=("*/*",))

    assert [each.severity for each in findings(stale, RULE)] == [Severity.HIGH]


@pytest.mark.parametrize(
    "served",
    [
        (route("PUT"), preflight()),
        (route("PUT"), route("DELETE"), preflight()),
        (preflight(),),
        (),
        (route("PUT", "/other"),),
        (route("PUT"), preflight(location=STAGE, validates_request=True)),
    ],
    ids=["the same", "one more method", "no method", "nothing", "another path", "other settings"],
)
def test_what_makes_no_difference_to_a_page(served: tuple[Route, ...]) -> None:
    """Edits that are not deployed are nobody's fault, nor are settings that are not about CORS."""
    assert findings(deployed(rest_api(route("PUT"), preflight()), *served)) == ()


def test_each_stage_is_judged_by_itself() -> None:
    """One is right, one is stale; and the fingerprints of two stale ones differ."""
    api = deployed(rest_api(route("PUT"), preflight()), route("PUT"), to(OLD))
    (stale,) = api.deployed
    right = replace(stale, stage="dev", routes=api.routes)
    found = findings(replace(api, deployed=(right, stale, replace(stale, stage="test"))), RULE)

    assert sorted(str(each.resource.stage) for each in found) == ["prod", "test"]
    assert len({each.fingerprint for each in found}) == 2


def test_what_is_unresolved_in_the_stage_is_untold() -> None:
    """Neither a finding nor a pass."""
    odd = preflight(headers={**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": UNKNOWN})
    api = deployed(rest_api(route("PUT"), preflight()), route("PUT"), odd)

    assert findings(api, RULE) == ()
    reason = f"CORS902: {RULE} is undetermined without '!ImportValue shared': another stack exports"
    assert untold(api, RULE) == [("arn:stage", f"{reason} it")]


def test_only_functions_answer_the_one_and_the_gateway_the_other(
    snapshot: SnapshotAssertion,
) -> None:
    """It is a difference, though only the function knows which; the API's exchange is shown."""
    api = deployed(rest_api(route("PUT"), preflight()), route("PUT"), route("OPTIONS"))
    (found,) = findings(api, RULE)

    assert found.severity is Severity.LOW
    assert found.evidence.actual == snapshot


# --- The gateway's own errors ----------------------------------------------------------------


def test_errors_that_pages_can_read_only_after_a_deployment(snapshot: SnapshotAssertion) -> None:
    """One finding for all of them."""
    api = rest_api(route("PUT"), preflight())
    (found,) = findings(deployed(api, *api.routes, gateway_responses=()), RULE)

    assert (found.severity, found.resource.stage, found.resource.path) == (
        Severity.MEDIUM,
        "prod",
        None,
    )
    header = f"with Access-Control-Allow-Origin: '{APP}'"
    assert found.evidence.expected == f"DEFAULT_4XX {header}; DEFAULT_5XX {header}"
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.verdict.error == "MissingAllowOriginHeader"


def test_errors_with_other_headers() -> None:
    """What was changed, and is not served yet."""
    api = rest_api(route("PUT"), preflight())
    other = gateway_response("THROTTLED", headers=(("Access-Control-Allow-Origin", f"'{OLD}'"),))
    (found,) = findings(
        deployed(api, *api.routes, gateway_responses=(*READABLE_ERRORS, other)), RULE
    )

    assert found.severity is Severity.LOW
    assert found.evidence.actual == f"THROTTLED with Access-Control-Allow-Origin: '{OLD}'"
    assert found.evidence.expected == f"THROTTLED with Access-Control-Allow-Origin: '{APP}'"


def test_an_export_without_errors_is_untold_where_they_matter(snapshot: SnapshotAssertion) -> None:
    """Whether they are not deployed or not exported, nobody can tell."""
    why = Unresolved("errors", "the export does not hold them")
    api = rest_api(route("PUT"), preflight())
    bare = replace(api, gateway_responses=(gateway_response("DEFAULT_4XX", headers=()),))

    assert untold(deployed(api, *api.routes, gateway_responses=why), RULE) == snapshot
    assert untold(deployed(bare, *api.routes, gateway_responses=why), RULE) == []


def test_a_status_that_a_pattern_selects_makes_no_difference() -> None:
    """What a browser takes, it takes: 200 or 204."""
    answer = IntegrationResponse(
        status_code="200", headers=tuple(PREFLIGHT_HEADERS.items()), content_handling=None
    )
    other = preflight(
        integration=mock(template='{"statusCode": 200}', responses=(answer,)),
        responses=(replace(preflight().responses[0], status_code="200"),),
    )

    assert findings(deployed(rest_api(route("PUT"), preflight()), route("PUT"), other)) == ()
