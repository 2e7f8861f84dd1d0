"""REST APIs by their deployments, stages, domains, and what is attached to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import Size
from aws_cdk import aws_apigateway as rest
from aws_cdk.aws_certificatemanager import Certificate
from aws_cdk.aws_iam import AnyPrincipal, PolicyDocument, PolicyStatement
from aws_cdk.aws_kinesisfirehose import CfnDeliveryStream
from aws_cdk.aws_lambda import Alias, Function
from aws_cdk.aws_logs import LogGroup
from aws_cdk.aws_s3 import Bucket
from aws_cdk.aws_wafv2 import CfnWebACL, CfnWebACLAssociation

from support.shapes._common import JSON, OK, mocked, of_ours
from support.synthesis import new_function

if TYPE_CHECKING:
    from aws_cdk import Stack

    from support.field_apps import Classes


def two_stages(stack: Stack, classes: Classes) -> None:
    """One deployment by hand, and two stages of it."""
    api = classes.rest_api(stack, "Api", deploy=False, endpoint_export_name="Endpoint")
    api.root.add_method("GET", rest.LambdaIntegration(new_function(stack)))
    deployment = rest.Deployment(stack, "Deployment", api=api, retain_deployments=True)
    stages = [
        rest.Stage(stack, name, deployment=deployment, stage_name=name) for name in ("dev", "prod")
    ]
    api.deployment_stage = stages[1]


def beside_its_own(stack: Stack, classes: Classes) -> None:
    """A second deployment and stage beside the API's own, with a key of its own."""
    api = classes.rest_api(
        stack,
        "Api",
        retain_deployments=True,
        min_compression_size=Size.bytes(1024),
        deploy_options=rest.StageOptions(stage_name="beta", tracing_enabled=True),
    )
    toys = api.root.add_resource("toys")
    method = toys.add_method("GET", mocked(), api_key_required=True, method_responses=OK)
    plan = api.add_usage_plan("Plan", quota=rest.QuotaSettings(limit=9, period=rest.Period.DAY))
    throttle = rest.ThrottlingPerMethod(method=method, throttle=rest.ThrottleSettings(rate_limit=9))
    plan.add_api_stage(stage=api.deployment_stage, throttle=[throttle])
    deployment = rest.Deployment(stack, "Test", api=api, retain_deployments=False)
    rest.Stage(stack, "TestStage", deployment=deployment, stage_name="test").add_api_key("TestKey")


def canary_of_a_stage(stack: Stack, classes: Classes) -> None:
    """A part of the traffic to another deployment, by a bare resource."""
    api = classes.rest_api(stack, "Api", deploy=False)
    method = api.root.add_method("GET", rest.LambdaIntegration(new_function(stack)))
    deployment = rest.Deployment(stack, "Deployment", api=api)
    stage = rest.Stage(stack, "Prod", deployment=deployment)
    api.deployment_stage = stage
    canary = rest.CfnDeployment(
        stack,
        "Canary",
        rest_api_id=api.rest_api_id,
        stage_name=stage.stage_name,
        deployment_canary_settings=rest.CfnDeployment.DeploymentCanarySettingsProperty(
            percent_traffic=50, stage_variable_overrides={"alias": "dev"}
        ),
    )
    canary.node.add_dependency(method)


def bare_deployment(stack: Stack, classes: Classes) -> None:
    """Deployment and stage as bare resources, which know each other by reference."""
    api = classes.rest_api(stack, "Api", deploy=False)
    method = api.root.add_method("GET", mocked(), method_responses=OK)
    deployment = rest.CfnDeployment(stack, "Deployment", rest_api_id=api.rest_api_id)
    deployment.add_dependency(method.node.default_child)  # type: ignore[arg-type]
    rest.CfnStage(
        stack,
        "Stage",
        rest_api_id=api.rest_api_id,
        deployment_id=deployment.ref,
        stage_name="live",
    )


