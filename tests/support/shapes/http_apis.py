"""HTTP APIs, by their routes, backends and stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk.aws_apigatewayv2_authorizers import (
    HttpIamAuthorizer,
    HttpLambdaAuthorizer,
    HttpLambdaResponseType,
    HttpUserPoolAuthorizer,
)
from aws_cdk.aws_apigatewayv2_integrations import (
    HttpAlbIntegration,
    HttpLambdaIntegration,
    HttpNlbIntegration,
    HttpServiceDiscoveryIntegration,
    HttpStepFunctionsIntegration,
    HttpUrlIntegration,
)
from aws_cdk.aws_certificatemanager import Certificate
from aws_cdk.aws_cognito import UserPool
from aws_cdk.aws_ec2 import SubnetConfiguration, SubnetSelection, SubnetType, Vpc
from aws_cdk.aws_elasticloadbalancingv2 import (
    ApplicationLoadBalancer,
    ListenerAction,
    NetworkLoadBalancer,
    NetworkTargetGroup,
)
from aws_cdk.aws_events import EventBus
from aws_cdk.aws_lambda import Function
from aws_cdk.aws_servicediscovery import PrivateDnsNamespace
from aws_cdk.aws_stepfunctions import DefinitionBody, Pass, StateMachine, StateMachineType

from support.shapes._common import gateway_role, node, of_ours
from support.synthesis import new_function

if TYPE_CHECKING:
    from aws_cdk import Stack

    from support.field_apps import Classes


def catch_all(stack: Stack, classes: Classes) -> None:
    """A default integration and nothing else."""
    backend = HttpLambdaIntegration("All", new_function(stack))
    classes.http_api(stack, "Api", default_integration=backend)


def sub_routes(stack: Stack, classes: Classes) -> None:
    """Paths below paths; functions by attributes and by name."""
    known = new_function(stack)
    same = Function.from_function_attributes(
        stack, "Same", function_arn=known.function_arn, same_environment=True
    )
    other = Function.from_function_name(stack, "Other", "somebody-elses")
    api = classes.http_api(stack, "Api", **of_ours(classes, functions_with_own_policy=[other]))
    for name, function in (("same", same), ("other", other)):
        backend = HttpLambdaIntegration(name, function)
        for path in (f"/{name}", f"/{name}/below"):
            api.add_routes(path=path, methods=[http.HttpMethod.GET], integration=backend)


def many_routes(stack: Stack, classes: Classes) -> None:
    """Ten routes, each with an integration of its own, and one permission for all."""
    api = classes.http_api(stack, "Api")
    function = new_function(stack)
    for number in range(10):
        http.HttpRoute(
            stack,
            f"Route{number}",
            http_api=api,
            route_key=http.HttpRouteKey.with_(f"/path{number}", http.HttpMethod.GET),
            integration=HttpLambdaIntegration(f"I{number}", function),
        )


def private_backends(stack: Stack, classes: Classes) -> None:
    """Load balancers and a registry behind a link."""
    subnets = [SubnetConfiguration(name="private", subnet_type=SubnetType.PRIVATE_ISOLATED)]
    vpc = Vpc(stack, "Vpc", max_azs=2, subnet_configuration=subnets)
    isolated = SubnetSelection(subnet_type=SubnetType.PRIVATE_ISOLATED)
    link = http.VpcLink(stack, "Link", vpc=vpc, subnets=isolated)
    application = ApplicationLoadBalancer(stack, "Application", vpc=vpc, vpc_subnets=isolated)
    listener = application.add_listener(
        "Listener", port=80, default_action=ListenerAction.fixed_response(200)
    )
    network = NetworkLoadBalancer(stack, "Network", vpc=vpc, vpc_subnets=isolated)
    targets = NetworkTargetGroup(stack, "Targets", vpc=vpc, port=80)
    service = PrivateDnsNamespace(stack, "Names", name="example.internal", vpc=vpc).create_service(
        "Service"
    )
    api = classes.http_api(stack, "Api")
    backends = {
        "/alb": HttpAlbIntegration(
            "Alb",
            listener,
            vpc_link=link,
            parameter_mapping=http.ParameterMapping().append_header(
                "x-stage", http.MappingValue.context_variable("stage")
            ),
        ),
        "/nlb": HttpNlbIntegration(
            "Nlb",
            network.add_listener("Listener", port=80, default_target_groups=[targets]),
            vpc_link=link,
        ),
        "/names": HttpServiceDiscoveryIntegration("Names", service, vpc_link=link),
    }
    for path, backend in backends.items():
        api.add_routes(path=path, methods=[http.HttpMethod.GET], integration=backend)


def event_bus(stack: Stack, classes: Classes) -> None:
    """An event bus behind a bare integration and a bare route."""
    api = classes.http_api(stack, "Api")
    integration = http.CfnIntegration(
        stack,
        "Integration",
        api_id=api.http_api_id,
        integration_type="AWS_PROXY",
        integration_subtype="EventBridge-PutEvents",
        credentials_arn=gateway_role(stack).role_arn,
        payload_format_version="1.0",
        request_parameters={
            "Source": "web",
            "DetailType": "any",
            "Detail": "$request.body",
            "EventBusName": EventBus(stack, "Bus").event_bus_arn,
        },
    )
    http.CfnRoute(
        stack,
        "Route",
        api_id=api.http_api_id,
        route_key="POST /",
        target=f"integrations/{integration.ref}",
    )


def state_machines(stack: Stack, classes: Classes) -> None:
    """A state machine that is waited for, with parameters."""
    machine = StateMachine(
        stack,
        "Machine",
        state_machine_type=StateMachineType.EXPRESS,
        definition_body=DefinitionBody.from_chainable(Pass(stack, "Pass")),
    )
    backend = HttpStepFunctionsIntegration(
        "Machine",
        state_machine=machine,
        subtype=http.HttpIntegrationSubtype.STEPFUNCTIONS_START_SYNC_EXECUTION,
    )
    api = classes.http_api(stack, "Api")
    api.add_routes(path="/run", methods=[http.HttpMethod.POST], integration=backend)


def guarded(stack: Stack, classes: Classes) -> None:
    """A function that reads two headers, and simple answers; for reads only."""
    guard = HttpLambdaAuthorizer(
        "Guard",
        new_function(stack, "Guard"),
        authorizer_name="guard",
        identity_source=["$request.header.X-API-Key", "$context.routeKey"],
        response_types=[HttpLambdaResponseType.SIMPLE],
        results_cache_ttl=Duration.minutes(30),
    )
    api = classes.http_api(stack, "Api", default_authorizer=guard)
    backend = HttpLambdaIntegration("Items", new_function(stack))
    api.add_routes(path="/items", methods=[http.HttpMethod.GET], integration=backend)


def users(stack: Stack, classes: Classes) -> None:
    """Users of a pool, with scopes, for every path."""
    pool = UserPool(stack, "Pool")
    client = pool.add_client("Client")
    authorizer = HttpUserPoolAuthorizer("Users", pool, user_pool_clients=[client])
    api = classes.http_api(
        stack, "Api", default_authorizer=authorizer, default_authorization_scopes=["items/read"]
    )
    backend = HttpLambdaIntegration("All", new_function(stack))
    api.add_routes(path="/", integration=backend)
    api.add_routes(path="/{proxy+}", integration=backend)


def signed_catch_all(stack: Stack, classes: Classes) -> None:
    """Signed requests for every path, by ``$default``."""
    api = classes.http_api(stack, "Api")
    http.HttpRoute(
        stack,
        "All",
        http_api=api,
        route_key=http.HttpRouteKey.DEFAULT,
        integration=HttpUrlIntegration("Url", "https://backend.example.com"),
        authorizer=HttpIamAuthorizer(),
    )


def second_stage(stack: Stack, classes: Classes) -> None:
    """No default stage, two of its own, one that is deployed by hand."""
    api = classes.http_api(stack, "Api", create_default_stage=False)
    backend = HttpLambdaIntegration("Items", node(stack))
    api.add_routes(path="/items", methods=[http.HttpMethod.GET], integration=backend)
    throttle = http.ThrottleSettings(rate_limit=1000, burst_limit=1000)
    http.HttpStage(stack, "Live", http_api=api, auto_deploy=True, throttle=throttle)
    deployment = http.CfnDeployment(stack, "Deployment", api_id=api.api_id)
    http.CfnStage(
        stack,
        "Fixed",
        api_id=api.api_id,
        stage_name="fixed",
        deployment_id=deployment.ref,
    )


def http_domain(stack: Stack, classes: Classes) -> None:
    """A domain with two APIs below it, and no default endpoint."""
    arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a1b2c3"
    domain = http.DomainName(
        stack,
        "Domain",
        domain_name="api.example.com",
        certificate=Certificate.from_certificate_arn(stack, "Certificate", arn),
    )
    for name in ("one", "two"):
        api = classes.http_api(
            stack,
            name,
            disable_execute_api_endpoint=True,
            default_domain_mapping=http.DomainMappingOptions(domain_name=domain, mapping_key=name),
        )
        backend = HttpLambdaIntegration(name, new_function(stack, f"F{name}"))
        api.add_routes(path="/items", methods=[http.HttpMethod.PUT], integration=backend)


def overridden(stack: Stack, classes: Classes) -> None:
    """Settings of routes that people override: an authorizer, a payload format."""
    api = classes.http_api(stack, "Api")
    backend = HttpLambdaIntegration(
        "Items", new_function(stack), payload_format_version=http.PayloadFormatVersion.VERSION_1_0
    )
    (route,) = api.add_routes(path="/items", methods=[http.HttpMethod.GET], integration=backend)
    settings = route.node.default_child
    assert isinstance(settings, http.CfnRoute)
    settings.add_property_override("OperationName", "items")


SHAPES = (
    catch_all,
    sub_routes,
    many_routes,
    private_backends,
    event_bus,
    state_machines,
    guarded,
    users,
    signed_catch_all,
    second_stage,
    http_domain,
    overridden,
)
