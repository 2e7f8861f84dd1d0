"""CORS111: a preflight that leaves out a credential without which its path refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Authorizer, Confidence, Severity
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    USERS,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS111"


def _listing(headers: str) -> dict[str, str]:
    listed = {name: str(value) for name, value in PREFLIGHT_HEADERS.items()}
    return listed | {"Access-Control-Allow-Headers": f"'{headers}'"}


def test_the_header_that_an_authorizer_reads(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    guard = Authorizer(name="guard", type="TOKEN", identity_headers=("x-session",))
    api = rest_api(route("GET", authorization="CUSTOM", authorizer=guard), preflight())
    found = only_finding(api, RULE)

    assert (found.severity, found.confidence) == (Severity.HIGH, Confidence.CONFIRMED)
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == "Access-Control-Allow-Headers with x-session"
    assert found.evidence.actual == "Access-Control-Allow-Headers: authorization,content-type"
    assert found.witness is not None
    assert found.witness.request.headers == (("x-session", "corsgate"),)
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"
    assert found.witness.verdict.parameter == "x-session"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_all_missing_headers_of_a_path_are_one_finding(snapshot: SnapshotAssertion) -> None:
    """Of IAM on one method and an API key on another."""
    api = rest_api(
        route("GET", authorization="AWS_IAM"), route("PUT", api_key_required=True), preflight()
    )

    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert found.evidence.expected == (
        "Access-Control-Allow-Headers with x-amz-date, x-amz-security-token, x-api-key"
    )


def test_a_star_does_not_cover_authorization(snapshot: SnapshotAssertion) -> None:
    """It is the one header that has to be named."""
    api = rest_api(
        route("GET", authorization="COGNITO_USER_POOLS", authorizer=USERS),
        preflight(headers=_listing("*")),
    )
    found = only_finding(api, RULE)

    assert found.severity is Severity.LOW  # no browser blocks it yet
    assert found.evidence.actual == "Access-Control-Allow-Headers: *"
    assert found.message == snapshot


def test_what_is_blocked_outweighs_what_is_to_come() -> None:
    """Of two missing headers one is blocked today: the finding is about that one."""
    star, none = preflight(headers=_listing("*")), _listing("x-other")
    guarded = route("GET", authorization="COGNITO_USER_POOLS", authorizer=USERS)
    found = [
        only_finding(rest_api(guarded, options), RULE)
        for options in (star, preflight(headers=none))
    ]

    assert [each.severity for each in found] == [Severity.LOW, Severity.HIGH]


def test_a_star_covers_an_api_key() -> None:
    """Every other header is covered."""
    api = rest_api(route("GET", api_key_required=True), preflight(headers=_listing("*")))

    assert rules_that_find(api) == []


def test_the_token_of_temporary_credentials_alone_is_likely() -> None:
    """Long-term keys sign without it, and no page should hold them."""
    api = rest_api(
        route("GET", authorization="AWS_IAM"),
        preflight(headers=_listing("authorization,x-amz-date")),
    )

    assert only_finding(api, RULE).confidence is Confidence.LIKELY


def test_any_is_asked_with_a_method_that_every_preflight_permits() -> None:
    """The header is what matters."""
    api = rest_api(
        route("ANY", authorization="COGNITO_USER_POOLS", authorizer=USERS),
        preflight(headers=_listing("x-other,content-type")),
    )

    assert only_finding(api, RULE).evidence.expected == (
        "Access-Control-Allow-Headers with authorization"
    )


def test_an_authorizer_that_is_not_in_the_source_is_untold() -> None:
    """Authorization is its usual header, and not the only possible one."""
    api = rest_api(route("GET", authorization="CUSTOM"), preflight())

    assert findings(api) == ()
    assert [resource for resource, _ in untold(api, RULE)] == ["template.yaml#GetItem GET /items"]


def test_unresolved_identity_sources_are_untold() -> None:
    """So are those of one that is."""
    guard = Authorizer(name="guard", type="TOKEN", identity_headers=UNKNOWN)
    api = rest_api(route("GET", authorization="CUSTOM", authorizer=guard), preflight())

    assert findings(api) == ()
    assert len(untold(api, RULE)) == 1


def test_an_unresolved_key_requirement_is_untold() -> None:
    """It decides whether x-api-key is needed."""
    api = rest_api(route("GET", api_key_required=UNKNOWN), preflight())

    assert len(untold(api, RULE)) == 1
