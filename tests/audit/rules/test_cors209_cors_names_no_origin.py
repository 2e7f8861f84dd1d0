"""CORS209: CORS settings of an HTTP API that allow no page at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import CorsConfiguration, Severity
from support.apis import UNKNOWN, cors, http_api
from support.judging import error_of, findings, only_finding, untold

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

RULE = "CORS209"


def test_settings_without_an_origin(snapshot: SnapshotAssertion) -> None:
    """The whole finding."""
    found = only_finding(http_api(cors(allow_origins=())), RULE)

    assert (found.severity, found.kind) == (Severity.HIGH, "broken")
    assert found.message == snapshot
    assert found.evidence.actual == "allowOrigins is empty"
    assert error_of(found) == "MissingAllowOriginHeader"


_EMPTY = (CorsConfiguration(), cors(allow_origins=(), allow_headers=()))


@pytest.mark.parametrize("settings", _EMPTY)
def test_whatever_else_they_name(settings: CorsConfiguration) -> None:
    """Settings that are all empty look as if CORS were configured, too."""
    assert len(findings(http_api(settings), RULE)) == 1


def test_no_settings_are_no_fault_of_theirs() -> None:
    """The function answers then."""
    assert findings(http_api(None), RULE) == ()


@pytest.mark.parametrize("settings", [UNKNOWN, cors(allow_origins=UNKNOWN)])
def test_what_is_not_known_is_untold(settings: CorsConfiguration) -> None:
    """They may name one."""
    api = http_api(settings)

    assert (findings(api, RULE), len(untold(api, RULE))) == ((), 1)


def test_one_origin_that_is_not_known_is_one() -> None:
    """Some page is allowed."""
    api = http_api(cors(allow_origins=(UNKNOWN,)))

    assert (findings(api, RULE), untold(api, RULE)) == ((), [])
