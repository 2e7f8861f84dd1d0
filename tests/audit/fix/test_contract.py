"""What the audit says of a fix is what the fix does: every rule, in every form of source.

Of all findings in a source: what is ``safe`` is gone once it was written, what is ``manual`` is
not written, a second fix has nothing to do, and what was written allows what the model allows that
was repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.fix.repairs import repaired
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import read_target
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import (
    CoverageState,
    Distribution,
    FixSafety,
    Handler,
)
from corsgate_audit.rules.registry import all_rules
from support.fix_forms import CANNOT_STAND, FORMS
from support.fix_grid import differing
from support.fix_policy import POLICY
from support.fix_promises import broken_promises

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate import CorsPolicy
    from corsgate_audit.fix.plan import Plan
    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

LEFT = ["Terraform", "Python"]
"""The forms of source that a fix leaves to a person."""
WRITTEN = [name for name in FORMS if name not in LEFT]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What came of a fix.

    Args:
        before: what was judged.
        plan: of the fix.
        text: what was written.
        after: what was judged then.
    """

    before: Judgement
    plan: Plan
    text: str
    after: Judgement


def _fix(file: Path, before: Judgement, *, unsafe: bool) -> Fixed:
    """Fix a file; a second fix has nothing to do, and nothing that was read is read no more."""
    choices = Choices(policy=POLICY, unsafe=unsafe)
    target = read_target(str(file))
    planned = plan_template(target, choices)
    _is_kept(planned.before, planned.after)
    target.write(planned.after)
    again = plan_template(read_target(str(file)), choices)
    assert again.after == again.before
    after = _judged(file)
    failed = [each.reason for each in after.coverage if each.state is CoverageState.FAILED]
    assert failed == []
    for change in planned.plan.left:
        advice = {each.fix.summary.rstrip(".") for each in change.fixes if each.fix}
        assert change.reasons, "what is left says why"
        assert not advice & {each.rstrip(".") for each in change.reasons}
    return Fixed(before, planned.plan, planned.after, after)


def _is_kept(before: str, after: str) -> None:
    """Compare what a fix leaves alone: comments, the order of resources and members, tags."""
    assert [*_in_order(_comment.findall(before), _comment.findall(after))] == []
    names = re.compile(r"^ {2,4}\"?(\w+)\"?:", re.MULTILINE)
    known, present = dict.fromkeys(names.findall(before)), names.findall(after)
    gone = [name for name in known if name not in present]
    # A deployment that has to be made anew gets a number.
    assert [name for name in gone if not any(each.startswith(name) for each in present)] == []
    assert [*_in_order([name for name in known if name not in gone], present)] == []
    if "!Ref" in before:
        assert _long.findall(after) == []


_comment = re.compile(r"(?<=\s)# [^\n]*")
_long = re.compile(r"^\s*(?:Ref|Fn::\w+):", re.MULTILINE)


def _in_order(wanted: list[str], present: list[str]) -> Iterator[str]:
    """Yield what is not there any more, or not behind what it was behind."""
    rest = iter(present)
    yield from (each for each in wanted if each not in rest)


def _judged(file: Path) -> Judgement:
    return judge_collection(collect([str(file)]))


def _of(judgement: Judgement, safety: FixSafety) -> dict[str, Finding]:
    found = (each for each in judgement.findings if each.fix and each.fix.safety is safety)
    return {each.fingerprint: each for each in found}


def _named(found: dict[str, Finding], marks: set[str]) -> list[str]:
    return sorted(f"{found[mark].rule} {found[mark].evidence.pointer}" for mark in marks)


def _files(folder: Path, form: str) -> Iterator[Path]:
    for name, text in FORMS[form]().items():
        file = folder / name
        file.write_text(text, encoding="utf-8")
        yield file


@pytest.mark.slow
@pytest.mark.parametrize("form", WRITTEN)
def test_a_source_is_fixed_as_the_audit_says(tmp_path: Path, form: str) -> None:
    """And then, with what is not safe too, allows what the repaired model allows."""
    rules = set()
    for file in _files(tmp_path, form):
        before = _judged(file)
        rules |= {each.rule for each in before.findings}
        done = _fix(file, before, unsafe=False)
        safe, manual = (_of(before, each) for each in (FixSafety.SAFE, FixSafety.MANUAL))
        left = {each.fingerprint for each in done.after.findings}
        assert _named(safe, safe.keys() & left) == [], file.name
        made = {mark for change in done.plan.made for mark in change.fingerprints}
        assert _named(manual, manual.keys() & made) == [], file.name
        _all_of_it(file, before, done)
    _are_all(rules, form)


@pytest.mark.slow
@pytest.mark.parametrize("policy", [POLICY, None], ids=["a policy", "no policy"])
@pytest.mark.parametrize("form", WRITTEN)
def test_a_plan_does_what_the_audit_promises(
    tmp_path: Path, form: str, policy: CorsPolicy | None
) -> None:
    """Each finding, one by one: made, held back as unsafe, or left to a person."""
    for file in _files(tmp_path, form):
        assert broken_promises(file, policy) == (set(), set()), file.name


@pytest.mark.slow
@pytest.mark.parametrize("form", LEFT)
def test_what_is_generated_or_code_is_left_to_a_person(tmp_path: Path, form: str) -> None:
    """No finding is said to be fixed, and none is: the file is refused."""
    rules = set()
    for file in _files(tmp_path, form):
        found = _judged(file).findings
        rules |= {each.rule for each in found}
        safeties = {each.fix.safety for each in found if each.fix}
        assert safeties == {FixSafety.MANUAL}
        with pytest.raises(TargetError):
            read_target(str(file))
    _are_all(rules, form)


_SERVICE = """
service: shop
provider: {name: aws, runtime: python3.13}
functions:
  items:
    handler: app.handler
    events: [{http: {path: items, method: put, cors: {origins: ["http://app.example.com"]}}}]
"""
_REFERRED = """
variable "page" { default = "http://app.example.com/" }
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = [var.page]
  }
}
"""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "text"), [("serverless.yml", _SERVICE), ("main.tf", _REFERRED)])
def test_what_has_no_writer_is_left_to_a_person(tmp_path: Path, name: str, text: str) -> None:
    """Whatever else can be read: nothing is said to be fixed that no fix writes."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    found = _judged(file).findings
    assert found
    assert {each.fix.safety for each in found if each.fix} == {FixSafety.MANUAL}


def _are_all(rules: set[str], form: str) -> None:
    """Hold what was found against what can be found in a form."""
    repairing = {rule.id for rule in all_rules() if rule.repair is not None}
    assert repairing - CANNOT_STAND[form].keys() - rules == set(), "plant the fault there too"
    assert rules & CANNOT_STAND[form].keys() == set(), "it can stand there"


def _all_of_it(file: Path, before: Judgement, done: Fixed) -> None:
    """Fix what is not safe too, and compare what is written with what was meant."""
    fixed = _fix(file, done.after, unsafe=True)
    left = {each.fingerprint for change in fixed.plan.left for each in change.fixes}
    models = {
        judged.api.location.pointer: repaired(judged, judged.api, POLICY)
        for judged in before.apis
        if not isinstance(judged.api, Distribution | Handler)
    }
    for judged in fixed.after.apis:
        api = judged.api
        model = models.get(api.location.pointer)
        if model is None or isinstance(api, Distribution | Handler):
            continue
        if any(each.fingerprint in left for repair in model.repairs for each in repair.findings):
            continue
        assert differing(api, model.api, POLICY) == [], file.name
