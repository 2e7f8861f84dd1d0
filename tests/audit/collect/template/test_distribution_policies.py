"""The policies that a distribution in a template names: by id, or in the template."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import (
    CachePolicy,
    Distribution,
    HeaderMode,
    HeaderSet,
    ResponseHeadersPolicy,
    Unresolved,
)
from support.collected import of_kind, write
from support.distributions import (
    BEHAVIOR,
    TEMPLATE,
    behavior,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_managed_policies_are_known_by_their_ids(tmp_path: Path) -> None:
    """Of each sort one."""
    found = behavior(
        tmp_path,
        """
  TargetOriginId: api
  CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
  OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac
  ResponseHeadersPolicyId: 60669652-455b-4ae9-85a4-c4c02393f86c
""",
    )

    assert not isinstance(found.cache, Unresolved)
    assert found.cache.name == "CachingOptimized"
    assert found.forwarded_headers == HeaderSet(mode=HeaderMode.ALL_EXCEPT, names=("host",))
    assert isinstance(found.response_headers, ResponseHeadersPolicy)
    assert found.response_headers.name == "SimpleCORS"


@pytest.mark.parametrize(
    ("values", "cache"),
    [
        (
            "{ForwardedValues: {QueryString: true, Headers: [Origin]}, DefaultTTL: 5}",
            CachePolicy(
                name="ForwardedValues",
                default_ttl=5,
                key_headers=HeaderSet(mode=HeaderMode.LISTED, names=("origin",)),
            ),
        ),
        (
            "{ForwardedValues: {QueryString: true}, MinTTL: 1, MaxTTL: 9}",
            CachePolicy(
                name="ForwardedValues",
                min_ttl=1,
                max_ttl=9,
                key_headers=HeaderSet(mode=HeaderMode.LISTED),
            ),
        ),
        (
            "{ForwardedValues: {QueryString: true, Headers: ['*']}}",
            CachePolicy(
                name="ForwardedValues", max_ttl=0, key_headers=HeaderSet(mode=HeaderMode.ALL)
            ),
        ),
        ("{}", Unresolved("CachePolicyId", "the behavior names no cache policy")),
        (
            "{ForwardedValues: !Ref Open}",
            Unresolved("!Ref Open", "the parameter 'Open' has no default"),
        ),
        (
            "{CachePolicyId: !Ref Open}",
            Unresolved("!Ref Open", "the parameter 'Open' has no default"),
        ),
        (
            "{CachePolicyId: 11111111-2222-3333-4444-555555555555}",
            Unresolved(
                "11111111-2222-3333-4444-555555555555", "the policy is not part of the template"
            ),
        ),
    ],
)
def test_by_what_answers_are_kept(tmp_path: Path, values: str, cache: object) -> None:
    """By policies, by the older settings, or by what is not known."""
    assert behavior(tmp_path, values).cache == cache


@pytest.mark.parametrize(
    ("policy", "names"),
    [
        ("{HeadersConfig: {HeaderBehavior: !Ref Open}}", "the parameter 'Open' has no default"),
        ("{HeadersConfig: !Ref Open}", "the parameter 'Open' has no default"),
        (
            "{HeadersConfig: {HeaderBehavior: some}}",
            (
                "one of none, whitelist, allViewer, allViewerAndWhitelistCloudFront, allExcept is "
                "expected here"
            ),
        ),
    ],
)
def test_headers_that_nobody_can_tell(tmp_path: Path, policy: str, names: str) -> None:
    """They may be any."""
    text = TEMPLATE.format(indent(BEHAVIOR.format("{OriginRequestPolicyId: !Ref Own}"), " " * 8))
    text += f"""
  Own:
    Type: AWS::CloudFront::OriginRequestPolicy
    Properties: {{OriginRequestPolicyConfig: {policy}}}
