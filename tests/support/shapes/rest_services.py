"""REST APIs of AWS services and other servers, without a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Aws
from aws_cdk import aws_apigateway as rest
from aws_cdk.aws_cognito import UserPool
from aws_cdk.aws_ec2 import SubnetConfiguration, SubnetSelection, SubnetType, Vpc
from aws_cdk.aws_elasticloadbalancingv2 import NetworkLoadBalancer
from aws_cdk.aws_events import EventBus
from aws_cdk.aws_kinesis import Stream
from aws_cdk.aws_sns import Topic
from aws_cdk.aws_sqs import Queue
from aws_cdk.aws_stepfunctions import DefinitionBody, Pass, StateMachine, StateMachineType

from support.shapes._common import HEADER, JSON, OK, service
from support.synthesis import new_function

if TYPE_CHECKING:
    from aws_cdk import Stack

    from support.field_apps import Classes

FORM = {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"}
BOTH = [
    rest.MethodResponse(status_code=each, response_parameters={f"{HEADER}Content-Type": True})
    for each in ("200", "500")
]


def stream(stack: Stack, classes: Classes) -> None:
    """A stream behind three paths; what is declared comes after each method."""
    target = Stream(stack, "Stream")
    streams = classes.rest_api(stack, "Api").root.add_resource("streams")
    records = streams.add_resource("{stream-name}").add_resource("records")
    for resource, name, action in (
        (streams, "GET", "ListStreams"),
        (records, "GET", "GetRecords"),
        (records, "PUT", "PutRecord"),
    ):
        integration = service(
            stack,
            "kinesis",
            action=action,
            integration_http_method="POST",
            request_templates={JSON: '{"StreamName": "' + target.stream_name + '"}'},
        )
        needs = {"method.request.header.Shard-Iterator": True} if action == "GetRecords" else None
        method = resource.add_method(name, integration, request_parameters=needs)
        method.add_method_response(status_code="200")


def topic(stack: Stack, classes: Classes) -> None:
    """A topic, with an error that is told by its text."""
    target = Topic(stack, "Topic")
    answers = (
        rest.IntegrationResponse(status_code="200", response_templates={JSON: '{"ok": true}'}),
        rest.IntegrationResponse(
            status_code="400",
            selection_pattern="^\\[Error\\].*",
            response_templates={JSON: '{"error": "$input.path(\'$.errorMessage\')"}'},
        ),
    )
    integration = service(
        stack,
        "sns",
        *answers,
        path=f"{Aws.ACCOUNT_ID}/{target.topic_name}",
        request_parameters=FORM,
        request_templates={JSON: f"Action=Publish&TopicArn=$util.urlEncode('{target.topic_arn}')"},
    )
    declared = [rest.MethodResponse(status_code=each) for each in ("200", "400")]
    classes.rest_api(stack, "Api").root.add_method("POST", integration, method_responses=declared)


def bus(stack: Stack, classes: Classes) -> None:
    """An event bus; the answer says in a header which bus it was."""
    target = EventBus(stack, "Bus")
    answer = rest.IntegrationResponse(
        status_code="202", response_parameters={f"{HEADER}X-Bus": f"'{target.event_bus_name}'"}
    )
    integration = service(
        stack,
        "events",
        answer,
        action="PutEvents",
        request_parameters={
            "integration.request.header.X-Amz-Target": "'AWSEvents.PutEvents'",
            "integration.request.header.Content-Type": "'application/x-amz-json-1.1'",
        },
        request_templates={JSON: '#set($context.requestOverride.header.X-A = "1"){"Entries": []}'},
    )
    declared = rest.MethodResponse(status_code="202", response_parameters={f"{HEADER}X-Bus": True})
    api = classes.rest_api(stack, "Api")
    api.root.add_resource("events").add_method("POST", integration, method_responses=[declared])


def things(stack: Stack, classes: Classes) -> None:
    """Topics of many levels, each a path, as a pattern of AWS Solutions Constructs has it."""
    resource = classes.rest_api(
        stack,
        "Api",
        endpoint_configuration=rest.EndpointConfiguration(types=[rest.EndpointType.REGIONAL]),
        api_key_source_type=rest.ApiKeySourceType.HEADER,
        default_method_options=rest.MethodOptions(api_key_required=True),
    ).root.add_resource("message")
    validator = resource.api.root.api.add_request_validator(  # type: ignore[attr-defined]
        "Validator", validate_request_parameters=True
    )
    answers = (
        rest.IntegrationResponse(status_code="200", selection_pattern="2\\d{2}"),
        rest.IntegrationResponse(status_code="500", selection_pattern="5\\d{2}"),
        rest.IntegrationResponse(status_code="403", response_templates={JSON: '{"m": "no"}'}),
    )
    declared = [rest.MethodResponse(status_code=each) for each in ("200", "500", "403")]
    parameters = {}
    for level in range(1, 4):
        resource = resource.add_resource(f"{{topic-level-{level}}}")
        parameters[f"method.request.path.topic-level-{level}"] = True
        integration = service(
            stack,
            "iotdata",
            *answers,
            subdomain="a1234567890123-ats",
            path="topics/{topic-level-1}",
            integration_http_method="POST",
            request_templates={JSON: "$input.json('$')"},
        )
        resource.add_method(
            "POST",
            integration,
            method_responses=declared,
            request_parameters=dict(parameters),
            request_validator=validator,
        )


def endpoint(stack: Stack, classes: Classes) -> None:
    """A model's endpoint: bytes in, JSON out, and no declared answer for the error."""
    integration = service(
        stack,
        "runtime.sagemaker",
        rest.IntegrationResponse(status_code="200"),
        rest.IntegrationResponse(status_code="500", selection_pattern="5\\d{2}"),
        path="endpoints/model/invocations",
        content_handling=rest.ContentHandling.CONVERT_TO_BINARY,
        request_templates={JSON: "$input.body"},
    )
    classes.rest_api(stack, "Api", binary_media_types=["*/*"]).root.add_resource(
        "inference"
    ).add_resource("{model}").add_method("GET", integration, method_responses=BOTH)


