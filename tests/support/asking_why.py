"""Asks `corsgate why` about one request."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner

from corsgate_audit.cli import app

APP = "https://app.example.com"
SECOND = """\
  Orders:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: ['https://app.example.com'], AllowMethods: [PUT]}
  OrdersRoute:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Orders, RouteKey: PUT /orders}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Orders, StageName: dev}
"""
BOTH = SECOND.replace("/orders", "/items")


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    result = CliRunner().invoke(app, ["why", *arguments])
    return result.exit_code, result.stdout, result.stderr


def ask(
    target: str, *more: str, origin: str = APP, method: str = "PUT", path: str = "/items"
) -> tuple[int, str, str]:
    """Ask about one request."""
    return run(target, "--origin", origin, "--method", method, "--path", path, *more)


def explained(*arguments: str, **parts: str) -> tuple[int, dict[str, Any]]:
    """Ask about one request as a program would."""
    status, output, _ = ask(*arguments, "--format", "json", **parts)
    found: dict[str, Any] = json.loads(output)
    return status, found


def good_text(path: str) -> str:
    """Return the template that the fixture has written."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - the fixture hands out a text
        return file.read()
