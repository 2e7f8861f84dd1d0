"""Editors and type checkers know the properties that the constructs take over from the CDK."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support import typed_properties

PROGRAM = """
from aws_cdk import App, Stack
from aws_cdk.aws_apigateway import EndpointType, StageOptions
from aws_cdk.aws_cloudfront import ViewerProtocolPolicy
from aws_cdk.aws_cloudfront_origins import HttpOrigin
from aws_cdk.aws_lambda import Function, FunctionUrlAuthType
from corsgate import CorsPolicy
from corsgate_cdk import CorsFunctionUrl, CorsHttpApi, CorsLambdaRestApi, CorsLayer, CorsRestApi
from corsgate_cdk import CorsSpecRestApi, cors_behavior

stack = Stack(App(), "Stack")
policy = CorsPolicy(allow_origins=["https://app.example.com"])
function = Function.from_function_name(stack, "Function", "items")
CorsRestApi(
    stack,
    "Rest",
    policy=policy,
    endpoint_types=[EndpointType.REGIONAL],
    deploy_options=StageOptions(stage_name="prod"),
)
CorsSpecRestApi(stack, "Spec", policy=policy, routes={"/": {"GET": function}}, deploy=True)
CorsHttpApi(stack, "Http", policy=policy, api_name="items", create_default_stage=True)
CorsLambdaRestApi(stack, "Lambda", handler=function, policy=policy, rest_api_name="items")
CorsFunctionUrl(
    stack, "Url", function=function, policy=policy, auth_type=FunctionUrlAuthType.NONE
)
CorsLayer(stack, "Layer", license="Apache-2.0")
origin = HttpOrigin("api.example.com")
cors_behavior(origin, policy, viewer_protocol_policy=ViewerProtocolPolicy.HTTPS_ONLY)
"""

MISTAKES = {
    'CorsRestApi(stack, "A", policy=policy, rest_api_nam="items")': "rest_api_nam",
    'CorsRestApi(stack, "B", policy=policy, deploy="no")': "deploy",
    'CorsSpecRestApi(stack, "C", policy=policy, routes={}, api_definition=None)': "api_definition",
    'CorsHttpApi(stack, "D", policy=policy, cors_preflight=None)': "cors_preflight",
    'CorsLambdaRestApi(stack, "E", handler=function, policy=policy, deploy=1.5)': "deploy",
    'CorsFunctionUrl(stack, "G", function=function, policy=policy, cors=None)': "cors",
    'CorsLayer(stack, "H", code=None)': "code",
    "cors_behavior(origin, policy, compress=1.5)": "compress",
}


def test_the_written_properties_are_those_of_the_installed_cdk() -> None:
    """``make properties`` writes them anew."""
    assert typed_properties.PATH.read_text("utf-8") == typed_properties.rendered()


def test_a_type_checker_knows_them(tmp_path: Path) -> None:
    """It accepts what the CDK takes, and finds each slip; one run, because the CDK is large.

    Mypy stands for all: Pyright finds the same, in ten times the time.
    """
    path = tmp_path / "program.py"
    path.write_text(f"{PROGRAM}\n" + "\n".join(MISTAKES))
    cache = Path(__file__).parents[2] / ".mypy_cache"
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    first = PROGRAM.count("\n") + 2
    found = {
        int(line.partition("program.py:")[2].partition(":")[0]): line
        for line in done.stdout.splitlines()
        if "program.py:" in line and ": error" in line
    }
    assert found.keys() == {first + number for number in range(len(MISTAKES))}, done.stdout
    for number, name in enumerate(MISTAKES.values()):
        assert name in found[first + number]
