"""An account that cannot be read at all is one clear line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from corsgate_audit.collect import TargetError, collect

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

UNREADABLE = "the AWS account of the environment cannot be read: "


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no configuration but the environment's."""
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)


def error() -> str:
    """Return what collecting raises."""
    with pytest.raises(TargetError) as caught:
        collect([])
    return str(caught.value)


def test_no_region(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    """The line says how to give one."""
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)

    assert error() == snapshot


def test_no_credentials(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    """The line says how to give some, and what needs none."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)

    assert error() == snapshot


def test_half_of_the_credentials(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """What boto3 says is passed on."""
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    assert error() == snapshot


def test_an_unknown_profile(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    """What boto3 says is passed on."""
    monkeypatch.setenv("AWS_PROFILE", "nobody")

    assert error() == snapshot


def test_a_region_that_is_none(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """What boto3 says is passed on."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "no region")

    assert error() == snapshot


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    """As in a region that does not exist: there is no such host."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    assert error() == snapshot


def test_credentials_that_aws_does_not_take(snapshot: SnapshotAssertion) -> None:
    """Expired ones and mistyped ones: AWS's own words."""
    strictly = set_initial_no_auth_action_count(0)

    with mock_aws():
        message = strictly(error)()

    assert message == snapshot
