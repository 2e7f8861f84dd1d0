"""REST APIs in front of AWS services, in the shapes that people have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_apigateway as rest
from aws_cdk.aws_dynamodb import Attribute, AttributeType, Table
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_s3 import Bucket
from aws_cdk.aws_sqs import Queue
from aws_cdk.aws_stepfunctions import DefinitionBody, Pass, StateMachine, StateMachineType

from support.synthesis import new_node_function

if TYPE_CHECKING:
    from support.field_apps import Classes

JSON = "application/json"
HEADER = "method.response.header."


def not_proxied(stack: Stack, classes: Classes) -> None:
    """A function whose answers the gateway writes."""
    responses = [
        rest.IntegrationResponse(status_code="200", response_templates={JSON: '{"hello": 1}'})
    ]
    classes.lambda_rest_api(
        stack,
        "Api",
        handler=new_node_function(stack, "Hello"),
        integration_options=rest.LambdaIntegrationOptions(
            proxy=False, integration_responses=responses
        ),
    )


def _machine(stack: Stack) -> StateMachine:
    return StateMachine(
        stack,
        "Machine",
        state_machine_type=StateMachineType.EXPRESS,
        definition_body=DefinitionBody.from_chainable(Pass(stack, "Pass")),
    )


def state_machine(stack: Stack, classes: Classes) -> None:
    """The CDK's own API of a state machine."""
    classes.complete(rest.StepFunctionsRestApi(stack, "Api", state_machine=_machine(stack)))


def one_execution(stack: Stack, classes: Classes) -> None:
    """A state machine behind one route, with an answer of its own and a declared header."""
    integration = rest.StepFunctionsIntegration.start_execution(
        _machine(stack),
        use_default_method_responses=False,
        integration_responses=[rest.IntegrationResponse(status_code="200")],
    )
    classes.rest_api(stack, "Api").root.add_method(
        "POST",
        integration,
        method_responses=[
            rest.MethodResponse(status_code="200", response_parameters={f"{HEADER}X-Id": True})
        ],
    )


def queue(stack: Stack, classes: Classes) -> None:
    """A queue behind one route: its answer, and an error in another media type."""
    target = Queue(stack, "Queue")
    role = Role(stack, "Role", assumed_by=ServicePrincipal("apigateway.amazonaws.com"))
    target.grant_send_messages(role)
    integration = rest.AwsIntegration(
        service="sqs",
        path=f"{Aws.ACCOUNT_ID}/{target.queue_name}",
        options=rest.IntegrationOptions(
            credentials_role=role,
            passthrough_behavior=rest.PassthroughBehavior.NEVER,
            request_parameters={
                "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"
            },
            request_templates={JSON: "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"},
            integration_responses=[
                rest.IntegrationResponse(status_code="200"),
                rest.IntegrationResponse(
                    status_code="500",
                    selection_pattern="500",
                    response_templates={"text/html": "Error"},
                ),
            ],
        ),
    )
    classes.rest_api(stack, "Api", endpoint_types=[rest.EndpointType.REGIONAL]).root.add_method(
        "POST",
        integration,
        method_responses=[
            rest.MethodResponse(status_code="200", response_parameters={f"{HEADER}X-A": True}),
            rest.MethodResponse(status_code="500"),
        ],
    )


def table(stack: Stack, classes: Classes) -> None:
    """A table behind three routes, without a function."""
    items = Table(
        stack,
        "Items",
        partition_key=Attribute(name="id", type=AttributeType.STRING),
        removal_policy=RemovalPolicy.DESTROY,
    )
    role = Role(stack, "Role", assumed_by=ServicePrincipal("apigateway.amazonaws.com"))
    items.grant_read_write_data(role)
    resource = classes.rest_api(stack, "Api").root.add_resource("items").add_resource("{id}")
    for method, action in {"GET": "GetItem", "PUT": "PutItem", "DELETE": "DeleteItem"}.items():
        options = rest.IntegrationOptions(
            credentials_role=role,
            request_templates={JSON: '{"TableName": "' + items.table_name + '"}'},
            integration_responses=[
                rest.IntegrationResponse(
                    status_code="200", response_templates={JSON: "$input.json('$.Item')"}
                ),
                rest.IntegrationResponse(status_code="400", selection_pattern="4\\d{2}"),
            ],
        )
        integration = rest.AwsIntegration(service="dynamodb", action=action, options=options)
        responses = [rest.MethodResponse(status_code=each) for each in ("200", "400")]
        resource.add_method(method, integration, method_responses=responses)


def bucket(stack: Stack, classes: Classes) -> None:
    """Objects of a bucket, with headers from the backend, and bytes."""
    objects = Bucket(stack, "Objects")
    role = Role(stack, "Role", assumed_by=ServicePrincipal("apigateway.amazonaws.com"))
    objects.grant_read(role)
    integration = rest.AwsIntegration(
        service="s3",
        integration_http_method="GET",
        path=f"{objects.bucket_name}/{{key}}",
        options=rest.IntegrationOptions(
            credentials_role=role,
            request_parameters={"integration.request.path.key": "method.request.path.key"},
            integration_responses=[
                rest.IntegrationResponse(
                    status_code="200",
                    response_parameters={
                        f"{HEADER}Content-Type": "integration.response.header.Content-Type"
                    },
                )
            ],
        ),
    )
    classes.rest_api(stack, "Api", binary_media_types=["image/*"]).root.add_resource(
        "{key}"
    ).add_method(
        "GET",
        integration,
        request_parameters={"method.request.path.key": True},
        method_responses=[
            rest.MethodResponse(
                status_code="200", response_parameters={f"{HEADER}Content-Type": True}
            )
        ],
    )
