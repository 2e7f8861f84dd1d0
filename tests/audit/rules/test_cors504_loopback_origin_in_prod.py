"""CORS504: a developer's own machine among the allowed origins of what is in production."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Severity
from support.apis import APP, UNKNOWN, cors, function_url, http_api
from support.judging import findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS504"
LOCAL = "http://localhost:3000"
SETTINGS = cors(allow_origins=(APP, LOCAL))


def test_a_stage_that_is_called_production(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(http_api(SETTINGS, stages=("prod",)), RULE)

    assert (found.severity, found.kind) == (Severity.MEDIUM, "security")
    assert found.message == snapshot
    assert found.evidence.actual == "'http://localhost:3000'"
    assert found.witness is not None
    assert found.witness.request.origin == LOCAL
    assert found.witness.verdict.allowed
    assert found.fix is not None
    assert found.fix.safety == "unsafe"


@pytest.mark.parametrize("name", ["orders-prod", "Production", "live_orders", "prd-2"])
def test_a_name_that_says_production(name: str, snapshot: SnapshotAssertion) -> None:
    """As people write it; a function URL has no stages."""
    api = replace(function_url(SETTINGS), name=name)

    assert only_finding(api, RULE).message == snapshot


@pytest.mark.parametrize("name", ["products", "delivery", "orders-dev", "alive", UNKNOWN])
def test_what_does_not_say_so_is_not_taken_for_it(name: object) -> None:
    """A word is a word."""
    assert findings(http_api(SETTINGS, name=name, stages=("dev",))) == ()


@pytest.mark.parametrize("origin", ["https://127.0.0.1:8443", "http://[::1]", "http://a.localhost"])
def test_every_name_of_ones_own_machine(origin: str, snapshot: SnapshotAssertion) -> None:
    """IPv4, IPv6, and what is below localhost."""
    api = http_api(cors(allow_origins=(origin,), allow_credentials=True), stages=("production",))

    assert only_finding(api, RULE).message == snapshot


def test_unresolved_origins_are_untold_in_production_alone() -> None:
    """Elsewhere they may be what they like."""
    settings = cors(allow_origins=(UNKNOWN,))

    assert len(untold(http_api(settings, stages=("prod",)), RULE)) == 1
    assert untold(http_api(settings, stages=("dev",)), RULE) == []
