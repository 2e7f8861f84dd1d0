"""The plugin in a real run of pytest."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [PUT]}
  Put:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Orders, RouteKey: PUT /orders}
"""
TESTS = """\
import pytest

PAGE = {"origin": "https://app.example.com", "path": "/orders"}


def test_holds(cors_expect):
    cors_expect("orders.yaml", **PAGE, method="PUT", allowed=True)


def test_fails(cors_expect):
    cors_expect("orders.yaml", **PAGE, method="DELETE", allowed=True)


def test_value_of_a_parameter(cors_expect):
    for origin in ("https://app.example.com", "https://b.example.com"):
        page = {**PAGE, "origin": origin, "method": "PUT"}
        cors_expect("open.yaml", variables=[f"Origin={origin}"], **page, allowed=True)


def test_nobody_there(cors_expect):
    page = {**PAGE, "origin": "http://localhost:5173"}
    cors_expect("http://127.0.0.1:9", **page, allowed=True)


def test_no_expectation(cors_expect):
    with pytest.raises(ValueError, match="allowed is missing; write true or false"):
        cors_expect("orders.yaml", **PAGE)
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_listed", [False, True])
def test_expectations_in_tests(tmp_path: Path, is_listed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """One that does not hold fails with its line and its witness, without a traceback of ours.

    The plugin is there once the package is installed; a conftest.py that lists it does no harm.
    """
    write(tmp_path, "orders.yaml", TEMPLATE)
    parameter = "Parameters: {Origin: {Type: String}}\n"
    write(
        tmp_path,
        "open.yaml",
        parameter + TEMPLATE.replace("'https://app.example.com'", "!Ref Origin"),
    )
    if is_listed:
        write(tmp_path, "conftest.py", 'pytest_plugins = ["corsgate_audit.pytest_plugin"]\n')
    write(tmp_path, "test_cors.py", TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", "-q"]
    result = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert result.stdout.endswith("2 failed, 3 passed in " + result.stdout.rpartition(" in ")[2])
    assert (
        'test_cors.py:11: cors_expect("orders.yaml", **PAGE, method="DELETE", allowed=True)\n'
    ) in result.stdout
    assert "FAILS   DELETE /orders from https://app.example.com\n" in result.stdout
    assert "  =>  Access-Control-Allow-Methods: PUT\n" in result.stdout
    assert "UNKNOWN GET /orders from http://localhost:5173\n" in result.stdout
    assert "UNKNOWN: There is no answer: no connection: " in result.stdout
    assert "Traceback" not in result.stdout