"""
    apis = collect([write(tmp_path, "t.yaml", text)]).apis
    distribution = of_kind(apis, Distribution)[0]
    forwarded = distribution.behaviors[0].forwarded_headers

    assert isinstance(forwarded, HeaderSet)
    assert isinstance(forwarded.names, Unresolved)
    assert forwarded.names.reason == names
    assert isinstance(forwarded.includes("origin"), Unresolved)


@pytest.mark.parametrize(
    ("kind", "name", "properties"),
    [
        ("CachePolicy", "CachePolicyId", "{}"),
        ("ResponseHeadersPolicy", "ResponseHeadersPolicyId", "{}"),
    ],
)
def test_a_policy_without_settings_is_not_known(
    tmp_path: Path, kind: str, name: str, properties: str
) -> None:
    """CloudFormation would refuse it."""
    text = TEMPLATE.format(indent(BEHAVIOR.format(f"{{{name}: !Ref Own}}"), " " * 8))
    text += f"  Own: {{Type: 'AWS::CloudFront::{kind}', Properties: {properties}}}\n"
    apis = collect([write(tmp_path, "t.yaml", text)]).apis
    distribution = of_kind(apis, Distribution)[0]
    found = distribution.behaviors[0]
    value = found.cache if kind == "CachePolicy" else found.response_headers

    assert value == Unresolved("Own", f"it has no {kind}Config")


ALONE = """\
Resources:
  Cors:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: shared
        CorsConfig:
          AccessControlAllowCredentials: true
          AccessControlAllowHeaders: {Items: ['*']}
          AccessControlAllowMethods: {Items: [GET]}
          AccessControlAllowOrigins: {Items: ['null', 'https://app.example.com']}
          AccessControlMaxAgeSec: 999999
          OriginOverride: true
"""


def test_a_policy_that_no_distribution_uses_is_judged_for_what_it_says(tmp_path: Path) -> None:
    """Another stack's distribution may use it; nothing is said of what is in front or behind."""
    collection = collect([write(tmp_path, "template.yaml", ALONE)])
    assert collection.doors == ()  # nothing there answers a request
    found = judge_collection(collection).findings

    assert [part.state for part in collection.coverage] == ["scanned", "scanned"]
    assert [(each.rule, each.resource.type, each.resource.logical_id) for each in found] == [
        (rule, "AWS::CloudFront::ResponseHeadersPolicy", "Cors")
        for rule in ("CORS403", "CORS502", "CORS509")
    ]


@pytest.mark.parametrize(
    "used",
    [
        "DefaultCacheBehavior: {TargetOriginId: a, ResponseHeadersPolicyId: !Ref Cors}",
        "CacheBehaviors: [{PathPattern: /a, ResponseHeadersPolicyId: !GetAtt Cors.Id}]",
    ],
)
def test_a_policy_that_a_distribution_uses_is_judged_there_alone(tmp_path: Path, used: str) -> None:
    """One fault is one finding."""
    text = f"""{ALONE}
  Dist: {{Type: AWS::CloudFront::Distribution, Properties: {{DistributionConfig: {{{used}}}}}}}
"""
    (found,) = collect([write(tmp_path, "template.yaml", text)]).apis

    assert isinstance(found, Distribution)
    assert found.location.logical_id == "Dist"


@pytest.mark.parametrize(
    ("policy", "states"),
    [
        ("{ResponseHeadersPolicyConfig: {Name: plain}}", ["scanned"]),
        ("{}", ["scanned", "unresolved"]),
    ],
)
def test_a_policy_without_cors_is_no_target(tmp_path: Path, policy: str, states: list[str]) -> None:
    """One that cannot be read is named."""
    text = (
        "Resources:\n"
        f"  Cors: {{Type: 'AWS::CloudFront::ResponseHeadersPolicy', Properties: {policy}}}\n"
    )
    collection = collect([write(tmp_path, "template.yaml", text)])

    assert collection.apis == ()
    assert [part.state for part in collection.coverage] == states
