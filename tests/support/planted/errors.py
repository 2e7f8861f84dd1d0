"""REST APIs with faults that no single preflight has."""

from __future__ import annotations

from support.planted.fault import Fault
from support.planted.rest import Resources, method, path, preflight, rest_api

FAULTS = (
    Fault("CORS121", "Private", "the resource policy lets no preflight through"),
    Fault("CORS602", "Cdk", "the CDK wrote preflights and no error responses"),
    Fault("CORS605", "HastyRelease", "a deployment does not wait for the preflight"),
    Fault("CORS107", "BinaryUploadsOptions", "*/* is binary, and the MOCK wants text"),
    Fault("CORS113", "Silent", "error responses have no headers"),
    Fault("CORS114", "OverridingDenied", "one error response has lost the headers"),
)


def resources() -> Resources:
    """Return the APIs."""
    denied = {
        "RestApiId": {"Ref": "Overriding"},
        "ResponseType": "ACCESS_DENIED",
        "StatusCode": "401",
    }
    release = {
        "Type": "AWS::ApiGateway::Deployment",
        "DependsOn": "HastyItemsPut",
        "Properties": {"RestApiId": {"Ref": "Hasty"}},
    }
    account = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "execute-api:Invoke",
        "Resource": "execute-api:/*",
    }
    policy = {"Version": "2012-10-17", "Statement": [account]}
    return {
        **rest_api("Private", Policy=policy),
        **_items("Private", AuthorizationType="AWS_IAM"),
        **rest_api("Hasty"),
        **_items("Hasty"),
        "HastyRelease": release,
        **_of_cdk(),
        **rest_api("Binary", BinaryMediaTypes=["*/*"]),
        **path("Binary", "Uploads"),
        **method("Binary", "Uploads"),
        **preflight("Binary", "Uploads", integration={"ContentHandling": None}),
        **rest_api("Silent", errors=None),
        **_items("Silent"),
        **rest_api("Overriding"),
        **_items("Overriding", AuthorizationType="AWS_IAM"),
        "OverridingDenied": {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": denied},
    }


def _of_cdk() -> Resources:
    made = {**rest_api("Cdk", errors=None), **_items("Cdk")}
    paths = {"Cdk": "Shop/Api/Resource", "CdkItemsOptions": "Shop/Api/Default/items/OPTIONS"}
    for name, path_of in paths.items():
        made[name] = {**made[name], "Metadata": {"aws:cdk:path": path_of}}
    return made


def _items(api: str, **properties: str) -> Resources:
    return {**path(api, "Items"), **method(api, "Items", **properties), **preflight(api, "Items")}
