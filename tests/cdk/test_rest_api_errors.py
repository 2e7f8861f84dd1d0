"""The error responses of a `CorsRestApi`, and what makes a new deployment of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import NestedStack
from aws_cdk.aws_apigateway import (
    CfnGatewayResponse,
    GatewayResponse,
    HttpIntegration,
    ResponseType,
    RestApi,
)

from corsgate.render import gateway_responses
from corsgate_cdk import CorsRestApi, cors_for
from support.synthesis import (
    POLICY,
    Properties,
    by_logical_id,
    linted,
    new_stack,
    template_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import Stack

ANYWHERE = HttpIntegration("https://backend.example.com")
RENDERED = gateway_responses(POLICY)["DEFAULT_4XX"]["ResponseParameters"]
HEADER = "gatewayresponse.header."


def new_api(stack: Stack) -> CorsRestApi:
    """Return an API with one route."""
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    return api


def parameters(template: Properties) -> dict[str, Properties]:
    """Return the headers of each error response by its type."""
    responses = by_logical_id(template, "AWS::ApiGateway::GatewayResponse").values()
    return {each["ResponseType"]: each["ResponseParameters"] for each in responses}


def test_trap_8_both_defaults_carry_the_headers() -> None:
    """Nothing that the gateway answers itself comes without."""
    stack = new_stack()
    new_api(stack)
    template = template_of(stack)
    assert parameters(template) == {"DEFAULT_4XX": RENDERED, "DEFAULT_5XX": RENDERED}
    assert linted(template) == []


def test_trap_8_a_customised_type_is_not_left_without_headers() -> None:
    """It no longer takes anything from the defaults; its own header stays."""
    stack = new_stack()
    api = new_api(stack)
    api.add_gateway_response(
        "Unauthorized",
        type=ResponseType.UNAUTHORIZED,
        status_code="401",
        response_headers={"X-Help": "'https://help.example.com'"},
    )
    assert parameters(template_of(stack)) == {
        "DEFAULT_4XX": RENDERED,
        "DEFAULT_5XX": RENDERED,
        "UNAUTHORIZED": {f"{HEADER}X-Help": "'https://help.example.com'", **RENDERED},
    }


def test_a_default_that_somebody_has_customised_is_completed_and_not_doubled() -> None:
    """Two resources for one type would be a failed deployment."""
    stack = new_stack()
    GatewayResponse(stack, "Mine", rest_api=new_api(stack), type=ResponseType.DEFAULT_5_XX)
    template = template_of(stack)
    assert parameters(template) == {"DEFAULT_4XX": RENDERED, "DEFAULT_5XX": RENDERED}
    assert len(by_logical_id(template, "AWS::ApiGateway::GatewayResponse")) == 2


def test_an_origin_of_somebody_s_own_is_respected() -> None:
    """In whatever case the header is written."""
    stack = new_stack()
    mine = {f"{HEADER}access-control-allow-origin": "'https://status.example.com'"}
    CfnGatewayResponse(
        stack,
        "Throttled",
        rest_api_id=new_api(stack).rest_api_id,
        response_type="THROTTLED",
        response_parameters=mine,
    )
    assert parameters(template_of(stack))["THROTTLED"] == mine


def test_error_responses_of_another_api_are_left_alone() -> None:
    """Two APIs in one stack."""
    stack = new_stack()
    new_api(stack)
    other = RestApi(stack, "Other")
    other.root.add_method("GET", ANYWHERE)
    other.add_gateway_response(
        "Theirs", type=ResponseType.THROTTLED, response_headers={"X-Other": "'yes'"}
    )
    assert parameters(template_of(stack))["THROTTLED"] == {f"{HEADER}X-Other": "'yes'"}


def test_a_customised_type_in_a_nested_stack_is_found() -> None:
    """Where the API is known by a parameter."""
    stack = new_stack()
    api = new_api(stack)
    nested = NestedStack(stack, "Nested")
    GatewayResponse(nested, "Mine", rest_api=api, type=ResponseType.QUOTA_EXCEEDED)
    assert parameters(template_of(nested)) == {"QUOTA_EXCEEDED": RENDERED}


def deployment(
    change: Callable[[CorsRestApi], object] = lambda _: None, **properties: object
) -> str:
    """Return the logical id of the deployment of an API with one change."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", **{"policy": POLICY, **properties})  # type: ignore[arg-type]
    items = api.root.add_resource("items")
    items.add_method("GET", ANYWHERE)
    change(api)
    (logical_id,) = by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment")
    return logical_id


def test_trap_11_whatever_the_gateway_answers_itself_makes_a_new_deployment() -> None:
    """A stage serves a snapshot: what is not deployed anew is configured and not live."""
    ids = [
        deployment(),
        deployment(policy=POLICY.replace(max_age=601)),
        deployment(policy=POLICY.replace(allow_origins=["https://www.example.com"])),
        deployment(policy=POLICY.replace(expose_headers=["x-total"])),
        deployment(
            policy=POLICY.replace(allow_origins=["https://a.test", "https://b.test"]),
            error_origin="reflect",
        ),
        deployment(
            policy=POLICY.replace(allow_origins=["https://a.test", "https://b.test"]),
            error_origin="first",
        ),
        deployment(lambda api: cors_for(api.root, POLICY.replace(max_age=1))),
        deployment(lambda api: api.add_gateway_response("Mine", type=ResponseType.UNAUTHORIZED)),
        deployment(
            lambda api: api.root.resource_for_path("items").add_method(
                "PUT", ANYWHERE, api_key_required=True
            )
        ),
    ]
    assert len(set(ids)) == len(ids)


def test_the_same_app_has_the_same_deployment() -> None:
    """A second ``cdk deploy`` has nothing to do."""
    assert deployment() == deployment()


def test_trap_12_every_preflight_is_there_before_the_deployment() -> None:
    """A deployment that overtakes a method is a snapshot without it."""
    stack = new_stack()
    new_api(stack)
    template = template_of(stack)
    (made,) = by_logical_id(template, "AWS::ApiGateway::Deployment")
    assert set(template["Resources"][made]["DependsOn"]) == {
        *by_logical_id(template, "AWS::ApiGateway::Method"),
        *by_logical_id(template, "AWS::ApiGateway::GatewayResponse"),
    }


def test_trap_12_a_deployment_made_by_hand_can_wait_for_the_preflights() -> None:
    """Also when it is written before the routes."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY, deploy=False)
    made = CfnGatewayResponse(stack, "Late", rest_api_id=api.rest_api_id, response_type="THROTTLED")
    made.node.add_dependency(api.options_methods)
    api.root.add_method("GET", ANYWHERE)
    template = template_of(stack)
    options = {
        logical_id
        for logical_id, each in by_logical_id(template, "AWS::ApiGateway::Method").items()
        if each["HttpMethod"] == "OPTIONS"
    }
    assert set(template["Resources"]["Late"]["DependsOn"]) == options


def test_ids_that_people_take_are_free() -> None:
    """Below an API, where the CDK puts their error responses: ours step aside."""
    stack = new_stack()
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    api.add_gateway_response("Cors", type=ResponseType.UNAUTHORIZED)
    api.add_gateway_response("CorsDefault4xx", type=ResponseType.THROTTLED)
    responses = by_logical_id(template_of(stack), "AWS::ApiGateway::GatewayResponse").values()
    assert sorted(each["ResponseType"] for each in responses) == [
        "DEFAULT_4XX",
        "DEFAULT_5XX",
        "THROTTLED",
        "UNAUTHORIZED",
    ]
