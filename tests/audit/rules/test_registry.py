"""Rules are found by themselves, and none is lost."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import corsgate_audit.rules
from corsgate_audit.rules.registry import UnknownRuleError, all_rules, rule_named, rules_in
from support.apis import GOOD_APIS
from support.judging import rules_that_find

if TYPE_CHECKING:
    from types import ModuleType

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.rules.rule import Rule

FOLDER = Path(corsgate_audit.rules.__path__[0])
BY_ID = {rule.id: rule for rule in all_rules()}


def test_every_rule_of_the_first_version_is_there() -> None:
    """Ids are a contract: none goes missing with a moved file."""
    assert {
        "CORS101", "CORS102", "CORS103", "CORS105", "CORS107", "CORS110", "CORS111", "CORS113",
        "CORS202", "CORS505",
    } <= set(BY_ID)  # fmt: skip


def test_every_file_in_a_rules_folder_is_a_rule_named_like_it() -> None:
    """A file's name is the id and the slug of the rule in it: either leads to the other."""
    files = {path.stem for path in FOLDER.glob("*/*.py") if path.stem != "__init__"}

    assert files == {f"{rule.id.lower()}_{rule.slug.replace('-', '_')}" for rule in all_rules()}


def test_ids_and_slugs_are_unique_and_sorted() -> None:
    """A suppression names exactly one rule."""
    ids = [rule.id for rule in all_rules()]
    slugs = {rule.slug for rule in all_rules()}

    assert ids == sorted(set(ids))
    assert len(slugs) == len(ids)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_has_an_id_a_name_and_a_front_door(rule: Rule) -> None:
    """Without a front door it would never run; its words are tested with the pages."""
    assert re.fullmatch(r"CORS\d{3}", rule.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.slug)
    assert rule.front_doors


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_has_a_test_file_of_its_own(rule: Rule) -> None:
    """A rule without a bad and a good fixture is a claim that nobody has checked."""
    file = Path(__file__).with_name(f"test_{rule.id.lower()}_{rule.slug.replace('-', '_')}.py")

    assert file.is_file(), f"{rule.id} has no tests: add {file.name} with a bad and a good fixture"
    assert f'"{rule.id}"' in file.read_text("utf-8")


@pytest.mark.parametrize("name", GOOD_APIS)
def test_no_rule_finds_anything_in_a_good_api(name: str) -> None:
    """Each good fixture is clean under all rules, not only under the one it was made for."""
    assert rules_that_find(GOOD_APIS[name]) == []


@pytest.mark.parametrize("name", ["CORS110", "cors110", " Cors110 ", "allow-methods-incomplete"])
def test_a_rule_is_found_by_its_id_and_by_its_name(name: str) -> None:
    """Case and white space do not matter."""
    assert rule_named(name) is BY_ID["CORS110"]


def test_an_unknown_rule_is_told_with_those_that_are_known(snapshot: SnapshotAssertion) -> None:
    """The message shows the way out."""
    with pytest.raises(UnknownRuleError) as raised:
        rule_named("CORS999")

    known = ", ".join(BY_ID)
    assert str(raised.value).replace(known, "<every rule>") == snapshot


def _package(folder: Path, name: str, **modules: str) -> ModuleType:
    """Write a package whose folder ``rest`` has these modules, and import it."""
    rest = folder / name / "rest"
    rest.mkdir(parents=True)
    for path, text in {"../__init__": "", "__init__": "", **modules}.items():
        (rest / f"{path}.py").write_text(text, "utf-8")
    return import_module(name)


def test_a_module_without_a_rule_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """It is not passed over: somebody believes that it runs."""
    monkeypatch.syspath_prepend(str(tmp_path))
    package = _package(tmp_path, "rules_with_a_gap", empty="")

    with pytest.raises(TypeError) as raised:
        rules_in(package)

    assert str(raised.value) == snapshot


def test_two_rules_with_one_id_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id that means two things could not be suppressed or explained."""
    monkeypatch.syspath_prepend(str(tmp_path))
    text = "from corsgate_audit.rules.registry import rule_named\nRULE = rule_named('CORS110')\n"
    package = _package(tmp_path, "rules_twice", one=text, two=text)

    with pytest.raises(ValueError, match="two rules share the id 'CORS110'; give one of them"):
        rules_in(package)
