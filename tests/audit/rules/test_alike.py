"""Of paths that are alike a rule sees one, and every finding there is all the same."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging import runs
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import PolicyStatement, ResourcePolicy
from corsgate_audit.rules.alike import kind_of, one_of_each
from support.apis import GOOD_APIS, mock, preflight, rest_api, route
from support.collected import write
from support.planted import preflights as planted
from support.planted.rest import Resources
from support.planted.rest import method as planted_method
from support.planted.rest import path as planted_path
from support.planted.rest import preflight as planted_preflight
from support.planted.rest import rest_api as planted_api

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import RestApi, Target

POLICY = ResourcePolicy(
    statements=(
        PolicyStatement(
            allows=False,
            for_anonymous=True,
            actions=("execute-api:Invoke",),
            resources=("execute-api:/prod/OPTIONS/items3",),
        ),
    )
)


def _api(*paths: str, **changes: Any) -> RestApi:  # noqa: ANN401 - any field
    routes = [route("PUT", path, location=route("PUT", path).location) for path in paths]
    return rest_api(*routes, *(preflight(path=path) for path in paths), **changes)


def _paths(target: Target) -> list[str]:
    return sorted({each.path for each in target.routes})  # type: ignore[union-attr] # a REST API


def test_one_path_of_each_kind_is_left() -> None:
    """Of paths whose methods differ, of those with a variable, and of deeper ones, one each."""
    plain = [f"/items{number}" for number in range(6)]
    by_id = [f"{path}/{{id}}" for path in plain]
    api = _api(*plain, *by_id)
    other = replace(api, routes=(*api.routes, route("DELETE", "/items0")))

    assert len(_paths(one_of_each(api))) == 2
    assert len(_paths(one_of_each(other))) == 3
    assert "/items0" in _paths(one_of_each(other))
    assert one_of_each(api) is one_of_each(api)


@pytest.mark.parametrize(
    "api",
    [
        _api("/a"),
        _api("/a", "/b", "/{proxy+}"),
        _api(*(f"/items{number}" for number in range(6)), resource_policy=POLICY),
        GOOD_APIS["HTTP API"] if "HTTP API" in GOOD_APIS else next(iter(GOOD_APIS.values())),
    ],
    ids=["few", "one answers others", "a policy names paths", "another kind"],
)
def test_a_target_of_which_nothing_can_be_left_out_stays(api: Target) -> None:
    """As the same object: no rule is asked twice."""
    assert one_of_each(api) is api


def test_a_template_that_looks_at_the_path_makes_each_path_a_kind_of_its_own() -> None:
    """What it answers may be another on each."""
    said = (("application/json", "$context.resourcePath"),)
    looking = [
        route("GET", f"/items{number}", integration=mock(request_templates=said))
        for number in range(2)
    ]
    alike = [route("GET", f"/items{number}", integration=mock()) for number in range(2)]
    api = rest_api(*looking)

    assert len({kind_of(api, each) for each in looking}) == 2
    assert len({kind_of(api, each) for each in alike}) == 1


def _shop(paths: list[Any], copies: int) -> Resources:
    """Return an API with copies of paths in order, and of paths with a planted fault each."""
    made = {**planted_api("Shop"), **planted.authorizer()}
    for number in range(copies):
        good = f"Good{number}"
        made |= planted_path("Shop", good) | planted_method("Shop", good)
        made |= planted_preflight("Shop", good)
        for each in paths:
            name = f"{each.name}{number}"
            made |= planted_path("Shop", name) | planted_method("Shop", name, each.verb, **each.put)
            made |= planted_preflight("Shop", name, **each.options) if each.options else {}
    return made


def _judged(file: str) -> tuple[object, ...]:
    found = judge_collection(collect([file]))
    return (found.findings, found.coverage, found.outcomes, found.apis[0].outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(4))
def test_what_is_found_is_the_same_with_all_paths_judged(
    start: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Findings with their exchanges, coverage and outcomes; every planted fault on three paths."""
    resources = _shop(list(planted.PATHS[start::4]), 3)
    file = write(tmp_path, "t.json", json.dumps({"Resources": resources}))
    sampled = _judged(file)
    monkeypatch.setattr(runs, "one_of_each", lambda target: target)

    assert _judged(file) == sampled
    assert sampled[0]
