"""The engine: four outcomes, nothing lost, and the same findings in the same order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.judging.judged import api_name
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import (
    Collection,
    Coverage,
    CoverageState,
    Finding,
    Location,
    ResourceRef,
    RestApi,
    Severity,
    UndeterminedError,
    Unresolved,
)
from corsgate_audit.rules.registry import all_rules, rule_named
from corsgate_audit.rules.rule import Outcome, Rule, Subject, Violation
from support.apis import UNKNOWN, cors, http_api, preflight, rest_api, route

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

BASE = rule_named("CORS110")
PLACE = Subject(location=Location(source="here", pointer="/x"))
WHOLE = Violation(
    subject=PLACE,
    message="It is wrong.",
    expected="right",
    actual="wrong",
)


def _rule(rule_id: str, *said: Violation | Exception) -> Rule:
    """Return a rule that says this of every REST API, of each subject one thing."""

    def subjects(_: RestApi) -> list[Subject]:
        return [replace(PLACE, method=str(at)) for at in range(len(said))]

    def check(_: RestApi, subject: Subject) -> Violation | None:
        each = said[int(subject.method or "")]
        if isinstance(each, Exception):
            raise each
        return each

    return replace(BASE, id=rule_id, subjects=subjects, check=check)


def test_a_rule_that_finds_nothing_has_passed() -> None:
    """One check, one outcome, no coverage entry."""
    judgement = judge_collection(Collection(apis=(rest_api(),)), [_rule("CORS901")])

    assert judgement.outcomes == {Outcome.PASSED: 1}
    assert (judgement.findings, judgement.coverage) == ((), ())


def test_a_rule_of_another_front_door_does_not_apply() -> None:
    """It is not run, so it can neither pass nor fail."""
    api = http_api(cors())
    judgement = judge_collection(
        Collection(apis=(api,)), [_rule("CORS901", WHOLE, RuntimeError("not run"))]
    )

    assert judgement.outcomes == {Outcome.NOT_APPLICABLE: 1}
    assert (judgement.findings, judgement.coverage) == ((), ())


def test_a_violation_becomes_a_finding_with_the_rule_s_words() -> None:
    """What the violation leaves open is the rule's own."""
    (found,) = judge_collection(Collection(apis=(rest_api(),)), [_rule("CORS901", WHOLE)]).findings

    assert isinstance(found, Finding)
    assert (found.rule, found.slug, found.kind) == ("CORS901", BASE.slug, BASE.page.kind)
    assert (found.severity, found.fix) == (BASE.page.severity, BASE.fix)
    assert (found.message, found.witness, found.browser_symptom) == ("It is wrong.", None, None)
    assert found.resource == ResourceRef(type="AWS::ApiGateway::RestApi", api="items")
    assert (found.evidence.source, found.evidence.pointer) == ("here", "/x")


def test_a_rule_that_fails_is_told_and_loses_nothing(snapshot: SnapshotAssertion) -> None:
    """Its other subjects and the other rules go on, and the report is incomplete."""
    first = _rule("CORS901", ZeroDivisionError("division by zero"), WHOLE)
    judgement = judge_collection(Collection(apis=(rest_api(),)), [first, _rule("CORS902", WHOLE)])

    assert [found.rule for found in judgement.findings] == ["CORS901", "CORS902"]
    (failed,) = judgement.coverage
    assert failed == Coverage(
        service="apigateway",
        resource="here#/x",
        state=CoverageState.FAILED,
        reason=failed.reason,
    )
    assert failed.reason == snapshot
    assert judgement.incomplete == judgement.coverage


def test_what_a_rule_cannot_list_is_named_for_the_target_as_a_whole() -> None:
    """A value that decides what there is to be judged, or an error of the rule's own."""
    unlisted = _failing(UndeterminedError(UNKNOWN))
    judgement = judge_collection(Collection(apis=(rest_api(),)), [unlisted, _failing()])

    assert [(part.resource, part.state) for part in judgement.coverage] == [
        ("template.yaml#Api", CoverageState.UNRESOLVED),
        ("template.yaml#Api", CoverageState.FAILED),
    ]


def _failing(error: Exception | None = None) -> Rule:
    """Return a rule that fails before it has anything to judge."""

    def subjects(_: RestApi) -> list[Subject]:
        raise error or KeyError("x")

    return replace(BASE, id="CORS901", subjects=subjects)


def test_a_rule_that_fails_has_not_passed() -> None:
    """Even if it had found nothing so far."""
    judgement = judge_collection(Collection(apis=(rest_api(),)), [_rule("CORS901", KeyError("x"))])

    assert judgement.outcomes == {Outcome.COULD_NOT_TELL: 1}


