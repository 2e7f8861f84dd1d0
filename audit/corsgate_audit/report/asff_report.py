"""The report for AWS Security Hub: findings in the AWS Security Finding Format.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corsgate_audit.report.finding_lines import place_of
from corsgate_audit.report.lines import printable
from corsgate_audit.rules.registry import rule_named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

BATCH = 100
"""Findings that ``BatchImportFindings`` takes at a time."""

_LABELS = {"info": "INFORMATIONAL"}  # the other names are the same
_TYPES = {
    "AWS::ApiGateway::RestApi": "AwsApiGatewayRestApi",
    "AWS::ApiGateway::Method": "AwsApiGatewayRestApi",
    "AWS::ApiGatewayV2::Api": "AwsApiGatewayV2Api",
    "AWS::ApiGatewayV2::Route": "AwsApiGatewayV2Api",
    "AWS::Lambda::Url": "AwsLambdaFunction",
    "AWS::CloudFront::Distribution": "AwsCloudFrontDistribution",
}
# CloudFront belongs to no region; Security Hub has its findings in the partition's first.
_GLOBAL = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
# The longest texts that Security Hub takes.
_TITLE, _DESCRIPTION, _RECOMMENDATION, _DETAIL = 256, 1024, 512, 32_768


class NoAccountError(ValueError):
    """Something belongs to no account; the text is one line that says what, and what to do.

    Args:
        sources: files that were, or are to be, audited.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        named = ", ".join(map(repr, sources))
        super().__init__(
            f"the format asff is for AWS accounts, and {named} belongs to none; audit the account "
            "(without TARGET), or choose another --format such as sarif"
        )


def asff_report(judgement: Judgement, at: datetime) -> str:
    """Return the findings as the JSON list that ``BatchImportFindings`` takes, 100 at a time.

    The format has no place for what could not be seen: the exit status says that.

    Args:
        judgement: judgement of an account.
        at: the time of the audit, in UTC.

    Raises:
        NoAccountError: a finding was read from a template: Security Hub takes only findings about
            an account.
    """
    return json.dumps(asff_findings(judgement, at), indent=2) + "\n"


def asff_findings(judgement: Judgement, at: datetime) -> list[dict[str, Any]]:
    """Return the findings as ``BatchImportFindings`` takes them.

    Args:
        judgement: judgement of an account.
        at: the time of the audit, in UTC.

    Raises:
        NoAccountError: as for `asff_report`.
    """
    findings = judgement.findings
    templates = {
        each.evidence.source
        for each in findings
        if each.resource.account is None or each.resource.arn is None
    }
    if templates:
        raise NoAccountError(sorted(templates))
    return [_finding(finding, at) for finding in findings]


def asff_time(at: datetime) -> str:
    """Write a time as findings have it.

    Args:
        at: time in UTC.
    """
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def is_global(region: str | None) -> bool:
    """Whether something is in no region, as CloudFront is: boto3 calls that ``aws-global``.

    Args:
        region: region of a resource.
    """
    return region is None or region.endswith("-global")


def home_region(partition: str) -> str:
    """Return the region whose Security Hub has what is in no region.

    Args:
        partition: ``aws``, ``aws-cn`` or ``aws-us-gov``.
    """
    return _GLOBAL[partition]


def _finding(finding: Finding, at: datetime) -> dict[str, Any]:
    resource = finding.resource
    partition = (resource.arn or "").split(":")[1]
    region = _GLOBAL[partition] if is_global(resource.region) else str(resource.region)
    product = f"arn:{partition}:securityhub:{region}:{resource.account}:product"
    time = asff_time(at)
    severity = str(finding.severity)
    said: dict[str, Any] = {
        "SchemaVersion": "2018-10-08",
        "Id": f"corsgate/{region}/{resource.account}/{finding.fingerprint}",
        "ProductArn": f"{product}/{resource.account}/default",
        "GeneratorId": f"corsgate/{finding.rule}",
        "AwsAccountId": resource.account,
        "Region": region,
        "Types": ["Software and Configuration Checks/AWS Security Best Practices"],
        "CreatedAt": time,
        "UpdatedAt": time,
        "Severity": {"Label": _LABELS.get(severity, severity.upper()), "Original": severity},
        "Title": _cut(f"{finding.rule} {rule_named(finding.rule).page.summary}", _TITLE),
        "Description": _cut(finding.message, _DESCRIPTION),
        "Resources": [_resource(finding, partition, region)],
        "RecordState": "ACTIVE",
    }
    return said | _remediation(finding)


def _remediation(finding: Finding) -> dict[str, Any]:
    if finding.fix is None:
        return {}
    url = rule_named(finding.rule).page.sources[0]
    text = _cut(f"({finding.fix.label}) {finding.fix.summary}", _RECOMMENDATION)
    return {"Remediation": {"Recommendation": {"Text": text, "Url": url}}}


def _resource(finding: Finding, partition: str, region: str) -> dict[str, Any]:
    details = {
        "Api": finding.resource.api,
        "Path": finding.resource.path,
        "Method": finding.resource.method,
        "ReadAt": place_of(finding),
        "Expected": finding.evidence.expected,
        "Actual": finding.evidence.actual,
        "Browser": finding.browser_symptom or "",
        "Confidence": finding.confidence,
    }
    return {
        "Type": _TYPES.get(finding.resource.type, "Other"),
        "Id": finding.resource.arn,
        "Partition": partition,
        "Region": region,
        "Details": {"Other": {key: _cut(each, _DETAIL) for key, each in details.items() if each}},
    }


def _cut(text: str, limit: int) -> str:
    shown = printable(" ".join(text.split()))
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
