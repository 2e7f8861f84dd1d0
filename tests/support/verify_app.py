"""A conformance app of two front doors and four questions, written without the CDK."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.verify.app import App
from corsgate_audit.verify.predicting import predict
from corsgate_audit.verify.questions import Basis, Front, Question, Request, Statement
from corsgate_audit.verify.synthesis import StackTemplate, check, read_assembly

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "https://app.example.com"
STAGE = "v1"
_CORS = "method.response.header.Access-Control-Allow-Origin"


def _method(path: str, verb: str, integration: dict[str, Any], *headers: str) -> dict[str, Any]:
    return {
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            "RestApiId": {"Ref": "Mock"},
            "ResourceId": {"Ref": path},
            "HttpMethod": verb,
            "AuthorizationType": "NONE",
            "Integration": {
                "Type": "MOCK",
                "PassthroughBehavior": "NEVER",
                "RequestTemplates": {"application/json": '{"statusCode": 200}'},
                "IntegrationResponses": [{"StatusCode": "200", **integration}],
            },
            "MethodResponses": [
                {"StatusCode": "200", "ResponseParameters": dict.fromkeys(headers, False)}
            ],
        },
    }


def _path(name: str) -> dict[str, Any]:
    parent = {"Fn::GetAtt": ["Mock", "RootResourceId"]}
    properties = {"RestApiId": {"Ref": "Mock"}, "ParentId": parent, "PathPart": name}
    return {"Type": "AWS::ApiGateway::Resource", "Properties": properties}


def _output(api: str, stage: str) -> dict[str, Any]:
    url = f"https://${{{api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}{stage}"
    return {"Value": {"Fn::Sub": url}}


REST = {
    "Resources": {
        "Mock": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "conformance"}},
        "Text": _path("text"),
        "Cors": _path("cors"),
        "GetText": _method(
            "Text", "GET", {"ResponseTemplates": {"application/json": "written by a template"}}
        ),
        "OptionsCors": _method(
            "Cors", "OPTIONS", {"ResponseParameters": {_CORS: f"'{PAGE}'"}}, _CORS
        ),
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": ["GetText", "OptionsCors"],
            "Properties": {"RestApiId": {"Ref": "Mock"}},
        },
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": {"Ref": "Mock"},
                "DeploymentId": {"Ref": "Deployment"},
                "StageName": STAGE,
            },
        },
    },
    "Outputs": {Front.MOCK.output: _output("Mock", f"/{STAGE}")},
}
HTTP = {
    "Resources": {
        "Http": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Name": "conformance",
                "ProtocolType": "HTTP",
                "CorsConfiguration": {"AllowOrigins": [PAGE], "AllowMethods": ["PUT"]},
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": "Http"}, "StageName": "$default", "AutoDeploy": True},
        },
    },
    "Outputs": {Front.HTTP.output: _output("Http", "")},
}
TEMPLATES = {"Mock": REST, "Http": HTTP}


def _statement(name: str, says: str, code: str) -> Statement:
    return Statement(
        id=name,
        says=says,
        basis=Basis.DOCUMENTED,
        source="https://docs.aws.amazon.com/apigateway/",
        relied_on_by=(f"corsgate_audit.gateway.{code}",),
    )


_PREFLIGHT = (("Origin", PAGE), ("Access-Control-Request-Method", "PUT"))
_ROWS = (
    (
        _statement("mock-text", "A response template writes the body.", "rest:answer_rest"),
        Front.MOCK,
        Request(method="GET", path="/text"),
        ("status", "body"),
    ),
    (
        _statement("mock-header", "A fixed value is sent without quotes.", "mappings:mapped"),
        Front.MOCK,
        Request(method="OPTIONS", path="/cors", headers=_PREFLIGHT),
        ("status", "access-control-allow-origin"),
    ),
    (
        _statement("http-preflight", "A preflight gets 204.", "http_api:answer_http_api"),
        Front.HTTP,
        Request(method="OPTIONS", path="/any", headers=_PREFLIGHT),
        ("status", "access-control-allow-origin", "access-control-allow-methods"),
    ),
    (
        _statement("http-missing", "A route that is missing gets 404.", "routing:match_route"),
        Front.HTTP,
        Request(method="GET", path="/nowhere", headers=(("origin", PAGE),), http_version="1.1"),
        ("status",),
    ),
)
STATEMENTS = {statement.id: statement for statement, *_ in _ROWS}
QUESTIONS = tuple(
    Question(statement=statement.id, front=front, request=request, compares=compares)
    for statement, front, request, compares in _ROWS
)


def synthesised(suffix: str, folder: Path) -> tuple[StackTemplate, ...]:
    """Write the stacks as the CDK writes a cloud assembly, and read them."""
    artifacts = {}
    for part, template in TEMPLATES.items():
        name = f"CorsgateVerify-{suffix}-{part}"
        (folder / f"{name}.template.json").write_text(json.dumps(template))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": f"{name}.template.json"},
        }
    manifest = {"version": "36.0.0", "artifacts": artifacts}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    stacks = tuple(read_assembly(folder))
    check(stacks, suffix)
    return stacks


def app() -> App:
    """Return the app."""
    return App(statements=STATEMENTS, questions=QUESTIONS, predict=predict, synthesise=synthesised)


def templates() -> Iterator[dict[str, Any]]:
    """Yield what is deployed."""
    yield from TEMPLATES.values()
