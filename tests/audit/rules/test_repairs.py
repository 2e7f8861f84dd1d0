"""The contract of every rule that has a repair: it ends its own finding, and does nothing twice."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate import CorsPolicy
from corsgate_audit.collect import collect
from corsgate_audit.judging.runs import Run
from corsgate_audit.model import (
    DeployedStage,
    Handler,
    LooseComparison,
    OriginUse,
    Severity,
)
from corsgate_audit.rules.registry import all_rules, rule_named
from corsgate_audit.rules.wanted import Wanted, named_by
from support.apis import (
    APP,
    FUNCTION,
    GOOD_APIS,
    READABLE_ERRORS,
    USERS,
    location,
    preflight,
    rest_api,
    route,
)
from support.planted import template

if TYPE_CHECKING:
    from corsgate_audit.judging.runs import Found
    from corsgate_audit.model import Target
    from corsgate_audit.rules.rule import Rule, Violation

POLICY = CorsPolicy(
    allow_origins=[APP],
    allow_methods=["GET", "PUT", "PATCH", "DELETE"],
    allow_headers=["content-type"],
    max_age=600,
)
NONE_YET = {
    "CORS606",  # SAM refuses the template: there is no model to repair
    *("CORS701", "CORS702", "CORS703"),  # a function's code, which the model does not hold
}
"""Rules that no repair of the model ends: nothing behind them is found."""


def _use(name: str, *, is_compared: bool, loose: tuple[LooseComparison, ...] = ()) -> OriginUse:
    return OriginUse(
        function="handler",
        text="origin",
        is_compared=is_compared,
        loose=loose,
        location=location(name),
    )


def _targets() -> tuple[Target, ...]:
    """Return targets of which every rule with a repair finds something in one."""
    loose = LooseComparison(text="origin.endswith('example.com')", look_alike="https://x.example")
    code = Handler(
        name="app.py",
        location=location("Code"),
        origin_uses=(_use("A", is_compared=False), _use("B", is_compared=True, loose=(loose,))),
    )
    sam = rest_api(
        route("PUT"),
        preflight(authorization="CUSTOM", authorizer=USERS, location=location("Sam/Cors")),
    )
    stale = rest_api(
        route("PUT"),
        preflight(),
        deployed=(
            DeployedStage(
                stage="prod",
                routes=(route("PUT"), route("OPTIONS", integration=FUNCTION)),
                gateway_responses=(),
                location=location("Stage"),
            ),
        ),
    )
    return (code, sam, stale)


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Target, ...]:
    """The planted template, and what no template holds."""
    file = tmp_path_factory.mktemp("planted") / "template.json"
    file.write_text(json.dumps(template()))
    return (*collect([str(file)]).apis, *_targets())


REPAIRING = [rule for rule in all_rules() if rule.repair is not None]


@pytest.mark.parametrize("policy", [None, POLICY], ids=["what is allowed today", "a policy"])
@pytest.mark.parametrize("rule", REPAIRING, ids=lambda rule: rule.id)
def test_after_a_repair_the_rule_finds_nothing_there(
    rule: Rule, policy: CorsPolicy | None, targets: tuple[Target, ...]
) -> None:
    """And a second repair changes nothing more."""
    assert rule.repair is not None
    tried = 0
    for target in targets:
        for found in Run.judged(target, rule).violations:
            violation = _named(found)
            wanted = Wanted.of(target, policy)
            repaired = rule.repair(target, violation, wanted)
            again = Run.judged(repaired, rule)
            assert _place(found) not in set(map(_place, again.violations))
            assert not again.failures
            assert rule.repair(repaired, violation, wanted) == repaired
            tried += 1
    assert tried, _not_shown(rule)


def _named(found: Found) -> Violation:
    return replace(found.violation, subject=found.subject)


def _not_shown(rule: Rule) -> str:
    return f"{rule.id} finds nothing here: plant its fault in tests/support/planted or _targets"


def _place(found: Found) -> tuple[object, ...]:
    at = found.subject
    # Two values in one place are two faults, and each has a repair of its own.
    value = found.violation.detail if at.method is None else ""
    return (at.path, at.method, at.stage, at.location, value)


@pytest.mark.parametrize("rule", REPAIRING, ids=lambda rule: rule.id)
def test_a_repair_of_what_is_not_there_changes_nothing_else(
    rule: Rule, targets: tuple[Target, ...]
) -> None:
    """Repairs are made in any order, and left out one by one: none fails on another target."""
    assert rule.repair is not None
    every = (found for target in targets for found in Run.judged(target, rule).violations)
    first = next(every, None)
    assert first is not None, _not_shown(rule)
    violation = _named(first)
    for target in (*targets, *GOOD_APIS.values()):
        if isinstance(target, rule.kinds):
            repaired = rule.repair(target, violation, Wanted.of(target))
            assert repaired.location == target.location


def test_every_rule_about_a_request_has_a_repair() -> None:
    """Whether or not anything can write it; those that have none yet are named."""
    without = {rule.id for rule in all_rules()} - {rule.id for rule in REPAIRING}
    assert without == NONE_YET


def test_without_a_policy_no_other_origin_is_let_in(targets: tuple[Target, ...]) -> None:
    """What is named after all repairs was named before, or stands for the page."""
    for target in targets:
        before = {origin for each in getattr(target, "routes", ()) for origin in named_by(each)}
        repaired = target
        for rule in REPAIRING:
            for found in Run.judged(repaired, rule).violations:
                assert rule.repair is not None
                repaired = rule.repair(repaired, _named(found), Wanted.of(target))
        after = {origin for each in getattr(repaired, "routes", ()) for origin in named_by(each)}
        assert after <= before | {APP}


def test_a_policy_is_what_repairs_write() -> None:
    """And not what the API names today."""
    rule = rule_named("CORS101")
    api = rest_api(route("PUT"), gateway_responses=READABLE_ERRORS)
    (found,) = Run.judged(api, rule).violations
    policy = CorsPolicy(
        allow_origins=["https://a.example.com", "https://*.b.example.com"],
        allow_methods=["PUT"],
        allow_headers=["x-token"],
    )
    assert found.violation.severity in {None, *Severity}
    assert rule.repair is not None
    repaired = rule.repair(api, _named(found), Wanted.of(api, policy))

    options = next(each for each in repaired.routes if each.method == "OPTIONS")
    (answer,) = options.integration.responses
    assert dict(answer.headers)["Access-Control-Allow-Headers"] == "'x-token'"
    assert "https://a.example.com" in dict(answer.templates)["application/json"]
