"""CORS304: settings of a function URL that Lambda does not take."""

from __future__ import annotations

import pytest

from corsgate_audit.model import Severity
from support.apis import UNKNOWN, cors, function_url
from support.judging import findings, only_finding, untold

RULE = "CORS304"


def test_options_among_the_methods() -> None:
    """The whole finding; there is no exchange, since there is no such URL."""
    found = only_finding(function_url(cors(allow_methods=("GET", "OPTIONS"))), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == (
        "AllowMethods has 'OPTIONS', which Lambda refuses (the URL answers preflights itself, and "
        "they need no leave): the deployment fails, and the URL does not get its CORS settings."
    )
    assert found.evidence.expected == "methods among *, DELETE, GET, HEAD, PATCH, POST, PUT"
    assert found.evidence.actual == "AllowMethods has 'OPTIONS'"
    assert found.witness is None
    assert found.fix is not None
    assert found.fix.safety == "safe"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"allow_methods": ("get",)},
            "AllowMethods has 'get', which Lambda refuses (methods are upper-case): ",
        ),
        ({"allow_methods": ("QUERY",)}, "AllowMethods has 'QUERY', which Lambda refuses: "),
        ({"max_age": 86_401}, "MaxAge is 86401, which Lambda refuses: "),
        ({"max_age": -1}, "MaxAge is -1, which Lambda refuses: "),
    ],
)
def test_each_value_that_lambda_refuses(changes: dict[str, object], said: str) -> None:
    """A day is the most."""
    assert only_finding(function_url(cors(**changes)), RULE).message.startswith(said)


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
