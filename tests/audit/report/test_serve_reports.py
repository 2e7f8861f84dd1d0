"""The lines and objects that ``corsgate serve`` writes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.report.lines import plain
from corsgate_audit.report.serve_reports import (
    entry_json,
    entry_lines,
    hosted_json,
    hosted_lines,
    summary_json,
    summary_lines,
)
from support.served_app import ServedApp, served_app

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.report.lines import Line

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Cors: {AllowOrigin: "'https://app.example.com'", AllowMethods: "'GET'"}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: GET, RestApiId: !Ref Rest}}
        B: {Type: Api, Properties: {Path: /b, Method: PUT, RestApiId: !Ref Rest}}
        C: {Type: Api, Properties: {Path: /c, Method: GET, RestApiId: !Ref Rest}}
      InlineCode: |
        def handler(event, context):
            answer = {"statusCode": 200}
            if event["path"] == "/c":
                answer["statusCode"] = 302
                answer["headers"] = {"Location": "https://elsewhere.example/"}
            if "Cookie" not in event["headers"]:
                answer.setdefault("headers", {})["Access-Control-Allow-Origin"] = "*"
            return answer
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedApp]:
    """An app that has answered one request of each kind."""
    path = tmp_path_factory.mktemp("app") / "template.yaml"
    path.write_text(TEMPLATE, encoding="utf-8")
    with served_app(path) as app:
        url = app.url("Rest")
        app.ask(f"{url}/a")
        app.ask(f"{url}/a", headers={"Cookie": "a=b"})
        app.preflight(f"{url}/b", "PUT")
        app.preflight(f"{url}/a", "GET", "x-a")
        app.ask(f"{url}/nowhere")
        app.ask(f"{url}/c")
        app.ask(f"{url}/a", headers={"Sec-Fetch-Mode": "navigate"})
        app.ask(url.removesuffix("/prod"), headers={"Sec-Fetch-Mode": "navigate"})
        yield app


def steady(text: str) -> str:
    """Leave out what is of one run: the time, ports, folders."""
    text = re.sub(r"^\d\d:\d\d:\d\d", "12:00:00", text)
    return re.sub(r"/\S*/template", "template", re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:3000", text))


def shown(lines: Iterable[Line]) -> list[str]:
    """Return lines as they stand in a file."""
    return [steady(plain(line)) for line in lines]


def test_the_lines_of_a_run(app: ServedApp, snapshot: SnapshotAssertion) -> None:
    """From the addresses to the summary."""
    lines = shown(hosted_lines(app.run.hosted))
    for entry in app.entries[:8]:
        lines += shown(entry_lines(entry))
    lines += shown(summary_lines(app.run.log.summary([each.served for each in app.run.hosted])))
    assert "\n".join(lines) == snapshot


def test_the_objects_of_a_run(app: ServedApp) -> None:
    """For programs: the same, one a line."""
    (api,) = json.loads(hosted_json(app.run.hosted))["apis"]
    assert (steady(api["url"]), api["api"]) == ("http://127.0.0.1:3000/prod", "REST API Rest")
    made = [json.loads(entry_json(each)) for each in app.entries[:8]]
    keys = ("method", "path", "route", "status", "kind", "asked_method", "allowed", "error")
    assert [tuple(each[key] for key in keys) for each in made] == [
        ("GET", "/prod/a", "/a", 200, "request", "GET", True, None),
        ("GET", "/prod/a", "/a", 200, "request", "GET", False, "MissingAllowOriginHeader"),
        (
            *("OPTIONS", "/prod/b", "/b", 200, "preflight", "PUT"),
            *(False, "MethodDisallowedByPreflightResponse"),
        ),
        (
            *("OPTIONS", "/prod/a", "/a", 200, "preflight", "GET"),
            *(False, "HeaderDisallowedByPreflightResponse"),
        ),
        ("GET", "/prod/nowhere", None, 403, "request", "GET", False, "MissingAllowOriginHeader"),
        ("GET", "/prod/c", "/c", 302, "request", "GET", None, None),
        ("GET", "/prod/a", "/a", 200, "not_cors", "GET", None, None),
        ("GET", "/", None, 403, "not_cors", "GET", None, None),
    ]
    assert made[0]["with_credentials"] == {"allowed": False, "error": "WildcardOriginNotAllowed"}
    assert made[2]["rule"] == "CORS110"
    summary = json.loads(summary_json(app.run.log.summary([app.run.hosted[0].served])))
    assert (summary["type"], summary["called"], summary["never_called"]) == (
        "summary",
        ["GET /prod/a", "PUT /prod/b", "GET /prod/c"],
        [],
    )
