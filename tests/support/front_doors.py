"""The front doors of one region of an emulated account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import boto3


def fill(session: boto3.Session) -> None:
    """Make two REST APIs and an HTTP API, named after the region.

    Args:
        session: of the account and the region.
    """
    rest = session.client("apigateway")
    for name in ("a", "b"):
        api = rest.create_rest_api(name=f"{name}-{session.region_name}")
        root = rest.get_resources(restApiId=api["id"])["items"][0]["id"]
        rest.put_method(
            restApiId=api["id"], resourceId=root, httpMethod="GET", authorizationType="NONE"
        )
    session.client("apigatewayv2").create_api(Name=f"h-{session.region_name}", ProtocolType="HTTP")
