"""`CorsRestApi`: where preflights come from, and what is in them."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, NestedStack, Stack, aws_apigateway
from aws_cdk.assertions import Annotations
from aws_cdk.aws_apigateway import (
    AuthorizationType,
    CognitoUserPoolsAuthorizer,
    HttpIntegration,
    IdentitySource,
    LambdaIntegration,
    MethodOptions,
    RequestAuthorizer,
    Resource,
    TokenAuthorizer,
)
from aws_cdk.aws_cognito import UserPool

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from corsgate_cdk import CorsRestApi, cors_for
from support.synthesis import (
    POLICY,
    STABILIZED,
    Properties,
    by_logical_id,
    linted,
    new_function,
    new_stack,
    preflight_header,
    preflights,
    template_of,
)

METHODS = "Access-Control-Allow-Methods"
HEADERS = "Access-Control-Allow-Headers"
ORIGIN = "Access-Control-Allow-Origin"
ANYWHERE = HttpIntegration("https://backend.example.com")


def rendered(methods: list[str], headers: tuple[str, ...] = ()) -> Properties:
    """Return what a preflight's properties are to be, but for the API and the resource."""
    return mock_preflight(POLICY, methods=methods, headers=headers)


def without_references(properties: Properties) -> Properties:
    """Return the properties that do not say where the method is."""
    return {
        name: value for name, value in properties.items() if name not in {"ResourceId", "RestApiId"}
    }


def test_a_preflight_is_exactly_what_is_rendered() -> None:
    """Traps 1 to 4, 16: nothing of the CDK's own preflight is left."""
    stack = new_stack()
    items = CorsRestApi(stack, "Api", policy=POLICY).root.add_resource("items")
    items.add_method("PUT", ANYWHERE)
    items.add_method("GET", ANYWHERE)
    template = template_of(stack)
    assert {path: without_references(each) for path, each in preflights(template).items()} == {
        "/items": rendered(["GET", "PUT"])
    }
    assert linted(template) == []


def test_trap_4_nothing_of_the_default_method_options_reaches_a_preflight() -> None:
    """No authorizer, no key, no scopes, no parameters: a preflight never carries credentials."""
    stack = new_stack()
    api = CorsRestApi(
        stack,
        "Api",
        policy=POLICY,
        default_method_options=MethodOptions(
            api_key_required=True,
            authorization_type=AuthorizationType.COGNITO,
            authorizer=CognitoUserPoolsAuthorizer(
                stack, "Authorizer", cognito_user_pools=[UserPool(stack, "Users")]
            ),
            authorization_scopes=["items/read"],
            operation_name="items",
            request_parameters={"method.request.header.x-tenant": True},
            method_responses=[aws_apigateway.MethodResponse(status_code="200")],
        ),
    )
    api.root.add_method("GET", ANYWHERE)
    template = template_of(stack)
    assert without_references(preflights(template)["/"]) == rendered(
        ["GET"], ("authorization", "x-api-key", "x-tenant")
    )


@pytest.mark.parametrize("stabilized", [True, False])
def test_trap_14_the_order_of_the_lines_does_not_matter(*, stabilized: bool) -> None:
    """Every resource with routes has a preflight, however and whenever the routes came."""
    stack = new_stack(context={"@aws-cdk/core:aspectStabilization": stabilized})
    api = CorsRestApi(stack, "Api", policy=POLICY)
    child = api.root.add_resource("parent").add_resource("child")
    child.add_method("GET", ANYWHERE)
    api.root.add_resource("files").add_proxy(default_integration=ANYWHERE)
    Resource(stack, "Elsewhere", parent=api.root, path_part="elsewhere").add_method("PUT", ANYWHERE)
    api.root.resource_for_path("/deep/er").add_method("DELETE", ANYWHERE)
    child.add_method("DELETE", ANYWHERE)
    found = preflights(template_of(stack))
    assert {path: preflight_header(each, METHODS) for path, each in found.items()} == {
        "/parent/child": "'DELETE, GET'",
        "/files/{proxy+}": "'DELETE, GET, PUT'",
        "/elsewhere": "'PUT'",
        "/deep/er": "'DELETE'",
    }


