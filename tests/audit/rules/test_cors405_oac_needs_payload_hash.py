"""CORS405: a function URL behind an origin access control, and the hash that pages have to send."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.browser import BrowserRequest, HttpRequest
from corsgate_audit.collect import collect
from corsgate_audit.gateway import answer
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Distribution
from support.collected import of_kind, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection, Finding

APP = "https://app.example.com"
TEMPLATE = """\
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Handler: a.h, Role: 'arn:aws:iam::1:role/x', Code: {ImageUri: x}}
  Url: {Type: AWS::Lambda::Url, Properties: {AuthType: AWS_IAM, TargetFunctionArn: !GetAtt Fn.Arn}}
  Signer:
    Type: AWS::CloudFront::OriginAccessControl
    Properties:
      OriginAccessControlConfig:
        Name: o
        OriginAccessControlOriginType: lambda
        SigningBehavior: always
        SigningProtocol: sigv4
  Cors:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: c
        CorsConfig:
          AccessControlAllowCredentials: false
          AccessControlAllowHeaders: {Items: [content-type]}
          AccessControlAllowMethods: {Items: [GET, POST, PUT]}
          AccessControlAllowOrigins: {Items: ['https://app.example.com']}
          OriginOverride: true
  Dist:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - Id: fn
            DomainName: !Select [2, !Split ['/', !GetAtt Url.FunctionUrl]]
            OriginAccessControlId: !GetAtt Signer.Id
            CustomOriginConfig: {OriginProtocolPolicy: https-only}
        DefaultCacheBehavior:
          TargetOriginId: fn
          ViewerProtocolPolicy: redirect-to-https
          AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
          OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac
          ResponseHeadersPolicyId: !Ref Cors
"""
_OF_URL = (
    ("          ResponseHeadersPolicyId: !Ref Cors\n", ""),
    (
        "AuthType: AWS_IAM,",
        f"AuthType: AWS_IAM, Cors: {{AllowOrigins: ['{APP}'], AllowMethods: ['*']}},",
    ),
)


def _collected(folder: Path, *changes: tuple[str, str]) -> Collection:
    text = TEMPLATE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return collect([write(folder, "template.yaml", text)])


def _found(folder: Path, *changes: tuple[str, str]) -> list[Finding]:
    findings = judge_collection(_collected(folder, *changes)).findings
    return [each for each in findings if each.rule == "CORS405"]


def test_a_policy_that_does_not_list_the_hash(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The whole finding; what the function answers to OPTIONS is taken for granted."""
    (found,) = _found(tmp_path)

    assert (found.severity, found.kind, found.resource.logical_id) == (3, "broken", "Dist")
    assert found.message == snapshot
    assert found.evidence.actual == snapshot
    assert found.witness is not None
    assert found.witness.request == BrowserRequest(
        "https://api.example.com/x", APP, "POST", (("x-amz-content-sha256", "corsgate"),)
    )
    verdict = found.witness.verdict
    assert (verdict.error, verdict.parameter) == (
        "HeaderDisallowedByPreflightResponse",
        "x-amz-content-sha256",
    )


@pytest.mark.parametrize(
    "changes",
    [
        _OF_URL,
        (("[GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]", "[GET, HEAD, OPTIONS, PUT]"),),
        (("SigningBehavior: always", "SigningBehavior: no-override"),),
    ],
    ids=["settings of the url", "put alone", "unless the viewer signs"],
)
def test_other_places_and_methods(tmp_path: Path, changes: tuple[tuple[str, str], ...]) -> None:
    """The URL may answer preflights itself."""
    assert len(_found(tmp_path, *changes)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        (("{Items: [content-type]}", "{Items: [X-Amz-Content-Sha256]}"),),
        (("{Items: [content-type]}", "{Items: ['*']}"),),
        (("SigningBehavior: always", "SigningBehavior: never"),),
        (("            OriginAccessControlId: !GetAtt Signer.Id\n", ""),),
        (
            (
                "            OriginAccessControlId: !GetAtt Signer.Id",
                "            OriginAccessControlId: ''",
            ),
        ),
        (("[GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]", "[GET, HEAD, OPTIONS]"),),
        (("          ResponseHeadersPolicyId: !Ref Cors\n", ""),),
    ],
    ids=["listed", "star", "never", "no control", "empty", "read only", "no cors"],
)
def test_nothing_is_blocked(tmp_path: Path, changes: tuple[tuple[str, str], ...]) -> None:
    """It is allowed, not needed, or no page of another origin is meant."""
    assert _found(tmp_path, *changes) == []


@pytest.mark.parametrize("control", ["!ImportValue oac", "E1ABC", "!Ref Broken"])
def test_a_control_that_is_not_in_the_template_is_untold(tmp_path: Path, control: str) -> None:
    """Whether it signs is not guessed."""
    broken = "  Broken: {Type: AWS::CloudFront::OriginAccessControl}\n  Signer:"
    collection = _collected(tmp_path, ("!GetAtt Signer.Id", control), ("  Signer:", broken))
    judgement = judge_collection(collection)

    assert [each for each in judgement.findings if each.rule == "CORS405"] == []
    assert any("CORS405" in (part.reason or "") for part in judgement.incomplete)


@pytest.mark.parametrize(
    ("changes", "method", "headers", "status"),
    [
        ((), "POST", (), 403),
        ((), "POST", (("x-amz-content-sha256", "ab"),), 200),
        ((), "GET", (), 200),
        ((("SigningBehavior: always", "SigningBehavior: never"),), "GET", (), 403),
        (
            (("SigningBehavior: always", "SigningBehavior: no-override"),),
            "GET",
            (("authorization", "AWS4"),),
            200,
        ),
    ],
)
def test_what_cloudfront_signs_lambda_accepts(
    tmp_path: Path,
    changes: tuple[tuple[str, str], ...],
    method: str,
    headers: tuple[tuple[str, str], ...],
    status: int,
) -> None:
    """But for a body without its hash; a status of the function's is taken for 200."""
    (api,) = of_kind(_collected(tmp_path, *changes).apis, Distribution)
    request = HttpRequest(method, "https://d.example/x", (("Origin", APP), *headers))

    found = answer(api, request).response

    assert found is not None
    assert found.status == status
    assert ("Access-Control-Allow-Origin", APP) in found.headers
