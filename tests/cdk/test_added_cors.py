"""`add_cors`: APIs that are not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk import App, Stack
from aws_cdk.aws_apigateway import (
    ApiDefinition,
    HttpIntegration,
    LambdaIntegration,
    Resource,
    ResponseType,
    RestApi,
    SpecRestApi,
)

from corsgate.render import gateway_responses, mock_preflight
from corsgate_cdk import CorsRestApi, add_cors, cors_for
from support.synthesis import (
    POLICY,
    Properties,
    by_logical_id,
    linted,
    new_function,
    new_stack,
    preflight_header,
    preflights,
    template_of,
    variables,
)

if TYPE_CHECKING:
    from aws_cdk.aws_apigateway import IRestApi
    from syrupy.assertion import SnapshotAssertion

    from corsgate import CorsPolicy

ANYWHERE = HttpIntegration("https://backend.example.com")
METHODS = "Access-Control-Allow-Methods"


def allowed_methods(template: Properties) -> dict[str, str | None]:
    """Return what each preflight allows by path."""
    return {path: preflight_header(each, METHODS) for path, each in preflights(template).items()}


def imported(stack: Stack) -> IRestApi:
    """Import an API of another app."""
    return RestApi.from_rest_api_attributes(
        stack, "Imported", rest_api_id="a1b2c3", root_resource_id="r00t"
    )


def test_a_rest_api_gets_all_that_ours_has() -> None:
    """Also for routes that come after the call."""
    stack = new_stack()
    api = RestApi(stack, "Api")
    api.root.add_method("GET", LambdaIntegration(new_function(stack)))
    added = add_cors(api, POLICY)
    api.root.add_resource("items").add_method("PUT", ANYWHERE)
    template = template_of(stack)
    assert allowed_methods(template) == {"/": "'GET'", "/items": "'PUT'"}
    assert list(variables(template).values()) == [{"CORSGATE_POLICY": POLICY.to_json()}]
    responses = by_logical_id(template, "AWS::ApiGateway::GatewayResponse").values()
    assert {each["ResponseType"]: each["ResponseParameters"] for each in responses} == {
        name: each["ResponseParameters"] for name, each in gateway_responses(POLICY).items()
    }
    assert added.deployment is not None
    assert len(by_logical_id(template, "AWS::ApiGateway::Deployment")) == 1
    assert linted(template) == []


def test_a_change_of_the_policy_makes_a_new_deployment_of_a_rest_api() -> None:
    """Trap 11, here too."""

    def deployment(policy: CorsPolicy) -> list[str]:
        stack = new_stack()
        api = RestApi(stack, "Api")
        api.root.add_method("GET", ANYWHERE)
        add_cors(api, policy)
        return list(by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment"))

    assert deployment(POLICY) == deployment(POLICY)
    assert deployment(POLICY) != deployment(POLICY.replace(max_age=1))


def test_trap_14_a_resource_stands_for_what_is_below_it_and_nothing_else() -> None:
    """The error responses belong to the API, and are left alone."""
    stack = new_stack()
    api = RestApi(stack, "Api")
    items = api.root.add_resource("items")
    for resource in (api.root, items, items.add_resource("{id}"), api.root.add_resource("other")):
        resource.add_method("GET", ANYWHERE)
    add_cors(items, POLICY)
    template = template_of(stack)
    assert allowed_methods(template) == {"/items": "'GET'", "/items/{id}": "'GET'"}
    assert by_logical_id(template, "AWS::ApiGateway::GatewayResponse") == {}


def test_a_part_of_a_part_may_have_another_policy() -> None:
    """`cors_for` works below `add_cors` as well."""
    stack = new_stack()
    api = RestApi(stack, "Api")
    hooks = api.root.add_resource("hooks")
    for resource in (api.root, hooks):
        resource.add_method("GET", ANYWHERE)
    add_cors(api, POLICY)
    cors_for(hooks, None)
    assert list(preflights(template_of(stack))) == ["/"]


def test_trap_13_an_imported_api_gets_preflights_error_responses_and_a_deployment() -> None:
    """The CDK forgets its CORS settings without a word, and deploys nothing."""
    stack = new_stack()
    api = imported(stack)
    added = add_cors(api, POLICY, stage_name="prod")
    items = api.root.add_resource("items")
    items.add_method("PUT", ANYWHERE)
    template = template_of(stack)
    methods = by_logical_id(template, "AWS::ApiGateway::Method")
    (options,) = [each for each in methods.values() if each["HttpMethod"] == "OPTIONS"]
    assert options == {
        **mock_preflight(POLICY, methods=["PUT"]),
        "RestApiId": "a1b2c3",
        "ResourceId": stack.resolve(items.resource_id),
    }
    responses = by_logical_id(template, "AWS::ApiGateway::GatewayResponse")
    assert sorted(each["ResponseType"] for each in responses.values()) == [
        "DEFAULT_4XX",
        "DEFAULT_5XX",
    ]
    ((name, deployment),) = by_logical_id(template, "AWS::ApiGateway::Deployment").items()
    assert deployment == {"RestApiId": "a1b2c3", "StageName": "prod"}
    assert set(template["Resources"][name]["DependsOn"]) >= {*methods, *responses}
    assert added.deployment is not None


def test_trap_11_a_change_on_an_imported_api_is_deployed() -> None:
    """The policy, the routes: whatever this app adds."""

    def deployment(policy: CorsPolicy, method: str = "GET") -> list[str]:
        stack = new_stack()
        api = imported(stack)
        add_cors(api, policy, stage_name="prod")
        api.root.add_method(method, ANYWHERE)
        return list(by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment"))

    ids = [
        deployment(POLICY),
        deployment(POLICY.replace(max_age=1)),
        deployment(POLICY.replace(expose_headers=["x-total"])),
        deployment(POLICY, "PUT"),
    ]
    assert len({each for (each,) in ids}) == len(ids)
    assert deployment(POLICY) == ids[0]


def test_an_imported_api_may_keep_its_error_responses() -> None:
    """They exist once for an API, and its own stack may have them."""
    stack = new_stack()
    api = imported(stack)
    api.root.add_method("GET", ANYWHERE)
    add_cors(api, POLICY, stage_name="prod", error_responses=False)
    assert by_logical_id(template_of(stack), "AWS::ApiGateway::GatewayResponse") == {}


def test_an_imported_resource_is_completed() -> None:
    """The usual way to split an API over several stacks."""
    app = App()
    owner, user = new_stack("Owner", app), new_stack("User", app)
    api = RestApi(owner, "Api")
    api.root.add_method("GET", ANYWHERE)
    resource = Resource.from_resource_attributes(
        user,
        "Items",
        rest_api=RestApi.from_rest_api_attributes(
            user, "Api", rest_api_id=api.rest_api_id, root_resource_id=api.root.resource_id
        ),
        resource_id="i1t2e3",
        path="/items",
    )
    add_cors(resource, POLICY, stage_name="prod")
    resource.add_method("GET", ANYWHERE)
    resource.add_resource("{id}").add_method("PUT", ANYWHERE)
    methods = by_logical_id(template_of(user), "AWS::ApiGateway::Method").values()
    options = [each for each in methods if each["HttpMethod"] == "OPTIONS"]
    assert sorted(str(preflight_header(each, METHODS)) for each in options) == ["'GET'", "'PUT'"]


def test_fails_on_an_imported_api_without_a_stage(snapshot: SnapshotAssertion) -> None:
    """Else all of it would be configured and never live."""
    with pytest.raises(ValueError, match="add_cors") as caught:
        add_cors(imported(new_stack()), POLICY)
    assert str(caught.value) == snapshot


def test_fails_on_an_api_that_has_a_policy(snapshot: SnapshotAssertion) -> None:
    """Two policies for one API."""
    api = CorsRestApi(new_stack(), "Api", policy=POLICY)
    with pytest.raises(ValueError, match="add_cors") as caught:
        add_cors(api.root, POLICY)
    assert str(caught.value) == snapshot


def test_fails_on_a_second_call(snapshot: SnapshotAssertion) -> None:
    """The order of the two would decide."""
    api = RestApi(new_stack(), "Api")
    add_cors(api, POLICY)
    with pytest.raises(ValueError, match="add_cors") as caught:
        add_cors(api, POLICY)
    assert str(caught.value) == snapshot


def test_trap_41_fails_on_an_api_that_is_imported_from_a_document(
    snapshot: SnapshotAssertion,
) -> None:
    """The next import removes what is not in the document."""
    document = ApiDefinition.from_inline({"openapi": "3.0.1", "paths": {}})
    api = SpecRestApi(new_stack(), "Api", api_definition=document)
    with pytest.raises(ValueError, match="add_cors") as caught:
        add_cors(api, POLICY)
    assert str(caught.value) == snapshot


def test_the_type_of_an_error_response_is_kept() -> None:
    """A customised response of a plain `RestApi` is completed too."""
    stack = new_stack()
    api = RestApi(stack, "Api")
    api.root.add_method("GET", ANYWHERE)
    api.add_gateway_response("Mine", type=ResponseType.THROTTLED)
    add_cors(api, POLICY)
    responses = by_logical_id(template_of(stack), "AWS::ApiGateway::GatewayResponse").values()
    rendered = gateway_responses(POLICY)["DEFAULT_4XX"]["ResponseParameters"]
    assert {
        each["ResponseType"]: each["ResponseParameters"] for each in responses
    } == dict.fromkeys(("DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED"), rendered)
