"""CORS104: an ANY method that asks preflights for credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import Authorizer, Severity
from support.apis import UNKNOWN, USERS, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, preflight_of, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS104"
GUARDED: dict[str, Any] = {"authorization": "COGNITO_USER_POOLS", "authorizer": USERS}


def test_any_with_an_authorizer(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    api = rest_api(route("ANY", "/{proxy+}", **GUARDED), route("GET", "/"), preflight("/"))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.method, found.resource.path) == ("ANY", "/{proxy+}")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert preflight_of(found).status == 401
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"api_key_required": True}, 403),
        ({"authorization": "AWS_IAM"}, 403),
        ({**GUARDED, "api_key_required": True}, 401),
    ],
)
def test_each_guard(changes: dict[str, Any], status: int, snapshot: SnapshotAssertion) -> None:
    """Keys, signatures, and both at once."""
    api = rest_api(route("ANY", **changes), route("GET", "/"), preflight("/"))
    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert preflight_of(found).status == status


@pytest.mark.parametrize(
    "changes",
    [
        {"validates_request": True, "required_headers": ("x-tenant",)},
        {"needs_body": True},
        {"validates_request": True, "required_headers": ("x-tenant",), "needs_body": True},
        {"api_key_required": True, "needs_body": True},
    ],
)
def test_a_request_validator(changes: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    """A preflight has neither the page's headers nor its body."""
    api = rest_api(route("ANY", **changes), route("GET", "/"), preflight("/"))
    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert preflight_of(found).status == (403 if "api_key_required" in changes else 400)


@pytest.mark.parametrize(
    "changes",
    [
        {"validates_request": True},
        {"validates_request": True, "required_query": ("page",)},
        {"required_headers": ("x-tenant",)},
    ],
)
def test_a_request_validator_that_refuses_no_preflight(changes: dict[str, Any]) -> None:
    """The query string is the page's, and what is only declared is not asked for."""
    api = rest_api(route("ANY", **changes), route("GET", "/"), preflight("/"))

    assert findings(api, RULE) == ()


def test_a_validator_that_is_not_known_is_untold() -> None:
    """Its model is not in the source."""
    api = rest_api(route("ANY", needs_body=UNKNOWN), route("GET", "/"), preflight("/"))

    assert findings(api, RULE) == ()
    assert len(untold(api, RULE)) == 1


def test_it_takes_the_preflights_of_paths_beside_it(snapshot: SnapshotAssertion) -> None:
    """A greedy ANY answers for every path below that has no OPTIONS of its own."""
    api = rest_api(
        route("ANY", "/{proxy+}", **GUARDED), route("PUT"), route("GET", "/"), preflight("/")
    )
    found = only_finding(api, RULE)

    assert found.message == snapshot


def test_an_api_that_is_not_about_cors() -> None:
    """It may not be meant for pages."""
    assert only_finding(rest_api(route("ANY", **GUARDED), gateway_responses=()), RULE).severity is (
        Severity.INFO
    )


def test_an_open_any_or_one_with_options_beside_it() -> None:
    """The function answers, or the MOCK does."""
    for api in (
        rest_api(route("ANY")),
        rest_api(
            route("ANY", **GUARDED),
            preflight(),
        ),
    ):
        assert findings(api, RULE) == ()
        assert untold(api, RULE) == []


def test_an_authorizer_that_reads_no_header_is_untold(snapshot: SnapshotAssertion) -> None:
    """It is asked about preflights, and may let them pass."""
    asks_nothing = Authorizer(name="by-path", type="REQUEST")
    api = rest_api(route("ANY", authorization="CUSTOM", authorizer=asks_nothing, integration=None))

    assert [reason for _, reason in untold(api, RULE)] == snapshot


def test_unresolved_values_are_untold() -> None:
    """Whether it asks for credentials at all."""
    assert len(untold(rest_api(route("ANY", authorization=UNKNOWN)), RULE)) == 1
    assert len(untold(rest_api(route("ANY", api_key_required=UNKNOWN)), RULE)) == 1
