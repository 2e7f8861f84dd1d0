"""CORS508: ``*`` in a list, where credentials make it a name like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import Confidence, Severity
from support.apis import (
    PREFLIGHT_HEADERS,
    UNKNOWN,
    cors,
    function_url,
    http_api,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS508"


def test_a_star_for_all_headers(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(http_api(cors(allow_headers=("*",), allow_credentials=True)), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "Access-Control-Allow-Headers has '*'"
    assert found.confidence is Confidence.CONFIRMED
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"
    assert found.witness is not None
    assert found.witness.request.credentials == "include"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_a_star_for_all_methods_harms_only_those_that_need_leave() -> None:
    """GET, HEAD and POST pass in any case."""
    settings = cors(allow_methods=("*",), allow_credentials=True)

    assert error_of(only_finding(http_api(settings, route("PUT")), RULE)) == (
        "MethodDisallowedByPreflightResponse"
    )
    assert findings(http_api(settings, route("GET"), route("ANY", "/any"))) == ()


def test_a_star_for_all_that_a_page_may_read(snapshot: SnapshotAssertion) -> None:
    """The page gets its answer and cannot read the header."""
    settings = cors(expose_headers=("*",), allow_credentials=True)
    found = only_finding(http_api(settings), RULE)

    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.verdict.allowed
    assert "etag" not in found.witness.verdict.exposed_headers
    assert found.browser_symptom is None


def test_a_preflight_of_a_rest_api() -> None:
    """Each list is a finding of its own."""
    headers = {
        **PREFLIGHT_HEADERS,
        "Access-Control-Allow-Credentials": "'true'",
        "Access-Control-Allow-Methods": "'*'",
        "Access-Control-Allow-Headers": "'*'",
    }
    found = findings(rest_api(route("PUT"), preflight(headers=headers)), RULE)

    assert {each.evidence.actual for each in found} == {
        "Access-Control-Allow-Headers has '*'",
        "Access-Control-Allow-Methods has '*'",
    }
    assert {(each.resource.method, each.resource.path) for each in found} == {("OPTIONS", "/items")}
    assert len({each.fingerprint for each in found}) == 2


def test_what_a_function_url_makes_of_a_star_is_only_possible() -> None:
    """It may put the names in its place that the browser asked for."""
    api = function_url(cors(allow_headers=("*",), allow_credentials=True))

    assert only_finding(api, RULE).confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    "changes",
    [
        {"allow_headers": ("*",), "allow_methods": ("*",), "expose_headers": ("*",)},
        {"allow_credentials": True},
        {"allow_credentials": True, "allow_headers": ()},
    ],
)
def test_a_star_without_credentials_and_names_with_them(changes: dict[str, Any]) -> None:
    """Both are in order; so is a list that is empty on purpose."""
    assert findings(http_api(cors(**changes)), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """The lists, whether there are credentials, and the settings as a whole."""
    for settings in (
        cors(allow_headers=("*",), allow_credentials=UNKNOWN),
        cors(allow_headers=UNKNOWN, allow_credentials=True),
        UNKNOWN,
    ):
        api = http_api(settings)
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    assert findings(http_api(None), RULE) == ()
