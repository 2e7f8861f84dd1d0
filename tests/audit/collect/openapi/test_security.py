"""Security requirements as API Gateway imports them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import Authorizer, Unresolved
from support.openapi import http_api, http_route, rest_api, rest_route

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Route

SCHEMES = """\
components:
  securitySchemes:
    token:
      {type: apiKey, in: header, name: X-Token, x-amazon-apigateway-authtype: custom,
       x-amazon-apigateway-authorizer: {type: token, authorizerUri: arn}}
    request:
      {type: apiKey, in: header, name: Unused, x-amazon-apigateway-authtype: custom,
       x-amazon-apigateway-authorizer: {type: request,
         identitySource: "method.request.header.X-A, context.path, method.request.header.X-B"}}
    pool:
      {type: apiKey, in: header, name: Authorization,
       x-amazon-apigateway-authtype: cognito_user_pools,
       x-amazon-apigateway-authorizer: {type: COGNITO_USER_POOLS, providerARNs: [arn]}}
    iam:
      {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
    key: {type: apiKey, in: header, name: x-api-key}
    backend: {type: http, scheme: bearer}
    elsewhere: {type: apiKey, in: header, name: X-Other}
    jwt:
      {type: oauth2, x-amazon-apigateway-authorizer: {type: jwt,
        identitySource: $request.header.X-Jwt, jwtConfiguration: {issuer: i, audience: [a]}}}
    lambda:
      {type: apiKey, in: header, name: X-Name, x-amazon-apigateway-authorizer: {type: request,
        identitySource: "$request.header.X-A, $request.querystring.q"}}
    header:
      {type: apiKey, in: header, name: X-Name, x-amazon-apigateway-authorizer: {type: request}}
    odd: {type: apiKey, x-amazon-apigateway-authorizer: {type: odd}}
    empty: {type: apiKey, x-amazon-apigateway-authorizer: }
    unknown: {type: apiKey, x-amazon-apigateway-authorizer: {type: !Ref T}}
    imported: !ImportValue scheme
"""
IMPORTED = Unresolved("!ImportValue scheme", "an export of another stack")


def who(route: Route) -> tuple[object, object, Authorizer | None]:
    """Return who a route lets in."""
    return route.authorization, route.api_key_required, route.authorizer


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ("NONE", False, None)),
        (["NONE"], ("NONE", False, None)),
        (["backend"], ("NONE", False, None)),
        (["elsewhere"], ("NONE", False, None)),
        (["key"], ("NONE", True, None)),
        (["iam"], ("AWS_IAM", False, None)),
        (["iam", "key"], ("AWS_IAM", True, None)),
        (
            ["token"],
            (
                "CUSTOM",
                False,
                Authorizer(name="token", type="TOKEN", identity_headers=("x-token",)),
            ),
        ),
        (
            ["request", "key"],
            (
                "CUSTOM",
                True,
                Authorizer(name="request", type="REQUEST", identity_headers=("x-a", "x-b")),
            ),
        ),
        (
            ["pool"],
            (
                "COGNITO_USER_POOLS",
                False,
                Authorizer(
                    name="pool", type="COGNITO_USER_POOLS", identity_headers=("authorization",)
                ),
            ),
        ),
        (["jwt"], (Unresolved("jwt", "not an authorizer type of this API"), False, None)),
        (["odd"], (Unresolved("odd", "not an authorizer type of this API"), False, None)),
        (["empty"], (Unresolved("empty", "it is empty"), False, None)),
        (["unknown"], (Unresolved("!Ref T", "the template declares no 'T'"), False, None)),
        (["imported"], (IMPORTED, False, None)),
        (
            ["gone"],
            (
                Unresolved("gone", "the document defines no security scheme of this name"),
                False,
                None,
            ),
        ),
    ],
)
def test_rest_apis(
    tmp_path: Path, names: list[str], expected: tuple[object, object, Authorizer | None]
) -> None:
    """Authorizers, IAM and API keys; schemes without AWS's extensions are the backend's."""
    requirements = ", ".join(f"{{{name}: []}}" for name in names)

    assert who(rest_route(tmp_path, f"{{security: [{requirements}]}}", SCHEMES)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NONE", ("NONE", None)),
        ("iam", ("AWS_IAM", None)),
        ("key", ("NONE", None)),
        ("jwt", ("JWT", Authorizer(name="jwt", type="JWT", identity_headers=("x-jwt",)))),
        (
            "lambda",
            ("CUSTOM", Authorizer(name="lambda", type="REQUEST", identity_headers=("x-a",))),
        ),
        (
            "header",
            ("CUSTOM", Authorizer(name="header", type="REQUEST", identity_headers=("x-name",))),
        ),
        ("token", (Unresolved("token", "not an authorizer type of this API"), None)),
    ],
)
def test_http_apis(tmp_path: Path, name: str, expected: tuple[object, Authorizer | None]) -> None:
    """They have no API keys, and identity sources of another spelling."""
    route = http_route(tmp_path, f"{{security: [{{{name}: []}}]}}", SCHEMES)

    assert (route.authorization, route.authorizer) == expected
    assert route.api_key_required is False


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("{type: AWS_IAM}", "AWS_IAM"),
        ("{type: NONE}", "NONE"),
        ("{}", "NONE"),
        ("text", Unresolved("text", "a map is expected here")),
    ],
)
def test_the_operations_own_authorization(tmp_path: Path, auth: str, expected: object) -> None:
    """AWS's extension names IAM without a scheme."""
    operation = f"{{x-amazon-apigateway-auth: {auth}}}"

    assert rest_route(tmp_path, operation).authorization == expected


@pytest.mark.parametrize("security", ["text", "[!Ref S]"])
def test_requirements_that_cannot_be_read(tmp_path: Path, security: str) -> None:
    """Nobody can say who gets in, with or without a key."""
    route = rest_route(tmp_path, f"{{security: {security}}}")

    assert isinstance(route.authorization, Unresolved)
    assert route.api_key_required == route.authorization


def test_the_security_of_the_whole_document(tmp_path: Path) -> None:
    """A REST API ignores it; of an HTTP API AWS does not say."""
    text = "security: [{key: []}]\npaths: {/: {get: {}, put: {security: []}}}\n"
    schemes = "components: {securitySchemes: {key: {type: http}}}"

    of_rest = rest_api(tmp_path, text + schemes).routes
    of_http = http_api(tmp_path, text + schemes).routes

    assert [route.authorization for route in of_rest] == ["NONE", "NONE"]
    why = "AWS does not document whether an HTTP API reads it from the top of the document"
    assert [route.authorization for route in of_http] == [Unresolved("security", why), "NONE"]


@pytest.mark.parametrize("components", ["1", "{securitySchemes: 1}"])
def test_schemes_that_cannot_be_read(tmp_path: Path, components: str) -> None:
    """The operation that needs them says so."""
    route = rest_route(tmp_path, "{security: [{key: []}]}", f"components: {components}")

    assert route.authorization == Unresolved("1", "an object is expected here")