def logs_by_a_stream(stack: Stack, classes: Classes) -> None:
    """Access logs to a delivery stream, in a format of its own."""
    bucket = Bucket(stack, "Bucket")
    stream = CfnDeliveryStream(
        stack,
        "Stream",
        delivery_stream_name="amazon-apigateway-logs",
        s3_destination_configuration=CfnDeliveryStream.S3DestinationConfigurationProperty(
            bucket_arn=bucket.bucket_arn, role_arn="arn:aws:iam::123456789012:role/logs"
        ),
    )
    api = classes.rest_api(
        stack,
        "Api",
        cloud_watch_role=False,
        deploy_options=rest.StageOptions(
            access_log_destination=rest.FirehoseLogDestination(stream),
            access_log_format=rest.AccessLogFormat.json_with_standard_fields(
                caller=False,
                http_method=True,
                ip=True,
                protocol=True,
                request_time=True,
                resource_path=True,
                response_length=True,
                status=True,
                user=True,
            ),
            throttling_burst_limit=5,
            throttling_rate_limit=10,
        ),
    )
    api.root.add_method("GET", rest.LambdaIntegration(new_function(stack)))


def solutions_defaults(stack: Stack, classes: Classes) -> None:
    """The defaults of AWS Solutions Constructs: logs, tracing, a plan and no role."""
    logs = LogGroup(stack, "Logs")
    api = classes.rest_api(
        stack,
        "RestApi",
        cloud_watch_role=False,
        endpoint_configuration=rest.EndpointConfiguration(types=[rest.EndpointType.EDGE]),
        default_method_options=rest.MethodOptions(authorization_type=rest.AuthorizationType.IAM),
        deploy_options=rest.StageOptions(
            access_log_destination=rest.LogGroupLogDestination(logs),
            access_log_format=rest.AccessLogFormat.clf(),
            logging_level=rest.MethodLoggingLevel.INFO,
            data_trace_enabled=False,
            tracing_enabled=True,
        ),
    )
    api.add_usage_plan(
        "UsagePlan", api_stages=[rest.UsagePlanPerApiStage(api=api, stage=api.deployment_stage)]
    )
    api.root.add_proxy(default_integration=rest.LambdaIntegration(new_function(stack)))


def domain_with_certificates(stack: Stack, classes: Classes) -> None:
    """A domain for clients with certificates, mapped to a stage made by hand."""
    arn = "arn:aws:acm:eu-central-1:123456789012:certificate/a1b2c3"
    api = classes.rest_api(stack, "Api", deploy=False, disable_execute_api_endpoint=True)
    api.root.add_method("GET", rest.LambdaIntegration(new_function(stack)))
    stage = rest.Stage(
        stack, "Prod", deployment=rest.Deployment(stack, "Deployment", api=api), stage_name="prod"
    )
    domain = rest.DomainName(
        stack,
        "Domain",
        domain_name="api.example.com",
        certificate=Certificate.from_certificate_arn(stack, "Certificate", arn),
        mtls=rest.MTLSConfig(
            bucket=Bucket.from_bucket_name(stack, "Trust", "trust"), key="trust.pem"
        ),
        security_policy=rest.SecurityPolicy.TLS_1_2,
    )
    rest.BasePathMapping(stack, "Mapping", domain_name=domain, rest_api=api, stage=stage)


def domain_of_the_api(stack: Stack, classes: Classes) -> None:
    """A domain in the API's own properties, and a path of two parts for another API."""
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/a1b2c3"
    certificate = Certificate.from_certificate_arn(stack, "Certificate", arn)
    options = rest.DomainNameOptions(
        domain_name="api.example.com",
        certificate=certificate,
        endpoint_type=rest.EndpointType.REGIONAL,
        security_policy=rest.SecurityPolicy.TLS_1_2,
    )
    api = classes.rest_api(stack, "Api", domain_name=options)
    api.root.add_method("GET", rest.LambdaIntegration(new_function(stack)))
    other = classes.rest_api(stack, "Other", deploy_options=rest.StageOptions(stage_name="v2"))
    other.root.add_method("GET", mocked(), method_responses=OK)
    domain: Any = api.domain_name
    domain.add_api_mapping(other.deployment_stage, base_path="other/v2")


