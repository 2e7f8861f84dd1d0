"""The statements: whole, decided, and held together with the code and the pages that doubt them."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.gateway.velocity.interpreter.dispatch import METHODS
from corsgate_audit.gateway.velocity.interpreter.variables import Util
from corsgate_audit.verify.questions import Basis, Front
from corsgate_audit.verify.statements import CASES, QUESTIONS, STATEMENTS
from support.statements_page import render

if TYPE_CHECKING:
    from corsgate_audit.verify.questions import Statement

ROOT = Path(__file__).parents[3]
SOURCES = ("audit/corsgate_audit", "cdk/corsgate_cdk", "lambda_handlers/corsgate")
PAGE = "aws/statements.md"
_DOUBT = re.compile(r"\bnot\s+verified\s+on\s+AWS\b", re.IGNORECASE)

NOT_ASKED = {
    "audit/corsgate_audit/collect/live/domain_names.py": "needs a domain of one's own",
    "audit/corsgate_audit/collect/live/stages.py": "is about an export, not an answer",
    "audit/corsgate_audit/gateway/events/format_1.py": "is about events of no question yet",
    "audit/corsgate_audit/verify/actions.py": "is about permissions; a run decides it",
    "cdk/corsgate_cdk/_caching.py": "needs a cache, which costs by the hour",
}
"""Files that say so of what no question decides, and why none does."""


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    """An id is never given twice: results name it."""
    assert len(STATEMENTS) == len(CASES) >= 120
    assert [each.statement for each in QUESTIONS] == list(STATEMENTS)
    assert {
        each for each in STATEMENTS if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", each)
    } == set()


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=list(STATEMENTS))
def test_a_statement_is_a_sentence_with_a_source_and_code(statement: Statement) -> None:
    """Its code is there: a disagreement names what is wrong."""
    assert re.fullmatch(r"\S.+[^.]\.", statement.says)
    assert statement.source.startswith("https://")
    assert statement.relied_on_by
    for place in statement.relied_on_by:
        module, _, names = place.partition(":")
        found: object = importlib.import_module(module)
        for name in names.split("."):
            found = getattr(found, name)


def test_what_a_question_compares_is_named_once_in_lower_case() -> None:
    """As the comparison reads it."""
    for each in QUESTIONS:
        assert each.compares
        assert Counter(each.compares) == Counter({name.lower() for name in each.compares})


def test_no_method_of_a_front_door_is_there_twice() -> None:
    """CloudFormation would refuse the stack."""
    exhibits = [(case.front, each.path, each.method) for case in CASES for each in case.exhibits]
    assert [each for each, times in Counter(exhibits).items() if times > 1] == []


def test_every_method_of_velocity_that_is_evaluated_is_asked_about() -> None:
    """The tables are the allow-list: what stands there is what the model relies on."""
    asked = " ".join(
        str(each.properties)
        for case in CASES
        if case.front in {Front.VELOCITY, Front.LANGUAGE}
        for each in case.exhibits
    )
    names = {name for kind, table in METHODS.items() for name in table if kind in _OF_JAVA}
    assert {name for name in names if f".{name}(" not in asked} == set()


_OF_JAVA = {kind for kind in METHODS if kind in {str, list, dict, Util}}


def modules_with_doubt() -> set[str]:
    """Return the files of the code that say that something is not verified on AWS."""
    return {
        path.relative_to(ROOT).as_posix()
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        if "verify/statements" not in path.as_posix() and _DOUBT.search(_unwrapped(path))
    }


def _unwrapped(path: Path) -> str:
    return " ".join(path.read_text("utf-8").split())


def file_of(place: str) -> str:
    """Return the file of ``module:qualname``, from the root of the repository."""
    source = importlib.import_module(place.partition(":")[0]).__file__
    assert source is not None
    return Path(source).relative_to(ROOT).as_posix()


def test_what_the_code_doubts_is_asked_and_what_is_asked_is_doubted_in_the_code() -> None:
    """Both ways: a doubt without a question, and a guess that its code does not call one."""
    guessed = {
        file_of(place)
        for each in STATEMENTS.values()
        if each.basis is Basis.INFERRED
        for place in each.relied_on_by
    }
    assert modules_with_doubt() - NOT_ASKED.keys() == guessed - NOT_ASKED.keys()
    assert NOT_ASKED.keys() - modules_with_doubt() == set()


def test_a_page_that_says_so_leads_to_the_statements() -> None:
    """Or is about what no request decides."""
    pages = {
        path.relative_to(ROOT / "docs").as_posix()
        for path in (ROOT / "docs").rglob("*.md")
        if _DOUBT.search(_unwrapped(path)) and PAGE not in path.read_text("utf-8")
    }
    assert pages - {PAGE} == {"fix-live.md", "scale.md"}


def test_the_page_lists_every_statement_once() -> None:
    """Below what it rests on."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \|", render(), re.MULTILINE)
    assert Counter(rows) == Counter(list(STATEMENTS))
