"""REST APIs with faults that no single preflight has."""

from __future__ import annotations

from typing import Any

from support.planted.fault import Fault
from support.planted.rest import Resources, method, path, preflight, rest_api

FAULTS = (
    Fault("CORS121", "Private", "the resource policy lets no preflight through"),
    Fault("CORS602", "Cdk", "the CDK wrote preflights and no error responses"),
    Fault("CORS605", "HastyRelease", "a deployment does not wait for the preflight"),
    Fault("CORS107", "BinaryUploadsOptions", "*/* is binary, and the MOCK wants text"),
    Fault("CORS113", "Silent", "error responses have no headers"),
    Fault("CORS114", "OverridingDenied", "one error response has lost the headers"),
    Fault("CORS105", "StrictItemsOptions", "a preflight never has the header that is asked for"),
)


_ACCOUNT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "execute-api:Invoke",
    "Resource": "execute-api:/*",
}
ACCOUNT_ONLY = {"Version": "2012-10-17", "Statement": [_ACCOUNT]}
"""A resource policy that lets no preflight through."""


def denied(api: str) -> dict[str, Any]:
    """Return an error response of an API that has lost the headers."""
    properties = {"RestApiId": {"Ref": api}, "ResponseType": "ACCESS_DENIED", "StatusCode": "401"}
    return {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties}


def release(api: str, method_id: str) -> dict[str, Any]:
    """Return a deployment of an API that waits for one method, and not for the preflight."""
    return {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": method_id,
        "Properties": {"RestApiId": {"Ref": api}},
    }


def resources() -> Resources:
    """Return the APIs."""
    return {
        **rest_api("Private", Policy=ACCOUNT_ONLY),
        **_items("Private", AuthorizationType="AWS_IAM"),
        **rest_api("Hasty"),
        **_items("Hasty"),
        "HastyRelease": release("Hasty", "HastyItemsPut"),
        **_of_cdk(),
        **rest_api("Binary", BinaryMediaTypes=["*/*"]),
        **path("Binary", "Uploads"),
        **method("Binary", "Uploads"),
        **preflight("Binary", "Uploads", integration={"ContentHandling": None}),
        **rest_api("Silent", errors=None),
        **_items("Silent"),
        **rest_api("Overriding"),
        **_items("Overriding", AuthorizationType="AWS_IAM"),
        "OverridingDenied": denied("Overriding"),
        **_strict(),
    }


def _of_cdk() -> Resources:
    made = {**rest_api("Cdk", errors=None), **_items("Cdk")}
    paths = {"Cdk": "Shop/Api/Resource", "CdkItemsOptions": "Shop/Api/Default/items/OPTIONS"}
    for name, path_of in paths.items():
        made[name] = {**made[name], "Metadata": {"aws:cdk:path": path_of}}
    return made


def _strict() -> Resources:
    validator = {
        "Type": "AWS::ApiGateway::RequestValidator",
        "Properties": {
            "RestApiId": {"Ref": "Strict"},
            "Name": "strict",
            "ValidateRequestParameters": True,
        },
    }
    asking: dict[str, Any] = {
        "RequestValidatorId": {"Ref": "StrictValidator"},
        "RequestParameters": {"method.request.header.x-shop": True},
    }
    return {
        **rest_api("Strict"),
        "StrictValidator": validator,
        **path("Strict", "Items"),
        **method("Strict", "Items"),
        **preflight("Strict", "Items", **asking),
    }


def _items(api: str, **properties: str) -> Resources:
    return {**path(api, "Items"), **method(api, "Items", **properties), **preflight(api, "Items")}
