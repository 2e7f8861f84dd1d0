"""``AWS::Include`` in any place of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import CorsConfiguration, HttpApi, Unresolved
from support.collected import only_api, states, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

TEMPLATE = """
Parameters:
  Origin: {Type: String, Default: "https://a.example"}
  Where: {Type: String, Default: cors.yaml}
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      CorsConfiguration: %s
"""


def include(location: str) -> str:
    """Write the function."""
    return f"'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: {location}}}}}"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (f"{{{include('cors.yaml')}}}", CorsConfiguration(allow_origins=("https://a.example",))),
        (f"{{{include('!Ref Where')}}}", CorsConfiguration(allow_origins=("https://a.example",))),
        (
            f"{{{include('cors.yaml')}, MaxAge: 5}}",
            CorsConfiguration(allow_origins=("https://a.example",), max_age=5),
        ),
        (
            f"{{{include('cors.yaml')}, AllowOrigins: ['*']}}",
            CorsConfiguration(allow_origins=("*",)),
        ),
    ],
)
def test_what_a_local_file_holds_takes_its_place(
    tmp_path: Path, settings: str, expected: CorsConfiguration
) -> None:
    """Intrinsic functions in the file are those of the template around it."""
    write(tmp_path, "cors.yaml", "AllowOrigins: [!Ref Origin]")

    assert (
        only_api(collect([write(tmp_path, "t.yaml", TEMPLATE % settings)]), HttpApi).cors
        == expected
    )


@pytest.mark.parametrize(
    "settings",
    [
        f"{{{include('gone.yaml')}}}",
        f"{{{include('https://b.example/k')}, MaxAge: 5}}",
        "{'Fn::Transform': {Name: AWS::Include}}",
        "{'Fn::Transform': {Name: Mine}, MaxAge: 5}",
        "{'Fn::Transform': Mine}",
        f"{{{include('loop.yaml')}}}",
    ],
    ids=["not there", "not local", "without a place", "another's", "short form", "in a ring"],
)
def test_what_cannot_be_read_is_unresolved_with_its_siblings(
    tmp_path: Path, settings: str, snapshot: SnapshotAssertion
) -> None:
    """A macro may change those too."""
    write(tmp_path, "loop.yaml", f"{{{include('loop.yaml')}}}")

    cors = only_api(collect([write(tmp_path, "t.yaml", TEMPLATE % settings)]), HttpApi).cors

    assert isinstance(cors, Unresolved)
    assert cors.reason == snapshot


def test_a_resource_that_is_included_whole_has_no_type(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """It is named: it may be an API."""
    text = f"Resources:\n  Api: {{{include('s3://b/k')}}}\n"

    collection = collect([write(tmp_path, "t.yaml", text)])

    assert states(collection)["t.yaml#Api"] == snapshot
