"""The accounts of an organization, for as long as it takes to read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from corsgate_audit.collect.live.organization import renewed_session


def test_credentials_renew_themselves_before_they_expire() -> None:
    """The first last a minute more; whoever asks is given those of another call."""
    asked: list[int] = []

    def assume() -> dict[str, str]:
        asked.append(len(asked))
        left = timedelta(minutes=1 if len(asked) == 1 else 60)
        return {
            "access_key": f"key-{len(asked)}",
            "secret_key": "secret",
            "token": "token",
            "expiry_time": (datetime.now(UTC) + left).isoformat(),
        }

    session = renewed_session(assume, "eu-west-1")
    credentials = session.get_credentials()

    assert credentials is not None
    assert session.region_name == "eu-west-1"
    assert [credentials.get_frozen_credentials().access_key for _ in range(2)] == ["key-2"] * 2
    assert len(asked) == 2
