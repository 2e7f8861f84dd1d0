"""CloudFront distributions in a template, with the APIs that they stand before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.model import (
    Behavior,
    CachePolicy,
    CorsConfiguration,
    FrontDoor,
    HeaderMode,
    HeaderSet,
    Location,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    Unresolved,
)
from support.collected import states, write
from support.distributions import (
    TEMPLATE,
    behavior,
    behaviors,
    distribution,
    origin,
)

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion


URL_PARTS = "!Split ['/', !GetAtt Url.FunctionUrl]"
REST_PARTS = "!Split ['/', !Sub 'https://${Rest}.execute-api.${AWS::Region}.x/${Stage}/']"


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("!Sub '${Rest}.execute-api.${AWS::Region}.${AWS::URLSuffix}'", "shop"),
        (f"!Select [2, {REST_PARTS}]", "shop"),
        ("!Join ['.', [!Ref Http, execute-api, !Ref AWS::Region, x]]", "orders"),
        ("!Select [2, !Split ['/', !GetAtt Http.ApiEndpoint]]", "orders"),
        (f"!Select [2, {URL_PARTS}]", "elsewhere"),
    ],
)
def test_an_origin_that_is_an_api_of_the_template(tmp_path: Path, domain: str, name: str) -> None:
    """However people and the CDK cut its host out of its address."""
    found = origin(tmp_path, domain)

    assert found.kind is OriginKind.API
    assert found.api is not None
    assert found.api.name == name


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("a1.execute-api.eu-central-1.amazonaws.com", OriginKind.API),
        ("!Sub '${Open}.execute-api.eu-central-1.amazonaws.com'", OriginKind.API),
        ("!GetAtt Bucket.RegionalDomainName", OriginKind.BUCKET),
        ("!Sub '${Bucket}.s3.amazonaws.com'", OriginKind.BUCKET),
        ("!GetAtt Balancer.DNSName", OriginKind.OTHER),
        ("api.example.com", OriginKind.OTHER),
        ("!Ref Open", Unresolved("!Ref Open", "the parameter 'Open' has no default")),
        ("7", OriginKind.OTHER),
    ],
)
def test_any_other_origin(tmp_path: Path, domain: str, kind: object) -> None:
    """What it is, as far as the template says."""
    found = origin(tmp_path, domain)

    assert (found.kind, found.api) == (kind, None)


def test_a_bucket_that_is_said_to_be_one(tmp_path: Path) -> None:
    """Its settings are those of a bucket, whatever its domain is."""
    config = """\
Origins: [{Id: b, DomainName: !Ref Open, S3OriginConfig: {}}]
DefaultCacheBehavior: {TargetOriginId: b, CachePolicyId: x}
"""
    (behavior,) = behaviors(tmp_path, config)

    assert behavior.origin is not None
    assert behavior.origin.kind is OriginKind.BUCKET


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/prod", "/prod"),
        ('""', ""),
        ("!Sub '/${Stage}'", Unresolved("!Sub /${Stage}", "known only when the stack is deployed")),
    ],
)
def test_the_path_that_is_put_first(tmp_path: Path, path: str, expected: object) -> None:
    """A stage's, most often."""
    assert origin(tmp_path, "api.example.com", path).path == expected


