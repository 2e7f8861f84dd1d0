"""CORS304: settings of a function URL that Lambda does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Severity
from support.apis import UNKNOWN, cors, function_url
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS304"


def test_options_among_the_methods(snapshot: SnapshotAssertion) -> None:
    """The whole finding; there is no exchange, since there is no such URL."""
    found = only_finding(function_url(cors(allow_methods=("GET", "OPTIONS"))), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == snapshot
    assert found.evidence.expected == snapshot
    assert found.evidence.actual == "AllowMethods has 'OPTIONS'"
    assert found.witness is None
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    "changes",
    [
        {"allow_methods": ("get",)},
        {"allow_methods": ("QUERY",)},
        {"max_age": 86_401},
        {"max_age": -1},
    ],
)
def test_each_value_that_lambda_refuses(
    changes: dict[str, object], snapshot: SnapshotAssertion
) -> None:
    """A day is the most."""
    assert only_finding(function_url(cors(**changes)), RULE).message == snapshot


def test_each_of_them_is_a_finding() -> None:
    """All problems at once."""
    api = function_url(cors(allow_methods=("OPTIONS", "TRACE"), max_age=86_401))

    assert len({found.fingerprint for found in findings(api, RULE)}) == 3


@pytest.mark.parametrize("age", [None, 0, 86_400])
def test_what_lambda_takes(age: int | None) -> None:
    """The bounds are among it."""
    assert findings(function_url(cors(allow_methods=("*",), max_age=age)), RULE) == ()


def test_what_could_not_be_resolved_is_untold() -> None:
    """The rest is judged all the same."""
    assert len(untold(function_url(UNKNOWN), RULE)) == 1
    assert len(untold(function_url(cors(allow_methods=UNKNOWN)), RULE)) == 1
    api = function_url(cors(allow_methods=("OPTIONS", UNKNOWN), max_age=UNKNOWN))
    assert (len(findings(api, RULE)), len(untold(api, RULE))) == (1, 1)
    assert findings(function_url(None), RULE) == ()
