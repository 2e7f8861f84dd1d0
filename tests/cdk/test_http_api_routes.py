"""`CorsHttpApi`: the routes that a preflight meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk.aws_apigatewayv2 import (
    HttpAuthorizer,
    HttpMethod,
    HttpNoneAuthorizer,
    HttpRoute,
    HttpRouteKey,
)
from aws_cdk.aws_apigatewayv2_authorizers import (
    HttpIamAuthorizer,
    HttpJwtAuthorizer,
    HttpLambdaAuthorizer,
)
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration, HttpUrlIntegration

from corsgate_cdk import CorsHttpApi
from support.synthesis import (
    POLICY,
    by_logical_id,
    failure_of,
    linted,
    new_function,
    new_stack,
    template_of,
    variables,
)

if TYPE_CHECKING:
    from aws_cdk import Stack

PATTERNS = POLICY.replace(
    allow_origins=["https://*.example.com"], allow_headers=["authorization", "content-type"]
)


def authorizer() -> HttpJwtAuthorizer:
    """Return an authorizer that refuses what carries no token."""
    return HttpJwtAuthorizer("Jwt", "https://issuer.example.com", jwt_audience=["items"])


def backend() -> HttpUrlIntegration:
    """Return an integration that is no function."""
    return HttpUrlIntegration("Backend", "https://backend.example.com")


def routes(stack: Stack) -> dict[str, tuple[str, object]]:
    """Return authorization and target of each route by its key."""
    template = template_of(stack)
    assert linted(template) == []
    found = by_logical_id(template, "AWS::ApiGatewayV2::Route").values()
    return {each["RouteKey"]: (each["AuthorizationType"], each["Target"]) for each in found}


def test_trap_21_routes_for_any_method_get_an_open_options_route() -> None:
    """Else the authorizer is asked about the preflight, which carries no token: 401."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=POLICY, default_authorizer=authorizer())
    api.add_routes(path="/items/{id}", integration=backend())
    found = routes(stack)
    assert {key: kind for key, (kind, _) in found.items()} == {
        "ANY /items/{id}": "JWT",
        "OPTIONS /items/{id}": "NONE",
    }
    assert found["OPTIONS /items/{id}"][1] == found["ANY /items/{id}"][1]


def test_trap_21_the_default_route_gets_open_options_routes() -> None:
    """Two, because ``{proxy+}`` takes at least one segment."""
    stack = new_stack()
    CorsHttpApi(
        stack,
        "Api",
        policy=POLICY,
        default_authorizer=HttpIamAuthorizer(),
        default_integration=backend(),
    )
    assert {key: kind for key, (kind, _) in routes(stack).items()} == {
        "$default": "AWS_IAM",
        "OPTIONS /": "NONE",
        "OPTIONS /{proxy+}": "NONE",
    }


def test_trap_21_a_route_written_by_hand_is_seen() -> None:
    """Wherever in the stack it is, before or after."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=POLICY)
    HttpRoute(
        stack,
        "Route",
        http_api=api,
        route_key=HttpRouteKey.with_("/items", HttpMethod.ANY),
        integration=backend(),
        authorizer=authorizer(),
    )
    assert set(routes(stack)) == {"ANY /items", "OPTIONS /items"}


def test_routes_that_leave_preflights_to_the_api_are_left_alone() -> None:
    """Single methods, open routes, and an OPTIONS route that is there already."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=POLICY, default_authorizer=authorizer())
    api.add_routes(path="/one", methods=[HttpMethod.GET], integration=backend())
    api.add_routes(path="/open", integration=backend(), authorizer=HttpNoneAuthorizer())
    api.add_routes(path="/mine", integration=backend())
    api.add_routes(
        path="/mine",
        methods=[HttpMethod.OPTIONS],
        integration=backend(),
        authorizer=HttpNoneAuthorizer(),
    )
    assert set(routes(stack)) == {"GET /one", "ANY /open", "ANY /mine", "OPTIONS /mine"}


