"""HTTP APIs in OpenAPI documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import CorsConfiguration, FrontDoor, Integration, Unresolved, settings_of
from support.openapi import http_api, http_route

if TYPE_CHECKING:
    from pathlib import Path

ARN = "arn:aws:lambda:eu-central-1:123456789012:function:items"


def test_routes_and_the_default_route(tmp_path: Path) -> None:
    """Its path is written in several ways, or the operation is marked."""
    api = http_api(
        tmp_path,
        """\
paths:
  /items: {get: {}, x-amazon-apigateway-any-method: {}}
  /marked: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}
""",
    )

    assert api.front_door is FrontDoor.HTTP_API
    assert [(route.path, route.method) for route in api.routes] == [
        ("$default", "ANY"),
        ("/items", "ANY"),
        ("/items", "GET"),
    ]
    for path in ("$default", "/$default"):
        (route,) = http_api(
            tmp_path, f"paths: {{{path}: {{x-amazon-apigateway-any-method: {{}}}}}}"
        ).routes
        assert (route.path, route.method) == ("$default", "ANY")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("{}", None),
        (
            "{x-amazon-apigateway-integration: {type: http_proxy, uri: 'https://a.example'}}",
            Integration(type="HTTP_PROXY"),
        ),
        (
            "{x-amazon-apigateway-integration: {$ref: '#/components/integrations/items'}}",
            Integration(
                type="AWS_PROXY",
                function_policy=Unresolved(ARN, "its function is not part of the template"),
            ),
        ),
        (
            "{x-amazon-apigateway-integration: {$ref: '#/gone'}}",
            Integration(
                type=Unresolved(
                    "#/gone", "the reference does not lead to an object of this document"
                )
            ),
        ),
        (
            "{x-amazon-apigateway-integration: {type: !Ref T}}",
            Integration(type=Unresolved("!Ref T", "the template declares no 'T'")),
        ),
    ],
)
def test_integrations(tmp_path: Path, operation: str, expected: Integration | None) -> None:
    """In the operation, or among the document's components."""
    more = (
        "components: {integrations: {items: "
        f"{{type: AWS_PROXY, uri: '{ARN}', payloadFormatVersion: '2.0'}}}}}}"
    )

    assert http_route(tmp_path, operation, more).integration == expected


def test_an_operation_that_cannot_be_read_is_undecided(tmp_path: Path) -> None:
    """It stands in the model with the reason."""
    assert http_route(tmp_path, "text").authorization == Unresolved(
        "text", "an object is expected here"
    )


@pytest.mark.parametrize(
    ("cors", "expected"),
    [
        ("", None),
        ("x-amazon-apigateway-cors: {}", CorsConfiguration()),
        (
            """\
x-amazon-apigateway-cors:
  allowOrigins: [https://a.example]
  allowMethods: [GET]
  allowHeaders: [x-a]
  exposeHeaders: [x-b]
  allowCredentials: true
  maxAge: 60
""",
            CorsConfiguration(
                allow_origins=("https://a.example",),
                allow_methods=("GET",),
                allow_headers=("x-a",),
                expose_headers=("x-b",),
                allow_credentials=True,
                max_age=60,
            ),
        ),
        (
            "x-amazon-apigateway-cors: !Ref C",
            Unresolved("!Ref C", "the template declares no 'C'"),
        ),
    ],
)
def test_cors_settings(
    tmp_path: Path, cors: str, expected: CorsConfiguration | Unresolved | None
) -> None:
    """Settings that are all empty are settings all the same."""
    assert settings_of(http_api(tmp_path, cors)) == expected
