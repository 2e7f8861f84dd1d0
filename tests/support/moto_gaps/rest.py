"""Gaps around REST APIs, their paths and their methods."""

from __future__ import annotations

from typing import Any

from support.moto_gaps import Gap, client, deploy, destroy, without_noise

API: dict[str, Any] = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "items"}}
ITEMS: dict[str, Any] = {
    "Type": "AWS::ApiGateway::Resource",
    "Properties": {
        "RestApiId": {"Ref": "Api"},
        "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "PathPart": "items",
    },
}


def method(http_method: str = "OPTIONS", **properties: object) -> dict[str, Any]:
    """Return a method on ``/items`` with a MOCK integration, or with the properties given."""
    return {
        "Type": "AWS::ApiGateway::Method",
        "Properties": {
            "RestApiId": {"Ref": "Api"},
            "ResourceId": {"Ref": "Items"},
            "HttpMethod": http_method,
            "AuthorizationType": "NONE",
            "Integration": {"Type": "MOCK"},
            **properties,
        },
    }


HTTP_PROXY = {
    "Type": "HTTP_PROXY",
    "IntegrationHttpMethod": "GET",
    "Uri": "http://backend.example/",
}
GET = method("GET", Integration=HTTP_PROXY)
"""A method that plain moto can make, for the gaps that are not about MOCK."""

PREFLIGHT = method(
    MethodResponses=[
        {
            "StatusCode": "204",
            "ResponseParameters": {"method.response.header.Vary": True},
            "ResponseModels": {"application/json": "Empty"},
        }
    ],
    Integration={
        "Type": "MOCK",
        "PassthroughBehavior": "NEVER",
        "ContentHandling": "CONVERT_TO_TEXT",
        "RequestTemplates": {"application/json": '{"statusCode": 204}'},
        "IntegrationResponses": [
            {
                "StatusCode": "204",
                "SelectionPattern": "204",
                "ContentHandling": "CONVERT_TO_TEXT",
                "ResponseParameters": {"method.response.header.Vary": "'Origin'"},
                "ResponseTemplates": {"application/json": "#set($x = 1)"},
            }
        ],
    },
)


def resource(path: str) -> dict[str, Any]:
    """Return a path of the only API, methods embedded."""
    apis = client("apigateway")
    api_id = apis.get_rest_apis()["items"][0]["id"]
    found: list[dict[str, Any]] = apis.get_resources(restApiId=api_id, embed=["methods"])["items"]
    return next(item for item in found if item["path"] == path)


def _mock_preflight() -> object:
    deploy({"Api": API, "Items": ITEMS, "Preflight": PREFLIGHT})
    return resource("/items")["resourceMethods"]["OPTIONS"]


def _authorization() -> object:
    get = method(
        "GET",
        Integration=HTTP_PROXY,
        AuthorizationType="CUSTOM",
        AuthorizerId="a1b2c3",
        AuthorizationScopes=["items/read"],
        ApiKeyRequired=True,
        RequestValidatorId="v4l1d8",
        RequestParameters={"method.request.header.x-tenant": True},
    )
    deploy({"Api": API, "Items": ITEMS, "Get": get})
    found = resource("/items")["resourceMethods"]["GET"]
    return without_noise(found, "methodIntegration", "methodResponses")


def _changed_method() -> object:
    deploy({"Api": API, "Items": ITEMS, "Preflight": PREFLIGHT})
    changed = method(Integration={"Type": "MOCK", "PassthroughBehavior": "WHEN_NO_TEMPLATES"})
    deploy({"Api": API, "Items": ITEMS, "Preflight": changed})
    found = resource("/items")["resourceMethods"]["OPTIONS"]
    return [
        found["methodIntegration"]["passthroughBehavior"],
        "requestTemplates" in found["methodIntegration"],
        found.get("methodResponses", {}),
    ]


def _dropped_method() -> object:
    other = method("DELETE", Integration=HTTP_PROXY)
    deploy({"Api": API, "Items": ITEMS, "Get": GET, "Other": other})
    deploy({"Api": API, "Items": ITEMS, "Get": GET})
    return sorted(resource("/items")["resourceMethods"])


def _binary_media_types() -> object:
    binary = {**API["Properties"], "BinaryMediaTypes": ["*/*", "image/png"]}
    deploy({"Api": {**API, "Properties": binary}})
    return client("apigateway").get_rest_apis()["items"][0]["binaryMediaTypes"]


def _changed_api() -> object:
    deploy({"Api": API})
    before = client("apigateway").get_rest_apis()["items"][0]
    renamed = {"Name": "renamed", "BinaryMediaTypes": ["image/png"]}
    deploy({"Api": {**API, "Properties": renamed}})
    after = client("apigateway").get_rest_apis()["items"][0]
    return [after["name"], after["binaryMediaTypes"], before["id"] == after["id"]]


