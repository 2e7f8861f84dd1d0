"""An API whose routes are in other stacks of the app: nothing of it is passed over in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, CfnOutput, Fn, NestedStack
from aws_cdk.assertions import Annotations, Match, Template
from aws_cdk.aws_apigateway import (
    Deployment,
    HttpIntegration,
    LambdaIntegration,
    Method,
    Resource,
    RestApi,
    Stage,
)
from aws_cdk.aws_apigatewayv2 import HttpApi, HttpMethod, HttpRoute, HttpRouteKey
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_ssm import StringParameter

from corsgate.names import SIGNATURE_HEADERS
from corsgate_cdk import CorsHttpApi, CorsRestApi, add_cors, cors_for
from support.synthesis import (
    POLICY,
    Properties,
    by_logical_id,
    failure_of,
    new_function,
    new_stack,
    preflight_header,
    variables,
)

if TYPE_CHECKING:
    from aws_cdk import Stack
    from aws_cdk.aws_apigateway import IRestApi
    from syrupy.assertion import SnapshotAssertion

ANYWHERE = HttpIntegration("https://backend.example.com")
METHODS = "Access-Control-Allow-Methods"
WARNING = "corsgate:never-deployed"


def template(stack: Stack) -> Properties:
    """Return a template that refers to others, which cfn-lint does not know."""
    return dict(Template.from_stack(stack).to_json())


def imported(scope: Stack, api: RestApi) -> IRestApi:
    """Import an API into another stack by its attributes, as the CDK's documentation has it."""
    return RestApi.from_rest_api_attributes(
        scope,
        "Imported",
        rest_api_id=api.rest_api_id,
        root_resource_id=api.rest_api_root_resource_id,
    )


def allowed(stack: Stack) -> list[str]:
    """Return what each preflight of a stack allows."""
    methods = by_logical_id(template(stack), "AWS::ApiGateway::Method").values()
    options = [each for each in methods if each["HttpMethod"] == "OPTIONS"]
    return sorted(str(preflight_header(each, METHODS)) for each in options)


def has_policy(stack: Stack) -> list[bool]:
    """Return of each function of a stack whether it has the policy."""
    return ["CORSGATE_POLICY" in each for each in variables(template(stack)).values()]


def by_token(stack: Stack, api: RestApi) -> IRestApi:
    """Import by the ids themselves."""
    return imported(stack, api)


def by_exports(stack: Stack, api: RestApi) -> IRestApi:
    """Import by the names of exports."""
    CfnOutput(api.stack, "Id", value=api.rest_api_id, export_name="api-id")
    CfnOutput(api.stack, "Root", value=api.rest_api_root_resource_id, export_name="api-root")
    return RestApi.from_rest_api_attributes(
        stack,
        "Imported",
        rest_api_id=Fn.import_value("api-id"),
        root_resource_id=Fn.import_value("api-root"),
    )


def by_parameters(stack: Stack, api: RestApi) -> IRestApi:
    """Import by the names of SSM parameters."""
    values = {"/api/id": api.rest_api_id, "/api/root": api.rest_api_root_resource_id}
    for name, value in values.items():
        StringParameter(api.stack, name[-2:], parameter_name=name, string_value=value)
    found = [StringParameter.value_for_string_parameter(stack, name) for name in values]
    return RestApi.from_rest_api_attributes(
        stack, "Imported", rest_api_id=found[0], root_resource_id=found[1]
    )


