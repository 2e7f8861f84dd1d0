"""The front doors of one region of an emulated account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import ALLOW_ORIGIN

if TYPE_CHECKING:
    import boto3


def fill(session: boto3.Session) -> None:
    """Make two REST APIs, whose preflights ask for a signature, and an HTTP API.

    They are named after the region.

    Args:
        session: of the account and the region.
    """
    rest: Any = session.client("apigateway")
    for name in ("a", "b"):
        api = rest.create_rest_api(name=f"{name}-{session.region_name}")
        root = rest.get_resources(restApiId=api["id"])["items"][0]["id"]
        place = {"restApiId": api["id"], "resourceId": root}
        rest.put_method(**place, httpMethod="GET", authorizationType="NONE")
        rest.put_method(**place, httpMethod="OPTIONS", authorizationType="AWS_IAM")
        rest.put_integration(**place, httpMethod="OPTIONS", type="MOCK")
        rest.put_method_response(**place, httpMethod="OPTIONS", statusCode="204")
        rest.put_integration_response(
            **place,
            httpMethod="OPTIONS",
            statusCode="204",
            responseParameters={
                f"method.response.header.{ALLOW_ORIGIN}": "'https://a.example.com'"
            },
        )
    session.client("apigatewayv2").create_api(Name=f"h-{session.region_name}", ProtocolType="HTTP")
