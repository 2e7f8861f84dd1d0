"""A plan of Terraform's with a REST API: paths, methods, a preflight, an authorizer, a stage."""

from __future__ import annotations

from support.plans import Plan

API = ("aws_api_gateway_rest_api.shop.id", "aws_api_gateway_rest_api.shop")
ROOT = ("aws_api_gateway_rest_api.shop.root_resource_id", "aws_api_gateway_rest_api.shop")
ITEMS = ("aws_api_gateway_resource.items.id", "aws_api_gateway_resource.items")
ORIGIN = "method.response.header.Access-Control-Allow-Origin"


def rest_plan() -> Plan:
    """Plan what the twin declares."""
    put = {"rest_api_id": API, "resource_id": ITEMS, "http_method": "PUT"}
    options = {**put, "http_method": "OPTIONS"}
    return (
        Plan()
        .add("aws_api_gateway_rest_api.shop", name="shop", binary_media_types=["*/*"], body=None)
        .add("aws_api_gateway_resource.items", rest_api_id=API, parent_id=ROOT, path_part="items")
        .add(
            "aws_api_gateway_authorizer.token",
            rest_api_id=API,
            name="token",
            type="TOKEN",
            identity_source="method.request.header.Authorization",
        )
        .add("aws_api_gateway_request_validator.all", rest_api_id=API, name="all")
        .add(
            "aws_lambda_function.items",
            function_name="items",
            environment=[{"variables": {"CORSGATE_POLICY": "{}"}}],
        )
        .add(
            "aws_lambda_permission.items",
            action="lambda:InvokeFunction",
            principal="apigateway.amazonaws.com",
            function_name=("aws_lambda_function.items.arn", "aws_lambda_function.items"),
        )
        .add(
            "aws_api_gateway_method.put",
            **put,
            authorization="CUSTOM",
            authorizer_id=("aws_api_gateway_authorizer.token.id",),
            api_key_required=True,
            request_validator_id=("aws_api_gateway_request_validator.all.id",),
            request_parameters={"method.request.header.X-Tenant": True},
        )
        .add(
            "aws_api_gateway_integration.put",
            **put,
            type="AWS_PROXY",
            uri=("aws_lambda_function.items.invoke_arn", "aws_lambda_function.items"),
            content_handling=None,
        )
        .add("aws_api_gateway_method.options", **options, authorization="NONE")
        .add(
            "aws_api_gateway_method_response.options",
            **options,
            status_code="204",
            response_parameters={ORIGIN: True},
        )
        .add(
            "aws_api_gateway_integration.options",
            **options,
            type="MOCK",
            passthrough_behavior="NEVER",
            content_handling="CONVERT_TO_TEXT",
            request_templates={"application/json": '{"statusCode": 204}'},
        )
        .add(
            "aws_api_gateway_integration_response.options",
            **options,
            status_code="204",
            selection_pattern="2..",
            response_parameters={ORIGIN: "'*'"},
        )
        .add(
            "aws_api_gateway_method.root",
            rest_api_id=API,
            resource_id=ROOT,
            http_method="GET",
            authorization="NONE",
        )
        .add(
            "aws_api_gateway_gateway_response.errors",
            rest_api_id=API,
            response_type="DEFAULT_4XX",
            status_code="499",
            response_parameters={"gatewayresponse.header.Vary": "'Origin'"},
        )
        .add("aws_api_gateway_stage.prod", rest_api_id=API, stage_name="prod")
        .add("aws_s3_bucket.logs", bucket="logs")
    )
