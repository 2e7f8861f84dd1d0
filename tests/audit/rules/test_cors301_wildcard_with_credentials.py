"""CORS301: ``*`` with credentials on a function URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import APP, UNKNOWN, cors, function_url
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS301"
BOTH = cors(allow_origins=("*",), allow_credentials=True)


def test_every_page_acts_for_its_visitors(snapshot: SnapshotAssertion) -> None:
    """Critical, with the stranger's exchange that shows it."""
    found = only_finding(function_url(BOTH), RULE)

    assert (found.severity, found.kind) == (Severity.CRITICAL, "security")
    assert found.resource.type == "AWS::Lambda::Url"
    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"
    assert found.witness.request.credentials == "include"
    assert found.witness.verdict.allowed
    assert found.witness.response is not None
    assert dict(found.witness.response.headers)["Access-Control-Allow-Origin"] == (
        "https://attacker.example"
    )


def test_iam_stands_before_the_function(snapshot: SnapshotAssertion) -> None:
    """A stranger's page has nothing to sign with."""
    settings = cors(
        allow_origins=("*",),
        allow_credentials=True,
        allow_headers=("authorization", "content-type", "x-amz-date", "x-amz-security-token"),
    )
    found = only_finding(function_url(settings, auth_type="AWS_IAM"), RULE)

    assert found.severity is Severity.MEDIUM
    assert found.message == snapshot


def test_named_origins_with_credentials_are_in_order() -> None:
    """So is either alone."""
    assert findings(function_url(cors(allow_credentials=True))) == ()
    assert findings(function_url(cors(allow_origins=("*",))), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """Where the other half is there, and only there."""
    for settings in (
        UNKNOWN,
        cors(allow_origins=UNKNOWN, allow_credentials=True),
        cors(allow_origins=(APP, UNKNOWN), allow_credentials=True),
        cors(allow_origins=("*",), allow_credentials=UNKNOWN),
    ):
        api = function_url(settings)
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    assert untold(function_url(cors(allow_origins=UNKNOWN)), RULE) == []
