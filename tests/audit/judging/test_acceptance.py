"""Acceptance: what is accepted does not count, and nothing else is hidden by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.judging.acceptance import Acceptance, accept
from corsgate_audit.judging.baseline import baseline_of
from corsgate_audit.judging.suppressions import Suppression
from corsgate_audit.model import Severity
from support.apis import preflight, rest_api, route
from support.reported import DENIED, faulty, judged

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.judging.judged import Judgement

TODAY = date(2026, 3, 4)
BAD = rest_api(route("DELETE"), preflight())


def _suppression(**changes: object) -> Suppression:
    fields = {"name": "suppression 1", "rule": "CORS110", "reason": "only curl calls it"}
    return Suppression(**(fields | changes))  # type: ignore[arg-type]


def _rules(judgement: Judgement) -> list[str]:
    return [finding.rule for finding in judgement.findings]


def _accepted(judgement: Judgement, *suppressions: Suppression) -> Judgement:
    return accept(judgement, Acceptance(suppressions=suppressions, today=TODAY))


def test_a_suppressed_finding_stands_apart_with_its_reason() -> None:
    """The others count as before."""
    judgement = faulty()
    result = _accepted(judgement, _suppression())

    assert sorted(_rules(judgement)) == sorted([*_rules(result), "CORS110"])
    (accepted,) = result.accepted
    assert (accepted.finding.rule, accepted.by, accepted.reason) == (
        "CORS110",
        "suppression",
        "only curl calls it",
    )
    assert result.coverage == judgement.coverage
    assert result.notices == ()


@pytest.mark.parametrize(
    ("changes", "matches"),
    [
        ({"places": (("api", "items"), ("path", "/it*"), ("method", "OPTIONS"))}, True),
        ({"places": (("api", "orders"),)}, False),
        ({"places": (("path", "/item?"),)}, False),
        ({"places": (("path", "/[i]tems"),)}, False),
        ({"places": (("account", "123456789012"),)}, False),
        ({"fingerprint": "0" * 64}, False),
        ({"rule": "CORS111"}, False),
    ],
)
def test_a_suppression_means_only_what_it_names(
    changes: dict[str, object], *, matches: bool
) -> None:
    """All that it names has to fit, and only the asterisk stands for anything."""
    result = _accepted(judged(BAD), _suppression(**changes))

    assert (_rules(result) == []) is matches
    assert [notice.rule for notice in result.notices] == [] if matches else ["CORS903"]


def test_the_fingerprint_of_one_finding_means_that_one() -> None:
    """Two methods are missing on two paths; one is accepted."""
    other = rest_api(route("DELETE", "/b"), preflight("/b"), route("DELETE"), preflight())
    (first, second) = judged(other).findings
    result = _accepted(judged(other), _suppression(fingerprint=first.fingerprint))

    assert [each.fingerprint for each in result.findings] == [second.fingerprint]


@pytest.mark.parametrize(("day", "expired"), [(3, True), (4, False), (5, False)])
def test_a_finding_counts_again_once_its_suppression_has_expired(
    day: int, *, expired: bool, snapshot: SnapshotAssertion
) -> None:
    """Its last day still counts; after it, a notice says why the finding is back."""
    result = _accepted(judged(BAD), _suppression(expires=date(2026, 3, day)))

    assert _rules(result) == (["CORS110"] if expired else [])
    assert [(each.rule, each.severity, each.message) for each in result.notices] == snapshot


def test_an_expired_suppression_does_not_keep_another_from_matching() -> None:
    """The second one was written to prolong the first."""
    result = _accepted(judged(BAD), _suppression(expires=date(2026, 1, 1)), _suppression())

    assert _rules(result) == []
    assert [notice.rule for notice in result.notices] == ["CORS904"]


def test_a_suppression_that_matches_nothing_is_named(snapshot: SnapshotAssertion) -> None:
    """With what it is for, so that it can be found and deleted."""
    useless = _suppression(rule="CORS202", places=(("api", "old"),), expires=date(2020, 1, 1))
    result = _accepted(judged(BAD), useless)

    assert [(each.rule, each.severity, each.message) for each in result.notices] == snapshot


def test_nothing_is_called_stale_where_not_all_was_seen() -> None:
    """What it is for may be in the part that was not."""
    judgement = judged(BAD)
    partial = replace(judgement, coverage=(*judgement.coverage, DENIED))
    given = Acceptance(
        suppressions=(_suppression(rule="CORS202"),), baseline=baseline_of(faulty()), today=TODAY
    )

    assert accept(partial, given).notices == ()


def test_a_baseline_accepts_what_was_there_and_nothing_new() -> None:
    """A second API of the same name has the same fingerprints: its fault is new."""
    baseline = baseline_of(judged(BAD))
    given = Acceptance(baseline=baseline, today=TODAY)

    same = accept(judged(BAD), given)
    assert (_rules(same), [each.by for each in same.accepted]) == ([], ["baseline"])
    twice = accept(judged(BAD, BAD), given)
    assert (_rules(twice), len(twice.accepted)) == (["CORS110"], 1)


def test_stale_entries_of_a_baseline_are_counted(snapshot: SnapshotAssertion) -> None:
    """They are good news, and dropped on request."""
    (notice,) = accept(
        judged(rest_api()), Acceptance(baseline=baseline_of(judged(BAD)), today=TODAY)
    ).notices
    (several,) = accept(
        judged(rest_api()), Acceptance(baseline=baseline_of(faulty()), today=TODAY)
    ).notices

    assert (notice.rule, notice.severity) == ("CORS903", Severity.INFO)
    assert notice.message == snapshot
    assert several.message == snapshot
