"""CORS306: CORS settings of a function URL that do not allow a page to send JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Severity
from support.apis import UNKNOWN, cors, function_url
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS306"


def test_a_url_that_allows_put_and_no_json(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(function_url(cors(allow_headers=())), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "broken")
    assert found.message == snapshot
    assert found.evidence.actual == "allowHeaders is empty"
    assert error_of(found) == "HeaderDisallowedByPreflightResponse"


@pytest.mark.parametrize(
    ("methods", "headers"),
    [(("GET",), ()), (("PUT",), ("Content-Type",)), (("PUT",), ("*",)), ((), ())],
)
def test_json_that_is_allowed_or_not_sent(
    methods: tuple[str, ...], headers: tuple[str, ...]
) -> None:
    """No method with a body, or the header."""
    api = function_url(cors(allow_methods=methods, allow_headers=headers))

    assert findings(api, RULE) == ()


def test_settings_that_are_not_known_are_untold() -> None:
    """All of them, or the headers."""
    for api in (function_url(UNKNOWN), function_url(cors(allow_headers=UNKNOWN))):
        assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)


def test_no_settings_are_no_fault_of_theirs() -> None:
    """The function answers then."""
    assert findings(function_url(None), RULE) == ()
