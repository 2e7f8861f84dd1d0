"""CloudFront's resources, and those of the Cloud Control provider, whose blocks nest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.model import (
    CorsConfiguration,
    Distribution,
    HttpApi,
    OriginKind,
    ResponseHeadersPolicy,
)
from support.collected import of_kind

if TYPE_CHECKING:
    from pathlib import Path

CLOUDFRONT = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_stage" "live" {
  api_id = aws_apigatewayv2_api.shop.id
  name   = "$default"
}
data "aws_cloudfront_cache_policy" "off" {
  name = "Managed-CachingDisabled"
}
resource "aws_cloudfront_distribution" "cdn" {
  enabled = true
  aliases = ["api.example.com"]
  origin {
    domain_name = replace(aws_apigatewayv2_stage.live.invoke_url, "https://", "")
    origin_id   = "api"
  }
  default_cache_behavior {
    target_origin_id           = "api"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "https-only"
    cache_policy_id            = data.aws_cloudfront_cache_policy.off.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.cors.id
  }
  ordered_cache_behavior {
    path_pattern           = "/old/*"
    target_origin_id       = "api"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    viewer_protocol_policy = "https-only"
    min_ttl                = 5
    forwarded_values {
      query_string = false
      headers      = ["Origin"]
    }
  }
}
resource "aws_cloudfront_response_headers_policy" "cors" {
  name = "cors"
  cors_config {
    access_control_allow_credentials = true
    origin_override                  = true
    access_control_allow_headers {
      items = ["content-type"]
    }
    access_control_allow_methods {
      items = ["GET"]
    }
    access_control_allow_origins {
      items = ["https://app.example.com"]
    }
  }
}
"""


def test_a_distribution_with_its_policies_and_its_api(tmp_path: Path) -> None:
    """Blocks become properties; a stage's address leads to its API."""
    (tmp_path / "main.tf").write_text(CLOUDFRONT)
    collection = collect([str(tmp_path / "main.tf")])
    (distribution,) = of_kind(collection.apis, Distribution)
    (api,) = of_kind(collection.apis, HttpApi)
    assert distribution.aliases == ("api.example.com",)
    old, default = distribution.behaviors
    assert (old.path_pattern, default.path_pattern) == ("/old/*", "*")
    for behavior in (old, default):
        assert behavior.origin is not None
        assert behavior.origin.kind is OriginKind.API
        assert behavior.origin.api == api
    assert old.cache is not None
    assert default.cache is not None
    assert (getattr(old.cache, "min_ttl", None), getattr(default.cache, "name", None)) == (
        5,
        "CachingDisabled",
    )
    policy = default.response_headers
    assert isinstance(policy, ResponseHeadersPolicy)
    cors = policy.cors
    assert isinstance(cors, CorsConfiguration)
    assert (cors.allow_origins, cors.allow_methods, cors.allow_headers, cors.allow_credentials) == (
        ("https://app.example.com",),
        ("GET",),
        ("content-type",),
        True,
    )


def test_the_cloud_control_provider(tmp_path: Path) -> None:
    """Its types and arguments are CloudFormation's, in snake case."""
    (tmp_path / "main.tf").write_text(
        'resource "awscc_apigatewayv2_api" "shop" {\n  name = "shop"\n  protocol_type = "HTTP"\n'
        '  cors_configuration = {\n    allow_origins = ["https://app.example.com"]\n'
        '    max_age = 60\n  }\n}\nresource "awscc_apigatewayv2_route" "get" {\n'
        '  api_id = awscc_apigatewayv2_api.shop.api_id\n  route_key = "GET /items"\n}\n'
    )
    (api,) = of_kind(collect([str(tmp_path / "main.tf")]).apis, HttpApi)
    assert [(route.method, route.path) for route in api.routes] == [("GET", "/items")]
    assert getattr(api.cors, "allow_origins", None) == ("https://app.example.com",)
    assert getattr(api.cors, "max_age", None) == 60
