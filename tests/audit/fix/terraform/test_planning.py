"""What has to be written into a Terraform configuration: HCL, with which nothing is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.fix.rendered.hcl import hcl
from corsgate_audit.fix.repairs import UnfixableError, repaired
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.terraform.planning import arguments_for, is_of_terraform, plan_by_hand
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import FixSafety, Handler
from support.fix_policy import POLICY
from support.planted.as_terraform import configuration, plan

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.judging.judged import Judgement

WITHOUT = {
    "CORS206": "what answers there is a function",
    "CORS303": "what answers there is a function",
    "CORS607": "it takes a permission",
}
"""Rules whose fix is no argument of what the plan has, and why."""


@pytest.mark.slow
def test_every_rule_has_what_to_write(tmp_path: Path) -> None:
    """Nothing is changed and nothing is promised; what no argument says is named."""
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan()), encoding="utf-8")
    collection = collect([str(file)])
    rules = {each.rule for each in judge_collection(collection).findings}

    made = plan_by_hand(str(file), collection, Choices(policy=POLICY)).plan

    assert {change.safety for change in made.changes} == {FixSafety.MANUAL}
    assert all(change.reasons for change in made.changes)
    assert made.made == ()
    told = {rule for change in made.changes if change.after for rule in change.rules}
    assert rules - told == WITHOUT.keys()


@pytest.mark.slow
def test_with_what_is_to_be_written_nothing_is_found(tmp_path: Path) -> None:
    """Written into the configuration by its resource and argument, and read again.

    But for a preflight that differs from all others: the policy is written into that one alone.
    """
    written = configuration()
    before = _judged(tmp_path, written)
    fixed = set()
    for judged in before.apis:
        assert not isinstance(judged.api, Handler)
        found = repaired(judged, judged.api, POLICY)
        for repair in found.repairs:
            try:
                resources = arguments_for(repair, found, judged.api, Choices(policy=POLICY))
            except UnfixableError:
                continue
            fixed |= {each.fingerprint for each in repair.findings if each.rule != "CORS510"}
            for kind, named in resources.items():
                for name, arguments in named.items():
                    body = written.setdefault(kind, {}).setdefault(name, {})
                    body |= arguments
    assert fixed
    left = {each.fingerprint: each for each in _judged(tmp_path, written).findings}
    assert (
        sorted(f"{left[mark].rule} {left[mark].resource.api}" for mark in fixed & left.keys()) == []
    )


def _judged(folder: Path, resources: dict[str, Any]) -> Judgement:
    (folder / "main.tf").write_text(hcl({"resource": resources}), encoding="utf-8")
    return judge_collection(collect([str(folder)]))


def test_what_is_terraforms(tmp_path: Path) -> None:
    """A plan, a file of a configuration, and a folder with one; nothing else."""
    for name, text in {
        "plan.json": json.dumps({"format_version": "1.2", "planned_values": {}}),
        "template.json": json.dumps({"Resources": {}}),
        "broken.json": "{",
        "a.yaml": "a: 1",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    named = {each.name: is_of_terraform(each) for each in tmp_path.iterdir()}
    assert named == {
        "plan.json": True,
        "template.json": False,
        "broken.json": False,
        "a.yaml": False,
    }
    assert not is_of_terraform(tmp_path)
    (tmp_path / "main.tf").write_text("", encoding="utf-8")
    assert is_of_terraform(tmp_path)
    assert is_of_terraform(tmp_path / "main.tf")
