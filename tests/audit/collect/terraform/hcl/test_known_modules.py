"""Modules of the public registry that are read where terraform init has not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.terraform.known_modules import declares_no_front_door
from corsgate_audit.model import CorsConfiguration, FunctionUrl, HttpApi, RestApi
from support.collected import of_kind

if TYPE_CHECKING:
    from pathlib import Path

HTTP = """
module "function" {
  source        = "terraform-aws-modules/lambda/aws"
  function_name = "shop"
  handler       = "app.handler"
  runtime       = "python3.13"
  source_path   = "src"
  allowed_triggers = {
    api = { service = "apigateway" }
  }
  create_lambda_function_url = true
  cors = {
    allow_origins = ["https://app.example.com"]
  }
}
module "api" {
  source  = "terraform-aws-modules/apigateway-v2/aws"
  version = "~> 5.0"
  name    = "shop"
  cors_configuration = {
    allow_origins = ["https://app.example.com"]
    allow_methods = ["GET"]
  }
  routes = {
    "GET /items" = { integration = { uri = module.function.lambda_function_arn } }
  }
}
module "old" {
  source = "terraform-aws-modules/apigateway-v2/aws"
  integrations = {
    "ANY /" = { lambda_arn = module.function.lambda_function_arn }
  }
}
module "vpc" {
  source = "terraform-aws-modules/vpc/aws"
}
"""
REST = """
resource "aws_api_gateway_rest_api" "shop" { name = "shop" }
module "cors" {
  source          = "squidfunk/api-gateway-enable-cors/aws"
  version         = "0.3.3"
  api_id          = aws_api_gateway_rest_api.shop.id
  api_resource_id = aws_api_gateway_rest_api.shop.root_resource_id
  allow_origin    = "https://app.example.com"
}
"""


def test_http_apis_and_functions(tmp_path: Path) -> None:
    """At the line of the call, with the code of the function and its permission."""
    (tmp_path / "main.tf").write_text(HTTP)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(e, c):\n    return {'statusCode': 204}\n")
    collection = collect([str(tmp_path / "main.tf")])
    new, old = of_kind(collection.apis, HttpApi)
    (url,) = of_kind(collection.apis, FunctionUrl)
    assert isinstance(new.cors, CorsConfiguration)
    assert (new.cors.allow_origins, new.location.line) == (("https://app.example.com",), 16)
    assert (old.cors, [route.path for route in old.routes]) == (None, ["/"])
    (route,) = new.routes
    assert (route.method, route.path) == ("GET", "/items")
    assert route.integration is not None
    assert route.integration.unpermitted is None
    assert route.integration.code is not None
    assert route.integration.code.reading is not None
    assert isinstance(url.cors, CorsConfiguration)
    assert [str(entry.state) for entry in collection.coverage if "vpc" in entry.resource] == [
        "skipped"
    ]
    assert not any(entry.incomplete for entry in collection.coverage)


def test_the_preflight_of_a_rest_api(tmp_path: Path) -> None:
    """With the defaults of the module."""
    (tmp_path / "main.tf").write_text(REST)
    (api,) = of_kind(collect([str(tmp_path / "main.tf")]).apis, RestApi)
    (preflight,) = api.routes
    assert (preflight.method, preflight.path) == ("OPTIONS", "/")
    assert preflight.integration is not None
    (response,) = preflight.integration.responses
    assert dict(response.headers or ()) == {  # type: ignore[arg-type]  # they are known
        "Access-Control-Allow-Headers": "'Authorization,Content-Type,X-Amz-Date,"
        "X-Amz-Security-Token,X-Api-Key'",
        "Access-Control-Allow-Methods": "'OPTIONS,HEAD,GET,POST,PUT,PATCH,DELETE'",
        "Access-Control-Allow-Origin": "'https://app.example.com'",
        "Access-Control-Max-Age": "'7200'",
    }


@pytest.mark.parametrize(
    ("source", "is_none"),
    [
        ("terraform-aws-modules/vpc/aws", True),
        ("cloudposse/label/null", True),
        ("git::https://github.com/org/terraform-aws-security-group.git?ref=v1", True),
        ("github.com/org/terraform-aws-s3-bucket", True),
        ("terraform-aws-modules/cloudfront/aws", False),
        ("org/api/aws", False),
        ("git::https://github.com/org/modules.git//vpc-api", False),
    ],
)
def test_modules_that_make_no_front_door(source: str, is_none: object) -> None:
    """By the name of what they make; of all others nobody knows."""
    assert declares_no_front_door(source) is is_none