@pytest.mark.parametrize("imports", [by_token, by_exports, by_parameters])
def test_routes_on_an_import_are_completed(imports: Any) -> None:  # noqa: ANN401
    """A new resource where it is defined, the root where the API is, with the methods of both."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    api = CorsRestApi(owner, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    same = imports(user, api)
    same.root.add_method("PUT", ANYWHERE)
    same.root.add_resource("orders").add_method("DELETE", LambdaIntegration(new_function(user)))
    assert allowed(owner) == ["'GET, PUT'"]
    assert allowed(user) == ["'DELETE'"]
    assert has_policy(user) == [True]
    # The API deploys itself before the other stack is there.
    (warning,) = Annotations.from_stack(owner).find_warning("*", _about(WARNING))
    assert "'User'" in str(warning.entry.data)


def _about(text: str) -> Any:  # noqa: ANN401 - jsii's matchers
    return Match.string_like_regexp(text)


def test_routes_on_the_api_itself_are_completed_where_their_resource_is() -> None:
    """A method, and a resource, of an API that deploys itself elsewhere."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    api = CorsRestApi(owner, "Api", policy=POLICY, deploy=False)
    orders = api.root.add_resource("orders")
    orders.add_method("GET", ANYWHERE)
    integration = LambdaIntegration(new_function(user))
    Method(user, "Put", http_method="PUT", resource=orders, integration=integration)
    items = Resource(user, "Items", parent=api.root, path_part="items")
    items.add_method("DELETE", ANYWHERE)
    deployment = Deployment(user, "Deployment", api=api)
    Stage(user, "Stage", deployment=deployment)
    assert allowed(owner) == ["'GET, PUT'"]
    assert allowed(user) == ["'DELETE'"]
    assert has_policy(user) == [True]
    # Whose own stack has the preflight of items alone; the other stack is deployed before.
    written = template(user)
    ((name, _),) = by_logical_id(written, "AWS::ApiGateway::Deployment").items()
    methods = by_logical_id(written, "AWS::ApiGateway::Method")
    assert set(written["Resources"][name]["DependsOn"]) == set(methods)
    assert Annotations.from_stack(owner).find_warning("*", _about(WARNING)) == []


def test_an_api_over_nested_stacks_is_completed_and_its_deployment_waits() -> None:
    """As in the CDK's documentation: the API, routes and deployment in nested stacks of one."""
    root = new_stack("Root")
    api = CorsRestApi(root, "Api", policy=POLICY, deploy=False)
    api.root.add_method("GET", ANYWHERE)
    pets = NestedStack(root, "Pets")
    route = imported(pets, api).root.add_resource("pets")
    method = route.add_method("PUT", LambdaIntegration(new_function(pets)))
    ships = NestedStack(root, "Ships")
    deployment = Deployment(ships, "Deployment", api=imported(ships, api))
    Stage(ships, "Stage", deployment=deployment)
    deployment.node.add_dependency(method)
    assert allowed(root) == ["'GET'"]
    assert allowed(pets) == ["'PUT'"]
    assert has_policy(pets) == [True]
    outer = template(root)["Resources"]
    # The template of the nested stack cannot name what is outside of it: the whole stack waits.
    (waits,) = [each["DependsOn"] for name, each in outer.items() if name.startswith("ShipsNested")]
    made_here = {
        name
        for name, each in outer.items()
        if each["Type"].endswith((":Method", ":GatewayResponse"))
    }
    assert {each for each in waits if not each.startswith("PetsNested")} == made_here
    assert [each for each in waits if each.startswith("PetsNested")] != []
    assert Annotations.from_stack(root).find_warning("*", _about(WARNING)) == []


