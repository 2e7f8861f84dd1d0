"""Random templates, sound and faulty, that a fix must never make worse: ``make fix-random``.

What SAM's translator, cfn-lint or the collector accepts of a template before ``fix --unsafe
--write`` it accepts afterwards, and a second fix has nothing to do.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from corsgate import CorsPolicy
from corsgate_audit.collect import TargetError, collect
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import read_target
from corsgate_audit.model import CoverageState

APP = "https://app.example.com"
POLICIES = (
    CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], allow_headers=["content-type"]),
    CorsPolicy(
        allow_origins=[APP, "https://b.example.com"],
        allow_methods=["GET", "PUT", "DELETE"],
        allow_headers=["authorization"],
        allow_credentials=True,
        max_age=600,
    ),
    CorsPolicy(allow_origins=["*"], allow_methods=["*"], allow_headers=["content-type"]),
    None,
)
_ORIGINS = (f"'{APP}'", "'*'", "'null'", "'http://app.example.com'", f"'{APP}/'", APP, "''")
_METHODS = ("'PUT,GET'", "'GET'", "PUT", "'*'", None)
_HEADERS = ("'content-type'", "'authorization,x-a'", "'*'", None)
_AGES = ("'600'", "'0'", "'86401'", "600", None)
_NAMES = {
    "AllowOrigin": "Access-Control-Allow-Origin",
    "AllowMethods": "Access-Control-Allow-Methods",
    "AllowHeaders": "Access-Control-Allow-Headers",
    "MaxAge": "Access-Control-Max-Age",
}


def random_template(chosen: random.Random) -> str:
    """Return a template or a document, in YAML or JSON.

    Args:
        chosen: decides all.
    """
    make = chosen.choice((_rest, _rest, _sam, _sam, _http, _url))
    content = make(chosen)
    if chosen.random() < 0.3:
        return json.dumps(content, indent=2)
    return str(yaml.safe_dump(content, sort_keys=False))


def _cors(chosen: random.Random) -> dict[str, Any]:
    values = {
        "AllowOrigin": chosen.choice(_ORIGINS),
        "AllowMethods": chosen.choice(_METHODS),
        "AllowHeaders": chosen.choice(_HEADERS),
        "MaxAge": chosen.choice(_AGES),
        "AllowCredentials": chosen.choice((True, None, None)),
    }
    return {name: value for name, value in values.items() if value is not None}


def _rest(chosen: random.Random) -> dict[str, Any]:
    place = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": "Items"}}
    resources: dict[str, Any] = {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop"}},
        "Items": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {
                "RestApiId": {"Ref": "Api"},
                "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
                "PathPart": "items",
            },
        },
        "Put": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                **place,
                "HttpMethod": chosen.choice(("PUT", "ANY")),
                "AuthorizationType": chosen.choice(("NONE", "AWS_IAM")),
                "Integration": {
                    "Type": "HTTP_PROXY",
                    "IntegrationHttpMethod": "PUT",
                    "Uri": "https://backend.example.com",
                },
            },
        },
    }
    if chosen.random() < 0.8:
        resources["Options"] = _options(chosen, place)
    if chosen.random() < 0.5:
        resources["Release"] = {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": chosen.choice(("Put", ["Put"])),
            "Properties": {"RestApiId": {"Ref": "Api"}},
        }
        resources["Stage"] = {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": {"Ref": "Api"},
                "DeploymentId": {"Ref": "Release"},
                "StageName": "prod",
            },
        }
    if chosen.random() < 0.4:
        resources["Errors"] = {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {"RestApiId": {"Ref": "Api"}, "ResponseType": "DEFAULT_5XX"},
        }
    return {"Resources": resources}


def _options(chosen: random.Random, place: dict[str, Any]) -> dict[str, Any]:
    given = _cors(chosen)
    headers = {_NAMES[name]: value for name, value in given.items() if name in _NAMES}
    if "AllowCredentials" in given:
        headers["Access-Control-Allow-Credentials"] = "'true'"
    mapped = {f"method.response.header.{name}": value for name, value in headers.items()}
    declared = dict.fromkeys(mapped, True)
    if chosen.random() < 0.3 and declared:
        declared.popitem()
    integration: dict[str, Any] = {
        "Type": "MOCK",
        "RequestTemplates": {
            "application/json": chosen.choice(('{"statusCode": 204}', "{statusCode: 204", "204"))
        },
        "IntegrationResponses": [{"StatusCode": "204", "ResponseParameters": mapped}],
    }
    if chosen.random() < 0.5:
        integration["PassthroughBehavior"] = chosen.choice(("NEVER", "WHEN_NO_MATCH"))
    return {
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            **place,
            "HttpMethod": "OPTIONS",
            "AuthorizationType": chosen.choice(("NONE", "NONE", "AWS_IAM")),
            "ApiKeyRequired": chosen.choice((False, False, True)),
            "Integration": integration,
            "MethodResponses": [{"StatusCode": "204", "ResponseParameters": declared}],
        },
    }


def _sam(chosen: random.Random) -> dict[str, Any]:
    globals_: dict[str, Any] = {}
    if chosen.random() < 0.6:
        globals_["Api"] = {"Cors": chosen.choice((_cors(chosen), f"'{APP}'"))}
    if chosen.random() < 0.3:
        globals_["HttpApi"] = {"CorsConfiguration": _settings(chosen)}
    if chosen.random() < 0.3:
        url = {"AuthType": "NONE", "Cors": _settings(chosen, of_url=True)}
        globals_["Function"] = {"FunctionUrlConfig": url}
    events: dict[str, Any] = {}
    resources: dict[str, Any] = {}
    for name in ("First", "Second")[: chosen.randrange(3)]:
        properties: dict[str, Any] = {"StageName": "prod"}
        if chosen.random() < 0.6:
            properties["Cors"] = _cors(chosen)
        resources[name] = {"Type": "AWS::Serverless::Api", "Properties": properties}
        events[f"Of{name}"] = _event("Api", RestApiId={"Ref": name})
    if chosen.random() < 0.4 or not events:
        events["Own"] = _event(chosen.choice(("Api", "HttpApi")))
    resources["Function"] = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Handler": "index.handler",
            "Runtime": "python3.13",
            "InlineCode": "pass",
            "Events": events,
        },
    }
    head: dict[str, Any] = {"Transform": "AWS::Serverless-2016-10-31"}
    return {**head, **({"Globals": globals_} if globals_ else {}), "Resources": resources}


def _event(kind: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    return {"Type": kind, "Properties": {"Path": "/items", "Method": "put", **more}}


def _settings(chosen: random.Random, *, of_url: bool = False) -> dict[str, Any]:
    methods = (["PUT"], ["GET"], ["*"], ["GET", "PUT"], *(() if of_url else (["OPTIONS"],)))
    values = {
        "AllowOrigins": chosen.choice(([APP], ["*"], [f"{APP}/"], ["http://app.example.com"], [])),
        "AllowMethods": chosen.choice(methods),
        "AllowHeaders": chosen.choice((["content-type"], ["x-a"], ["*"], None)),
        "AllowCredentials": chosen.choice((True, False, None)),
        "MaxAge": chosen.choice((600, 0, None)),
    }
    return {name: value for name, value in values.items() if value is not None}


def _http(chosen: random.Random) -> dict[str, Any]:
    properties = {"Name": "shop", "ProtocolType": "HTTP", "CorsConfiguration": _settings(chosen)}
    target = {"Fn::Join": ["/", ["integrations", {"Ref": "Backend"}]]}
    return {
        "Resources": {
            "Api": {"Type": "AWS::ApiGatewayV2::Api", "Properties": properties},
            "Backend": {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {
                    "ApiId": {"Ref": "Api"},
                    "IntegrationType": "HTTP_PROXY",
                    "IntegrationMethod": "PUT",
                    "IntegrationUri": "https://backend.example.com",
                    "PayloadFormatVersion": "1.0",
                },
            },
            "Put": {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": {"Ref": "Api"},
                    "RouteKey": chosen.choice(("PUT /items", "$default")),
                    "AuthorizationType": chosen.choice(("NONE", "AWS_IAM")),
                    "Target": target,
                },
            },
        }
    }


def _url(chosen: random.Random) -> dict[str, Any]:
    return {
        "Resources": {
            "Url": {
                "Type": "AWS::Lambda::Url",
                "Properties": {
                    "TargetFunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:items",
                    "AuthType": chosen.choice(("NONE", "AWS_IAM")),
                    "Cors": _settings(chosen, of_url=True),
                },
            }
        }
    }


def refusals(file: Path) -> set[str]:
    """Return why a template would not be read, translated or deployed.

    Args:
        file: the template.
    """
    text = file.read_text(encoding="utf-8")
    found = {
        f"collector: {part.reason}"
        for part in collect([str(file)]).coverage
        if part.state is CoverageState.FAILED
    }
    for match in lint(text, config=ManualArgs(regions=["eu-west-1"])):
        if match.rule.id.startswith("E"):
            found.add(f"cfn-lint: {match.rule.id}")
    return found


def made_worse(text: str, policy: CorsPolicy | None, folder: Path) -> list[str]:
    """Fix a template with everything that can be done; return what is worse for it.

    Args:
        text: of the template.
        policy: of its owner.
        folder: in which it is written.
    """
    file = folder / "template.yaml"
    file.write_text(text, encoding="utf-8")
    before = refusals(file)
    choices = Choices(policy=policy, unsafe=True, error_origin="first")
    try:
        target = read_target(str(file))
        planned = plan_template(target, choices)
    except TargetError as error:
        return [f"{error}"]
    if planned.after == target.text:
        return []
    target.write(planned.after)
    worse = sorted(refusals(file) - before)
    again = plan_template(read_target(str(file)), choices)
    return [*worse, *(["a second fix changes something"] if again.after != again.before else [])]


def main() -> int:
    """Fix many; 1 where one is worse for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.seed, options.seed + options.count):
            chosen = random.Random(number)  # noqa: S311 - the same each time
            text = random_template(chosen)
            worse = made_worse(text, chosen.choice(POLICIES), Path(folder))
            if worse:
                failed += 1
                sys.stdout.write(f"seed {number}: {'; '.join(worse)}\n")
    sys.stdout.write(f"{options.count - failed} of {options.count} are no worse\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
