"""CORS501: ``*`` on a route that asks who calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.model import (
    Authorizer,
    Confidence,
    IntegrationResponse,
    MethodResponse,
    Severity,
)
from support.apis import (
    JWT,
    PREFLIGHT_HEADERS,
    UNKNOWN,
    USERS,
    cors,
    function_url,
    http_api,
    mock,
    preflight,
    rest_api,
    route,
)
from support.judging import findings, only_finding, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS501"
EVERYONE = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": "'*'"}
GUARDED: dict[str, Any] = {"authorization": "JWT", "authorizer": JWT}


def test_a_token_on_an_http_api(snapshot: SnapshotAssertion) -> None:
    """Low: a stranger's page has to bring the token."""
    api = http_api(cors(allow_origins=("*",)), route("GET"), route("PUT", **GUARDED))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.LOW, "security")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "allowOrigins is '*'"
    assert found.confidence is Confidence.CONFIRMED
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"
    assert found.witness.verdict.allowed


def test_a_preflight_of_a_rest_api() -> None:
    """What the function answers is not known: likely what its preflight does."""
    put = route("PUT", authorization="COGNITO_USER_POOLS", authorizer=USERS)
    api = rest_api(put, preflight(headers=EVERYONE))
    found = only_finding(api, RULE)

    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.confidence is Confidence.LIKELY
    assert found.evidence.actual == "Access-Control-Allow-Origin is '*'"


def test_an_answer_beside_its_preflight_is_not_told_twice() -> None:
    """One fault, one finding."""
    answer = IntegrationResponse(
        status_code="200", headers=(("Access-Control-Allow-Origin", "'*'"),)
    )
    declared = MethodResponse(status_code="200", headers=("Access-Control-Allow-Origin",))
    put = route(
        "PUT",
        authorization="COGNITO_USER_POOLS",
        authorizer=USERS,
        integration=mock(template='{"statusCode": 200}', responses=(answer,)),
        responses=(declared,),
    )

    assert rules_that_find(rest_api(put, preflight(headers=EVERYONE))) == [RULE]


def test_an_authorizer_that_may_go_by_what_the_browser_adds(snapshot: SnapshotAssertion) -> None:
    """Medium: it reads a cookie, or no header at all."""
    for headers in ((), ("cookie", "authorization")):
        guard = Authorizer(name="guard", type="REQUEST", identity_headers=headers)
        guarded = route("PUT", authorization="CUSTOM", authorizer=guard)
        (found,) = findings(http_api(cors(allow_origins=("*",)), guarded), RULE)

        assert found.severity is Severity.MEDIUM
        assert found.message == snapshot


def test_a_signature_on_a_function_url_and_a_key_on_a_rest_api() -> None:
    """Both are brought by the page."""
    needed = ("authorization", "content-type", "x-amz-date", "x-amz-security-token")
    signed = function_url(cors(allow_origins=("*",), allow_headers=needed), auth_type="AWS_IAM")
    keyed = rest_api(
        route("PUT", api_key_required=True),
        preflight(headers={**EVERYONE, "Access-Control-Allow-Headers": "'x-api-key,content-type'"}),
    )

    assert only_finding(signed, RULE).severity is Severity.LOW
    assert only_finding(keyed, RULE).severity is Severity.LOW


def test_a_page_that_may_read_a_refusal_alone_gets_further_with_the_header() -> None:
    """That it is missing is another rule's part, and has to be fixed first."""
    api = http_api(cors(allow_origins=("*",), allow_headers=()), route("GET", **GUARDED))

    assert {each.rule: each.after for each in findings(api)} == {
        "CORS205": (),
        RULE: ("CORS205",),
    }


def test_named_origins_and_open_routes_are_in_order() -> None:
    """It takes both."""
    assert findings(http_api(cors(), route("PUT", **GUARDED))) == ()
    assert findings(http_api(cors(allow_origins=("*",)), route("PUT"))) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """Whether a route is guarded matters only where a star stands."""
    star = http_api(cors(allow_origins=("*",)), route("PUT", authorization=UNKNOWN))
    named = http_api(cors(), route("PUT", authorization=UNKNOWN))

    assert (findings(star, RULE), len(untold(star, RULE))) == ((), 1)
    assert untold(named, RULE) == []
    assert len(untold(http_api(UNKNOWN), RULE)) == 1
