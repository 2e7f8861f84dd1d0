"""ASFF: what Security Hub's own description of the format takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator

from corsgate_audit.report.asff_report import BATCH, NoAccountError, asff_report
from support.reported import HOSTILE, clean, faulty, live

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def _report(judgement: Judgement) -> list[dict[str, Any]]:
    report: list[dict[str, Any]] = json.loads(asff_report(judgement, AT))
    return report


def _with(judgement: Judgement, *findings: Finding) -> Judgement:
    return replace(judgement, apis=(replace(judgement.apis[0], findings=findings),))


def test_botocore_would_send_it() -> None:
    """Security Hub's own description of ``BatchImportFindings`` has each part and its type."""
    service = get_session().get_service_model("securityhub")
    shape = service.operation_model("BatchImportFindings").input_shape
    assert shape is not None

    problems = ParamValidator().validate({"Findings": _report(live())}, shape)

    assert problems.generate_report() == ""
    assert shape.members["Findings"].metadata["max"] == BATCH


def test_the_whole_finding(snapshot: SnapshotAssertion) -> None:
    """Every part, with its value."""
    judgement = live()
    (finding,) = judgement.findings
    (said,) = _report(judgement)

    assert finding.fix is not None
    details = said["Resources"][0].pop("Details")["Other"]
    description, title = said.pop("Description"), said.pop("Title")
    assert description == finding.message
    assert title.startswith("CORS110 ")
    assert (
        said.pop("Remediation")["Recommendation"]["Text"]
        == f"({finding.fix.label}) {finding.fix.summary}"
    )
    assert said == snapshot
    assert (details["Api"], details["Path"], details["Method"]) == ("items", "/items", "OPTIONS")
    assert details["Confidence"] == "confirmed"
    assert details["Browser"] == snapshot


def test_long_and_hostile_texts_are_cut_and_escaped() -> None:
    """Security Hub refuses a whole batch for one text that is too long."""
    judgement = live()
    (finding,) = judgement.findings
    (said,) = _report(_with(judgement, replace(finding, message=HOSTILE * 50, fix=None)))

    assert len(said["Description"]) == 1024
    assert said["Description"].endswith("…")
    assert "\x1b" not in said["Description"]
    assert "Remediation" not in said


@pytest.mark.parametrize("region", [None, "aws-cn-global"])
def test_cloudfront_is_in_its_partitions_first_region(region: str | None) -> None:
    """It belongs to none, which boto3 calls a region too."""
    judgement = live()
    (finding,) = judgement.findings
    arn = "arn:aws-cn:cloudfront::123456789012:distribution/E1"
    kind = "AWS::CloudFront::Distribution"
    resource = replace(finding.resource, type=kind, arn=arn, region=region)
    (said,) = _report(_with(judgement, replace(finding, resource=resource)))

    assert said["ProductArn"].startswith("arn:aws-cn:securityhub:cn-northwest-1:123456789012:")
    assert said["Resources"][0]["Partition"] == "aws-cn"


def test_a_template_is_refused_by_name() -> None:
    """An account that nobody named would be an invented one."""
    with pytest.raises(
        NoAccountError,
        match=r"the format asff is for AWS accounts, and 'template.yaml' belongs to none; audit",
    ):
        asff_report(faulty(), AT)


def test_no_finding_is_an_empty_list() -> None:
    """A template without a finding has nothing that needs an account."""
    assert _report(clean()) == []
