"""Edits that nobody has deployed have names, and there are none where there are none."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.fix.live.unfinished import compared

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

INTEGRATION = "x-amazon-apigateway-integration"

SNAPSHOT: dict[str, Any] = {
    "api": {"binaryMediaTypes": ["image/png"]},
    "authorizers": [{"id": "z1", "name": "session"}],
    "validators": [{"id": "v1", "name": "strict"}],
    "gateway_responses": [
        {"responseType": "THROTTLED", "defaultResponse": True, "statusCode": "429"},
        {
            "responseType": "UNAUTHORIZED",
            "defaultResponse": False,
            "statusCode": "401",
            "responseParameters": {"gatewayresponse.header.A": "'b'"},
        },
    ],
    "resources": [
        {"id": "r0", "path": "/"},
        {
            "id": "r1",
            "path": "/items/{id}",
            "resourceMethods": {
                "PUT": {
                    "httpMethod": "PUT",
                    "authorizationType": "CUSTOM",
                    "authorizerId": "z1",
                    "apiKeyRequired": True,
                    "requestValidatorId": "v1",
                    "requestParameters": {
                        "method.request.path.id": True,
                        "method.request.header.X-A": True,
                        "method.request.querystring.q": False,
                    },
                    "methodResponses": {
                        "200": {
                            "statusCode": "200",
                            "responseParameters": {"method.response.header.ETag": False},
                        }
                    },
                    "methodIntegration": {
                        "type": "HTTP",
                        "httpMethod": "PUT",
                        "uri": "https://x.example.com",
                        "passthroughBehavior": "WHEN_NO_MATCH",
                        "timeoutInMillis": 29000,
                        "cacheNamespace": "r1",
                        "integrationResponses": {
                            "200": {"statusCode": "200"},
                            "500": {"statusCode": "500", "selectionPattern": "5.."},
                        },
                    },
                },
                "ANY": {"httpMethod": "ANY", "authorizationType": "AWS_IAM"},
            },
        },
    ],
}
EXPORT: dict[str, Any] = {
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "x-amazon-apigateway-gateway-responses": {
        "UNAUTHORIZED": {
            "statusCode": 401,
            "responseParameters": {"gatewayresponse.header.A": "'b'"},
        }
    },
    "paths": {
        "/items/{id}": {
            "parameters": [],
            "put": {
                "security": [{"session": []}, {"api_key": []}],
                "x-amazon-apigateway-request-validator": "strict",
                "parameters": [
                    {"in": "path", "name": "id", "required": True},
                    {"in": "header", "name": "X-A", "required": True},
                    {"in": "query", "name": "q"},
                ],
                "responses": {"200": {"headers": {"ETag": {}}}},
                INTEGRATION: {
                    "type": "http",
                    "httpMethod": "PUT",
                    "uri": "https://x.example.com",
                    "passthroughBehavior": "when_no_match",
                    "responses": {
                        "default": {"statusCode": "200"},
                        "5..": {"statusCode": "500"},
                    },
                },
            },
            "x-amazon-apigateway-any-method": {"security": [{"sigv4": []}]},
        }
    },
}


def test_an_api_and_what_it_serves() -> None:
    """The same thing in two languages."""
    assert compared(SNAPSHOT, EXPORT) == []


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (
            (INTEGRATION, "uri"),
            "https://old.example.com",
            (
                'PUT /items/{id} integration uri is "https://x.example.com", and '
                '"https://old.example.com" in the stage'
            ),
        ),
        (
            ("security",),
            [{"api_key": []}],
            'PUT /items/{id} authorizer is "session", and nothing in the stage',
        ),
        (
            ("security",),
            [{"session": []}],
            "PUT /items/{id} API key is true, and nothing in the stage",
        ),
        (
            ("responses", "200", "headers"),
            {},
            'PUT /items/{id} response 200 is ["ETag"], and [] in the stage',
        ),
        (
            ("parameters",),
            [{"in": "header", "name": "X-A"}, {"in": "query", "name": "q"}],
            "PUT /items/{id} method.request.header.X-A is true, and false in the stage",
        ),
        (
            ("x-amazon-apigateway-request-validator",),
            "lax",
            'PUT /items/{id} validator is "strict", and "lax" in the stage',
        ),
        (
            (INTEGRATION, "responses", "5..", "statusCode"),
            "502",
            'PUT /items/{id} integration response 5.. statusCode is "500", and "502" in the stage',
        ),
    ],
)
def test_an_edit(path: tuple[str, ...], value: object, said: str) -> None:
    """What differs, and how."""
    export = copy.deepcopy(EXPORT)
    place = export["paths"]["/items/{id}"]["put"]
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    assert compared(SNAPSHOT, export) == [said]


def test_a_form_that_is_not_known_is_a_difference(snapshot: SnapshotAssertion) -> None:
    """It never passes for the same."""
    export = copy.deepcopy(EXPORT)
    export["paths"]["/items/{id}"]["put"][INTEGRATION]["shiny"] = 1

    assert compared(SNAPSHOT, export) == snapshot


def test_a_method_and_a_response_that_are_not_deployed(snapshot: SnapshotAssertion) -> None:
    """Whole things are named too."""
    export = copy.deepcopy(EXPORT)
    del export["paths"]["/items/{id}"]["x-amazon-apigateway-any-method"]
    del export["x-amazon-apigateway-gateway-responses"]

    assert compared(SNAPSHOT, export) == snapshot