def test_trap_21_fails_on_an_options_route_with_an_authorizer() -> None:
    """The sentence names the route."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=POLICY)
    api.add_routes(
        path="/items",
        methods=[HttpMethod.OPTIONS],
        integration=backend(),
        authorizer=authorizer(),
    )
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Api] the hand-written route OPTIONS /items has authorization_type 'JWT', which "
        "rejects preflights, because they carry no credentials; remove the authorization, or "
        "remove the route"
    )


def allowed_headers(stack: Stack) -> list[str]:
    """Return the headers that the one API allows."""
    template = template_of(stack)
    assert linted(template) == []
    (settings,) = by_logical_id(template, "AWS::ApiGatewayV2::Api").values()
    found: list[str] = settings["CorsConfiguration"]["AllowHeaders"]
    return found


def test_trap_30_what_the_authorizer_of_any_route_needs_is_allowed() -> None:
    """One list for the whole API: what a page may not send, it cannot be authorized with."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=POLICY)
    sources = ["$request.header.X-Token", "$request.querystring.token"]
    for path, guard in (
        ("/jwt", HttpJwtAuthorizer("Jwt", "https://issuer.example.com", jwt_audience=["items"])),
        ("/custom", HttpLambdaAuthorizer("Own", new_function(stack), identity_source=sources)),
    ):
        api.add_routes(path=path, integration=backend(), authorizer=guard)
    assert allowed_headers(stack) == ["authorization", "content-type", "x-token"]


def test_trap_30_a_signature_and_an_imported_authorizer_need_their_headers() -> None:
    """Of an imported one nothing is known: the header that they read unless told otherwise."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=POLICY)
    theirs = HttpAuthorizer.from_http_authorizer_attributes(
        stack, "Theirs", authorizer_id="a1b2c3", authorizer_type="JWT"
    )
    api.add_routes(path="/theirs", integration=backend(), authorizer=theirs)
    assert allowed_headers(stack) == ["authorization", "content-type"]

    signed = new_stack()
    guard = HttpIamAuthorizer()
    CorsHttpApi(signed, "Api", policy=POLICY).add_routes(
        path="/items", integration=backend(), authorizer=guard
    )
    assert allowed_headers(signed) == [
        "authorization",
        "content-type",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-amz-security-token",
    ]


def test_fails_on_headers_that_the_handlers_would_refuse() -> None:
    """They answer by the policy that they have been given."""
    stack = new_stack()
    api = CorsHttpApi(
        stack,
        "Api",
        policy=POLICY.replace(allow_origins=["https://*.example.com"]),
        cors_in="handler",
        default_authorizer=authorizer(),
    )
    api.add_routes(path="/items", methods=[HttpMethod.GET], integration=backend())
    assert failure_of(stack) == (
        "ValidationFailedWithErrors: Validation failed with the following errors:\n"
        "  [Stack/Api] its authorizers need ['authorization'], which the policy does not allow "
        "so the browser blocks the requests; add them to allow_headers"
    )


def test_the_way_out_for_patterns_is_the_handler() -> None:
    """No settings, an open route for preflights on every path, and no owner for the function."""
    stack = new_stack()
    function = new_function(stack)
    api = CorsHttpApi(
        stack, "Api", policy=PATTERNS, cors_in="handler", default_authorizer=authorizer()
    )
    integration = HttpLambdaIntegration("Items", function)
    api.add_routes(path="/items", methods=[HttpMethod.GET, HttpMethod.PUT], integration=integration)
    api.add_routes(path="/any", integration=integration)
    api.add_routes(path="/open", integration=integration, authorizer=HttpNoneAuthorizer())
    found = routes(stack)
    assert {key: kind for key, (kind, _) in found.items()} == {
        "GET /items": "JWT",
        "PUT /items": "JWT",
        "OPTIONS /items": "NONE",
        "ANY /any": "JWT",
        "OPTIONS /any": "NONE",
        "ANY /open": "NONE",
    }
    assert found["OPTIONS /items"][1] == found["GET /items"][1]
    template = template_of(stack)
    (settings,) = by_logical_id(template, "AWS::ApiGatewayV2::Api").values()
    assert "CorsConfiguration" not in settings
    assert list(variables(template).values()) == [{"CORSGATE_POLICY": PATTERNS.to_json()}]


@pytest.mark.parametrize("cors_in", ["lambda", "", None])
def test_fails_on_another_place_for_cors(cors_in: str) -> None:
    """Two are known."""
    with pytest.raises(ValueError, match="cors_in") as caught:
        CorsHttpApi(new_stack(), "Api", policy=POLICY, cors_in=cors_in)  # type: ignore[arg-type]
    assert str(caught.value) == (
        f"CorsHttpApi 'Api': cors_in: {cors_in!r} is not a valid value; write 'gateway' or "
        "'handler'"
    )
