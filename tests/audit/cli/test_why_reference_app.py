"""``corsgate why`` on what the reference app synthesises."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aws_cdk import App
from typer.testing import CliRunner

from corsgate_audit.cli import app

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

ROOT = Path(__file__).parents[3]
PAGE = "https://app.example.com"
REQUEST = ("--method", "PUT", "--path", "/items/1", "--header", "content-type: application/json")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Synthesise the app once, as the CDK CLI does; return the folder."""
    folder = str(tmp_path_factory.mktemp("cdk.out"))
    context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    stage = App(context=context, outdir=folder)
    runpy.run_path(str(ROOT / "cdk" / "app.py"))["ItemsStack"](stage)
    stage.synth()
    return folder


def why(assembly: str, *more: str, origin: str = PAGE) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["why", assembly, "--origin", origin, *REQUEST, *more])
    return result.exit_code, result.stdout, result.stderr


def test_without_a_name_the_two_apis_are_listed(assembly: str, snapshot: SnapshotAssertion) -> None:
    """Both have the path."""
    status, output, error = why(assembly)

    assert (status, output) == (2, "")
    assert error == snapshot
    assert "REST API 'ItemsRestApi'" in error
    assert "HTTP API 'ItemsHttpApi'" in error


@pytest.mark.parametrize("api", ["ItemsRestApi", "ItemsHttpApi"])
def test_the_page_of_the_policy_gets_its_response(assembly: str, api: str) -> None:
    """Preflight and request, each with its answer."""
    status, output, error = why(assembly, "--api", api)

    assert (status, error) == (0, "")
    assert output.count("\nResponse of ") == 2
    assert f"  =>  Access-Control-Allow-Origin: {PAGE}\n" in output
    assert "\nALLOWED: " in output


@pytest.mark.parametrize(
    ("api", "layer"),
    [
        ("ItemsRestApi", "the OPTIONS integration"),
        ("ItemsHttpApi", "the HTTP API's CORS configuration"),
    ],
)
def test_a_stranger_is_told_which_step_blocks(assembly: str, api: str, layer: str) -> None:
    """It is the preflight: the request is never sent."""
    status, output, _ = why(assembly, "--api", api, origin="https://attacker.example")

    assert status == 1
    assert output.count("\nResponse of ") == 1
    assert "  =>  (no Access-Control-Allow-Origin)\n" in output
    assert f"\nBLOCKED by {layer} (PreflightMissingAllowOriginHeader)\n" in output
