"""``corsgate init``: two files from what is there, and what to run next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app
from corsgate_audit.cli.config import read_config
from corsgate_audit.fix.policy_file import read_policy
from support.collected import write

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

API = """\
  {name}:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: {name}
      ProtocolType: HTTP
      CorsConfiguration: {{AllowOrigins: [{origins}], AllowMethods: [{methods}]}}
  {name}Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {{ApiId: !Ref {name}, RouteKey: PUT /{name}}}
"""
APP = "https://app.example.com"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def template(**origins: str) -> str:
    """Write a template with an HTTP API for each name."""
    every = (
        API.format(name=name, origins=value, methods="PUT, DELETE" if name == "odd" else "PUT")
        for name, value in origins.items()
    )
    return write(Path(), "template.yaml", "Resources:\n" + "".join(every))


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["init", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_both_files_can_be_used(snapshot: SnapshotAssertion) -> None:
    """The policy is what is allowed today, and the settings are the usual ones."""
    status, output, error = run(template(shop=APP))

    assert (status, error) == (0, "")
    assert output == snapshot
    assert Path("policy.toml").read_text("utf-8") == snapshot
    assert Path("corsgate.toml").read_text("utf-8") == snapshot
    policy = read_policy(Path("policy.toml"))
    assert (policy.allow_origins, policy.allow_methods) == ((APP,), ("PUT",))
    assert read_config(Path("corsgate.toml")).fail_on == "high"


def test_what_does_not_fit_is_a_comment() -> None:
    """An API that allows everybody, and one with another method."""
    assert run(template(shop=APP, odd=APP, open="'*'"))[0] == 0

    text = Path("policy.toml").read_text("utf-8")
    assert text.endswith(
        "# What does not fit, and would change with this policy:\n"
        "#   HTTP API 'odd' today: also DELETE\n"
        "#   HTTP API 'open' today: also origins *\n"
    )
    assert read_policy(Path("policy.toml")).allow_origins == (APP,)


def test_nothing_is_overwritten() -> None:
    """Not even one of the two is written then."""
    write(Path(), "corsgate.toml", "")

    status, _, error = run(template(shop=APP))

    assert status == 2
    assert error.startswith("corsgate: corsgate.toml already exists, ")
    assert not Path("policy.toml").exists()


def test_a_target_without_an_api() -> None:
    """There is nothing to start from."""
    target = write(Path(), "template.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}")

    status, _, error = run(target)

    assert status == 2
    assert error == ("corsgate: template.yaml has no API that could be read; name another TARGET\n")
    assert run("nowhere.yaml")[0] == 2
    assert not Path("policy.toml").exists()


def test_what_was_not_scanned_is_named() -> None:
    """The files are written, and the exit status says that they may lack something."""
    template(shop=APP)
    write(Path(), "broken.yaml", "Resources: [AWS::ApiGateway::RestApi")

    status, _, error = run(".")

    assert status == 3
    assert "not scanned: broken.yaml" in error
    assert Path("policy.toml").exists()


CONFIGURATION = """\
variable "origin" {}
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = [var.origin]
    allow_methods = ["GET"]
  }
}
"""


@pytest.mark.parametrize(
    "command", [["init"], ["fix", "--init", "policy.toml"]], ids=["init", "fix-init"]
)
def test_values_that_the_source_leaves_open_are_given(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for the audit: by an option, or from the environment where the user says so."""
    Path("main.tf").write_text(CONFIGURATION)
    monkeypatch.setenv("TF_VAR_origin", "https://b.example.com")
    for option, origin in [
        (["--var", f"origin={APP}"], APP),
        (["--var-env"], "https://b.example.com"),
    ]:
        result = CliRunner().invoke(app, [*command, *option, "main.tf"])
        assert result.exit_code == 0, result.output
        assert read_policy(Path("policy.toml")).allow_origins == (origin,)
        for file in Path().glob("*.toml"):
            file.unlink()


def test_fix_takes_values_of_terraforms_variables_alone() -> None:
    """A template is written for all values of its parameters."""
    Path("main.tf").write_text(CONFIGURATION)
    Path("template.yaml").write_text(template(shop=APP))
    options = ["--var", f"origin={APP}"]
    assert CliRunner().invoke(app, ["fix", "main.tf", *options]).exit_code in {0, 1}
    refused = CliRunner().invoke(app, ["fix", "template.yaml", *options])
    assert refused.exit_code == 2
    assert "--var is for Terraform's variables" in refused.output
    assert "--var is for a TARGET" in CliRunner().invoke(app, ["fix", *options]).output
