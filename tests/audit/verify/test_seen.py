"""What AWS has answered, as it was sent in, is what the model says today."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.verify.app import Prepared, conformance_app, prepared
from corsgate_audit.verify.asking import Asked
from corsgate_audit.verify.questions import Part, Prediction, Undetermined
from corsgate_audit.verify.recording import judged_again, seen
from corsgate_audit.verify.redacting import Redactor
from corsgate_audit.verify.result import Told, entry_of
from support.verifications import entry, heard_as, verification
from support.verify_app import app

if TYPE_CHECKING:
    from corsgate_audit.verify.result import Verification

ROOT = Path(__file__).parents[3]
SEEN = seen(ROOT)


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Return the small app, prepared."""
    return prepared(app(), "0a1b2c3d", frozenset(Part), tmp_path_factory.mktemp("app"))


def as_predicted(found: Prepared) -> Verification:
    """Return a verification in which AWS answers as the model predicts."""
    entries = []
    for question in found.questions:
        prediction = found.predictions[question.statement]
        assert isinstance(prediction, Prediction)
        asked = Asked(question, prediction, heard_as(prediction), 1)
        entries.append(entry_of(asked, found.statements[question.statement], Redactor()))
    return verification(*entries)


def test_what_the_model_says_as_before_is_equal(today: Prepared) -> None:
    """Every statement."""
    before = as_predicted(today)
    assert judged_again(before, today) == before
    assert before.of(equal=True) == list(before.entries)


def test_what_the_model_says_otherwise_today_is_not(today: Prepared) -> None:
    """By the answer of AWS, not by the prediction of that day."""
    before = as_predicted(today)
    wrong = replace(before.entries[0], answer=Told(500, (), "other"), differs=())
    found = judged_again(verification(wrong, *before.entries[1:]), today)
    assert [(each.statement, each.differs) for each in found.of(equal=False)] == [
        (wrong.statement, ("status", "body"))
    ]


def test_what_the_model_leaves_open_today_is_undetermined(today: Prepared) -> None:
    """It says why."""
    before = as_predicted(today)
    name = before.entries[0].statement
    unsure = {**today.predictions, name: Undetermined(reason="not known")}
    found = judged_again(before, replace(today, predictions=unsure))
    assert [each.undetermined for each in found.of(equal=None)] == [
        "the model predicts nothing: not known"
    ]


def test_an_answer_to_another_question_says_nothing(today: Prepared) -> None:
    """Nor one to a question that is not asked any more, nor none."""
    first, second, *_ = as_predicted(today).entries
    other = replace(first, request=replace(first.request, path="/other"))
    none = replace(second, answer=None, undetermined="there was no answer")
    assert judged_again(verification(other, none, entry("gone")), today).entries == ()


@pytest.mark.skipif(not SEEN, reason="no result of AWS has been sent in")
@pytest.mark.slow
def test_the_model_says_what_aws_has_answered(tmp_path: Path) -> None:
    """A failure names the code that is wrong."""
    now = prepared(conformance_app(), "0a1b2c3d", frozenset(Part), tmp_path)
    wrong = [each for found in SEEN for each in judged_again(found, now).of(equal=False)]
    assert [(each.statement, each.differs, each.relied_on_by) for each in wrong] == []
