"""What the first version has written goes on to work: baselines, suppressions, SARIF and JSON."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from corsgate_audit.collect import collect
from corsgate_audit.judging.acceptance import Acceptance, accept
from corsgate_audit.judging.baseline import Baseline, baseline_of
from corsgate_audit.judging.fingerprint import file_in_repository
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.judging.suppressions import Suppression
from corsgate_audit.report.json_report import report_object
from corsgate_audit.report.sarif_report import sarif_report
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from corsgate_audit.judging.judged import Judgement

TODAY = date(2026, 1, 1)
TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
      CorsConfiguration:
        {AllowOrigins: [shop.example], AllowMethods: [GET], AllowHeaders: [content-type]}
"""


def _judged(*targets: str) -> Judgement:
    return judge_collection(collect(list(targets)))


def _accepted(judgement: Judgement, **given: object) -> Judgement:
    return accept(judgement, Acceptance(today=TODAY, **given))  # type: ignore[arg-type]


def _first_version(judgement: Judgement) -> Baseline:
    """Return the baseline that the first version wrote: its fingerprints know of no file."""
    return Baseline(
        tuple(
            {"fingerprint": each.fingerprint, "count": 1, "rule": each.rule}
            for each in judgement.findings
        )
    )


def test_a_baseline_of_the_first_version_accepts_what_it_did(tmp_path: Path) -> None:
    """And nothing of it is stale."""
    judgement = _judged(write(tmp_path, "a.yaml", TEMPLATE))
    result = _accepted(judgement, baseline=_first_version(judgement))

    assert len(judgement.findings) == 1
    assert (result.findings, result.notices) == ((), ())


def test_an_updated_baseline_is_of_the_second_version(tmp_path: Path) -> None:
    """It accepts the same, and no longer the same fault of another file."""
    one = _judged(write(tmp_path, "a.yaml", TEMPLATE))
    other = _judged(write(tmp_path, "b.yaml", TEMPLATE))
    updated = baseline_of(one, _first_version(one))

    assert [each["fingerprint"] for each in updated.entries] == [
        each.fingerprint_v2 for each in one.findings
    ]
    assert _accepted(one, baseline=updated).findings == ()
    assert _accepted(other, baseline=_first_version(one)).findings == ()
    assert _accepted(other, baseline=updated).findings == other.findings


def test_an_entry_is_moved_where_not_all_could_be_seen(tmp_path: Path) -> None:
    """What was found counts once; what was not found is kept for the part that was not seen."""
    one = _judged(write(tmp_path, "a.yaml", TEMPLATE))
    missing = write(tmp_path, "n.yaml", "Resources: {N: {Type: AWS::CloudFormation::Stack}}")
    incomplete = _judged(str(tmp_path / "a.yaml"), missing)
    (old,) = _first_version(one).entries
    elsewhere = {"fingerprint": "b" * 64, "count": 1, "rule": old["rule"]}

    updated = baseline_of(incomplete, Baseline(({**old, "count": 2}, elsewhere)))

    assert incomplete.incomplete
    assert {each["fingerprint"]: each["count"] for each in updated.entries} == {
        one.findings[0].fingerprint_v2: 1,
        old["fingerprint"]: 1,
        "b" * 64: 1,
    }


def test_a_suppression_names_a_fingerprint_of_either_version(tmp_path: Path) -> None:
    """As people have copied it from a report."""
    judgement = _judged(write(tmp_path, "a.yaml", TEMPLATE))
    (found,) = judgement.findings
    for mark in (found.fingerprint, found.fingerprint_v2):
        given = Suppression(name="s", rule=found.rule, reason="known", fingerprint=mark)
        assert _accepted(judgement, suppressions=(given,)).findings == ()


def test_sarif_and_json_have_both(tmp_path: Path) -> None:
    """So that an alert and a record of the first version are found again."""
    judgement = _judged(write(tmp_path, "a.yaml", TEMPLATE))
    (found,) = judgement.findings
    both = {"corsgate/v1": found.fingerprint, "corsgate/v2": found.fingerprint_v2}

    (result,) = json.loads(sarif_report(judgement))["runs"][0]["results"]
    (plain,) = report_object(judgement)["findings"]

    assert result["partialFingerprints"] == plain["fingerprints"] == both
    assert plain["fingerprint"] == found.fingerprint


def test_a_file_is_named_by_its_path_in_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it was checked out, and from whichever folder the audit runs."""
    file_in_repository.cache_clear()
    path = tmp_path / "work" / "infra" / "t.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("")
    monkeypatch.chdir(path.parent)
    assert file_in_repository("t.yaml") == "t.yaml"

    file_in_repository.cache_clear()
    (tmp_path / "work" / ".git").mkdir()
    assert file_in_repository("t.yaml") == file_in_repository(str(path)) == "infra/t.yaml"
    assert file_in_repository("aws") == "aws"
    file_in_repository.cache_clear()
