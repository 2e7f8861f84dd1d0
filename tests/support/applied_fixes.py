"""Fixes put where they belong: beside the rest of an API, in files that the tool itself would take.

What is written around a fix is what people have already: the API, its one route, its stage. The
route leads to a server elsewhere, so that all that decides is in the file.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml
from typer.testing import CliRunner

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.cli import app
from corsgate_audit.fix.text.styles import Style
from corsgate_audit.fix.text.writers import YamlWriter
from corsgate_audit.probe import Heard, Probe, probe
from corsgate_audit.probe.fixes import Fix, Tool, fixes_for
from support.heard import APP, Wire, heard

if TYPE_CHECKING:
    from pathlib import Path

OLD = "https://old.example"
HEADERS = (("content-type", "application/json"),)
API = "https://a1.execute-api.eu-west-1.amazonaws.com/prod/items"
URL = "https://abc.lambda-url.eu-west-1.on.aws/items"
CDN = "https://d1.cloudfront.net/items"
MISMATCH = {"Access-Control-Allow-Origin": OLD, "Access-Control-Allow-Methods": "GET"}
REST, HTTP = {"x-amz-apigw-id": "a"}, {"apigw-requestid": "a"}

BROKEN: dict[str, tuple[Heard, str]] = {
    "REST API": (
        heard(403, {**REST, "x-amzn-errortype": "MissingAuthenticationTokenException"}),
        API,
    ),
    "REST API, several origins": (heard(200, {**MISMATCH, **REST}), API),
    "HTTP API": (heard(204, HTTP), API.replace("/prod", "")),
    "HTTP API, several origins": (heard(204, {**MISMATCH, **HTTP}), API.replace("/prod", "")),
    "function URL": (heard(200), URL),
    "CloudFront": (heard(403, {"server": "CloudFront", "x-amz-cf-id": "c"}), CDN),
}
"""A preflight's answer and the URL, by front door."""


def found(name: str, credentials: str = "same-origin") -> Probe:
    """Probe a PUT of JSON that a front door breaks.

    Args:
        name: key of `BROKEN`.
        credentials: mode of the request.
    """
    answer, url = BROKEN[name]
    return probe(BrowserRequest(url, APP, "PUT", HEADERS, credentials), Wire(answer))


def code_of(name: str, tool: Tool, language: str, credentials: str = "same-origin") -> str:
    """Return the code of the one fix of a tool in a language."""
    fixes = fixes_for(found(name, credentials), [tool])
    (fix,) = [each for each in fixes if (each.tool, each.language) == (tool.value, language)]
    assert isinstance(fix, Fix)
    return fix.code


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """Reads CloudFormation's short forms."""


_Loader.add_multi_constructor(
    "!", lambda loader, suffix, node: {suffix: loader.construct_scalar(node)}
)


def loaded(text: str) -> Any:  # noqa: ANN401 - whatever a fix holds
    """Load YAML with CloudFormation's short forms."""
    return yaml.load(text, _Loader)  # noqa: S506 - a safe loader


def dumped(content: dict[str, Any]) -> str:
    """Write YAML as `render` does."""
    return "".join(f"{line}\n" for line in YamlWriter(Style()).block(content, 0))


FUNCTION = {
    "Type": "AWS::Serverless::Function",
    "Properties": {
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "InlineCode": (
            "def handler(event, context):\n"
            "    return {'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': "
            f"'{APP}', 'Access-Control-Allow-Credentials': 'true'}}}}\n"
        ),
    },
}
PLAIN = {
    "Runtime": "python3.13",
    "Handler": "index.handler",
    "Code": {"ZipFile": "def handler(event, context):\n    return {'statusCode': 200}\n"},
}
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                }
            ]
        }
    },
}
PROXY = {"type": "http_proxy", "httpMethod": "PUT", "uri": "https://backend.example/"}
ANYBODY = {
    "Type": "AWS::Lambda::Permission",
    "Properties": {
        "Action": "lambda:InvokeFunctionUrl",
        "FunctionUrlAuthType": "NONE",
        "Principal": "*",
    },
}