def queue_of_four(stack: Stack, classes: Classes) -> None:
    """A queue behind four methods of two paths; a page's format is HTML."""
    target = Queue(stack, "Queue")
    root = classes.rest_api(stack, "Api").root
    html = rest.IntegrationResponse(status_code="200", response_templates={"text/html": "OK"})
    failed = rest.IntegrationResponse(
        status_code="500", selection_pattern="500", response_templates={"text/html": "Error"}
    )
    message = root.add_resource("message")
    for resource, name, action in (
        (root, "GET", "ReceiveMessage"),
        (root, "POST", "SendMessage"),
        (message, "DELETE", "DeleteMessage"),
    ):
        integration = service(
            stack,
            "sqs",
            html,
            failed,
            path=f"{Aws.ACCOUNT_ID}/{target.queue_name}",
            request_parameters=FORM,
            request_templates={JSON: f"Action={action}", "text/plain": f"Action={action}"},
        )
        resource.add_method(name, integration, method_responses=BOTH)


def machine_headers(stack: Stack, classes: Classes) -> None:
    """A state machine that gets headers, for users of a pool."""
    machine = StateMachine(
        stack,
        "Machine",
        state_machine_type=StateMachineType.EXPRESS,
        definition_body=DefinitionBody.from_chainable(Pass(stack, "Pass")),
    )
    pool = rest.CognitoUserPoolsAuthorizer(
        stack, "Pool", cognito_user_pools=[UserPool(stack, "Users")]
    )
    integration = rest.StepFunctionsIntegration.start_execution(
        machine, headers=True, path=False, querystring=False, authorizer=True
    )
    classes.rest_api(stack, "Api").root.add_method(
        "GET", integration, authorizer=pool, authorization_type=rest.AuthorizationType.COGNITO
    )


def machine_started(stack: Stack, classes: Classes) -> None:
    """A standard state machine, which is started and not waited for."""
    machine = StateMachine(
        stack, "Machine", definition_body=DefinitionBody.from_chainable(Pass(stack, "Pass"))
    )
    integration = service(
        stack,
        "states",
        rest.IntegrationResponse(
            status_code="200",
            response_templates={JSON: "#set($arn = $input.path('$.executionArn')){}"},
        ),
        action="StartExecution",
        request_templates={JSON: '{"stateMachineArn": "' + machine.state_machine_arn + '"}'},
    )
    api = classes.rest_api(stack, "Api")
    api.root.add_resource("runs").add_method("POST", integration, method_responses=OK)


