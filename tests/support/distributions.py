"""Templates with a CloudFront distribution, and what is read from them."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.model import Distribution
from support.collected import of_kind, write

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Behavior, Collection, Origin

TEMPLATE = """
Parameters:
  Open: {{Type: String}}
Resources:
  Rest: {{Type: "AWS::ApiGateway::RestApi", Properties: {{Name: shop}}}}
  Stage: {{Type: "AWS::ApiGateway::Stage", Properties: {{RestApiId: !Ref Rest, StageName: prod}}}}
  Http: {{Type: "AWS::ApiGatewayV2::Api", Properties: {{ProtocolType: HTTP, Name: orders}}}}
  Url:
    Type: AWS::Lambda::Url
    Properties: {{AuthType: NONE, TargetFunctionArn: elsewhere}}
  Bucket: {{Type: "AWS::S3::Bucket"}}
  Balancer: {{Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}}
  Keys:
    Type: AWS::CloudFront::CachePolicy
    Properties:
      CachePolicyConfig:
        Name: keys
        MinTTL: 1
        DefaultTTL: 60
        MaxTTL: 600
        ParametersInCacheKeyAndForwardedToOrigin:
          HeadersConfig: {{HeaderBehavior: whitelist, Headers: [Origin, X-A]}}
  Forward:
    Type: AWS::CloudFront::OriginRequestPolicy
    Properties:
      OriginRequestPolicyConfig:
        HeadersConfig: {{HeaderBehavior: allExcept, Headers: [Host]}}
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: headers
        RemoveHeadersConfig: {{Items: [{{Header: X-Powered-By}}]}}
        CorsConfig:
          AccessControlAllowOrigins: {{Items: ["https://*.example.com"]}}
          AccessControlAllowMethods: {{Items: [ALL]}}
          AccessControlAllowHeaders: {{Items: [x-a]}}
          AccessControlExposeHeaders: {{Items: [etag]}}
          AccessControlAllowCredentials: true
          AccessControlMaxAgeSec: 60
          OriginOverride: true
  Distribution:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
{}
"""
ORIGIN = """\
Origins:
  - {{Id: api, DomainName: {}, OriginPath: {}}}
DefaultCacheBehavior:
  TargetOriginId: api
  CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
"""
BEHAVIOR = """\
Origins:
  - {{Id: api, DomainName: api.example.com}}
DefaultCacheBehavior: {}
"""


def read(folder: Path, config: str) -> Collection:
    """Read a template with this distribution."""
    return collect([write(folder, "t.yaml", TEMPLATE.format(indent(config, " " * 8)))])


def distribution(folder: Path, config: str) -> Distribution:
    """Return the one distribution."""
    found = of_kind(read(folder, config).apis, Distribution)
    (only,) = (each for each in found if not each.is_policy_alone)
    return only


def behaviors(folder: Path, config: str) -> tuple[Behavior, ...]:
    """Return its behaviors."""
    api = distribution(folder, config)
    return api.behaviors


def behavior(folder: Path, text: str) -> Behavior:
    """Return the one behavior of a distribution."""
    (found,) = behaviors(folder, BEHAVIOR.format(text))
    return found


def origin(folder: Path, domain: str, path: str = '""') -> Origin:
    """Return the one origin, of this domain."""
    (behavior,) = behaviors(folder, ORIGIN.format(domain, path))
    assert behavior.origin is not None
    return behavior.origin
