"""Faults in every form of source that a fix writes: one front door for each fault."""

from __future__ import annotations

import json
from typing import Any

import yaml

from support.planted import template

APP = "https://app.example.com"
SOUND: dict[str, Any] = {
    "AllowOrigin": f"'{APP}'",
    "AllowMethods": "'PUT,OPTIONS'",
    "AllowHeaders": "'content-type'",
    "MaxAge": "'600'",
}
FAULTS: dict[str, dict[str, Any]] = {
    "Methods": {"AllowMethods": "'GET'"},
    "Headers": {"AllowHeaders": "'x-a'"},
    "Unquoted": {"AllowMethods": "PUT"},
    "Plain": {"AllowOrigin": "'http://app.example.com'"},
    "Opaque": {"AllowOrigin": "'null'"},
    "Slashed": {"AllowOrigin": f"'{APP}/'"},
    "Old": {"MaxAge": "'86401'"},
    "Several": {"AllowOrigin": f"'{APP},https://b.example.com'"},
}
"""Members of ``Cors`` with a fault, by the name of the API that has it."""


def _function(events: dict[str, Any]) -> dict[str, Any]:
    properties = {"Handler": "index.handler", "Runtime": "python3.13", "InlineCode": "pass"}
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {**properties, "Events": events},
    }


def _event(api: str) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": api}, "Path": "/items", "Method": "put"}
    return {"Type": "Api", "Properties": properties}


def _sam(resources: dict[str, Any], globals_: dict[str, Any] | None = None) -> str:
    content: dict[str, Any] = {"Transform": "AWS::Serverless-2016-10-31"}
    if globals_ is not None:
        content["Globals"] = globals_
    return str(yaml.safe_dump({**content, "Resources": resources}, sort_keys=False))


def sam() -> str:
    """Return APIs of SAM's, each with its own ``Cors``."""
    apis = {
        name: {
            "Type": "AWS::Serverless::Api",
            "Properties": {"StageName": "prod", "Cors": {**SOUND, **fault}},
        }
        for name, fault in FAULTS.items()
    }
    return _sam({**apis, "Function": _function({f"Of{name}": _event(name) for name in apis})})


def sam_globals() -> str:
    """Return APIs of SAM's that inherit faults, and whose own settings are merged into them."""
    inherited = {**SOUND, "AllowMethods": "'GET'", "AllowCredentials": True, "MaxAge": "'86401'"}
    apis = {
        "Bare": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "prod"}},
        "Own": {
            "Type": "AWS::Serverless::Api",
            "Properties": {"StageName": "prod", "Cors": {"AllowHeaders": "'x-b'"}},
        },
    }
    url = {"AuthType": "AWS_IAM", "Cors": {"AllowOrigins": [f"{APP}/"], "AllowMethods": ["GET"]}}
    http = {"CorsConfiguration": {"AllowOrigins": [APP], "AllowMethods": ["GET"]}}
    events = {f"Of{name}": _event(name) for name in apis}
    implicit = {"Type": "HttpApi", "Properties": {"Path": "/items", "Method": "put"}}
    globals_ = {
        "Api": {"Cors": inherited},
        "HttpApi": http,
        "Function": {"FunctionUrlConfig": url},
    }
    return _sam({**apis, "Function": _function({**events, "Http": implicit})}, globals_)


def openapi() -> str:
    """Return an OpenAPI document whose preflights have the faults."""
    paths = {f"/{name.lower()}": _path({**SOUND, **fault}) for name, fault in FAULTS.items()}
    paths["/none"] = {"put": _operation({"type": "aws_proxy", "httpMethod": "POST", "uri": "arn"})}
    document = {"openapi": "3.0.1", "info": {"title": "shop", "version": "1"}, "paths": paths}
    return str(yaml.safe_dump(document, sort_keys=False))


def _operation(integration: dict[str, Any]) -> dict[str, Any]:
    return {"responses": {}, "x-amazon-apigateway-integration": integration}


_NAMES = {
    "AllowOrigin": "Access-Control-Allow-Origin",
    "AllowMethods": "Access-Control-Allow-Methods",
    "AllowHeaders": "Access-Control-Allow-Headers",
    "MaxAge": "Access-Control-Max-Age",
}


def _path(cors: dict[str, Any]) -> dict[str, Any]:
    headers = {_NAMES[name]: value for name, value in cors.items()}
    integration = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 204}'},
        "responses": {
            "default": {
                "statusCode": "204",
                "responseParameters": {
                    f"method.response.header.{name}": value for name, value in headers.items()
                },
            }
        },
    }
    text = {"schema": {"type": "string"}}
    declared = {"description": "", "headers": dict.fromkeys(headers, text)}
    return {
        "put": _operation({"type": "aws_proxy", "httpMethod": "POST", "uri": "arn"}),
        "options": {
            "responses": {"204": declared},
            "x-amazon-apigateway-integration": integration,
        },
    }


FORMS = {
    "planted.json": lambda: json.dumps(template(), indent=2),
    "sam.yaml": sam,
    "sam-globals.yaml": sam_globals,
    "openapi.yaml": openapi,
}
"""Every form that a fix writes, by the name of its file."""
