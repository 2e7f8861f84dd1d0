"""What ``corsgate serve`` logs of a request is what a real Chromium does with it."""

from __future__ import annotations

import itertools
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from corsgate_audit.serve.seen import SeenKind
from support.browser_engines import ENGINES
from support.chromium import Chromium
from support.chromium_calls import call_all
from support.served_app import ServedApp, served_app
from support.served_reference import reference_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.serve.log import Entry

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: {AllowOrigin: "'PAGE'", AllowMethods: "'GET,PUT'", AllowHeaders: "'content-type'"}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {AllowOrigins: ["*"], AllowMethods: [GET], AllowHeaders: [x-a]}
  Guarded:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: [PAGE]
        AllowMethods: ["GET", "DELETE"]
        AllowHeaders: [authorization]
        AllowCredentials: true
      Auth:
        Authorizers:
          Own:
            FunctionArn: !GetAtt Own.Arn
            AuthorizerPayloadFormatVersion: "2.0"
            EnableSimpleResponses: true
            Identity: {Headers: [Authorization]}
  Own:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async (event) => ({isAuthorized: event.identitySource[0] === "yes"});
  Python:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: [PAGE], AllowMethods: [PUT]}}
      Events:
        A: {Type: Api, Properties: {Path: /python, Method: ANY, RestApiId: !Ref Rest}}
        B: {Type: HttpApi, Properties: {Path: /python, Method: ANY, ApiId: !Ref Http}}
        C:
          Type: HttpApi
          Properties: {Path: /python, Method: ANY, ApiId: !Ref Guarded, Auth: {Authorizer: Own}}
      InlineCode: |
        def handler(event, context):
            headers = {"Access-Control-Allow-Origin": "PAGE"}
            headers["Access-Control-Allow-Credentials"] = "true"
            return {"statusCode": 200, "headers": headers, "body": "python"}
  TypeScript:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      CodeUri: typescript
      Handler: app.handler
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        A: {Type: Api, Properties: {Path: /typescript, Method: ANY, RestApiId: !Ref Rest}}
        B: {Type: HttpApi, Properties: {Path: /typescript, Method: ANY, ApiId: !Ref Http}}
  Shell:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: provided.al2023
      CodeUri: shell
      Handler: any
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        A: {Type: Api, Properties: {Path: /shell, Method: ANY, RestApiId: !Ref Rest}}
"""
TYPESCRIPT = """
interface Answer { statusCode: number; headers: Record<string, string>; body: string }
export const handler = async (event: { headers: Record<string, string> }): Promise<Answer> => {
  const origin: string = event.headers.origin ?? event.headers.Origin ?? "";
  return { statusCode: 200, headers: { "access-control-allow-origin": origin }, body: "ts" };
};
"""
SHELL = """#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
headers="$(mktemp)"
while curl -sS -D "$headers" "$api/next" > /dev/null; do
  id=$(grep -Fi request-id "$headers" | tr -d '[:space:]' | cut -d: -f2)
  curl -sS "$api/$id/response" -d '{"statusCode": 200, "body": "shell"}' > /dev/null
done
rm -f "$headers"
"""
CALLS = tuple(
    itertools.product(
        ("GET", "PUT", "DELETE"),
        ({}, {"content-type": "application/json"}, {"authorization": "yes"}, {"x-a": "b"}),
        ("omit", "include"),
    )
)


def write_app(folder: Path, page: str) -> Path:
    """Write the SAM app for a page."""
    for name, file, text in (
        ("typescript", "app.ts", TYPESCRIPT),
        ("shell", "bootstrap", SHELL),
    ):
        (folder / name).mkdir()
        (folder / name / file).write_text(text, encoding="utf-8")
    (folder / "shell" / "bootstrap").chmod(0o755)
    path = folder / "template.yaml"
    path.write_text(TEMPLATE.replace("PAGE", page), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Start it once."""
    if ENGINES["chromium"].find() is None:
        pytest.skip(ENGINES["chromium"].not_run)
    with ENGINES["chromium"].run() as running:
        assert isinstance(running, Chromium)
        yield running


def logged(entries: list[Entry], number: int, credentials: str) -> tuple[bool, str | None]:
    """Return what the log says of one call: its last entry, with credentials where it has them."""
    own = [each for each in entries if f"n={number}" in parse_qs_of(each.path)]
    judged = own[-1].judged
    verdict = judged.verdict
    if credentials == "include" and judged.with_credentials is not None:
        verdict = judged.with_credentials
    if verdict is not None:
        return verdict.allowed, verdict.error
    assert judged.kind is SeenKind.PREFLIGHT
    return True, "the request of this preflight never came"


def parse_qs_of(path: str) -> list[str]:
    """Return the parts of a query string."""
    return [f"{name}={value[0]}" for name, value in parse_qs(urlsplit(path).query).items()]


def compared(app: ServedApp, chromium: Chromium, paths: list[str], start: int) -> int:
    """Have Chromium make every call of every path, and compare; return how many there were."""
    every: list[dict[str, Any]] = [
        {
            "url": f"{path}?n={start + number}",
            "method": method,
            "headers": headers,
            "credentials": credentials,
        }
        for number, (path, (method, headers, credentials)) in enumerate(
            itertools.product(paths, CALLS)
        )
    ]
    did = call_all(chromium, every)
    differing = [
        (call, chromium_did, log_says)
        for number, (call, chromium_did) in enumerate(zip(every, did, strict=True))
        for log_says in [logged(app.entries, start + number, call["credentials"])]
        if chromium_did != log_says
    ]
    assert differing == []
    return len(every)


def test_every_verdict_is_what_chromium_did(chromium: Chromium, tmp_path: Path) -> None:
    """A SAM app in Python, TypeScript and a shell, behind every front door; the reference app."""
    page = chromium.origins["page"]
    with ExitStack() as stack:
        sam = stack.enter_context(
            served_app(write_app(tmp_path, page), sys.executable, most_at_once=2)
        )
        count = compared(
            sam,
            chromium,
            [
                *(f"{sam.url('Rest')}/{each}" for each in ("python", "typescript", "shell")),
                *(f"{sam.url('Http')}/{each}" for each in ("python", "typescript", "nowhere")),
                f"{sam.url('Guarded')}/python",
                *(f"{sam.url(f'{each}Url')}/a" for each in ("Python", "TypeScript", "Shell")),
            ],
            0,
        )
        folder = tmp_path / "reference"
        folder.mkdir()
        given = stack.enter_context(reference_app(folder, page))
        overrides = {"Parameters": given.variables}
        app = stack.enter_context(served_app(given.assembly, sys.executable, overrides, 1))
        apis = [each.url for each in app.run.hosted]
        paths = [f"{url}{path}" for url in apis for path in ("/items/1", "/nowhere")]
        count += compared(app, chromium, paths, 1000)
    assert count >= 200
