"""CORS602: the CDK's preflights without error responses that pages can read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.model import Severity
from support.apis import UNKNOWN, gateway_response, location, preflight, rest_api, route
from support.judging import error_of, findings, only_finding

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Api

RULE = "CORS602"
API = replace(location("Api"), construct="Shop/Api/Resource")
OPTIONS = replace(location("Options"), construct="Shop/Api/Default/items/OPTIONS")


def api(**changes: Any) -> Api:  # noqa: ANN401 - any field
    """Return what default_cors_preflight_options writes."""
    fields = {"location": API, "gateway_responses": (), **changes}
    return rest_api(route("PUT"), preflight(location=OPTIONS), **fields)


def test_no_error_response_at_all(snapshot: SnapshotAssertion) -> None:
    """The whole finding names the construct; CORS113 has nothing to add."""
    found = only_finding(api(), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.message == snapshot
    assert found.evidence.construct == "Shop/Api/Resource"
    assert found.evidence.actual == snapshot
    assert error_of(found) == "MissingAllowOriginHeader"
    assert found.fix is not None
    assert "CorsGatewayResponses" in found.fix.summary


def test_an_error_response_that_lacks_the_header_is_another_rules() -> None:
    """Somebody wrote it."""
    bare = gateway_response("DEFAULT_4XX", headers=())
    unknown = gateway_response("DEFAULT_5XX", headers=UNKNOWN)

    assert [each.rule for each in findings(api(gateway_responses=(bare,)))] == ["CORS113"]
    assert findings(api(gateway_responses=(unknown,)), RULE) == ()


def test_what_no_cdk_wrote_is_another_rules() -> None:
    """CORS113, as ever."""
    by_hand = rest_api(route("PUT"), preflight(), gateway_responses=())

    assert [each.rule for each in findings(by_hand)] == ["CORS113"]


def test_readable_errors() -> None:
    """As the constructs write them."""
    both = (gateway_response("DEFAULT_4XX"), gateway_response("DEFAULT_5XX"))

    assert findings(api(gateway_responses=both)) == ()