def sam(name: str, code: str) -> str:
    """Complete a fix of SAM."""
    content = loaded(code)
    resources = content["Resources"]
    if name == "function URL":
        properties = resources["Function"]["Properties"]
        properties["FunctionUrlConfig"]["AuthType"] = "NONE"
        properties.pop("CodeUri")
        properties["InlineCode"] = PLAIN["Code"]["ZipFile"]  # type: ignore[index]  # a mapping
        return dumped(content)
    body = resources["Api"]["Properties"].get("DefinitionBody")
    if body is not None:  # the document lists the routes itself
        body["paths"]["/items"]["put"] = {"x-amazon-apigateway-integration": PROXY, "responses": {}}
        return dumped(content)
    rest = name.startswith("REST")
    event = {"RestApiId" if rest else "ApiId": {"Ref": "Api"}, "Path": "/items", "Method": "put"}
    events = {"Events": {"Put": {"Type": "Api" if rest else "HttpApi", "Properties": event}}}
    resources["Function"] = FUNCTION | {"Properties": {**FUNCTION["Properties"], **events}}  # type: ignore[dict-item]  # a mapping
    return dumped(content)


def cloudformation(name: str, code: str) -> str:
    """Complete a fix of CloudFormation: what it takes as a parameter is a resource here."""
    content = loaded(code)
    content.pop("Parameters", None)
    resources = content["Resources"]
    if name == "function URL":
        resources["Url"]["Properties"]["AuthType"] = "NONE"
        arn = {"Fn::GetAtt": ["Role", "Arn"]}
        function = {"Type": "AWS::Lambda::Function", "Properties": {**PLAIN, "Role": arn}}
        resources |= {"FunctionArn": function, "Role": ROLE}
        open_ = {**ANYBODY["Properties"], "FunctionName": {"Ref": "FunctionArn"}}  # type: ignore[dict-item]  # a mapping
        resources["Anybody"] = ANYBODY | {"Properties": open_}
    elif name.startswith("REST"):
        resources |= _rest_resources()
    elif name.startswith("HTTP"):
        resources |= _http_resources()
    else:
        resources["Distribution"]["Properties"]["DistributionConfig"] |= _around_the_behavior()
        behavior = resources["Distribution"]["Properties"]["DistributionConfig"]
        behavior["DefaultCacheBehavior"] |= {
            "TargetOriginId": "api",
            "ViewerProtocolPolicy": "https-only",
        }
        resources |= _api_behind()
    return dumped(content)


def _rest_resources() -> dict[str, Any]:
    integration = {
        "Type": "HTTP_PROXY",
        "IntegrationHttpMethod": "PUT",
        "Uri": "https://backend.example/",
    }
    api = {"Ref": "RestApi"}
    return {
        "RestApi": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "items"}},
        "Resource": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {
                "RestApiId": api,
                "ParentId": {"Fn::GetAtt": ["RestApi", "RootResourceId"]},
                "PathPart": "items",
            },
        },
        "Put": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "RestApiId": api,
                "ResourceId": {"Ref": "Resource"},
                "HttpMethod": "PUT",
                "AuthorizationType": "NONE",
                "Integration": integration,
            },
        },
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": ["Preflight", "Put", "Default4Xx", "Default5Xx"],
            "Properties": {"RestApiId": api},
        },
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": api,
                "DeploymentId": {"Ref": "Deployment"},
                "StageName": "prod",
            },
        },
    }


def _http_resources() -> dict[str, Any]:
    api = {"Ref": "Api"}
    return {
        "Integration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": api,
                "IntegrationType": "HTTP_PROXY",
                "IntegrationMethod": "PUT",
                "IntegrationUri": "https://backend.example/",
                "PayloadFormatVersion": "1.0",
            },
        },
        "Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": api,
                "RouteKey": "PUT /items",
                "Target": {"Fn::Sub": "integrations/${Integration}"},
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": api, "StageName": "$default", "AutoDeploy": True},
        },
    }


