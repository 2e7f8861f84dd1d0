"""CORS205: CORS settings of an HTTP API that leave out what its routes read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.model import Authorizer, Confidence, Severity
from support.apis import JWT, UNKNOWN, cors, http_api, route
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS205"
GUARDED = route("PUT", authorization="JWT", authorizer=JWT)


def test_the_header_that_an_authorizer_reads(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    api = http_api(cors(allow_headers=("content-type",)), route("GET"), GUARDED)
    found = only_finding(api, RULE)

    assert (found.severity, found.confidence) == (Severity.HIGH, Confidence.CONFIRMED)
    assert found.message == snapshot
    assert found.evidence.expected == "allowHeaders with authorization"
    assert found.evidence.actual == "allowHeaders: content-type"
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"
    assert found.witness is not None
    assert found.witness.verdict.parameter == "authorization"
    assert found.fix is not None
    assert found.fix.safety == "safe"


def test_a_star_does_not_cover_authorization(snapshot: SnapshotAssertion) -> None:
    """It is the one header that has to be named."""
    found = only_finding(http_api(cors(allow_headers=("*",)), GUARDED), RULE)

    assert found.severity is Severity.LOW  # no browser blocks it yet
    assert found.message == snapshot


def test_a_star_covers_every_other_header() -> None:
    """Of an authorizer's own, for one."""
    guard = Authorizer(name="guard", type="REQUEST", identity_headers=("x-session",))
    guarded = route("PUT", authorization="CUSTOM", authorizer=guard)

    assert findings(http_api(cors(allow_headers=("*",)), guarded)) == ()


def test_what_a_signature_needs(snapshot: SnapshotAssertion) -> None:
    """Several routes, one list; and no list is an empty one."""
    signed = [route(method, authorization="AWS_IAM") for method in ("GET", "DELETE")]
    settings = cors(allow_methods=("GET", "DELETE"), allow_headers=())
    found = only_finding(http_api(settings, *signed), RULE)

    assert found.evidence.actual == "allowHeaders is empty"
    assert found.evidence.expected == (
        "allowHeaders with authorization, x-amz-date, x-amz-security-token"
    )
    assert found.message == snapshot


def test_the_token_of_temporary_credentials_alone_is_likely() -> None:
    """Long-term keys sign without it."""
    settings = cors(allow_headers=("authorization", "x-amz-date"))
    api = http_api(settings, route("GET", authorization="AWS_IAM"))

    assert only_finding(api, RULE).confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    "settings", [UNKNOWN, cors(allow_headers=UNKNOWN), cors(allow_headers=("a", UNKNOWN))]
)
def test_unresolved_headers_are_untold(settings: Any) -> None:  # noqa: ANN401 - settings or not
    """One of them, the list, or the settings as a whole."""
    api = http_api(settings, GUARDED)

    assert (findings(api), len(untold(api, RULE))) == ((), 1)


def test_an_authorizer_that_is_not_in_the_source_is_untold() -> None:
    """Its header is not known."""
    api = http_api(cors(), route("PUT", authorization="CUSTOM"))

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)


def test_without_settings_there_is_no_list() -> None:
    """The functions answer, if anything does."""
    assert findings(http_api(None, GUARDED), RULE) == ()
