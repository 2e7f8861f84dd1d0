"""CORS601: SAM puts authorizers and keys on the preflights that it writes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import Severity
from support.apis import APP, USERS, WITHOUT_HEADERS, location, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route

RULE = "CORS601"
CORS = replace(location("Api"), pointer="/Resources/Api/Properties/Cors")
TOKENS: dict[str, Any] = {"authorization": "COGNITO_USER_POOLS", "authorizer": USERS}


def sams(**changes: Any) -> Route:  # noqa: ANN401 - any field
    """Return a preflight that SAM writes from the setting ``Cors``."""
    return preflight(location=CORS, **changes)


def test_a_default_authorizer(snapshot: SnapshotAssertion) -> None:
    """The whole finding, at the setting that writes the preflights."""
    api = rest_api(route("PUT", **TOKENS), sams(**TOKENS))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.path, found.evidence.pointer) == (None, CORS.pointer)
    assert found.message == snapshot
    assert found.evidence.expected == "Auth.AddDefaultAuthorizerToCorsPreflight: false"
    assert found.evidence.actual == snapshot
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    ("guards", "expected"),
    [
        ({"api_key_required": True}, "Auth.AddApiKeyRequiredToCorsPreflight: false"),
        (
            {"api_key_required": True, **TOKENS},
            (
                "Auth.AddDefaultAuthorizerToCorsPreflight: false and "
                "Auth.AddApiKeyRequiredToCorsPreflight: false"
            ),
        ),
    ],
)
def test_an_api_key_and_both(guards: dict[str, Any], expected: str) -> None:
    """Each has a setting of its own."""
    found = only_finding(rest_api(route("PUT"), sams(**guards)), RULE)

    assert found.evidence.expected == expected


def test_all_paths_are_one_finding() -> None:
    """One setting writes them all."""
    paths = ("/a", "/b")
    routes = [made for path in paths for made in (route("PUT", path), sams(path=path, **TOKENS))]

    assert [each.rule for each in findings(rest_api(*routes))] == [RULE]


def test_a_method_that_somebody_wrote_is_another_rules() -> None:
    """CORS102 and CORS103 name the method."""
    for guards, rule in ((TOKENS, "CORS102"), ({"api_key_required": True}, "CORS103")):
        assert only_finding(rest_api(route("PUT"), preflight(**guards)), rule).rule == rule


def test_open_preflights() -> None:
    """Of SAM's, and a path that pages need not ask for."""
    assert findings(rest_api(route("PUT"), sams()), RULE) == ()
    unlisted = sams(headers=WITHOUT_HEADERS, **TOKENS)
    assert findings(rest_api(route("GET"), unlisted), RULE) == ()


def test_an_authorizer_that_alone_knows_is_untold() -> None:
    """It reads no header."""
    silent = {"authorization": "CUSTOM", "authorizer": replace(USERS, identity_headers=())}
    api = rest_api(route("PUT"), sams(**silent))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 0)


def test_another_fault_of_the_preflight_is_told_beside_it(snapshot: SnapshotAssertion) -> None:
    """With this rule's id, and not with that of a method that somebody wrote."""
    short = {"Access-Control-Allow-Origin": f"'{APP}'"}
    api = rest_api(route("PUT", **TOKENS), sams(headers=short, **TOKENS))
    found = {each.rule: each.message for each in findings(api)}

    assert found.keys() == {"CORS110", "CORS111", "CORS122", RULE}
    assert found["CORS110"] == snapshot