def _imported_api() -> object:
    integration = {"type": "mock", "requestTemplates": {"application/json": "{}"}}
    operation = {"responses": {"200": {}}, "x-amazon-apigateway-integration": integration}
    body: dict[str, Any] = {"swagger": "2.0", "info": {}, "paths": {"/a/b": {"get": operation}}}
    deploy({"Api": {**API, "Properties": {"Body": body}}})
    deploy({"Api": {**API, "Properties": {"Body": {**body, "paths": {"/c": {"put": operation}}}}}})
    api_id = client("apigateway").get_rest_apis()["items"][0]["id"]
    resources = client("apigateway").get_resources(restApiId=api_id, embed=["methods"])["items"]
    return sorted((each["path"], *each.get("resourceMethods", {})) for each in resources)


_VALIDATOR = "x-amazon-apigateway-request-validator"


def _api_with_a_validator() -> object:
    body = {"swagger": "2.0", "paths": {"/a": {"get": {"responses": {}, _VALIDATOR: "all"}}}}
    try:
        deploy({"Api": {**API, "Properties": {"Body": body}}})
    except client("cloudformation").exceptions.ClientError as error:
        return error.response["Error"]["Message"]
    return "deployed without its validator"


_DEPLOYMENT = {
    "Type": "AWS::ApiGateway::Deployment",
    "DependsOn": ["Get"],
    "Properties": {"RestApiId": {"Ref": "Api"}, "StageName": "prod"},
}


def _destroyed() -> object:
    deploy({"Api": API, "Items": ITEMS, "Get": GET, "Deployment": _DEPLOYMENT})
    made = len(client("apigateway").get_rest_apis()["items"])
    destroy()
    return [made, client("apigateway").get_rest_apis()["items"]]


def _dropped_path() -> object:
    pets = {**ITEMS, "Properties": {**ITEMS["Properties"], "PathPart": "pets"}}
    deploy({"Api": API, "Items": ITEMS, "Pets": pets})
    deploy({"Api": API, "Pets": pets})
    apis = client("apigateway")
    api_id = apis.get_rest_apis()["items"][0]["id"]
    return sorted(item["path"] for item in apis.get_resources(restApiId=api_id)["items"])


GAPS = (
    Gap(
        "a stack makes a MOCK preflight with all its responses",
        _mock_preflight,
        {
            "httpMethod": "OPTIONS",
            "authorizationType": "NONE",
            "apiKeyRequired": False,
            "methodResponses": {
                "204": {
                    "statusCode": "204",
                    "responseParameters": {"method.response.header.Vary": True},
                    "responseModels": {"application/json": "Empty"},
                }
            },
            "methodIntegration": {
                "type": "MOCK",
                "passthroughBehavior": "NEVER",
                "contentHandling": "CONVERT_TO_TEXT",
                "requestTemplates": {"application/json": '{"statusCode": 204}'},
                "cacheKeyParameters": [],
                "integrationResponses": {
                    "204": {
                        "statusCode": "204",
                        "selectionPattern": "204",
                        "contentHandling": "CONVERT_TO_TEXT",
                        "responseParameters": {"method.response.header.Vary": "'Origin'"},
                        "responseTemplates": {"application/json": "#set($x = 1)"},
                    }
                },
            },
        },
    ),
    Gap(
        "a stack gives a method its authorizer, scopes, key, validator and parameters",
        _authorization,
        {
            "httpMethod": "GET",
            "authorizationType": "CUSTOM",
            "authorizerId": "a1b2c3",
            "authorizationScopes": ["items/read"],
            "apiKeyRequired": True,
            "requestValidatorId": "v4l1d8",
            "requestParameters": {"method.request.header.x-tenant": True},
        },
    ),
    Gap(
        "an update changes a method and drops what the template no longer has",
        _changed_method,
        ["WHEN_NO_TEMPLATES", False, {}],
    ),
    Gap("an update removes a dropped method", _dropped_method, ["GET"]),
    Gap("an update removes a dropped path", _dropped_path, ["/", "/pets"]),
    Gap("a stack gives an API its binary types", _binary_media_types, ["*/*", "image/png"]),
    Gap(
        "an update changes an API and keeps its id",
        _changed_api,
        ["renamed", ["image/png"], True],
    ),
    Gap(
        "an API is what its document says, and after an update what that one says",
        _imported_api,
        [["/"], ["/c", "PUT"]],
    ),
    Gap(
        "a document with more than is emulated is refused, not deployed without",
        _api_with_a_validator,
        f"AWS::ApiGateway::RestApi: Body: {_VALIDATOR} in the operation is not emulated",
    ),
    Gap("a deleted stack leaves no API", _destroyed, [1, []]),
)
