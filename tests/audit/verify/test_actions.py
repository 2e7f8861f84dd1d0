"""The policy of ``iam-policy verify`` holds what a verification calls, and nothing beyond it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import botocore
import pytest

from corsgate_audit.cli import main
from corsgate_audit.cli.verify_run import Options, run_verify
from corsgate_audit.verify.actions import CALLS, NAME, TYPES, permissions
from support.aws import ACCOUNT_ID, emulated_account
from support.verified import answered_by_the_model
from support.verify_app import templates

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

_EVERYWHERE = {"apigateway", "cloudfront"}
"""Services whose resources get their ids from AWS: no name tells the app's from others."""


def test_the_policy(capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    """As it is printed."""
    assert main(["iam-policy", "verify"]) == 0
    assert json.loads(capsys.readouterr().out) == snapshot


def test_what_has_a_name_is_allowed_by_its_name_alone() -> None:
    """A stack, a function or a role of somebody else's cannot be changed with it."""
    for each in permissions():
        service = each.action.partition(":")[0]
        named = all(f"{NAME}-*" in arn for arn in each.resources)
        assert named or service in _EVERYWHERE, each


def test_every_type_of_the_app_has_its_permissions() -> None:
    """What has none is refused before it is made."""
    types = {each["Type"] for found in templates() for each in found["Resources"].values()}
    assert types <= TYPES.keys()


@pytest.mark.slow
def test_every_call_of_a_run_has_its_permission(tmp_path: Path) -> None:
    """And each permission is of a call that some run makes: the last two where a stack fails."""
    calls: set[str] = set()

    def called(model: Any, **_: object) -> None:  # noqa: ANN401 - an OperationModel
        calls.add(f"{model.service_model.service_name}.{model.name}")

    def prepare(session: Any) -> None:  # noqa: ANN401 - a botocore session
        session.get_component("event_emitter").register_first("before-call", called)

    options = Options(account=ACCOUNT_ID, yes=True, folder=tmp_path, out=tmp_path / "out.json")
    with emulated_account(), answered_by_the_model() as outside:
        botocore.register_initializer(prepare)
        try:
            run_verify(options, outside())
        finally:
            botocore.unregister_initializer(prepare)
    assert calls == CALLS.keys() - {"cloudformation.DescribeStackEvents"}
