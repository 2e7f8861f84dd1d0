"""Gaps around functions: their URLs, their permissions, their code."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from typing import Any

from support.moto_gaps import REGION, Gap, client, deploy, destroy, without_noise

ROLE: dict[str, Any] = {
    "Type": "AWS::IAM::Role",
    "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}},
}
FUNCTION: dict[str, Any] = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "FunctionName": "items",
        "Handler": "index.handler",
        "Runtime": "python3.13",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Code": {"ZipFile": "def handler(event, context): ..."},
    },
}
_BUCKET = "layers"
_BASE = {"Role": ROLE, "Function": FUNCTION}


def _url(**properties: object) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Url",
        "Properties": {
            "TargetFunctionArn": {"Fn::GetAtt": ["Function", "Arn"]},
            "AuthType": "NONE",
            **properties,
        },
    }


_CORS = {"AllowOrigins": ["https://a.example"], "AllowCredentials": True, "MaxAge": 600}


def _get_url() -> dict[str, Any]:
    found: dict[str, Any] = client("lambda").get_function_url_config(FunctionName="items")
    return found


def _made_url() -> object:
    outputs = deploy(
        {**_BASE, "Url": _url(Cors=_CORS)}, {"Url": {"Fn::GetAtt": ["Url", "FunctionUrl"]}}
    )
    found = _get_url()
    return [found["AuthType"], found["Cors"], outputs["Url"].removeprefix(found["FunctionUrl"])]


def _changed_url() -> object:
    deploy({**_BASE, "Url": _url(Cors=_CORS)})
    before = _get_url()["FunctionUrl"]
    deploy({**_BASE, "Url": _url()})
    after = _get_url()
    return ["Cors" in after, after["FunctionUrl"] == before]


def _dropped_url() -> object:
    deploy({**_BASE, "Url": _url(Cors=_CORS)})
    made = _get_url()["AuthType"]
    deploy(_BASE)
    try:
        _get_url()
    except client("lambda").exceptions.ResourceNotFoundException:
        return [made, "gone"]
    return [made, "still there"]


def _listed_urls() -> object:
    deploy(_BASE)
    functions = client("lambda")
    functions.create_function_url_config(FunctionName="items", AuthType="NONE", Cors=_CORS)
    found = functions.list_function_url_configs(FunctionName="items")
    return [url["Cors"] for url in found["FunctionUrlConfigs"]]


def _permission(source: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": {"Ref": "Function"},
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": f"arn:aws:execute-api:eu-west-1:123456789012:{source}",
        },
    }


def _statements() -> list[dict[str, Any]]:
    policy = json.loads(client("lambda").get_policy(FunctionName="items")["Policy"])
    return [without_noise(s, "Sid", "Resource") for s in policy["Statement"]]


def _sources(statements: list[dict[str, Any]]) -> list[str]:
    return [s["Condition"]["ArnLike"]["AWS:SourceArn"].rpartition(":")[2] for s in statements]


def _changed_permission() -> object:
    both = {"A": _permission("a/*"), "B": _permission("b/*")}
    deploy({**_BASE, **both})
    made = _sources(_statements())
    deploy({**_BASE, "A": _permission("c/*")})
    return [made, _sources(_statements())]


def _url_permission() -> object:
    permission = {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunctionUrl",
            "FunctionName": {"Fn::GetAtt": ["Function", "Arn"]},
            "Principal": "*",
            "FunctionUrlAuthType": "NONE",
        },
    }
    deploy({**_BASE, "Permission": permission})
    return _statements()


def _downloaded_code() -> object:
    deploy(_BASE)
    location = client("lambda").get_function(FunctionName="items")["Code"]["Location"]
    # Taken from the URL itself, and not opened: plain moto names a host of AWS.
    package = zipfile.ZipFile(io.BytesIO(base64.b64decode(location.partition(";base64,")[2])))
    return package.read("index.py").decode()


def _destroyed() -> object:
    permission = _permission("a/*")
    deploy({**_BASE, "Url": _url(Cors=_CORS), "Permission": permission})
    made = _get_url()["AuthType"]
    destroy()
    return [made, client("lambda").list_functions()["Functions"]]


def _layer(text: str) -> dict[str, Any]:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("python/cors.py", text)
    client("s3").put_object(Bucket=_BUCKET, Key=text, Body=file.getvalue())
    return {
        "Type": "AWS::Lambda::LayerVersion",
        "Properties": {"LayerName": "cors", "Content": {"S3Bucket": _BUCKET, "S3Key": text}},
    }


def _layer_life() -> object:
    function = {**FUNCTION["Properties"], "Layers": [{"Ref": "Layer"}]}
    layered = {"Role": ROLE, "Function": {**FUNCTION, "Properties": function}}
    client("s3").create_bucket(
        Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    deploy({**layered, "Layer": _layer("x = 1")})
    used = client("lambda").get_function(FunctionName="items")["Configuration"].get("Layers", [])
    contents = [_content(layer["Arn"]) for layer in used]
    destroy()
    return [*contents, client("lambda").list_layers()["Layers"]]


def _content(arn: str) -> str:
    *_, layer, version = arn.split(":")
    found = client("lambda").get_layer_version(LayerName=layer, VersionNumber=int(version))
    _, _, content = found["Content"]["Location"].partition(";base64,")
    return zipfile.ZipFile(io.BytesIO(base64.b64decode(content))).read("python/cors.py").decode()


def _changed_code() -> object:
    deploy(_BASE)
    code = "def handler(event, context): return 'changed'"
    changed = {**FUNCTION["Properties"], "Code": {"ZipFile": code}}
    deploy({**_BASE, "Function": {**FUNCTION, "Properties": changed}})
    location = client("lambda").get_function(FunctionName="items")["Code"]["Location"]
    package = base64.b64decode(location.rpartition(",")[2])
    return zipfile.ZipFile(io.BytesIO(package)).read("index.py").decode()


GAPS = (
    Gap(
        "an update changes code that the template holds",
        _changed_code,
        "def handler(event, context): return 'changed'",
    ),
    Gap(
        "a layer is in the functions that have it, and goes with its stack",
        _layer_life,
        ["x = 1", []],
    ),
    Gap("a stack makes a function URL with CORS", _made_url, ["NONE", _CORS, "/"]),
    Gap("an update changes a function URL and keeps its address", _changed_url, [False, True]),
    Gap("an update removes a dropped function URL", _dropped_url, ["NONE", "gone"]),
    Gap("the URLs of a function can be listed", _listed_urls, [_CORS]),
    Gap(
        "an update replaces a permission and removes a dropped one",
        _changed_permission,
        [["a/*", "b/*"], ["c/*"]],
    ),
    Gap(
        "a permission for a function URL names the URL's kind of authorization",
        _url_permission,
        [
            {
                "Effect": "Allow",
                "Action": "lambda:InvokeFunctionUrl",
                "Principal": "*",
                "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
            }
        ],
    ),
    Gap(
        "the code of a function can be downloaded",
        _downloaded_code,
        "def handler(event, context): ...",
    ),
    Gap("a deleted stack leaves no function", _destroyed, ["NONE", []]),
)
