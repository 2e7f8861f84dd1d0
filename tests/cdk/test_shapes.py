"""In 67 more shapes of apps our classes add CORS, replace nothing, and leave nothing out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy
from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Severity
from corsgate_cdk._policy_differences import differences
from support.compared_apps import CORS, Compared, assembly, compared, linted_like
from support.field_apps import POLICY
from support.shapes import SHAPES, built, rest_services, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Collection

Template = dict[str, Any]
CHANGED = CorsPolicy(
    allow_origins=["https://other.example.com"],
    allow_methods=POLICY.allow_methods,
    allow_headers=POLICY.allow_headers,
)


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """All of them, both ways."""
    folders = (tmp_path_factory.mktemp("theirs"), tmp_path_factory.mktemp("ours"))
    return compared(SHAPES, (partial(built, policy=None), partial(built, policy=POLICY)), folders)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The templates of all of them with another origin."""
    return assembly(partial(built, policy=CHANGED), tmp_path_factory.mktemp("changed"))


@pytest.fixture(scope="module")
def collection(apps: Compared) -> Collection:
    """What the audit reads of ours."""
    return collect([str(apps.folder)])


@pytest.fixture(scope="module")
def judgement(collection: Collection) -> Judgement:
    """What the audit says of ours."""
    return judge_collection(collection)


def test_there_are_templates_of_every_app(apps: Compared) -> None:
    """By the same names, and each belongs to one app."""
    assert apps.theirs.keys() == apps.ours.keys()
    named = [file for name in SHAPES for file in apps.of_app(apps.ours, name)]
    assert sorted(named) == sorted(apps.ours)


@pytest.mark.parametrize("name", SHAPES)
def test_each_difference_is_cors(apps: Compared, name: str) -> None:
    """Drop-in: what the CDK builds of the same lines stays, but for what `CORS` lists."""
    assert [each for each in sorted(apps.differences(name)) if not CORS.fullmatch(each)] == []


@pytest.mark.parametrize(
    "name", [each.__name__ for each in (*rest_services.SHAPES, *spread.SHAPES)]
)
def test_cfn_lint_finds_nothing_new(apps: Compared, name: str) -> None:
    """Where more is written than preflights: into answers, and over stacks."""
    theirs, ours = apps.of_app(apps.theirs, name), apps.of_app(apps.ours, name)
    assert [file for file in ours if not linted_like(ours[file], theirs[file])] == []


def test_every_deployment_waits_for_what_it_ships(apps: Compared) -> None:
    """For all preflights and error responses of its API that are in the same template."""
    late = [
        (file, name, each)
        for file, template in apps.ours.items()
        for name, deployment in of_type(template, "AWS::ApiGateway::Deployment")
        for each in shipped(template, deployment["Properties"]["RestApiId"])
        if each not in deployment.get("DependsOn", ())
    ]
    assert late == []


def test_every_deployment_is_a_new_one_when_the_policy_changes(
    apps: Compared, changed: dict[str, Template]
) -> None:
    """But of an API whose origin is a token, which the change leaves as it is."""
    kept = {
        file.partition(".")[0]
        for file, template in apps.ours.items()
        for kind in ("AWS::ApiGateway::Deployment", "AWS::ApiGatewayV2::Deployment")
        for name, _ in of_type(template, kind)
        if name in changed[file]["Resources"]
    }
    assert kept == {"OriginByAParameter", "SiteElsewhere"}


def of_type(template: Template, kind: str) -> Iterator[tuple[str, Template]]:
    """Yield the resources of a type."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource


def shipped(template: Template, rest_api_id: object) -> Iterator[str]:
    """Yield the preflights and error responses of an API."""
    for kind in ("AWS::ApiGateway::Method", "AWS::ApiGateway::GatewayResponse"):
        for name, resource in of_type(template, kind):
            properties = resource["Properties"]
            if properties["RestApiId"] == rest_api_id and (
                properties.get("HttpMethod", "OPTIONS") == "OPTIONS"
            ):
                yield name


def test_the_audit_finds_what_synthesis_has_warned_of(judgement: Judgement) -> None:
    """Functions in JavaScript that send no headers; other functions' code here does nothing."""
    found = {
        (finding.rule, finding.resource.path)
        for finding in judgement.findings
        if finding.severity >= Severity.MEDIUM
    }
    assert found == {("CORS701", path) for path in ("/api/{proxy+}", "/chat", "/two")}


def test_what_the_audit_cannot_determine(judgement: Judgement, snapshot: object) -> None:
    """Origins of a deployment, and what is outside the app."""
    undetermined = [
        f"{each.resource.rpartition('.template.json')[0].rpartition('/')[2]}: {each.reason}"
        for each in judgement.incomplete
    ]
    assert sorted(set(undetermined)) == snapshot


def test_each_route_allows_what_the_policy_allows(collection: Collection) -> None:
    """And nothing else: CORS905 for all of them, and no difference but those functions."""
    found = {
        (each.message, each.locations[0].logical_id) for each in differences(collection, POLICY)
    }
    blocked = "blocks 'https://app.example.com', but the policy allows it."
    assert found == {
        (f"GET '/two' {blocked}", "ApitwoGET46AE9747"),
        (f"POST '/api/{{proxy+}}' {blocked}", "ApiapiproxyANYF9D474C0"),
        (f"POST '/chat' {blocked}", "ApichatPOSTD108BE84"),
    }
