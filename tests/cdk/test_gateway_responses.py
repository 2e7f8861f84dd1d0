"""`CorsGatewayResponses`: error responses of an API whose preflights come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aws_cdk import App, Stack
from aws_cdk.aws_apigateway import HttpIntegration, ResponseType, RestApi

from corsgate.render import gateway_responses
from corsgate_cdk import CorsGatewayResponses, add_cors
from support.synthesis import POLICY, by_logical_id, new_stack, template_of

if TYPE_CHECKING:
    from corsgate import CorsPolicy

ANYWHERE = HttpIntegration("https://backend.example.com")
RENDERED = gateway_responses(POLICY)["DEFAULT_4XX"]["ResponseParameters"]
RESPONSE = "AWS::ApiGateway::GatewayResponse"
DEPLOYMENT = "AWS::ApiGateway::Deployment"


def new_api(stack: Stack, *, deploy: bool = True) -> RestApi:
    """Return an API of the CDK's own, with one route."""
    api = RestApi(stack, "Api", deploy=deploy)
    api.root.add_method("GET", ANYWHERE)
    return api


def test_trap_8_all_error_responses_carry_the_headers_and_nothing_else_is_added() -> None:
    """A customised type keeps its own headers; the deployment waits for all of them."""
    stack = new_stack()
    api = new_api(stack)
    errors = CorsGatewayResponses(stack, "Errors", api=api, policy=POLICY)
    api.add_gateway_response(
        "Throttled", type=ResponseType.THROTTLED, response_headers={"retry-after": "'1'"}
    )
    template = template_of(stack)
    responses = by_logical_id(template, RESPONSE)
    assert {each["ResponseType"]: each["ResponseParameters"] for each in responses.values()} == {
        "DEFAULT_4XX": RENDERED,
        "DEFAULT_5XX": RENDERED,
        "THROTTLED": {**RENDERED, "gatewayresponse.header.retry-after": "'1'"},
    }
    assert len(by_logical_id(template, "AWS::ApiGateway::Method")) == 1
    (deployment,) = by_logical_id(template, DEPLOYMENT)
    assert set(template["Resources"][deployment]["DependsOn"]) >= set(responses)
    assert errors.deployment is not None


def test_trap_11_a_changed_policy_makes_a_new_deployment() -> None:
    """And the same policy none, also where an app is synthesised twice."""

    def deployments(policy: CorsPolicy) -> list[str]:
        stack = new_stack()
        CorsGatewayResponses(stack, "Errors", api=new_api(stack), policy=policy)
        template = template_of(stack)
        assert template_of(stack) == template
        return list(by_logical_id(template, DEPLOYMENT))

    # What a preflight says is not in an error response.
    assert deployments(POLICY) == deployments(POLICY.replace(max_age=1))
    assert deployments(POLICY) != deployments(POLICY.replace(allow_origins=["https://b.test"]))


def test_trap_13_an_imported_api_is_deployed_to_the_stage_that_is_named() -> None:
    """Its own deployments are another app's."""
    stack = new_stack()
    api = RestApi.from_rest_api_id(stack, "Api", "a1b2c3")
    CorsGatewayResponses(stack, "Errors", api=api, policy=POLICY, stage_name="prod")
    template = template_of(stack)
    ((name, deployment),) = by_logical_id(template, DEPLOYMENT).items()
    assert deployment == {"RestApiId": "a1b2c3", "StageName": "prod"}
    assert set(template["Resources"][name]["DependsOn"]) == set(by_logical_id(template, RESPONSE))


def test_without_a_deployment_there_is_nothing_to_wait() -> None:
    """``deploy=False``: whoever deploys the API has to."""
    stack = new_stack()
    errors = CorsGatewayResponses(stack, "Errors", api=new_api(stack, deploy=False), policy=POLICY)
    template = template_of(stack)
    assert errors.deployment is None
    assert len(by_logical_id(template, RESPONSE)) == 2
    assert by_logical_id(template, DEPLOYMENT) == {}


@pytest.mark.parametrize("twice", [False, True])
def test_a_stack_of_their_own_may_have_them(*, twice: bool) -> None:
    """They are found there again, if the app is synthesised a second time."""
    app = App()
    api = RestApi.from_rest_api_id(Stack(app, "Other"), "Api", "a1b2c3")
    stack = new_stack("Errors", app)
    CorsGatewayResponses(stack, "Errors", api=api, policy=POLICY, stage_name="prod")
    template = template_of(stack)
    if twice:
        assert template_of(stack) == template
    assert len(by_logical_id(template, RESPONSE)) == 2


def test_preflights_beside_them_can_be_ours() -> None:
    """Of a part of the API, or of the whole without its error responses."""
    stack = new_stack()
    api = new_api(stack)
    CorsGatewayResponses(stack, "Errors", api=api, policy=POLICY)
    add_cors(api, POLICY, error_responses=False)
    template = template_of(stack)
    assert len(by_logical_id(template, RESPONSE)) == 2
    assert len(by_logical_id(template, "AWS::ApiGateway::Method")) == 2
