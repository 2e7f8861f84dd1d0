"""CORS102: a preflight that must carry credentials, which none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import HttpResponse
from corsgate_audit.model import Authorizer, Severity
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    UNKNOWN,
    USERS,
    WITHOUT_HEADERS,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, preflight_of, rules_that_find, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS102"


def test_an_authorizer_on_a_preflight(snapshot: SnapshotAssertion) -> None:
    """The gateway answers 401 to every page."""
    api = rest_api(route("PUT"), preflight(authorization="COGNITO_USER_POOLS", authorizer=USERS))
    found = only_finding(api, RULE)

    assert found.severity is Severity.HIGH
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.expected == "AuthorizationType NONE on OPTIONS /items"
    assert found.evidence.actual == "AuthorizationType COGNITO_USER_POOLS"
    assert preflight_of(found) == HttpResponse(
        401, (("Content-Type", "application/json"), ("Access-Control-Allow-Origin", APP))
    )
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_an_api_key_beside_it_is_told_with_it(snapshot: SnapshotAssertion) -> None:
    """It is one preflight that is refused, and both have to go; CORS103 does not say it again."""
    api = rest_api(route("PUT"), preflight(authorization="AWS_IAM", api_key_required=True))
    found = only_finding(api, RULE)

    assert found.message == snapshot
    assert found.evidence.actual == "AuthorizationType AWS_IAM, ApiKeyRequired true"


def test_opening_a_method_that_a_function_answers_is_not_safe() -> None:
    """Nobody but its owner knows what it does for strangers."""
    found = only_finding(rest_api(route("PUT"), route("OPTIONS", authorization="AWS_IAM")), RULE)

    assert found.fix is not None
    assert found.fix.safety == "unsafe"


@pytest.mark.parametrize("methods", [("GET",), ("HEAD",), ()])
def test_an_options_that_no_browser_asks_may_require_what_it_likes(
    methods: tuple[str, ...],
) -> None:
    """No method of the path needs leave, and no header that a page may send is listed."""
    options = preflight(headers=WITHOUT_HEADERS, authorization="AWS_IAM")
    api = rest_api(*map(route, methods), options)

    assert rules_that_find(api) == []


def test_an_authorizer_that_reads_no_header_may_let_preflights_pass(
    snapshot: SnapshotAssertion,
) -> None:
    """Only its code knows, so it is neither a fault nor a pass."""
    guard = Authorizer(name="guard", type="REQUEST")
    api = rest_api(route("PUT"), preflight(authorization="CUSTOM", authorizer=guard))

    assert findings(api) == ()
    assert untold(api, RULE) == snapshot


def test_an_authorizer_that_is_not_in_the_source_is_untold(snapshot: SnapshotAssertion) -> None:
    """What it reads is not guessed."""
    api = rest_api(route("PUT"), preflight(authorization="CUSTOM"))

    assert findings(api) == ()
    assert [reason for _, reason in untold(api, RULE)] == snapshot


def test_an_unresolved_authorization_that_no_browser_meets_does_not_matter() -> None:
    """No verdict depends on it."""
    options = preflight(headers=WITHOUT_HEADERS, authorization=UNKNOWN)
    assert untold(rest_api(route("GET"), options), RULE) == []


@pytest.mark.parametrize(
    ("listed", "sent"),
    [
        ("'content-type,authorization'", ("content-type", "application/json")),
        ("'Accept, Origin, X-Trace'", ("x-trace", "corsgate")),
        ("'*'", ("x-requested-with", "corsgate")),
    ],
)
def test_a_preflight_that_lists_headers_is_asked_for_a_get(
    listed: str, sent: tuple[str, str]
) -> None:
    """With the first one that triggers a preflight: no page may set Origin, and Accept is free."""
    headers = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Headers": listed}
    api = rest_api(route("GET"), preflight(headers=headers, authorization="AWS_IAM"))
    found = only_finding(api, RULE)

    assert found.witness is not None
    assert (found.witness.request.method, found.witness.request.headers) == ("GET", (sent,))
    assert error_of(found) == "PreflightInvalidStatus"


@pytest.mark.parametrize("listed", ["'Accept, Origin'", "''", "method.request.header.X", "'a b'"])
def test_a_preflight_that_lists_nothing_that_triggers_one(listed: str) -> None:
    """No page that reads ever meets it."""
    headers = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Headers": listed}
    api = rest_api(route("GET"), preflight(headers=headers, authorization="AWS_IAM"))

    assert findings(api, RULE) == ()


def test_an_unresolved_authorization_is_untold() -> None:
    """It may be NONE."""
    api = rest_api(route("PUT"), preflight(authorization=UNKNOWN))

    assert findings(api) == ()
    assert [resource for resource, _ in untold(api, RULE)] == [
        "template.yaml#OptionsItem OPTIONS /items"
    ]
