"""CORS502: ``null`` among the allowed origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Api, Confidence, ResponseHeadersPolicy, Severity
from support.apis import (
    APP,
    PREFLIGHT_HEADERS,
    UNKNOWN,
    behavior,
    cors,
    distribution,
    function_url,
    http_api,
    preflight,
    rest_api,
    route,
)
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS502"


def test_every_page_can_open_a_frame_without_an_origin(snapshot: SnapshotAssertion) -> None:
    """With credentials: high, and the exchange has them."""
    found = only_finding(http_api(cors(allow_origins=(APP, "null"), allow_credentials=True)), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "security")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "allowOrigins names 'null'"
    assert found.witness is not None
    assert (found.witness.request.origin, found.witness.request.credentials) == ("null", "include")
    assert found.witness.verdict.allowed
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


NULL = {**PREFLIGHT_HEADERS, "Access-Control-Allow-Origin": "'null'"}


@pytest.mark.parametrize(
    ("api", "confidence"),
    [
        (http_api(cors(allow_origins=("null",))), Confidence.CONFIRMED),
        (function_url(cors(allow_origins=("null",))), Confidence.CONFIRMED),
        (rest_api(route("PUT"), preflight(headers=NULL)), Confidence.LIKELY),
        (rest_api(route("GET"), preflight(headers=NULL)), Confidence.LIKELY),
    ],
    ids=["http", "url", "rest", "rest that needs no preflight"],
)
def test_without_credentials_it_is_medium(api: Api, confidence: Confidence) -> None:
    """Wherever it stands; what a function answers is only likely."""
    found = only_finding(api, RULE)

    assert (found.severity, found.confidence) == (Severity.MEDIUM, confidence)


def test_in_a_policy_of_cloudfront() -> None:
    """The behavior is what is at fault."""
    policy = ResponseHeadersPolicy(
        name="p", cors=cors(allow_origins=("null",)), origin_override=True
    )
    found = only_finding(distribution(behavior(None, "/api/*", response_headers=policy)), RULE)

    assert (found.resource.type, found.resource.path) == ("AWS::CloudFront::Distribution", "/api/*")
    assert found.witness is not None
    assert found.witness.request.url == "https://api.example.com/api/x"


def test_a_text_that_lets_nobody_in_is_no_finding() -> None:
    """An API without routes answers no page."""
    api = rest_api(preflight(headers=NULL))

    assert findings(api) == ()


def test_unresolved_origins_are_untold() -> None:
    """On every front door."""
    unread = behavior(None, response_headers=UNKNOWN)
    for api in (
        http_api(UNKNOWN),
        http_api(cors(allow_origins=(APP, UNKNOWN))),
        function_url(cors(allow_origins=UNKNOWN)),
        distribution(unread),
        distribution(
            behavior(None, response_headers=ResponseHeadersPolicy(name="p", cors=UNKNOWN))
        ),
    ):
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
