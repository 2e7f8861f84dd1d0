"""CORS308: a function URL for signed requests that has no CORS settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Severity
from support.apis import DECORATED, UNKNOWN, cors, function_url
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS308"


def test_a_function_that_answers_pages_it_never_hears(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(function_url(None, auth_type="AWS_IAM", integration=DECORATED), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == snapshot
    assert error_of(found) == "PreflightMissingAllowOriginHeader"


def test_a_url_of_which_nothing_says_that_pages_call_it() -> None:
    """For information: servers sign, too."""
    found = only_finding(function_url(None, auth_type="AWS_IAM"), RULE)

    assert found.severity is Severity.INFO


def test_settings_or_no_signature_are_in_order() -> None:
    """The URL answers preflights, or passes them on."""
    for api in (function_url(cors(), auth_type="AWS_IAM"), function_url(None)):
        assert findings(api, RULE) == ()


def test_an_authorization_that_is_not_known_is_untold() -> None:
    """Nobody knows whether preflights are refused."""
    api = function_url(None, auth_type=UNKNOWN)

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)