def network_load_balancer(stack: Stack, classes: Classes) -> None:
    """A private load balancer behind a link: once as a proxy, once not."""
    subnets = [SubnetConfiguration(name="private", subnet_type=SubnetType.PRIVATE_ISOLATED)]
    balancer = NetworkLoadBalancer(
        stack,
        "Balancer",
        vpc=Vpc(stack, "Vpc", max_azs=1, subnet_configuration=subnets),
        vpc_subnets=SubnetSelection(subnet_type=SubnetType.PRIVATE_ISOLATED),
    )
    link = rest.VpcLink(stack, "Link", targets=[balancer])
    api = classes.rest_api(stack, "Api")
    for path, kind in (
        ("raw", rest.IntegrationType.HTTP),
        ("all", rest.IntegrationType.HTTP_PROXY),
    ):
        proxied = kind is rest.IntegrationType.HTTP_PROXY
        integration = rest.Integration(
            type=kind,
            integration_http_method="ANY",
            uri=f"http://{balancer.load_balancer_dns_name}/{{proxy}}",
            options=rest.IntegrationOptions(
                connection_type=rest.ConnectionType.VPC_LINK,
                vpc_link=link,
                request_parameters={"integration.request.path.proxy": "method.request.path.proxy"},
                integration_responses=None
                if proxied
                else [rest.IntegrationResponse(status_code="200", response_templates={JSON: ""})],
            ),
        )
        api.root.add_resource(path).add_resource("{proxy+}").add_method(
            "ANY",
            integration,
            request_parameters={"method.request.path.proxy": True},
            method_responses=None if proxied else OK,
        )


def other_server(stack: Stack, classes: Classes) -> None:
    """Another server: its headers pass through, or are mapped one by one."""
    api = classes.rest_api(stack, "Api")
    api.root.add_method("GET", rest.HttpIntegration("https://backend.example.com/"))
    mapped = rest.HttpIntegration(
        "https://backend.example.com/items",
        proxy=False,
        http_method="POST",
        options=rest.IntegrationOptions(
            integration_responses=[
                rest.IntegrationResponse(
                    status_code="200",
                    response_parameters={
                        f"{HEADER}ETag": "integration.response.header.ETag",
                        f"{HEADER}Vary": "'Accept'",
                    },
                ),
                rest.IntegrationResponse(status_code="500", selection_pattern="[45]\\d\\d"),
            ]
        ),
    )
    api.root.add_resource("items").add_method(
        "POST",
        mapped,
        method_responses=[
            rest.MethodResponse(
                status_code="200",
                response_parameters={f"{HEADER}ETag": True, f"{HEADER}Vary": True},
            )
        ],
    )


def errors_of_a_function(stack: Stack, classes: Classes) -> None:
    """A function that is no proxy, with errors by their text and a declared model."""
    integration = rest.LambdaIntegration(
        new_function(stack),
        proxy=False,
        allow_test_invoke=False,
        passthrough_behavior=rest.PassthroughBehavior.WHEN_NO_MATCH,
        request_templates={JSON: '{"a": "$input.params(\'a\')"}'},
        integration_responses=[
            rest.IntegrationResponse(
                status_code="200",
                response_templates={JSON: '{"state": "ok", "greeting": "$input.body"}'},
            ),
            rest.IntegrationResponse(
                selection_pattern="(\n|.)+",
                status_code="400",
                response_templates={JSON: '{"state": "error"}'},
            ),
        ],
    )
    api = classes.rest_api(stack, "Api")
    model = api.add_model(
        "Answer",
        content_type=JSON,
        schema=rest.JsonSchema(schema=rest.JsonSchemaVersion.DRAFT4, title="answer"),
    )
    declared = [
        rest.MethodResponse(status_code=each, response_models={JSON: model})
        for each in ("200", "400")
    ]
    api.root.add_method("GET", integration, method_responses=declared)


SHAPES = (
    stream,
    topic,
    bus,
    things,
    endpoint,
    queue_of_four,
    machine_headers,
    machine_started,
    network_load_balancer,
    other_server,
    errors_of_a_function,
)