def firewalled(stack: Stack, classes: Classes) -> None:
    """A firewall on the stage, by its ARN."""
    api = classes.lambda_rest_api(stack, "Api", handler=new_function(stack), proxy=False)
    api.root.add_resource("items").add_method("GET")
    visible = CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=False, metric_name="all", sampled_requests_enabled=False
    )
    acl = CfnWebACL(
        stack,
        "Acl",
        default_action=CfnWebACL.DefaultActionProperty(allow={}),
        scope="REGIONAL",
        visibility_config=visible,
    )
    CfnWebACLAssociation(
        stack,
        "Association",
        resource_arn=api.deployment_stage.stage_arn,
        web_acl_arn=acl.attr_arn,
    )


def private(stack: Stack, classes: Classes) -> None:
    """An API that is reached through an endpoint of a network only."""
    statements = [
        PolicyStatement(
            principals=[AnyPrincipal()],
            actions=["execute-api:Invoke"],
            resources=["execute-api:/*"],
        )
    ]
    api = classes.rest_api(
        stack,
        "Api",
        endpoint_configuration=rest.EndpointConfiguration(types=[rest.EndpointType.PRIVATE]),
        policy=PolicyDocument(statements=statements),
    )
    api.root.add_method("GET", mocked(), method_responses=OK)


def bytes_and_clones(stack: Stack, classes: Classes) -> None:
    """Bytes, a key from the authorizer, tags, and an API that was cloned from another."""
    template = rest.RestApi.from_rest_api_id(stack, "Template", "a1b2c3d4e5")
    api = classes.rest_api(
        stack,
        "Api",
        clone_from=template,
        binary_media_types=["*/*"],
        api_key_source_type=rest.ApiKeySourceType.AUTHORIZER,
        fail_on_warnings=True,
        parameters={"endpointConfigurationTypes": "REGIONAL"},
    )
    api.root.add_resource("files").add_method("PUT", rest.LambdaIntegration(new_function(stack)))


def versions_and_aliases(stack: Stack, classes: Classes) -> None:
    """A version, an alias by its name, and the function itself, each behind a path."""
    function = new_function(stack)
    version = function.current_version
    alias = Alias(stack, "Live", alias_name="live", version=version)
    named = Function.from_function_arn(stack, "Named", alias.function_arn)
    api = classes.rest_api(stack, "Api")
    for name, handler in (("version", version), ("alias", alias), ("named", named)):
        api.root.add_resource(name).add_method("GET", rest.LambdaIntegration(handler))


def one_permission(stack: Stack, classes: Classes) -> None:
    """A function of many routes, and permissions without those of the console."""
    function = new_function(stack)
    api = classes.rest_api(stack, "Api", **of_ours(classes, consolidate_permissions=False))
    integration = rest.LambdaIntegration(function, allow_test_invoke=False)
    for number in range(4):
        resource = api.root.add_resource(f"path{number}")
        for name in ("GET", "PUT"):
            resource.add_method(name, integration)


def documented(stack: Stack, classes: Classes) -> None:
    """Models, documentation and a client's certificate beside the routes."""
    api = classes.rest_api(stack, "Api", description="Items")
    model = api.add_model(
        "Item",
        model_name="Item",
        schema=rest.JsonSchema(
            type=rest.JsonSchemaType.OBJECT, properties={"a": rest.JsonSchema(title="A")}
        ),
    )
    api.root.add_method("POST", mocked(), request_models={JSON: model}, method_responses=OK)
    rest.CfnDocumentationPart(
        stack,
        "Part",
        rest_api_id=api.rest_api_id,
        location=rest.CfnDocumentationPart.LocationProperty(type="API"),
        properties='{"info": {"description": "Items"}}',
    )
    rest.CfnClientCertificate(stack, "Certificate")


SHAPES = (
    two_stages,
    beside_its_own,
    canary_of_a_stage,
    bare_deployment,
    logs_by_a_stream,
    solutions_defaults,
    domain_with_certificates,
    domain_of_the_api,
    firewalled,
    private,
    bytes_and_clones,
    versions_and_aliases,
    one_permission,
    documented,
)
