"""A template with planted faults: the audit finds all of them, and nothing else."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.rules.registry import all_rules
from support.planted import FAULTS, template

if TYPE_CHECKING:
    from pathlib import Path

AT_LEAST = 60
_ELSEWHERE = {
    "CORS115", "CORS601", "CORS603", "CORS604", "CORS606", "CORS701", "CORS702", "CORS703",
}  # fmt: skip
"""Rules about accounts, about what SAM writes, and about code."""


@pytest.mark.slow
def test_all_are_found_and_nothing_else_is(tmp_path: Path) -> None:
    """Each by its rule, at the resource that is at fault; all could be read."""
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template()))

    judgement = judge_collection(collect([str(path)]))

    found = Counter((each.rule, each.resource.logical_id) for each in judgement.findings)
    assert found == Counter((fault.rule, fault.resource) for fault in FAULTS)
    assert judgement.incomplete == ()


def test_there_are_enough_of_every_kind() -> None:
    """Every rule that a template can break is broken."""
    assert len(FAULTS) >= AT_LEAST
    every = {rule.id for rule in all_rules()}
    assert every >= _ELSEWHERE
    missing = every - _ELSEWHERE - {fault.rule for fault in FAULTS}
    assert not missing, (
        f"plant a fault for {', '.join(sorted(missing))} in tests/support/planted; a rule that no "
        "template can break is named in _ELSEWHERE"
    )
