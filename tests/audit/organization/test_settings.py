"""What an auditor is told by its environment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.organization.settings import AuditorSettings, SettingsError

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

TOLD: dict[str, Any] = {
    "bucket": "results",
    "prefix": "cors/",
    "regions": ["eu-west-1"],
    "role_name": "CorsgateAudit",
    "external_id": None,
    "accounts": ["123456789012"],
    "organizational_units": None,
    "config_aggregator": None,
    "security_hub": "member",
    "topic": None,
    "code": True,
    "select": ["CORS1"],
    "ignore": [],
    "max_rps": 2.5,
}


def test_all_settings() -> None:
    """Lists are tuples, as settings do not change."""
    settings = AuditorSettings.from_environment({"CORSGATE_AUDITOR": json.dumps(TOLD)})
    assert settings == AuditorSettings(
        bucket="results",
        prefix="cors/",
        regions=("eu-west-1",),
        role_name="CorsgateAudit",
        accounts=("123456789012",),
        security_hub="member",
        code=True,
        select=("CORS1",),
        max_rps=2.5,
    )


@pytest.mark.parametrize(
    "text",
    [
        None,
        "{",
        "[]",
        json.dumps({"colour": "red"}),
        json.dumps(TOLD | dict.fromkeys(TOLD, 0)),
        json.dumps(TOLD | {"code": None, "max_rps": True, "regions": [1]}),
    ],
)
def test_every_problem_is_named_at_once(text: str | None, snapshot: SnapshotAssertion) -> None:
    """With the value, and what is allowed."""
    environment = {} if text is None else {"CORSGATE_AUDITOR": text}
    with pytest.raises(SettingsError) as error:
        AuditorSettings.from_environment(environment)
    assert str(error.value) == snapshot
