"""Answers behind integrations that are no proxy get the headers that pages need to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import CfnParameter
from aws_cdk.aws_apigateway import (
    AwsIntegration,
    HttpIntegration,
    IntegrationOptions,
    IntegrationResponse,
    LambdaIntegration,
    MethodResponse,
    MockIntegration,
    RestApi,
    StepFunctionsRestApi,
)
from aws_cdk.aws_stepfunctions import DefinitionBody, Pass, StateMachine, StateMachineType

from corsgate_cdk import CorsRestApi, add_cors, cors_for
from support.synthesis import (
    POLICY,
    by_logical_id,
    failure_of,
    new_function,
    new_stack,
    preflight_header,
    preflights,
    template_of,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_cdk import Stack
    from aws_cdk.aws_apigateway import Integration
    from syrupy.assertion import SnapshotAssertion

    from support.synthesis import Properties

HEADER = "method.response.header."
ORIGIN = f"{HEADER}Access-Control-Allow-Origin"
SEVERAL = POLICY.replace(allow_origins=["https://*.example.com", "https://b.test"])
WRITTEN = {
    ORIGIN: "'https://app.example.com'",
    f"{HEADER}Access-Control-Allow-Credentials": "'true'",
    f"{HEADER}Access-Control-Allow-Methods": "'GET'",
    f"{HEADER}Access-Control-Expose-Headers": "'etag'",
    f"{HEADER}Vary": "'Origin'",
}
SELECTS = "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end"


def queue(*responses: IntegrationResponse) -> AwsIntegration:
    """Return an integration with a service of AWS."""
    options = IntegrationOptions(integration_responses=list(responses))
    return AwsIntegration(service="sqs", path="123456789012/queue", options=options)


def method(template: Properties, http_method: str = "GET") -> Properties:
    """Return the properties of the only method of this kind."""
    methods = by_logical_id(template, "AWS::ApiGateway::Method").values()
    (found,) = [each for each in methods if each["HttpMethod"] == http_method]
    return found


def answers(template: Properties, http_method: str = "GET") -> list[Any]:
    """Return its integration responses."""
    found: list[Any] = method(template, http_method)["Integration"]["IntegrationResponses"]
    return found


def items(stack: Stack, **properties: Any) -> Any:  # noqa: ANN401 - jsii's resources share no class
    """Return a resource of an API of ours."""
    properties = {"policy": POLICY, **properties}
    return CorsRestApi(stack, "Api", **properties).root.add_resource("items")


def test_trap_42_every_answer_is_completed_and_declared() -> None:
    """Beside what people have written: one answer is theirs, a status is declared twice."""
    stack = new_stack()
    theirs = {ORIGIN: "'https://b.test'"}
    items(stack).add_method(
        "GET",
        queue(
            IntegrationResponse(status_code="200"),
            IntegrationResponse(
                status_code="202",
                selection_pattern="202",
                response_parameters={
                    f"{HEADER}Vary": "'Accept'",
                    f"{HEADER}X-Id": "integration.response.header.id",
                },
            ),
            IntegrationResponse(
                status_code="500", selection_pattern="5..", response_parameters=theirs
            ),
        ),
        method_responses=[
            MethodResponse(status_code="500", response_parameters={ORIGIN: True}),
            MethodResponse(status_code="202", response_parameters={f"{HEADER}X-Id": True}),
        ],
    )
    template = template_of(stack)
    assert [each.get("ResponseParameters") for each in answers(template)] == [
        WRITTEN,
        {
            **WRITTEN,
            f"{HEADER}Vary": "'Accept, Origin'",
            f"{HEADER}X-Id": "integration.response.header.id",
        },
        theirs,
    ]
    declared = dict.fromkeys(WRITTEN, True)
    assert {
        each["StatusCode"]: each["ResponseParameters"]
        for each in method(template)["MethodResponses"]
    } == {"500": {ORIGIN: True}, "202": {**declared, f"{HEADER}X-Id": True}, "200": declared}


@pytest.mark.parametrize("kind", ["http", "function", "mock"])
def test_integrations_of_every_kind_are_completed(kind: str) -> None:
    """With no method response at all, which is made."""
    stack = new_stack()
    responses = [IntegrationResponse(status_code="200")]
    options = IntegrationOptions(integration_responses=responses)
    integrations: dict[str, Callable[[], Integration]] = {
        "http": lambda: HttpIntegration("https://b.test", proxy=False, options=options),
        "function": lambda: LambdaIntegration(
            new_function(stack), proxy=False, integration_responses=responses
        ),
        "mock": lambda: MockIntegration(
            integration_responses=responses,
            request_templates={"application/json": '{"statusCode": 200}'},
        ),
    }
    items(stack).add_method("GET", integrations[kind]())
    template = template_of(stack)
    assert [each["ResponseParameters"] for each in answers(template)] == [WRITTEN]
    assert method(template)["MethodResponses"] == [
        {"StatusCode": "200", "ResponseParameters": dict.fromkeys(WRITTEN, True)}
    ]


def test_several_origins_are_selected_before_the_template_of_the_answer() -> None:
    """And the rest of what it says stays as it is, also where it is an expression."""
    stack = new_stack()
    named = CfnParameter(stack, "Named").value_as_string
    templates = {"application/json": "$input.json('$.a')", "text/html": f"<p>{named}</p>"}
    integration = queue(IntegrationResponse(status_code="200", response_templates=templates))
    items(stack, policy=SEVERAL, error_origin="reflect").add_method("GET", integration)
    (answer,) = answers(template_of(stack))
    found = answer["ResponseTemplates"]
    assert found["application/json"].endswith(f"{SELECTS}$input.json('$.a')")
    _, (velocity, rest) = found["text/html"]["Fn::Join"]
    assert velocity.endswith(SELECTS)
    assert rest == {"Fn::Join": ["", ["<p>", {"Ref": "Named"}, "</p>"]]}
    assert ORIGIN not in answer["ResponseParameters"]


def test_step_functions_are_completed() -> None:
    """The CDK's own API for them has answers for three statuses."""
    stack = new_stack()
    machine = StateMachine(
        stack,
        "Machine",
        state_machine_type=StateMachineType.EXPRESS,
        definition_body=DefinitionBody.from_chainable(Pass(stack, "Pass")),
    )
    api = StepFunctionsRestApi(stack, "Api", state_machine=machine)
    add_cors(api, POLICY)
    template = template_of(stack)
    expected = {**WRITTEN, f"{HEADER}Access-Control-Allow-Methods": "'DELETE, GET, PUT'"}
    found = {each["StatusCode"]: each["ResponseParameters"] for each in answers(template, "ANY")}
    assert found == dict.fromkeys(("200", "400", "500"), expected)


