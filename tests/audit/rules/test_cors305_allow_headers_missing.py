"""CORS305: a function URL for signed requests that does not allow a signature's headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import UNKNOWN, cors, function_url
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS305"


def test_a_star_covers_all_but_authorization(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    api = function_url(cors(allow_headers=("*",)), auth_type="AWS_IAM")
    found = only_finding(api, RULE)

    assert (found.severity, found.kind) == (Severity.LOW, "broken")
    assert found.message == snapshot
    assert found.evidence.expected == "allowHeaders with authorization"
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"


def test_a_url_without_authorization_needs_none() -> None:
    """Nothing is signed."""
    assert findings(function_url(cors(allow_headers=())), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """Whether requests are signed, and what is allowed."""
    for api in (
        function_url(UNKNOWN, auth_type="AWS_IAM"),
        function_url(cors(), auth_type=UNKNOWN),
        function_url(cors(allow_headers=UNKNOWN), auth_type="AWS_IAM"),
    ):
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
