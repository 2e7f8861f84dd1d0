"""CORS207: an HTTP API without CORS settings, behind which nothing is known to answer pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, Severity
from support.apis import cors, http_api, route
from support.judging import findings, only_finding

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS207"


def test_no_settings_and_a_function_of_which_nothing_is_known(snapshot: SnapshotAssertion) -> None:
    """For information: the function may well answer."""
    found = only_finding(http_api(None), RULE)

    assert (found.severity, found.kind) == (Severity.INFO, "hygiene")
    assert found.confidence is Confidence.POSSIBLE
    assert found.message == snapshot
    assert found.evidence.actual == "no CorsConfiguration"
    assert found.witness is None


def test_settings_that_are_all_empty_are_settings() -> None:
    """They let nobody in, and say so."""
    assert findings(http_api(cors(allow_origins=())), RULE) == ()


def test_a_route_for_options_is_meant_for_pages() -> None:
    """Its function answers."""
    assert findings(http_api(None, route("PUT"), route("OPTIONS"))) == ()


def test_an_api_without_routes_answers_nobody() -> None:
    """There is nothing to use."""
    assert findings(replace(http_api(None), routes=())) == ()
