"""REST APIs with faults that no single preflight has."""

from __future__ import annotations

from support.planted.fault import Fault
from support.planted.rest import Resources, method, path, preflight, rest_api

FAULTS = (
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
    return {
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


def _items(api: str, **properties: str) -> Resources:
    return {**path(api, "Items"), **method(api, "Items", **properties), **preflight(api, "Items")}