def test_a_method_that_no_browser_calls_is_left_out() -> None:
    """Of the preflight, of the policy, and of what is looked at."""
    stack = new_stack()
    resource = items(stack)
    resource.add_method("GET", queue(IntegrationResponse(status_code="200")))
    hook = resource.add_method("PATCH", LambdaIntegration(new_function(stack)))
    cors_for(hook, None)
    template = template_of(stack)
    options = preflights(template)["/items"]
    assert preflight_header(options, "Access-Control-Allow-Methods") == "'GET'"
    assert list(variables(template).values()) == [{}]


def test_fails_on_another_policy_for_a_method(snapshot: SnapshotAssertion) -> None:
    """One preflight is for all methods of a resource."""
    get = RestApi(new_stack(), "Api").root.add_method("GET", MockIntegration())
    with pytest.raises(ValueError, match="cors_for") as caught:
        cors_for(get, POLICY)
    assert str(caught.value) == snapshot


def test_an_answer_that_changes_is_deployed() -> None:
    """The CDK does not see what an override changes."""

    def deployment(**changes: Any) -> list[str]:  # noqa: ANN401
        stack = new_stack()
        api = CorsRestApi(stack, "Api", policy=POLICY.replace(**changes))
        cors_for(api.root.add_resource("none"), None)
        api.root.add_method("GET", queue(IntegrationResponse(status_code="200")))
        return list(by_logical_id(template_of(stack), "AWS::ApiGateway::Deployment"))

    assert deployment() == deployment()
    assert deployment() != deployment(expose_headers=["x-total"])


def test_overrides_that_people_have_made_stay() -> None:
    """On the same method, beside ours."""
    stack = new_stack()
    get = items(stack).add_method("GET", queue(IntegrationResponse(status_code="200")))
    get.node.default_child.add_property_override("Integration.TimeoutInMillis", 1000)
    found = method(template_of(stack))["Integration"]
    assert found["TimeoutInMillis"] == 1000
    assert found["IntegrationResponses"][0]["ResponseParameters"] == WRITTEN


FAULTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "no template": (lambda _: "200", {}),
    "a status of the deployment": (
        lambda stack: CfnParameter(stack, "Status").value_as_string,
        {},
    ),
}


@pytest.mark.parametrize("wrong", FAULTS)
def test_fails_on_an_answer_that_cannot_be_completed(
    wrong: str, snapshot: SnapshotAssertion
) -> None:
    """With the ways out."""
    stack = new_stack()
    status, given = FAULTS[wrong]
    integration = queue(IntegrationResponse(status_code=status(stack), **given))
    items(stack, policy=SEVERAL, error_origin="reflect").add_method("GET", integration)
    assert failure_of(stack) == snapshot