def test_an_unresolved_value_is_told_once_with_every_rule_that_needs_it(
    snapshot: SnapshotAssertion,
) -> None:
    """A value that ten rules need is one thing to fix."""
    untold = UndeterminedError(UNKNOWN, at=route("PUT"))
    judgement = judge_collection(
        Collection(apis=(rest_api(),)),
        [_rule("CORS901", untold, untold), _rule("CORS902", untold)],
    )

    assert judgement.outcomes == {Outcome.COULD_NOT_TELL: 2}
    (unresolved,) = judgement.coverage
    assert unresolved == Coverage(
        service="apigateway",
        resource="template.yaml#PutItem PUT /items",
        state=CoverageState.UNRESOLVED,
        reason=unresolved.reason,
    )
    assert unresolved.reason == snapshot


def test_a_fault_outweighs_what_could_not_be_told() -> None:
    """It is there whatever the value turns out to be; the value is still reported."""
    untold = UndeterminedError(UNKNOWN)
    judgement = judge_collection(Collection(apis=(rest_api(),)), [_rule("CORS901", untold, WHOLE)])

    assert judgement.outcomes == {Outcome.FAILED: 1}
    assert len(judgement.incomplete) == 1


def test_what_the_collectors_could_not_see_stays_in_front() -> None:
    """The engine adds to the coverage and takes nothing away."""
    denied = Coverage(service="apigateway", resource="x", state=CoverageState.DENIED, reason="no")
    judgement = judge_collection(
        Collection(apis=(rest_api(),), coverage=(denied,)),
        [_rule("CORS901", KeyError("x"))],
    )

    assert judgement.coverage[0] == denied
    assert len(judgement.coverage) == 2


def test_findings_are_sorted_by_severity_then_place() -> None:
    """The order of the rules and of the APIs does not show."""
    low = replace(WHOLE, severity=Severity.LOW)
    apis = (rest_api(name="b"), rest_api(name="a"))
    judgement = judge_collection(
        Collection(apis=apis), [_rule("CORS902", WHOLE), _rule("CORS901", low)]
    )

    assert [(found.rule, found.resource.api) for found in judgement.findings] == [
        ("CORS902", "a"),
        ("CORS902", "b"),
        ("CORS901", "a"),
        ("CORS901", "b"),
    ]
    assert len(judgement.at_or_above(Severity.HIGH)) == 2
    assert len(judgement.at_or_above(Severity.LOW)) == 4


@pytest.mark.parametrize(
    ("name", "logical_id", "shown"),
    [
        ("items", "Api", "items"),
        (UNKNOWN, "Api", "Api"),
        ("", "Api", "Api"),
        (UNKNOWN, None, "!ImportValue shared"),
    ],
)
def test_an_api_has_a_name_that_survives_a_deployment(
    name: str | Unresolved, logical_id: str | None, shown: str
) -> None:
    """Its own, or its logical id, or what the source has in the name's place."""
    place = Location(source="t", pointer="/", logical_id=logical_id)

    assert api_name(rest_api(name=name, location=place)) == shown


def test_a_live_api_is_covered_by_its_arn() -> None:
    """With account and region."""
    place = Location(
        source="aws", pointer="GetRestApis", arn="arn:x", account="123456789012", region="eu-west-1"
    )
    api = rest_api(location=place)
    (part,) = judge_collection(Collection(apis=(api,)), [_failing()]).coverage

    assert (part.resource, part.account, part.region) == ("arn:x", "123456789012", "eu-west-1")


def test_all_rules_are_run_where_none_are_named() -> None:
    """Each on each API."""
    judgement = judge_collection(Collection(apis=(rest_api(), http_api(cors()))))

    assert judgement.outcomes.total() == 2 * len(all_rules())


def test_the_same_fault_in_a_template_and_in_an_account_is_the_same_but_for_its_source() -> None:
    """Rules judge the model alone."""
    live = Location(source="aws", pointer="GetResources", arn="arn:x")
    routes = (route("DELETE"), preflight())
    template = rest_api(*routes)
    account = replace(
        template,
        location=live,
        routes=tuple(replace(each, location=live) for each in template.routes),
    )

    (first,) = judge_collection(Collection(apis=(template,))).findings
    (second,) = judge_collection(Collection(apis=(account,))).findings

    assert first.fingerprint == second.fingerprint
    assert (first.message, first.witness) == (second.message, second.witness)


def test_a_report_can_quote_the_console_of_one_browser() -> None:
    """The findings stay the same; what was Chrome's sentence is that browser's."""
    judgement = judge_collection(
        Collection(apis=(rest_api(route("DELETE"), preflight()),)), [rule_named("CORS110")]
    )
    (found,) = judgement.findings
    (shown,) = judgement.as_shown_in("webkit").findings
    assert shown == replace(found, browser_symptom=shown.browser_symptom)
    assert found.witness is not None
    assert shown.browser_symptom == found.witness.console("webkit") != found.browser_symptom