def test_a_behavior_with_everything(tmp_path: Path) -> None:
    """Policies of the template, methods, and functions at the edge."""
    found = behavior(
        tmp_path,
        """
  TargetOriginId: api
  AllowedMethods: [GET, HEAD, OPTIONS]
  CachedMethods: [GET, HEAD, OPTIONS]
  CachePolicyId: !Ref Keys
  OriginRequestPolicyId: !Ref Forward
  ResponseHeadersPolicyId: !Ref Headers
  FunctionAssociations: [{EventType: viewer-request, FunctionARN: x}]
  LambdaFunctionAssociations: [{EventType: origin-response, LambdaFunctionARN: x}]
""",
    )

    assert found == Behavior(
        path_pattern="*",
        origin=Origin(id="api", domain="api.example.com", kind=OriginKind.OTHER),
        allowed_methods=("GET", "HEAD", "OPTIONS"),
        cached_methods=("GET", "HEAD", "OPTIONS"),
        cache=CachePolicy(
            name="keys",
            min_ttl=1,
            default_ttl=60,
            max_ttl=600,
            key_headers=HeaderSet(mode=HeaderMode.LISTED, names=("origin", "x-a")),
        ),
        forwarded_headers=HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=("host",)),
        response_headers=ResponseHeadersPolicy(
            name="headers",
            cors=CorsConfiguration(
                allow_origins=("https://*.example.com",),
                allow_methods=("ALL",),
                allow_headers=("x-a",),
                expose_headers=("etag",),
                allow_credentials=True,
                max_age=60,
            ),
            origin_override=True,
            removed_headers=("x-powered-by",),
        ),
        edge_events=("origin-response", "viewer-request"),
        location=found.location,
    )
    assert found.location == Location(
        source=str(tmp_path / "t.yaml"),
        pointer="/Resources/Distribution",
        logical_id="Distribution",
        line=found.location.line,
    )


def test_what_is_left_out_is_what_cloudfront_takes_for_it(tmp_path: Path) -> None:
    """GET and HEAD, and nothing beyond."""
    found = behavior(
        tmp_path, "{TargetOriginId: none, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}"
    )

    assert found.origin is None
    assert found.allowed_methods == found.cached_methods == ("GET", "HEAD")
    assert not isinstance(found.cache, Unresolved)
    assert (found.cache.name, found.cache.max_ttl) == ("CachingDisabled", 0)
    assert (found.forwarded_headers, found.response_headers) == (HeaderSet(), None)
    assert found.edge_events == ()


def test_behaviors_stand_in_order_and_groups_are_followed(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """The default one is the last; a group is asked at its first member."""
    config = """\
Aliases: [!Ref Open, shop.example.com]
Origins:
  - {Id: a, DomainName: a.example.com}
  - {Id: b, DomainName: b.example.com}
OriginGroups:
  Quantity: 1
  Items: [{Id: both, Members: {Quantity: 2, Items: [{OriginId: b}, {OriginId: a}]}}]
CacheBehaviors:
  - {PathPattern: /api/*, TargetOriginId: both, ForwardedValues: {QueryString: true}}
  - {PathPattern: !Ref Open, TargetOriginId: a, ForwardedValues: {QueryString: true}}
DefaultCacheBehavior: {TargetOriginId: a, ForwardedValues: {QueryString: true}}
"""
    api = distribution(tmp_path, config)
    found = api.behaviors

    assert (api.front_door, api.name) == (FrontDoor.CLOUDFRONT, "shop.example.com")
    assert [each.path_pattern for each in found] == snapshot
    assert [each.origin and each.origin.domain for each in found] == [
        "b.example.com",
        "a.example.com",
        "a.example.com",
    ]


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ("{Comment: the shop}", "the shop"),
        ("{}", Unresolved("Distribution", "a distribution has no name")),
    ],
)
def test_what_a_distribution_is_called(tmp_path: Path, config: str, name: object) -> None:
    """By its comment where it has no domain of its own."""
    assert distribution(tmp_path, config).name == name


def test_what_could_not_be_read_is_named(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A distribution whose settings are open is no distribution without settings."""
    text = TEMPLATE.partition("  Distribution:")[0].format()
    text += """
  Closed: {Type: "AWS::CloudFront::Distribution"}
  Opened: {Type: "AWS::CloudFront::Distribution", Properties: {DistributionConfig: !Ref Open}}
"""
    seen = states(collect([write(tmp_path, "t.yaml", text)]))

    assert seen["t.yaml#Closed"] == ("unresolved", "it has no configuration")
    assert seen["t.yaml#Opened"] == snapshot


@pytest.mark.parametrize(
    "config",
    [
        "{CacheBehaviors: !Ref Open}",
        "{DefaultCacheBehavior: !Ref Open}",
    ],
)
def test_behaviors_that_are_open_stand_in_their_place(
    tmp_path: Path, config: str, snapshot: SnapshotAssertion
) -> None:
    """No path can be told past them."""
    (found,) = behaviors(tmp_path, config)

    assert found.path_pattern == snapshot
