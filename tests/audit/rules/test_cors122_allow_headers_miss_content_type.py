"""CORS122: a preflight that does not allow a page to send JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Confidence, Severity
from support.apis import PREFLIGHT_HEADERS, UNKNOWN, USERS, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Route, Text

RULE = "CORS122"
_HEADERS = "Access-Control-Allow-Headers"


def _allowing(headers: Text | None, **changes: Text) -> Route:
    listed: Mapping[str, Text] = {**PREFLIGHT_HEADERS, **changes}
    kept = {name: value for name, value in listed.items() if name != _HEADERS}
    return preflight(headers=kept if headers is None else {**kept, _HEADERS: headers})


def test_a_put_without_content_type(snapshot: SnapshotAssertion) -> None:
    """The whole finding, at the preflight."""
    found = only_finding(rest_api(route("PUT"), _allowing("'x-api-key'")), RULE)

    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.LIKELY)
    assert (found.resource.method, found.resource.path) == ("OPTIONS", "/items")
    assert found.message == snapshot
    assert found.evidence.actual == f"{_HEADERS}: x-api-key"
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"


@pytest.mark.parametrize("method", ["POST", "PUT", "ANY"])
def test_every_method_that_carries_json(method: str) -> None:
    """Without the header as a whole, too."""
    assert len(findings(rest_api(route(method), _allowing(None)), RULE)) == 1


@pytest.mark.parametrize(
    ("method", "headers"),
    [("PUT", "'Content-Type'"), ("PUT", "'*'"), ("GET", "'x'"), ("DELETE", "'x'")],
)
def test_json_that_is_allowed_or_not_sent(method: str, headers: str) -> None:
    """Names are compared without regard to case; what has no body needs no type."""
    assert findings(rest_api(route(method), _allowing(headers)), RULE) == ()


def test_it_stands_beside_what_an_authorizer_needs() -> None:
    """Two headers, two faults: neither hides the other."""
    guarded = route("PUT", authorization="COGNITO_USER_POOLS", authorizer=USERS)
    found = findings(rest_api(guarded, _allowing("'x'")))

    assert {each.rule for each in found} == {"CORS111", RULE}


def test_an_origin_that_is_not_known_hides_nothing() -> None:
    """Whoever it is, it cannot send JSON."""
    options = _allowing(None, **{"Access-Control-Allow-Origin": UNKNOWN})

    assert len(findings(rest_api(route("PUT"), options), RULE)) == 1


def test_headers_that_are_not_known_are_untold() -> None:
    """Content-Type may be among them."""
    api = rest_api(route("PUT"), _allowing(UNKNOWN))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
