"""CORS401: a behavior before an API that answers preflights with 403 itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    Api,
    Confidence,
    HeaderMode,
    HeaderSet,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    Severity,
)
from support.apis import (
    APP,
    JWT,
    UNKNOWN,
    behavior,
    cors,
    distribution,
    http_api,
    preflight,
    rest_api,
    route,
)
from support.judging import error_of, findings, only_finding, preflight_of, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS401"
READING = ("GET", "HEAD")
HTTP = http_api(cors())
WRITER = ResponseHeadersPolicy(name="cors", cors=cors(allow_methods=("ALL",)), origin_override=True)


def test_preflights_never_reach_the_api(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(distribution(behavior(HTTP, "/*", allowed_methods=READING)), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert (found.resource.type, found.resource.path) == ("AWS::CloudFront::Distribution", "/*")
    assert found.message == snapshot
    assert found.evidence.expected == "AllowedMethods with OPTIONS"
    assert found.evidence.actual == "AllowedMethods: GET, HEAD"
    assert found.confidence is Confidence.CONFIRMED
    assert found.witness is not None
    assert (found.witness.request.origin, found.witness.request.method) == (APP, "PUT")
    assert preflight_of(found).status == 403
    assert error_of(found) == "PreflightMissingAllowOriginHeader"
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    "api",
    [
        rest_api(route("PUT", "/api/items"), preflight("/api/items")),
        rest_api(route("PUT", "/{proxy+}"), preflight("/{proxy+}")),
        http_api(cors(), route("PUT", "/api/items")),
        http_api(
            cors(allow_headers=("authorization",)),
            route("ANY", "$default", authorization="JWT", authorizer=JWT),
            route("OPTIONS", "/{proxy+}"),
        ),
    ],
    ids=["rest", "rest with a greedy path", "http", "default"],
)
def test_each_api_is_asked_on_a_path_that_the_behavior_has(api: Api) -> None:
    """Stages and greedy paths included."""
    found = only_finding(distribution(behavior(api, "/api/*", allowed_methods=READING)), RULE)

    assert found.witness is not None
    assert found.witness.request.url.startswith("https://api.example.com/api/")


def test_a_stage_in_the_path_of_the_behavior() -> None:
    """Without an origin path the browser names the stage itself."""
    api = rest_api(route("PUT"), preflight())
    origin = Origin(id="api", domain=UNKNOWN, kind=OriginKind.API, api=api)
    given = behavior(api, "/prod/*", origin=origin, allowed_methods=READING)
    found = only_finding(distribution(given), RULE)

    assert found.witness is not None
    assert found.witness.request.url == "https://api.example.com/prod/items"


def test_a_stage_that_is_known_only_later() -> None:
    """Its path is taken for the whole of it."""
    api = rest_api(route("PUT"), preflight())
    origin = Origin(id="api", domain=UNKNOWN, path=UNKNOWN, kind=OriginKind.API, api=api)
    given = behavior(api, "/*", origin=origin, allowed_methods=READING)

    assert only_finding(distribution(given), RULE).witness is not None


def test_an_api_elsewhere_is_likely() -> None:
    """The policy that writes CORS headers says that pages use it."""
    given = behavior(None, "/api/*", allowed_methods=READING, response_headers=WRITER)
    found = only_finding(distribution(given), RULE)

    assert found.confidence is Confidence.LIKELY
    assert found.witness is not None
    assert found.witness.request.headers == (("authorization", "Bearer token"),)


@pytest.mark.parametrize(
    "headers",
    [
        HeaderSet(mode=HeaderMode.LISTED, names=("origin",)),
        HeaderSet(mode=HeaderMode.LISTED, names=("x-a", "access-control-request-method")),
    ],
)
def test_headers_that_are_forwarded_by_name_are_a_sign(headers: HeaderSet) -> None:
    """Nobody forwards them for pages of one's own origin."""
    given = behavior(None, allowed_methods=READING, forwarded_headers=headers)

    assert only_finding(distribution(given), RULE).confidence is Confidence.LIKELY


BUCKET = Origin(id="b", domain="b.s3.amazonaws.com", kind=OriginKind.BUCKET)


@pytest.mark.parametrize(
    "given",
    [
        behavior(HTTP),
        behavior(http_api(cors(), route("GET")), allowed_methods=READING),
        behavior(http_api(cors(), route("PUT", "/other")), "/api/*", allowed_methods=READING),
        behavior(http_api(None), allowed_methods=READING),
        behavior(None, allowed_methods=READING),
        behavior(None, origin=None, allowed_methods=READING, response_headers=WRITER),
        behavior(None, origin=BUCKET, allowed_methods=READING, response_headers=WRITER),
    ],
    ids=[
        "allows OPTIONS",
        "needs no preflight",
        "another path",
        "no sign of CORS",
        "no sign of CORS, elsewhere",
        "no origin",
        "a bucket",
    ],
)
def test_nothing_is_missed(given: object) -> None:
    """No page of another origin would ask."""
    assert findings(distribution(given), RULE) == ()  # type: ignore[arg-type] # behaviors all


def test_what_could_not_be_resolved_is_untold() -> None:
    """The methods, or what stands behind."""
    unknown = Origin(id="x", domain=UNKNOWN, kind=UNKNOWN)
    for given in (
        behavior(HTTP, allowed_methods=UNKNOWN),
        behavior(HTTP, allowed_methods=("GET", UNKNOWN)),
        behavior(None, origin=unknown, allowed_methods=READING, response_headers=WRITER),
    ):
        api = distribution(given)
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    quiet = distribution(behavior(None, origin=unknown, allowed_methods=READING))
    assert untold(quiet, RULE) == []
    assert findings(replace(quiet, behaviors=()), RULE) == ()