def test_trap_13_resources_of_a_nested_stack_have_their_preflights_there() -> None:
    """The usual way to split a large API."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    nested = NestedStack(stack, "Nested")
    Resource(nested, "Items", parent=api.root, path_part="items").add_method("PUT", ANYWHERE)
    methods = by_logical_id(template_of(nested), "AWS::ApiGateway::Method").values()
    assert sorted(each["HttpMethod"] for each in methods) == ["OPTIONS", "PUT"]
    assert list(preflights(template_of(stack))) == ["/"]


def test_trap_31_a_route_for_any_method_has_all_of_the_policy() -> None:
    """``ANY`` is no method that a browser sends."""
    stack = new_stack()
    CorsRestApi(stack, "Api", policy=POLICY).root.add_method("ANY", ANYWHERE)
    assert preflight_header(preflights(template_of(stack))["/"], METHODS) == "'DELETE, GET, PUT'"


def cognito(stack: Any) -> dict[str, Any]:  # noqa: ANN401
    """Authorize by a user pool."""
    pool = UserPool(stack, "Users")
    return {"authorizer": CognitoUserPoolsAuthorizer(stack, "Pool", cognito_user_pools=[pool])}


def token(stack: Any) -> dict[str, Any]:  # noqa: ANN401
    """Authorize by a header of one's own."""
    return {
        "authorizer": TokenAuthorizer(
            stack,
            "Token",
            handler=new_function(stack, "Authorizer"),
            identity_source=IdentitySource.header("X-Token"),
        )
    }


def request(stack: Any) -> dict[str, Any]:  # noqa: ANN401
    """Authorize by several parts of the request, of which two are headers."""
    return {
        "authorizer": RequestAuthorizer(
            stack,
            "Request",
            handler=new_function(stack, "Authorizer"),
            identity_sources=[
                IdentitySource.header("X-Tenant"),
                IdentitySource.query_string("user"),
                IdentitySource.header("X-User"),
            ],
        )
    }


def signature(stack: Any) -> dict[str, Any]:  # noqa: ANN401
    """Authorize by an IAM signature."""
    del stack
    return {"authorization_type": AuthorizationType.IAM}


def key(stack: Any) -> dict[str, Any]:  # noqa: ANN401
    """Ask for an API key."""
    del stack
    return {"api_key_required": True}


def parameter(stack: Any) -> dict[str, Any]:  # noqa: ANN401
    """Require a header and a query parameter, and know of another header."""
    del stack
    return {
        "request_parameters": {
            "method.request.header.X-Required": True,
            "method.request.header.X-Optional": False,
            "method.request.querystring.page": True,
        }
    }


@pytest.mark.parametrize(
    ("needs", "headers"),
    [
        (cognito, "authorization, content-type"),
        (token, "content-type, x-token"),
        (request, "content-type, x-tenant, x-user"),
        (
            signature,
            "authorization, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token",
        ),
        (key, "content-type, x-api-key"),
        (parameter, "content-type, x-required"),
    ],
)
def test_trap_30_what_a_route_needs_is_allowed(needs: Any, headers: str) -> None:  # noqa: ANN401
    """A header that the route insists on and the preflight refuses blocks every page."""
    stack = new_stack()
    CorsRestApi(stack, "Api", policy=POLICY).root.add_method("GET", ANYWHERE, **needs(stack))
    assert preflight_header(preflights(template_of(stack))["/"], HEADERS) == f"'{headers}'"


def test_trap_29_a_star_is_joined_by_authorization() -> None:
    """The one header that no wildcard covers."""
    stack = new_stack()
    policy = CorsPolicy(allow_origins=["*"], allow_headers=["*"])
    CorsRestApi(stack, "Api", policy=policy).root.add_method("GET", ANYWHERE, **cognito(stack))
    assert preflight_header(preflights(template_of(stack))["/"], HEADERS) == "'*, authorization'"


def test_headers_are_those_of_all_routes_of_the_resource() -> None:
    """A preflight is for a path: which route follows, the gateway does not know."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE, api_key_required=True)
    api.root.add_method("PUT", ANYWHERE, authorization_type=AuthorizationType.IAM)
    allowed = preflight_header(preflights(template_of(stack))["/"], HEADERS)
    assert allowed == (
        "'authorization, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token, "
        "x-api-key'"
    )


def test_another_policy_holds_for_a_resource_and_below() -> None:
    """The nearest one decides, and None means no preflight at all."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    public = api.root.add_resource("public")
    cors_for(public, CorsPolicy(allow_origins=["*"], allow_methods=["GET"]))
    hooks = public.add_resource("hooks")
    cors_for(hooks, None)
    for resource in (api.root, public, public.add_resource("news"), hooks):
        resource.add_method("GET", ANYWHERE)
    hooks.add_method("PATCH", ANYWHERE)
    found = preflights(template_of(stack))
    origins = {path: preflight_header(each, ORIGIN) for path, each in found.items()}
    assert origins == {"/": None, "/public": "'*'", "/public/news": "'*'"}