def test_a_part_keeps_its_policy_across_stacks() -> None:
    """`cors_for` on the API holds for what an import adds below, and on an import for itself."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    api = CorsRestApi(owner, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    hooks = api.root.add_resource("hooks")
    hooks.add_method("POST", ANYWHERE)
    cors_for(hooks, None)
    same = imported(user, api)
    below = Resource.from_resource_attributes(
        user, "Hooks", rest_api=same, resource_id=hooks.resource_id, path="/hooks"
    )
    below.add_resource("deep").add_method("POST", LambdaIntegration(new_function(user)))
    reports = same.root.add_resource("reports")
    reports.add_method("PATCH", ANYWHERE)
    cors_for(reports, POLICY.replace(allow_methods=["PATCH"]))
    assert allowed(owner) == ["'GET'"]
    assert allowed(user) == ["'PATCH'"]
    assert has_policy(user) == [False]


def test_an_http_api_is_completed_in_the_stack_of_each_route() -> None:
    """Nested and beside it: an open OPTIONS route, the signature's headers, the policy."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    nested = NestedStack(owner, "Nested")
    api = CorsHttpApi(owner, "Api", policy=POLICY)
    for stack in (nested, user):
        HttpRoute(
            stack,
            "Route",
            http_api=HttpApi.from_http_api_attributes(stack, "Same", http_api_id=api.api_id),
            route_key=HttpRouteKey.with_(f"/{stack.node.id}", HttpMethod.ANY),
            integration=HttpLambdaIntegration("Backend", new_function(stack)),
            authorizer=HttpIamAuthorizer(),
        )
    for stack in (nested, user):
        routes = by_logical_id(template(stack), "AWS::ApiGatewayV2::Route").values()
        assert {each["RouteKey"]: each["AuthorizationType"] for each in routes} == {
            f"ANY /{stack.node.id}": "AWS_IAM",
            f"OPTIONS /{stack.node.id}": "NONE",
        }
        assert has_policy(stack) == [True]
    (settings,) = by_logical_id(template(owner), "AWS::ApiGatewayV2::Api").values()
    assert settings["CorsConfiguration"]["AllowHeaders"] == sorted(
        {*POLICY.allow_headers, *SIGNATURE_HEADERS}
    )


def test_fails_where_two_stacks_would_wait_for_each_other(snapshot: SnapshotAssertion) -> None:
    """The CDK's own words for it name no way out."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    api = CorsRestApi(owner, "Api", policy=POLICY)
    Method(user, "Put", http_method="PUT", resource=api.root, integration=ANYWHERE)
    assert failure_of(owner) == snapshot


def test_fails_where_a_nested_stack_would_wait_for_itself(snapshot: SnapshotAssertion) -> None:
    """By the permission of its function, which names the stage."""
    stack = new_stack("Owner")
    api = CorsRestApi(stack, "Api", policy=POLICY)
    nested = NestedStack(stack, "Nested")
    items = Resource(nested, "Items", parent=api.root, path_part="items")
    items.add_method("PUT", LambdaIntegration(new_function(nested)))
    assert failure_of(stack) == snapshot


def test_fails_where_two_stacks_would_write_one_preflight(snapshot: SnapshotAssertion) -> None:
    """Of a resource that no stack of the app defines."""
    app = App()
    for name, method in {"Reads": "GET", "Writes": "PUT"}.items():
        stack = new_stack(name, app)
        api = RestApi.from_rest_api_attributes(
            stack, "Imported", rest_api_id="a1b2c3", root_resource_id="r00t"
        )
        api.root.add_method(method, ANYWHERE)
        add_cors(api, POLICY, stage_name="prod")
    assert failure_of(stack) == snapshot


def test_two_stacks_may_add_to_an_api_of_another_app() -> None:
    """Each completes what it adds."""
    app = App()
    stacks = [new_stack(name, app) for name in ("Reads", "Writes")]
    for stack in stacks:
        api = RestApi.from_rest_api_attributes(
            stack, "Imported", rest_api_id="a1b2c3", root_resource_id="r00t"
        )
        api.root.add_resource(stack.node.id).add_method("PUT", ANYWHERE)
        add_cors(api, POLICY, stage_name="prod", error_responses=False)
    assert [allowed(stack) for stack in stacks] == [["'PUT'"], ["'PUT'"]]


def test_fails_on_a_second_policy_for_an_import(snapshot: SnapshotAssertion) -> None:
    """The API has one, and its routes elsewhere are seen."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    api = CorsRestApi(owner, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    same = imported(user, api)
    same.root.add_resource("items").add_method("PUT", ANYWHERE)
    add_cors(same, POLICY, stage_name="prod", error_responses=False)
    assert failure_of(user) == snapshot
