"""CORS203: preflights that run into the authorizer of a route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import DECORATED, JWT, UNKNOWN, cors, http_api, route
from support.judging import error_of, findings, only_finding, preflight_of, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS203"
DEFAULT = route("ANY", "$default", authorization="JWT", authorizer=JWT)


def test_a_default_route_with_an_authorizer(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(http_api(cors(), DEFAULT), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.method, found.resource.path) == ("ANY", "$default")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert preflight_of(found).status == 401
    assert error_of(found) == "PreflightInvalidStatus"
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


def test_every_route_whose_preflights_end_there_is_named(snapshot: SnapshotAssertion) -> None:
    """``PUT /items`` has no OPTIONS of its own: ``$default`` takes it."""
    found = only_finding(http_api(cors(), DEFAULT, route("PUT")), RULE)

    assert found.message == snapshot


def test_an_any_route_behind_iam(snapshot: SnapshotAssertion) -> None:
    """It has no authorizer with a name."""
    signature = ("authorization", "x-amz-date", "x-amz-security-token")
    settings = cors(allow_headers=("content-type", *signature))
    api = http_api(settings, route("ANY", "/{proxy+}", authorization="AWS_IAM"))
    found = only_finding(api, RULE)

    assert preflight_of(found).status == 403
    assert found.message == snapshot


def test_without_settings_the_functions_preflights_are_stopped_too() -> None:
    """A decorated function never sees them."""
    stopped = route("ANY", authorization="JWT", authorizer=JWT, integration=DECORATED)

    assert error_of(only_finding(http_api(None, stopped), RULE)) == (
        "PreflightMissingAllowOriginHeader"
    )


def test_an_open_route_for_options_mends_it() -> None:
    """AWS's documentation says how."""
    api = http_api(cors(), DEFAULT, route("OPTIONS", "/{proxy+}"), route("OPTIONS", "/"))

    assert findings(api) == ()


def test_reading_without_a_header_needs_no_preflight() -> None:
    """Only an authorizer's own route is behind it."""
    signed = route("OPTIONS", authorization="JWT", authorizer=JWT)

    assert findings(http_api(cors(), route("GET"), signed)) == ()


def test_an_api_that_shows_no_cors_is_not_for_pages() -> None:
    """Servers send credentials with all they ask."""
    assert findings(http_api(None, DEFAULT), RULE) == ()


def test_an_authorizer_that_reads_no_header_may_let_preflights_pass() -> None:
    """Only it knows."""
    open_eyed = JWT.__class__(name="guard", type="REQUEST")
    api = http_api(cors(), route("ANY", authorization="CUSTOM", authorizer=open_eyed))

    assert (findings(api, RULE), untold(api, RULE)) == ((), [])


def test_unresolved_authorization_is_untold() -> None:
    """It may be NONE."""
    api = http_api(cors(), route("ANY", authorization=UNKNOWN))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
