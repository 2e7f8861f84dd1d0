"""No fault hides another: what an API would be blocked by next is found at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import (
    Collection,
    Coverage,
    CoverageState,
    IntegrationResponse,
    RestApi,
    Severity,
)
from corsgate_audit.rules.registry import all_rules, rule_named
from support.apis import APP, UNKNOWN, mock, preflight, rest_api, route
from support.judging import findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Finding, Route
    from corsgate_audit.rules.rule import Rule, Violation
    from corsgate_audit.rules.wanted import Wanted

SHORT = {
    "Access-Control-Allow-Origin": f"'{APP}'",
    "Access-Control-Allow-Methods": "'GET'",
    "Access-Control-Allow-Headers": "'content-type'",
}


def _api(**changes: Any) -> RestApi:  # noqa: ANN401 - any field
    """Return an API of which every step of a signed PUT is at fault."""
    return rest_api(
        route("PUT", authorization="AWS_IAM"),
        preflight(headers=SHORT, **changes),
    )


def _after(found: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    return {each.rule: each.after for each in found}


def test_each_later_finding_names_what_its_exchange_supposes() -> None:
    """The method is refused before the header is looked at, and a signature before both."""
    api = _api(authorization="AWS_IAM")

    assert _after(findings(api)) == {
        "CORS102": (),
        "CORS110": ("CORS102",),
        "CORS111": ("CORS102", "CORS110"),
    }


def test_a_later_finding_says_so_in_its_message(snapshot: SnapshotAssertion) -> None:
    """One clause, whatever the report is written in."""
    (found,) = (each for each in findings(_api(authorization="AWS_IAM")) if each.rule == "CORS111")

    assert found.message == snapshot
    assert found.witness is not None
    assert found.witness.verdict.error == "HeaderDisallowedByPreflightResponse"


def test_what_hides_nothing_is_not_named() -> None:
    """A binary type does harm, and the lists are as short without it."""
    answer = IntegrationResponse(status_code="204", headers=tuple(SHORT.items()))
    bytes_only = mock(content_handling=None, responses=(answer,))
    api = replace(_api(integration=bytes_only), gateway_responses=())

    found = _after(findings(api))
    assert "CORS113" in found
    assert all("CORS113" not in after for after in found.values())


def test_severity_does_not_depend_on_what_is_fixed_first() -> None:
    """Hidden or not, it is as bad."""
    hidden = {each.rule: each.severity for each in findings(_api(authorization="AWS_IAM"))}
    alone = {each.rule: each.severity for each in findings(_api())}

    assert hidden["CORS111"] is alone["CORS111"] is Severity.HIGH


def test_a_rule_that_is_asked_for_alone_finds_what_others_hide() -> None:
    """They are judged for what they hide, and report nothing."""
    chosen = [rule_named("CORS111")]
    judgement = judge_collection(Collection(apis=(_api(authorization="AWS_IAM"),)), chosen)

    assert _after(judgement.findings) == {"CORS111": ("CORS102", "CORS110")}
    assert [rule for rule, _ in judgement.apis[0].outcomes] == ["CORS111"]


def test_a_value_that_is_not_known_is_told_behind_a_fault_too() -> None:
    """Once the preflight works, it is what the verdict hangs on."""
    broken = mock(SHORT | {"Access-Control-Allow-Methods": UNKNOWN}, template="{}")
    judgement = judge_collection(
        Collection(apis=(rest_api(route("PUT"), preflight(integration=broken)),))
    )

    assert [each.rule for each in judgement.findings] == ["CORS105"]
    assert any(UNKNOWN.expression in str(part.reason) for part in judgement.incomplete)


def _failing(_: RestApi, __: Violation, ___: Wanted) -> RestApi:
    raise ZeroDivisionError


def _useless(api: RestApi, _: Violation, __: Wanted) -> RestApi:
    """Change something else each time."""
    return replace(api, stages=(*api.stages, "again"))


def _with_repair(repair: Callable[[RestApi, Violation, Wanted], RestApi]) -> list[Rule]:
    rule = replace(rule_named("CORS105"), repair=repair)
    return [rule if each.id == rule.id else each for each in all_rules()]


def _broken() -> Collection:
    return Collection(apis=(_api(integration=mock(SHORT, template="{}")),))


def test_a_repair_that_fails_is_told_and_loses_nothing() -> None:
    """What it would have brought to light is not known."""
    judgement = judge_collection(_broken(), _with_repair(_failing))

    assert [each.rule for each in judgement.findings] == ["CORS105"]
    assert judgement.incomplete == (
        Coverage(
            service="apigateway",
            resource="template.yaml#OptionsItem OPTIONS /items",
            state=CoverageState.FAILED,
            reason="CORS105 failed: ZeroDivisionError: ",
        ),
    )


def test_a_repair_that_ends_nothing_ends() -> None:
    """The rounds are bounded, and a finding is reported once."""
    judgement = judge_collection(_broken(), _with_repair(_useless))

    assert [each.rule for each in judgement.findings] == ["CORS105"]


def test_what_is_for_information_hides_nothing() -> None:
    """An API that shows no CORS is not taken for one that has lost its preflights."""
    silent: Route = route("PUT")
    found = findings(rest_api(silent, gateway_responses=()))

    assert [(each.rule, each.severity) for each in found] == [("CORS101", Severity.INFO)]
