"""In apps of the shapes that people have, our classes add CORS, and replace nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Severity
from support.field_apps import APPS, built
from support.synthesis import linted

if TYPE_CHECKING:
    from pathlib import Path

Template = dict[str, Any]
DEPLOYMENT = "AWS::ApiGateway::Deployment"
ADDED = {
    "AWS::ApiGateway::GatewayResponse",
    "AWS::ApiGateway::Method",
    "AWS::ApiGatewayV2::Route",
    DEPLOYMENT,
}
CHANGED = {
    "AWS::ApiGateway::GatewayResponse": {"ResponseParameters"},
    "AWS::ApiGateway::Method": {"Integration", "MethodResponses", "RequestParameters"},
    "AWS::ApiGateway::Stage": {"DeploymentId"},
    "AWS::ApiGatewayV2::Api": {"CorsConfiguration"},
    "AWS::CloudFormation::Stack": {"TemplateURL"},
    "AWS::Lambda::Function": {"Environment"},
    "AWS::Lambda::Url": {"Cors"},
    "AWS::Lambda::Version": set(),
}
"""The properties that may differ, none of which replaces a resource."""


@dataclass(frozen=True)
class Compared:
    """The templates of all apps by file name, as the CDK's classes and ours build them."""

    theirs: dict[str, Template]
    ours: dict[str, Template]
    folder: Path


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Synthesise both, once each."""
    found = {}
    for ours in (False, True):
        folder = tmp_path_factory.mktemp("ours" if ours else "theirs")
        built(str(folder), ours=ours).synth()
        found[ours] = {
            path.name: json.loads(path.read_text()) for path in folder.glob("*.template.json")
        }
    return Compared(found[False], found[True], folder)


def of_app(templates: dict[str, Template], name: str) -> dict[str, Template]:
    """Return the templates of one app: of its stack, and of those nested in it or beside it."""
    prefix = name.title().replace("_", "")
    others = [each.title().replace("_", "") for each in APPS if each != name]
    return {
        file: template
        for file, template in templates.items()
        if file.startswith(prefix)
        and not any(len(other) > len(prefix) and file.startswith(other) for other in others)
    }


def test_there_are_templates_of_every_app(compared: Compared) -> None:
    """By the same names, and each belongs to one app."""
    assert compared.theirs.keys() == compared.ours.keys()
    named = [file for name in APPS for file in of_app(compared.ours, name)]
    assert sorted(named) == sorted(compared.ours)


@pytest.mark.parametrize("name", APPS)
def test_nothing_is_replaced_that_need_not_be(compared: Compared, name: str) -> None:
    """Logical ids stay, but those of deployments; what differs is CORS."""
    theirs, ours = of_app(compared.theirs, name), of_app(compared.ours, name)
    for file, template in ours.items():
        before, after = theirs[file]["Resources"], template["Resources"]
        gone = {before[each]["Type"] for each in before.keys() - after.keys()}
        # A version is a snapshot of a function, and a new one where its environment is.
        assert gone <= {DEPLOYMENT, "AWS::Lambda::Version"}
        added = {after[each]["Type"] for each in after.keys() - before.keys()}
        assert added <= ADDED | gone
        for each in before.keys() & after.keys():
            kind = before[each]["Type"]
            assert after[each]["Type"] == kind
            assert _kept(before[each], kind) == _kept(after[each], kind), each


def _kept(resource: Template, kind: str) -> Template:
    properties = resource.get("Properties", {})
    changed = CHANGED.get(kind, set())
    if kind == "AWS::Lambda::Alias":  # names the version
        changed = {"FunctionVersion"}
    return {name: value for name, value in properties.items() if name not in changed}


@pytest.mark.parametrize("name", APPS)
def test_the_template_is_one_that_cfn_lint_likes(compared: Compared, name: str) -> None:
    """As far as it likes the one without us."""
    theirs, ours = of_app(compared.theirs, name), of_app(compared.ours, name)
    for file, template in ours.items():
        found = {_rule(each) for each in linted(template)}
        assert not found or found <= {_rule(each) for each in linted(theirs[file])}


def _rule(finding: str) -> str:
    return finding.partition("]")[0]


SILENT_CODE = {"CORS701", "CORS702", "CORS703", "CORS607"}
"""About the functions, whose code here does nothing."""
EXPECTED = {("CORS101", "Books", "/hook", "OPTIONS")}
"""The webhook, which no browser calls: only the app knows that."""


def test_the_audit_finds_nothing_of_weight(compared: Compared) -> None:
    """In all of them, but for what the code of the functions does."""
    judgement = judge_collection(collect([str(compared.folder)]))
    found = {
        (finding.rule, finding.resource.api, finding.resource.path, finding.resource.method)
        for finding in judgement.findings
        if finding.severity >= Severity.MEDIUM and finding.rule not in SILENT_CODE
    }
    assert found == EXPECTED
