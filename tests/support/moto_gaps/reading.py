"""Gaps in what moto answers to those who read an account."""

from __future__ import annotations

import json
from typing import Any

from support.moto_gaps import Gap, client, without_noise
from support.moto_gaps.rest import API


def _api() -> tuple[Any, str]:
    """Return a client, and the id of a new API."""
    apis = client("apigateway")
    return apis, apis.create_rest_api(name="items")["id"]


def _withheld_methods() -> object:
    apis, api_id = _api()
    root = apis.get_resources(restApiId=api_id)["items"][0]["id"]
    place = {"restApiId": api_id, "resourceId": root}
    apis.put_method(**place, httpMethod="OPTIONS", authorizationType="NONE")
    listed = apis.get_resources(restApiId=api_id)["items"][0]["resourceMethods"]
    one = apis.get_resource(**place)["resourceMethods"]
    embedded = apis.get_resource(**place, embed=["methods"])["resourceMethods"]
    return [listed, one, embedded["OPTIONS"]["httpMethod"]]


def _pages_of_resources() -> object:
    apis, api_id = _api()
    root = apis.get_resources(restApiId=api_id)["items"][0]["id"]
    for index in range(29):
        apis.create_resource(restApiId=api_id, parentId=root, pathPart=f"p{index}")
    pages = list(apis.get_paginator("get_resources").paginate(restApiId=api_id))
    by_ten = apis.get_paginator("get_resources").paginate(
        restApiId=api_id, PaginationConfig={"PageSize": 10}
    )
    ids = {item["id"] for page in pages for item in page["items"]}
    return [
        [len(page["items"]) for page in pages],
        [len(page["items"]) for page in by_ten],
        len(ids),
    ]


def _pages_of_apis() -> object:
    apis = client("apigateway")
    for index in range(26):
        apis.create_rest_api(name=f"api-{index}")
    pages = apis.get_paginator("get_rest_apis").paginate()
    return [len(page["items"]) for page in pages]


def _largest_page() -> object:
    apis, api_id = _api()
    root = apis.get_resources(restApiId=api_id)["items"][0]["id"]
    for index in range(500):
        apis.create_resource(restApiId=api_id, parentId=root, pathPart=f"p{index}")
    return len(apis.get_resources(restApiId=api_id, limit=501)["items"])


def _binary_media_types() -> object:
    apis = client("apigateway")
    api = apis.create_rest_api(name="items", binaryMediaTypes=["image/png", "*/*"])
    operations = [
        {"op": "add", "path": "/binaryMediaTypes/application~1zip"},
        {"op": "remove", "path": "/binaryMediaTypes/*~1*"},
        {"op": "replace", "path": "/name", "value": "renamed"},
    ]
    changed = apis.update_rest_api(restApiId=api["id"], patchOperations=operations)
    return [api.get("binaryMediaTypes"), changed["binaryMediaTypes"], changed["name"]]


def _all_gateway_responses() -> object:
    apis, api_id = _api()
    apis.put_gateway_response(restApiId=api_id, responseType="THROTTLED", statusCode="420")
    found = apis.get_gateway_responses(restApiId=api_id)["items"]
    customised = [item for item in found if not item["defaultResponse"]]
    return [len(found), [item["responseType"] for item in customised]]


def _one_gateway_response() -> object:
    apis, api_id = _api()
    found = apis.get_gateway_response(restApiId=api_id, responseType="MISSING_AUTHENTICATION_TOKEN")
    return without_noise(found)


def _inherited_gateway_response() -> object:
    apis, api_id = _api()
    header = {"gatewayresponse.header.Vary": "'Origin'"}
    apis.put_gateway_response(
        restApiId=api_id, responseType="DEFAULT_5XX", statusCode="599", responseParameters=header
    )
    apis.put_gateway_response(restApiId=api_id, responseType="AUTHORIZER_FAILURE")
    kinds = ("INTEGRATION_FAILURE", "AUTHORIZER_FAILURE", "ACCESS_DENIED")
    found = [apis.get_gateway_response(restApiId=api_id, responseType=kind) for kind in kinds]
    return [[r["defaultResponse"], r["statusCode"], r["responseParameters"]] for r in found]


def _template_in_a_path() -> object:
    s3 = client("s3")
    location = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="templates", CreateBucketConfiguration=location)
    s3.put_object(Bucket="templates", Key="a/b.json", Body=json.dumps({"Resources": {"Api": API}}))
    hosts = (
        "http://127.0.0.1:4566/templates",
        "https://s3.eu-west-1.amazonaws.com/templates",
        "https://templates.s3.eu-west-1.amazonaws.com",
        "https://templates.s3-eu-west-1.amazonaws.com",
    )
    stacks = client("cloudformation")
    for index, host in enumerate(hosts):
        stacks.create_stack(StackName=f"s{index}", TemplateURL=f"{host}/a/b.json")
    return [stack["StackStatus"] for stack in stacks.describe_stacks()["Stacks"]]


def _export_of_a_stage() -> object:
    apis = client("apigateway")
    api = apis.create_rest_api(name="exported")
    place = {"restApiId": api["id"], "resourceId": api["rootResourceId"]}
    for method in ("GET", "PUT"):
        apis.put_method(**place, httpMethod=method, authorizationType="NONE")
        apis.put_integration(**place, httpMethod=method, type="MOCK")
        if method == "GET":
            apis.create_deployment(restApiId=api["id"], stageName="prod")
    exported = apis.get_export(restApiId=api["id"], stageName="prod", exportType="oas30")
    methods = json.loads(exported["body"].read())["paths"]["/"]
    kind = methods["get"].get("x-amazon-apigateway-integration", {}).get("type")
    return [sorted(methods), kind]


GAPS = (
    Gap("an export shows what a stage serves, and by what", _export_of_a_stage, [["get"], "mock"]),
    Gap(
        "methods are named only, unless the caller embeds them",
        _withheld_methods,
        [{"OPTIONS": {}}, {"OPTIONS": {}}, "OPTIONS"],
    ),
    Gap("resources come in pages of 25", _pages_of_resources, [[25, 5], [10, 10, 10], 30]),
    Gap("APIs come in pages of 25", _pages_of_apis, [25, 1]),
    Gap("a page has 500 resources at most", _largest_page, 500),
    Gap(
        "an API has the binary media types that it is created with, and a patch changes them",
        _binary_media_types,
        [["image/png", "*/*"], ["image/png", "application/zip"], "renamed"],
    ),
    Gap(
        "all 21 gateway responses are listed, customised or not",
        _all_gateway_responses,
        [21, ["THROTTLED"]],
    ),
    Gap(
        "a gateway response that nobody customised can be read",
        _one_gateway_response,
        {
            "responseType": "MISSING_AUTHENTICATION_TOKEN",
            "defaultResponse": True,
            "statusCode": "403",
            "responseParameters": {},
            "responseTemplates": {"application/json": '{"message":$context.error.messageString}'},
        },
    ),
    Gap(
        "a gateway response inherits from its default unless it is customised itself",
        _inherited_gateway_response,
        [
            [True, "599", {"gatewayresponse.header.Vary": "'Origin'"}],
            [False, "500", {}],
            [True, "403", {}],
        ],
    ),
    Gap(
        "a template's URL may have the bucket in its path, on any host",
        _template_in_a_path,
        ["CREATE_COMPLETE"] * 4,
    ),
)
