"""The CDK CLI is run as a user would run it, and its failures are not swallowed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import cdk

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.deploy, pytest.mark.slow]


def test_failure_carries_the_output(tmp_path: Path) -> None:
    """What the app printed before it failed is in the message."""
    app = tmp_path / "app.py"
    app.write_text("raise SystemExit('no stack today')\n")
    with pytest.raises(cdk.CdkError, match=r"(?s)^cdk synth ended with exit status 1:.*no stack"):
        cdk.run("synth", workspace=tmp_path, app=f"{sys.executable} {app}")


def test_leaves_the_working_tree_alone(tmp_path: Path) -> None:
    """The assembly and what the CLI keeps for itself go into the workspace."""
    app = tmp_path / "app.py"
    app.write_text("import aws_cdk as cdk\na = cdk.App()\ncdk.Stack(a, 'Empty')\na.synth()\n")
    cdk.run("synth", workspace=tmp_path, app=f"{sys.executable} {app}")
    assert (tmp_path / "cdk.out" / "Empty.template.json").exists()
