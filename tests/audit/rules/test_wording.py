"""Messages speak the tool of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Location
from corsgate_audit.rules.wording import Source, named, source_of
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


@pytest.mark.parametrize(
    ("pointer", "source"),
    [
        ("/Resources/Put", Source.CLOUDFORMATION),
        ("/Globals/Api/Cors", Source.CLOUDFORMATION),
        ("/Resources/Api/Properties/DefinitionBody/paths/~1items/put", Source.OPENAPI),
        ("/aws_api_gateway_method.put", Source.TERRAFORM),
        ("/module.api.aws_api_gateway_method.put[0]", Source.TERRAFORM),
        ("/aws_api_gateway_rest_api.shop/body", Source.OPENAPI),
        ("/planned_values/root_module/resources/0", Source.TERRAFORM),
        ("/values/root_module/resources/0", Source.TERRAFORM),
        ("/functions/items/events/0/httpApi", Source.SERVERLESS),
        ("/provider/httpApi", Source.SERVERLESS),
        ("/info", Source.OPENAPI),
        ("/paths/~1items/put", Source.OPENAPI),
        ("apigateway:GetMethod", Source.CLOUDFORMATION),
        ("", Source.CLOUDFORMATION),
    ],
)
def test_the_source_is_known_by_the_pointer(pointer: str, source: Source) -> None:
    """Whatever the file is called: names of files are the user's."""
    assert source_of(Location(source="anything", pointer=pointer)) is source


def test_a_name_that_a_source_has_no_own_for_is_cloudformations() -> None:
    """As AWS's APIs have it."""
    location = Location(source="openapi.yaml", pointer="/paths/~1items/put")

    assert named("ContentHandling", location) == "contentHandling"
    assert named("DependsOn", location) == "DependsOn"
    assert named("StageName", location) == "StageName"


CONFIGURATION = """
resource "aws_api_gateway_rest_api" "shop" { name = "shop" }
resource "aws_lambda_function" "items" { function_name = "items" }
resource "aws_api_gateway_method" "put" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_rest_api.shop.root_resource_id
  http_method   = "PUT"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "put" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  resource_id = aws_api_gateway_rest_api.shop.root_resource_id
  http_method = aws_api_gateway_method.put.http_method
  type        = "AWS_PROXY"
  uri         = aws_lambda_function.items.invoke_arn
}
resource "aws_api_gateway_method" "options" {
  rest_api_id      = aws_api_gateway_rest_api.shop.id
  resource_id      = aws_api_gateway_rest_api.shop.root_resource_id
  http_method      = "OPTIONS"
  authorization    = "AWS_IAM"
  api_key_required = true
}
resource "aws_api_gateway_integration" "options" {
  rest_api_id       = aws_api_gateway_rest_api.shop.id
  resource_id       = aws_api_gateway_rest_api.shop.root_resource_id
  http_method       = aws_api_gateway_method.options.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{}" }
}
resource "aws_api_gateway_deployment" "shop" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
}
resource "aws_lambda_function_url" "items" {
  function_name      = aws_lambda_function.items.function_name
  authorization_type = "NONE"
  cors {
    allow_origins = ["*"]
    allow_methods = ["OPTIONS"]
    max_age       = 100000
  }
}
resource "aws_cloudfront_distribution" "shop" {
  origin {
    origin_id   = "api"
    domain_name = "${aws_api_gateway_rest_api.shop.id}.execute-api.eu-west-1.amazonaws.com"
  }
  default_cache_behavior {
    target_origin_id        = "api"
    path_pattern            = "*"
    allowed_methods         = ["GET", "HEAD"]
    cached_methods          = ["GET", "HEAD"]
    viewer_protocol_policy  = "https-only"
  }
}
"""
SERVICE = """
service: shop
provider: {name: aws}
functions:
  items:
    handler: app.items
    url: {cors: {allowedOrigins: ['*'], allowedMethods: [OPTIONS], maxAge: 100000}}
"""


@pytest.mark.parametrize(
    ("name", "text"), [("main.tf", CONFIGURATION), ("serverless.yml", SERVICE)]
)
def test_no_finding_speaks_cloudformation(
    tmp_path: Path, snapshot: SnapshotAssertion, name: str, text: str
) -> None:
    """Neither what is wrong, nor what is expected, nor how to fix it."""
    judged = judge_collection(collect([write(tmp_path, name, text)]))
    said = [
        f"{each.rule}: {each.message} | {each.evidence.expected} | {each.evidence.actual}"
        for each in judged.findings
    ]

    assert sorted(said) == snapshot
