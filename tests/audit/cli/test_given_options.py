"""Values that the user gives on the command line for what a target leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer

from corsgate_audit.cli.given_options import given_values
from corsgate_audit.collect.given import Given

if TYPE_CHECKING:
    from pathlib import Path


def test_the_options(tmp_path: Path) -> None:
    """Those of SAM CLI may stand in one argument."""
    given = given_values(
        ["stage=prod", "a=b=c"], [tmp_path], "blue", ["Origin=x Other='a b'", "Third=3"]
    )
    variables = ["stage=prod", "a=b=c", "Origin=x", "Other=a b", "Third=3"]
    assert given == Given(variables, [tmp_path], "blue")
    assert given.texts["a"] == "b=c"
    assert given_values(None) == Given([], [])


def test_the_environment_is_asked_only_where_the_user_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of it nothing but Terraform's variables."""
    monkeypatch.setenv("TF_VAR_stage", "prod")
    monkeypatch.setenv("TF_TOKEN_app_terraform_io", "secret")
    assert given_values(None).environment == {}
    assert given_values(None, environment=True).environment == {"stage": "prod"}


@pytest.mark.parametrize(
    ("variables", "overrides", "message"),
    [
        (["stage"], None, "--var 'stage': NAME=VALUE is expected, such as --var stage=prod"),
        (["=x"], None, "--var '=x': NAME=VALUE is expected"),
        (None, ["Origin"], "--parameter-overrides 'Origin': NAME=VALUE is expected"),
        (None, ["A='"], '--parameter-overrides "A=\'": No closing quotation'),
    ],
)
def test_what_has_no_name_is_refused(
    variables: list[str] | None,
    overrides: list[str] | None,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The message has the option, the value and the form that is expected."""
    with pytest.raises(typer.Exit) as left:
        given_values(variables, overrides=overrides)
    assert left.value.exit_code == 2
    assert message in capsys.readouterr().err
