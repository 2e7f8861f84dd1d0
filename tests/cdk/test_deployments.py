"""Every deployment of an API ships what the policy says: it waits for it, and changes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk.aws_apigateway import (
    CfnDeployment,
    Deployment,
    HttpIntegration,
    RestApi,
    Stage,
)
from aws_cdk.aws_apigatewayv2 import CfnDeployment as CfnHttpDeployment
from aws_cdk.aws_apigatewayv2 import CfnStage, HttpMethod
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpUrlIntegration

from corsgate.names import SIGNATURE_HEADERS
from corsgate_cdk import (
    CorsGatewayResponses,
    CorsHttpApi,
    CorsRestApi,
    CorsSpecRestApi,
    add_cors,
)
from support.synthesis import POLICY, by_logical_id, new_function, new_stack, template_of

if TYPE_CHECKING:
    from corsgate import CorsPolicy
    from corsgate_cdk._cors_in import CorsIn

ANYWHERE = HttpIntegration("https://backend.example.com")
CHANGED = POLICY.replace(max_age=1)
Shipped = dict[str, set[str]]


def corsrestapi(stack: Any, policy: CorsPolicy, **properties: Any) -> RestApi:  # noqa: ANN401
    """Return an API of ours."""
    return CorsRestApi(stack, "Api", policy=policy, **properties)


def added(stack: Any, policy: CorsPolicy, **properties: Any) -> RestApi:  # noqa: ANN401
    """Return an API that has got its policy by `add_cors`."""
    api = RestApi(stack, "Api", **properties)
    add_cors(api, policy)
    return api


def responses(stack: Any, policy: CorsPolicy, **properties: Any) -> RestApi:  # noqa: ANN401
    """Return an API whose error responses alone are ours."""
    api = RestApi(stack, "Api", **properties)
    CorsGatewayResponses(stack, "Errors", api=api, policy=policy)
    return api


def made_by_hand(build: Any, policy: CorsPolicy) -> tuple[Shipped, set[str]]:  # noqa: ANN401
    """Return what the deployments wait for, by id, and what there is to be waited for.

    Three ways to deploy beside an API's own: a deployment, a second one for a canary, and a bare
    CloudFormation resource.
    """
    stack = new_stack()
    api = build(stack, policy, deploy=False)
    api.root.add_method("PUT", ANYWHERE)
    by_hand = Deployment(stack, "ByHand", api=api)
    api.deployment_stage = Stage(stack, "Prod", deployment=by_hand, stage_name="prod")
    canary = Deployment(stack, "Canary", api=api)
    settings: Any = api.deployment_stage.node.default_child
    settings.add_property_override("CanarySetting.DeploymentId", canary.deployment_id)
    CfnDeployment(stack, "Bare", rest_api_id=api.rest_api_id)
    template = template_of(stack)
    waits = {
        name: set(template["Resources"][name].get("DependsOn", []))
        for name in by_logical_id(template, "AWS::ApiGateway::Deployment")
    }
    kinds = ("AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse")
    return waits, {name for kind in kinds for name in by_logical_id(template, kind)}


@pytest.mark.parametrize("build", [corsrestapi, added])
def test_trap_11_each_deployment_waits_and_becomes_a_new_one(build: Any) -> None:  # noqa: ANN401
    """And stays the same where nothing has changed, so that nothing is deployed for nothing."""
    waits, there_is = made_by_hand(build, POLICY)
    assert len(waits) == 3
    assert len(there_is) == 4
    assert all(each == there_is for each in waits.values())
    changed, _ = made_by_hand(build, CHANGED)
    again, _ = made_by_hand(build, POLICY)
    assert changed.keys().isdisjoint(waits)
    assert again.keys() == waits.keys()


def test_error_responses_alone_are_shipped_by_each_deployment() -> None:
    """What is not ours (the route) is not waited for by a bare resource."""
    waits, there_is = made_by_hand(responses, POLICY)
    (bare,) = [names for name, names in waits.items() if name.startswith("Bare")]
    methods = {each for each in there_is if "PUT" in each}
    assert bare == there_is - methods
    assert all(each == there_is for name, each in waits.items() if not name.startswith("Bare"))
    changed, _ = made_by_hand(responses, CHANGED.replace(expose_headers=["x-total"]))
    assert changed.keys().isdisjoint(waits)


def test_a_second_stage_of_the_apis_own_deployment_needs_nothing_more() -> None:
    """Both stages name the one deployment, which is new on a change."""

    def stages(policy: CorsPolicy) -> list[Any]:
        stack = new_stack()
        api = CorsRestApi(stack, "Api", policy=policy)
        api.root.add_method("GET", ANYWHERE)
        assert api.latest_deployment is not None
        Stage(stack, "Beta", deployment=api.latest_deployment, stage_name="beta")
        found = by_logical_id(template_of(stack), "AWS::ApiGateway::Stage").values()
        return [each["DeploymentId"] for each in found]

    first, second = stages(POLICY)
    assert first == second
    assert first not in stages(CHANGED)


def http_by_hand(
    policy: CorsPolicy, path: str = "/items", cors_in: CorsIn = "gateway"
) -> dict[str, list[str]]:
    """Return what the deployment of an HTTP API waits for, by its id."""
    stack = new_stack()
    api = CorsHttpApi(stack, "Api", policy=policy, cors_in=cors_in, create_default_stage=False)
    api.add_routes(
        path=path,
        methods=[HttpMethod.ANY],
        integration=HttpUrlIntegration("Url", "https://backend.example.com"),
        authorizer=HttpIamAuthorizer(),
    )
    deployment = CfnHttpDeployment(stack, "ByHand", api_id=api.api_id)
    CfnStage(stack, "Stage", api_id=api.api_id, stage_name="live", deployment_id=deployment.ref)
    template = template_of(stack)
    (stage,) = by_logical_id(template, "AWS::ApiGatewayV2::Stage").values()
    found = {
        name: sorted(template["Resources"][name]["DependsOn"])
        for name in by_logical_id(template, "AWS::ApiGatewayV2::Deployment")
    }
    assert [{"Ref": name} for name in found] == [stage["DeploymentId"]]
    routes = by_logical_id(template, "AWS::ApiGatewayV2::Route")
    keys = sorted(properties["RouteKey"] for properties in routes.values())
    assert keys == [f"ANY {path}", f"OPTIONS {path}"]
    assert list(found.values()) == [sorted(routes)]
    return found


def test_a_deployment_of_an_http_api_by_hand_waits_and_becomes_a_new_one() -> None:
    """A stage without ``auto_deploy`` has a snapshot, too: with the open OPTIONS route in it."""
    first = http_by_hand(POLICY)
    assert http_by_hand(POLICY) == first
    assert http_by_hand(CHANGED).keys().isdisjoint(first)
    assert http_by_hand(POLICY, "/other").keys().isdisjoint(first)


def test_where_the_functions_answer_a_changed_policy_is_no_new_deployment() -> None:
    """Nothing of it is in the API."""
    signed = POLICY.for_route(headers=SIGNATURE_HEADERS)
    first = http_by_hand(signed, cors_in="handler")
    assert http_by_hand(signed.replace(max_age=1), cors_in="handler") == first


def test_a_deployment_of_a_document_is_a_new_one_whoever_makes_it() -> None:
    """The CDK's own class has the document in its logical id; a bare resource has nothing."""

    def deployments(policy: CorsPolicy) -> list[str]:
        stack = new_stack()
        routes = {"/items": {"GET": new_function(stack)}}
        api = CorsSpecRestApi(stack, "Api", policy=policy, routes=routes, deploy=False)
        Stage(stack, "Prod", deployment=Deployment(stack, "ByHand", api=api))
        CfnDeployment(stack, "Bare", rest_api_id=api.rest_api_id)
        return sorted(by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment"))

    first = deployments(POLICY)
    assert len(first) == 2
    assert deployments(POLICY) == first
    assert not {*deployments(CHANGED)} & {*first}
