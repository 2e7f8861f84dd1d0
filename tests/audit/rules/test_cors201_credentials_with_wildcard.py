"""CORS201: ``*`` with credentials, which AWS refuses for an HTTP API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import APP, UNKNOWN, cors, http_api
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS201"
BOTH = cors(allow_origins=("*",), allow_credentials=True)


def test_every_origin_with_credentials(snapshot: SnapshotAssertion) -> None:
    """The whole finding, with the exchange that a browser would refuse."""
    found = only_finding(http_api(BOTH), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.resource.path is None
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.credentials == "include"
    assert error_of(found) == "PreflightWildcardOriginNotAllowed"
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


def test_an_api_without_routes_is_refused_too() -> None:
    """AWS looks at the settings alone."""
    found = only_finding(replace(http_api(BOTH), routes=()), RULE)

    assert error_of(found) == "WildcardOriginNotAllowed"


def test_either_alone_is_in_order() -> None:
    """It is the two together."""
    assert findings(http_api(cors(allow_origins=("*",)))) == ()
    assert findings(http_api(cors(allow_credentials=True))) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """Where the other half is there, and only there."""
    for settings in (
        UNKNOWN,
        cors(allow_origins=UNKNOWN, allow_credentials=True),
        cors(allow_origins=(APP, UNKNOWN), allow_credentials=True),
        cors(allow_origins=("*",), allow_credentials=UNKNOWN),
    ):
        assert findings(http_api(settings), RULE) == ()
        assert len(untold(http_api(settings), RULE)) == 1
    for settings in (cors(allow_origins=UNKNOWN), cors(allow_credentials=UNKNOWN)):
        assert untold(http_api(settings), RULE) == []
