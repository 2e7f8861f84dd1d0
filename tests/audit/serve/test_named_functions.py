"""What names its functions only is served where their code is found: documents, plans, stages."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from corsgate_audit.cli import app
from support.collected import write
from support.plans import Plan
from support.served_app import PAGE, served_app

if TYPE_CHECKING:
    from pathlib import Path

HANDLER = """
import json
def handler(event, context):
    headers = {"Access-Control-Allow-Origin": "https://app.example.com"}
    return {"statusCode": 200, "headers": headers, "body": json.dumps(event["stageVariables"])}
"""
ARN = "arn:aws:lambda:us-east-1:123456789012:function"
INVOKED = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions"


def test_the_functions_of_a_template_beside_a_document(tmp_path: Path) -> None:
    """An ARN names them by name, ``Fn::Sub`` by logical id; a name that nobody has is named."""
    write(tmp_path, "template.yaml", textwrap.dedent(f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Echo:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: shop-echo
              Runtime: python3.11
              Handler: index.handler
              InlineCode: {json.dumps(HANDLER.replace('event["stageVariables"]', '"echo"'))}
        """))  # fmt: skip
    write(tmp_path, "broken.yaml", "a: [")
    routes = {
        "/by-name": f"{INVOKED}/{ARN}:shop-echo/invocations",
        "/by-id": {"Fn::Sub": f"{INVOKED}/${{Echo.Arn}}/invocations"},
        "/made-name": f"{INVOKED}/{ARN}:stack-Echo-1ABCDEFGHIJK/invocations",
        "/nobody": f"{INVOKED}/{ARN}:nobody/invocations",
    }
    integration = "x-amazon-apigateway-integration"
    document = {
        "openapi": "3.0.1",
        "info": {"title": "shop", "version": "1"},
        "paths": {
            path: {"get": {integration: {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}}}
            for path, uri in routes.items()
        },
    }
    target = write(tmp_path, "api.json", json.dumps(document))
    answers = {}
    for path in routes:
        asked = ["why", target, "--origin", PAGE, "--method", "GET", "--path", path, "--run"]
        result = CliRunner().invoke(app, [*asked, "--format", "json"])
        answers[path] = (result.exit_code, json.loads(result.stdout)["allowed"])
    assert answers == {
        "/by-name": (0, True),
        "/by-id": (0, True),
        "/made-name": (0, True),
        "/nobody": (3, None),
    }
    assert "the code of the function" in result.stderr
    assert "--allow-path" in result.stderr


@pytest.mark.parametrize("code", ["source_dir", "source_file", "zip", "object"])
def test_the_functions_of_a_plan(tmp_path: Path, code: str) -> None:
    """The sources of an archive are run, else the zip file that the plan names."""
    import zipfile  # noqa: PLC0415 - of this test alone

    write(tmp_path / "src", "app.py", HANDLER)
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as archive:
        archive.writestr("app.py", HANDLER)
    function: dict[str, object] = {"filename": "code.zip" if code == "zip" else "made.zip"}
    archive_of = {"source_dir": {"source_dir": "src"}, "source_file": {"source_file": "src/app.py"}}
    plan = (
        Plan()
        .add("aws_apigatewayv2_api.shop", name="shop", protocol_type="HTTP")
        .add("aws_lambda_function.f", function_name="f", runtime="python3.11",
             handler="app.handler",
             **({"s3_key": "f.zip"} if code == "object" else function))
        .add("aws_s3_object.f", key="f.zip", source="code.zip")
        .add("aws_apigatewayv2_integration.f", integration_type="AWS_PROXY",
             payload_format_version="2.0",
             api_id=("aws_apigatewayv2_api.shop.id", "aws_apigatewayv2_api.shop"),
             integration_uri=("aws_lambda_function.f.invoke_arn", "aws_lambda_function.f"))
        .add("aws_apigatewayv2_route.get", route_key="GET /items",
             api_id=("aws_apigatewayv2_api.shop.id", "aws_apigatewayv2_api.shop"),
             target=("aws_apigatewayv2_integration.f.id", "aws_apigatewayv2_integration.f"))
        .add("aws_lambda_permission.f", action="lambda:InvokeFunction",
             principal="apigateway.amazonaws.com",
             function_name=("aws_lambda_function.f.function_name", "aws_lambda_function.f"))
        .add("aws_apigatewayv2_stage.live", name="live", stage_variables={"table": "live-table"},
             api_id=("aws_apigatewayv2_api.shop.id", "aws_apigatewayv2_api.shop"))
    )  # fmt: skip
    data = {
        "mode": "data",
        "type": "archive_file",
        "values": {"output_path": "made.zip", **archive_of.get(code, {})},
    }
    prior = {"values": {"root_module": {"child_modules": [{"resources": [data]}]}}}
    target = write(tmp_path, "plan.json", json.dumps({**plan.content(), "prior_state": prior}))
    with served_app(tmp_path / "plan.json") as served:
        got = served.ask(f"{served.run.hosted[0].url}/items")
        assert (got.status, got.json) == (200, {"table": "live-table"})
        assert served.run.hosted[0].url.endswith("/live")
    assert target


def test_a_stage_variable_names_a_function_and_a_server(tmp_path: Path) -> None:
    """As each stage has it; the function receives the variables, and mappings have their values."""
    target = tmp_path / "template.yaml"
    target.write_text(textwrap.dedent(f"""
        Resources:
          Live:
            Type: AWS::Lambda::Function
            Properties:
              FunctionName: items-live
              Runtime: python3.11
              Handler: index.handler
              Code: {{ZipFile: {json.dumps(HANDLER)}}}
          Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: shop}}}}
          Get:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: GET
              AuthorizationType: NONE
              Integration:
                Type: AWS_PROXY
                IntegrationHttpMethod: POST
                Uri: '{INVOKED}/{ARN}:items-${{stageVariables.alias}}/invocations'
          Post:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: POST
              AuthorizationType: NONE
              MethodResponses:
                - StatusCode: 200
                  ResponseParameters: {{method.response.header.Access-Control-Allow-Origin: true}}
              Integration:
                Type: MOCK
                RequestTemplates: {{application/json: '{{"statusCode": 200}}'}}
                IntegrationResponses:
                  - StatusCode: 200
                    ResponseParameters:
                      method.response.header.Access-Control-Allow-Origin: stageVariables.origin
                    ResponseTemplates: {{application/json: "$stageVariables.alias"}}
          Gone:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: PUT
              AuthorizationType: NONE
              Integration:
                Type: HTTP_PROXY
                IntegrationHttpMethod: GET
                Uri: 'http://${{stageVariables.server}}/x'
          Deployment: {{Type: AWS::ApiGateway::Deployment, Properties: {{RestApiId: !Ref Api}}}}
          Stage:
            Type: AWS::ApiGateway::Stage
            Properties:
              RestApiId: !Ref Api
              DeploymentId: !Ref Deployment
              StageName: live
              Variables: {{alias: live, origin: "{PAGE}", server: "127.0.0.1:1", late: !Ref Api}}
        """))  # fmt: skip
    with served_app(target) as served:
        url = f"{served.url('Api')}/"
        got = served.ask(url)
        assert (got.status, got.json) == (
            200, {"alias": "live", "origin": PAGE, "server": "127.0.0.1:1"},
        )  # fmt: skip
        got = served.ask(url, "POST")
        assert (got.status, got.headers["access-control-allow-origin"], got.body) == (
            200, PAGE, b"live",
        )  # fmt: skip
        assert served.ask(url, "PUT").status == 502
        assert "http://127.0.0.1:1/x does not answer" in served.entries[-1].answer.note
