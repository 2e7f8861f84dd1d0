"""CORS114: a gateway response of its own, without the header that the default has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import READABLE_ERRORS, UNKNOWN, gateway_response, preflight, rest_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS114"


def test_one_error_without_the_header(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    bare = gateway_response("UNAUTHORIZED", headers=(("WWW-Authenticate", "'Bearer'"),))
    api = rest_api(route("PUT"), preflight(), gateway_responses=(*READABLE_ERRORS, bare))
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.resource.logical_id == "Unauthorized"
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.response is not None
    assert found.witness.response.status == 401
    assert found.witness.response.headers == (("WWW-Authenticate", "Bearer"),)
    assert error_of(found) == "MissingAllowOriginHeader"


def test_an_own_status_is_the_one_that_the_page_does_not_see(snapshot: SnapshotAssertion) -> None:
    """Somebody made a 404 of it."""
    bare = gateway_response("INTEGRATION_TIMEOUT", headers=(), status_code="503")
    api = rest_api(route("PUT"), preflight(), gateway_responses=(*READABLE_ERRORS, bare))

    assert only_finding(api, RULE).message == snapshot


def test_a_default_without_the_header_is_another_rule_s_part() -> None:
    """Nothing is dropped before the default has it."""
    bare = [gateway_response(each, headers=()) for each in ("DEFAULT_4XX", "UNAUTHORIZED")]
    api = rest_api(
        route("PUT"), preflight(), gateway_responses=(*bare, gateway_response("DEFAULT_5XX"))
    )

    assert {each.rule: each.after for each in findings(api)} == {
        "CORS113": (),
        RULE: ("CORS113",),
    }


def test_with_the_header_or_with_no_default_there_is_no_fault() -> None:
    """In letters of either case."""
    lower = gateway_response("UNAUTHORIZED", headers=(("access-control-allow-origin", "'*'"),))
    alone = gateway_response("UNAUTHORIZED", headers=())

    assert findings(rest_api(gateway_responses=(*READABLE_ERRORS, lower)), RULE) == ()
    assert findings(rest_api(gateway_responses=(alone,)), RULE) == ()


def test_unresolved_headers_are_untold() -> None:
    """Of the error, or of the default."""
    unknown = gateway_response("UNAUTHORIZED", headers=UNKNOWN)
    default = gateway_response("DEFAULT_4XX", headers=UNKNOWN)
    bare = gateway_response("UNAUTHORIZED", headers=())

    for responses in ((*READABLE_ERRORS, unknown), (default, bare)):
        assert len(untold(rest_api(gateway_responses=responses), RULE)) == 1