def _around_the_behavior() -> dict[str, Any]:
    domain = {"Fn::Sub": "${Api}.execute-api.${AWS::Region}.amazonaws.com"}
    origin = {
        "Id": "api",
        "DomainName": domain,
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
    }
    return {"Enabled": True, "Origins": [origin]}


def _api_behind() -> dict[str, Any]:
    cors = {"AllowOrigins": [APP], "AllowMethods": ["PUT"], "AllowHeaders": ["content-type"]}
    api = {"Name": "items", "ProtocolType": "HTTP", "CorsConfiguration": cors}
    return {"Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": api}, **_http_resources()}


TERRAFORM = {
    "REST": """
resource "aws_api_gateway_rest_api" "api" {
  name = "items"
}
resource "aws_api_gateway_resource" "items" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "items"
}
resource "aws_api_gateway_method" "put" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.items.id
  http_method   = "PUT"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "put" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.items.id
  http_method             = aws_api_gateway_method.put.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = "PUT"
  uri                     = "https://backend.example/"
}
resource "aws_api_gateway_deployment" "api" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  depends_on = [
    aws_api_gateway_integration.put, aws_api_gateway_integration_response.preflight,
    aws_api_gateway_gateway_response.default_4xx, aws_api_gateway_gateway_response.default_5xx,
  ]
}
resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.api.id
  stage_name    = "prod"
}
""",
    "HTTP": """
resource "aws_apigatewayv2_integration" "items" {
  api_id                 = aws_apigatewayv2_api.api.id
  integration_type       = "HTTP_PROXY"
  integration_method     = "PUT"
  integration_uri        = "https://backend.example/"
  payload_format_version = "1.0"
}
resource "aws_apigatewayv2_route" "items" {
  api_id    = aws_apigatewayv2_api.api.id
  route_key = "PUT /items"
  target    = "integrations/${aws_apigatewayv2_integration.items.id}"
}
resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.api.id
  name        = "$default"
  auto_deploy = true
}
""",
    "function": """
resource "aws_lambda_function" "items" {
  function_name = "items"
  handler       = "index.handler"
  runtime       = "python3.13"
  role          = "arn:aws:iam::123456789012:role/x"
  filename      = "items.zip"
}
resource "aws_lambda_permission" "anybody" {
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = aws_lambda_function.items.function_name
  function_url_auth_type = "NONE"
  principal              = "*"
}
""",
}
_GIVEN = {
    "var.rest_api_id": "aws_api_gateway_rest_api.api.id",
    "var.resource_id": "aws_api_gateway_resource.items.id",
    "var.function_name": "aws_lambda_function.items.function_name",
    '"AWS_IAM"': '"NONE"',
}


def terraform(name: str, code: str) -> str:
    """Complete a fix of Terraform: its variables are what they stand for."""
    text = re.sub(r'(?ms)^variable "\w+" \{\n.*?^\}\n\n?', "", code)
    for variable, value in _GIVEN.items():
        text = text.replace(variable, value)
    return text + TERRAFORM[name.split(maxsplit=1)[0]]


def why(target: Path | None, credentials: str = "same-origin", *more: str) -> dict[str, Any]:
    """Ask `corsgate why` of a target, or of the account, for the page's PUT."""
    arguments = ["why", *([str(target)] if target else []), "--origin", APP, "--method", "PUT"]
    arguments += ["--path", "/items", "--header", "content-type: application/json"]
    arguments += ["--credentials", credentials, *more, "--format", "json"]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code in {0, 1, 3}, result.stderr
    answered: dict[str, Any] = json.loads(result.stdout)
    return answered


def passes(answered: dict[str, Any]) -> bool:
    """Whether the request passes, or all that is left is what the server behind returns."""
    first = answered["exchange"][0]["response"]
    preflight = first is None or first["status"] in {200, 204}
    return answered["error"] is None and answered["allowed"] is not False and preflight
