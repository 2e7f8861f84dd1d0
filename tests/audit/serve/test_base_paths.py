"""A base path of a custom domain name leads to the stage, as it does on AWS."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from corsgate_audit.model import DomainName, HttpApi, RestApi
from support.served_app import served_app

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Domain: {Type: String}, Path: {Type: String}}
Resources:
  Rest: {Type: AWS::Serverless::Api, Properties: {StageName: prod}}
  Http: {Type: AWS::Serverless::HttpApi, Properties: {StageName: live}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      Events:
        A: {Type: Api, Properties: {Path: '/{proxy+}', Method: GET, RestApiId: !Ref Rest}}
        B: {Type: HttpApi, Properties: {Path: '/{proxy+}', Method: GET, ApiId: !Ref Http}}
      InlineCode: |
        import json
        def handler(event, context):
            return {"statusCode": 200, "body": json.dumps(event)}
  Name:
    Type: AWS::ApiGateway::DomainName
    Properties: {DomainName: API.example.com}
  V1:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: !Ref Name, RestApiId: !Ref Rest, Stage: prod, BasePath: v1}
  V1Beta:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: {DomainName: !Ref Domain, ApiId: !Ref Rest, Stage: prod, ApiMappingKey: v1/beta}
  Whole:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: !Ref Name, RestApiId: !Ref Rest, Stage: prod, BasePath: (none)}
  Other:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: !Ref Name, RestApiId: !Ref Rest, Stage: Stage, BasePath: other}
  Unknown:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: !Ref Name, RestApiId: !Ref Rest, BasePath: !Ref Path}
  V2:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: {DomainName: !Ref Domain, ApiId: !Ref Http, Stage: live, ApiMappingKey: v2}
"""


def test_base_paths(tmp_path: Path) -> None:
    """Those of the stage that is served; events have them in the place of the stage."""
    target = tmp_path / "template.yaml"
    target.write_text(textwrap.dedent(TEMPLATE), encoding="utf-8")
    with served_app(target) as app:
        rest, http = (each.served.api for each in app.run.hosted)
        assert isinstance(rest, RestApi)
        assert rest.domain_names == (
            DomainName(name="api.example.com", base_path="v1", stage="prod"),
            DomainName(name="!ref domain", base_path="v1/beta", stage="prod"),
            DomainName(name="api.example.com", base_path="", stage="prod"),
            DomainName(name="api.example.com", base_path="other", stage="Stage"),
        )
        assert isinstance(http, HttpApi)
        assert [each.base_path for each in http.domain_names] == ["v2"]
        url = app.url("Rest").removesuffix("/prod")
        seen = {}
        for path in ("/prod/a", "/v1/a?b=c", "/v1/beta/a", "/v1", "/other/a", "/v10/a"):
            got = app.ask(url + path)
            event = got.json
            assert isinstance(event, dict)
            context = event.get("requestContext", {})
            seen[path] = (got.status, event.get("path"), context.get("path"), context.get("stage"))
        assert seen == {
            "/prod/a": (200, "/a", "/prod/a", "prod"),
            "/v1/a?b=c": (200, "/v1/a", "/v1/a", "prod"),
            "/v1/beta/a": (200, "/v1/beta/a", "/v1/beta/a", "prod"),
            "/v1": (403, None, None, None),
            "/other/a": (403, None, None, None),
            "/v10/a": (403, None, None, None),
        }
        assert "the stage /prod/ or /v1/beta/ or /v1/" in app.entries[-1].answer.note
        event = app.ask(app.url("Http").removesuffix("/live") + "/v2/a").json
        assert isinstance(event, dict)
        assert (event["rawPath"], event["requestContext"]["stage"]) == ("/v2/a", "live")