def test_adopting_the_construct_replaces_nothing_but_the_deployment() -> None:
    """`RestApi` with the CDK's own preflights becomes `CorsRestApi` under the same logical ids."""

    def resources(api_class: Any, **properties: Any) -> dict[str, str]:  # noqa: ANN401
        stack = new_stack()
        function = new_function(stack)
        api = api_class(stack, "Api", **properties)
        items = api.root.add_resource("items")
        items.add_method("PUT", LambdaIntegration(function))
        items.add_resource("{id}").add_method("GET", LambdaIntegration(function))
        found = template_of(stack)["Resources"]
        return {
            logical_id: each["Type"]
            for logical_id, each in found.items()
            if each["Type"] != "AWS::ApiGateway::Deployment"
        }

    theirs = resources(
        aws_apigateway.RestApi,
        default_cors_preflight_options=aws_apigateway.CorsOptions(
            allow_origins=["https://app.example.com"]
        ),
    )
    ours = resources(CorsRestApi, policy=POLICY)
    gone = {logical_id for logical_id in theirs if logical_id not in ours}
    assert {theirs[logical_id] for logical_id in gone} == {"AWS::ApiGateway::Method"}
    assert gone == {"ApiOPTIONS5886EA5D"}  # of the root, which has no route
    assert {each: ours[each] for each in ours if each not in theirs} == {
        "ApiCorsDefault4xxE1B08E80": "AWS::ApiGateway::GatewayResponse",
        "ApiCorsDefault5xx6C2A8ABF": "AWS::ApiGateway::GatewayResponse",
    }


def test_trap_13_resources_of_two_nested_stacks_are_not_taken_for_one() -> None:
    """Logical ids repeat from stack to stack; the two paths have different methods."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    nested = {part: NestedStack(stack, part) for part in ("orders", "users")}
    for (part, scope), method in zip(nested.items(), ("PUT", "DELETE"), strict=True):
        Resource(scope, "Resource", parent=api.root, path_part=part).add_method(method, ANYWHERE)
    found = {
        part: [
            preflight_header(each, METHODS)
            for each in by_logical_id(template_of(scope), "AWS::ApiGateway::Method").values()
            if each["HttpMethod"] == "OPTIONS"
        ]
        for part, scope in nested.items()
    }
    assert found == {"orders": ["'PUT'"], "users": ["'DELETE'"]}


def test_trap_13_routes_in_a_stack_of_their_own_are_seen() -> None:
    """The stack of the API does not have them; the app does."""
    app = App(context=STABILIZED)
    stack, other = Stack(app, "Stack"), Stack(app, "Other")
    api = CorsRestApi(stack, "Api", policy=POLICY, deploy=False)
    api.root.add_method("GET", ANYWHERE)
    Resource(other, "Items", parent=api.root, path_part="items").add_method("PUT", ANYWHERE)
    methods = by_logical_id(template_of(other), "AWS::ApiGateway::Method").values()
    assert sorted(each["HttpMethod"] for each in methods) == ["OPTIONS", "PUT"]


def test_an_app_that_goes_on_after_a_synthesis_is_completed_again() -> None:
    """Assertions of the CDK synthesise; routes that come after them have their preflight too."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY, consolidate_permissions=True)
    function = new_function(stack)
    items = api.root.add_resource("items")
    items.add_method("GET", LambdaIntegration(function))
    first = template_of(stack)
    Annotations.from_stack(stack)  # synthesises anew, unlike a second template
    items.add_method("PUT", LambdaIntegration(function))
    api.root.add_resource("more").add_method("DELETE", LambdaIntegration(function))
    Annotations.from_stack(stack)
    second = template_of(stack)
    assert preflight_header(preflights(first)["/items"], METHODS) == "'GET'"
    assert {path: preflight_header(each, METHODS) for path, each in preflights(second).items()} == {
        "/items": "'GET, PUT'",
        "/more": "'DELETE'",
    }
    assert len(by_logical_id(second, "AWS::Lambda::Permission")) == 1
