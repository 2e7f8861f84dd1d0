"""Values of a template's parameters: of samconfig.toml, and of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.given import Given
from corsgate_audit.model import CorsConfiguration, HttpApi, Unresolved
from support.collected import only_api, write

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Parameters: {Origins: {Type: CommaDelimitedList}, Size: {Type: Number, Default: 1}}
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: !Ref Origins, MaxAge: !Ref Size}
"""
A = "https://a.example.com"
DEPLOY = "[default.deploy.parameters]\n"


@pytest.mark.parametrize(
    ("config", "given", "origins"),
    [
        (f'{DEPLOY}parameter_overrides = "Origins={A} Size=5"', [], (A,)),
        (f"{DEPLOY}parameter_overrides = \"Origins='{A},b'\"", [], (A, "b")),
        (f'{DEPLOY}parameter_overrides = ["Origins={A}", "Size=5"]', [], (A,)),
        (f'{DEPLOY}parameter_overrides = {{Origins = "{A}"}}', [], (A,)),
        (
            f'{DEPLOY}parameter_overrides = "ParameterKey=Origins,ParameterValue={A}"',
            [],
            (A,),
        ),
        (f'[default.global.parameters]\nparameter_overrides = "Origins={A}"', [], (A,)),
        (f'{DEPLOY}parameter_overrides = "Origins={A}"', ["Origins=given"], ("given",)),
        (f'{DEPLOY}template_file = "other.yaml"\nparameter_overrides = "Origins={A}"', [], None),
        (
            f'{DEPLOY}template_file = "./template.yaml"\nparameter_overrides = "Origins={A}"',
            [],
            (A,),
        ),
        (f'[prod.deploy.parameters]\nparameter_overrides = "Origins={A}"', [], None),
        (f'{DEPLOY}parameter_overrides = "Origins=\'"', [], None),
        ("", ["Origins=x,y", "Other=1"], ("x", "y")),
        ("", [], None),
    ],
)
def test_values(
    config: str, given: list[str], origins: tuple[str, ...] | None, tmp_path: Path
) -> None:
    """What the user gives goes before samconfig.toml, and that before the defaults."""
    path = write(tmp_path, "template.yaml", TEMPLATE)
    write(tmp_path, "samconfig.toml", config)
    cors = only_api(collect([path], given=Given(given)), HttpApi).cors
    assert isinstance(cors, CorsConfiguration)
    if origins is None:
        assert isinstance(cors.allow_origins, Unresolved)
    else:
        assert cors.allow_origins == origins


def test_a_broken_configuration_is_named(tmp_path: Path) -> None:
    """It may set what the template leaves open."""
    path = write(tmp_path, "template.yaml", TEMPLATE)
    write(tmp_path, "samconfig.toml", "[default")
    reasons = [entry.reason for entry in collect([path]).coverage if entry.incomplete]
    assert reasons == ["it is not valid TOML: TOMLDecodeError"]
