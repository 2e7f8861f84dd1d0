"""CORS302: ``*`` on a function URL that asks nobody who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import APP, UNKNOWN, cors, function_url
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS302"
EVERYONE = cors(allow_origins=(APP, "*"))


def test_every_page_may_read_what_anybody_may_fetch(snapshot: SnapshotAssertion) -> None:
    """Low: no credentials are at stake."""
    found = only_finding(function_url(EVERYONE), RULE)

    assert (found.severity, found.kind) == (Severity.LOW, "security")
    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request.origin == "https://attacker.example"
    assert found.witness.verdict.allowed


def test_iam_asks_who_they_are() -> None:
    """A signature is no cookie."""
    settings = cors(
        allow_origins=("*",), allow_headers=("authorization", "x-amz-date", "x-amz-security-token")
    )

    assert findings(function_url(settings, auth_type="AWS_IAM"), RULE) == ()


def test_with_credentials_it_is_another_rule() -> None:
    """One fault, one finding."""
    settings = cors(allow_origins=("*",), allow_credentials=True)

    assert findings(function_url(settings), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """The origins, or who is asked; not the authorization where no star stands."""
    for api in (
        function_url(UNKNOWN),
        function_url(cors(allow_origins=(UNKNOWN,))),
        function_url(EVERYONE, auth_type=UNKNOWN),
    ):
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
    assert untold(function_url(cors(), auth_type=UNKNOWN), RULE) == []
