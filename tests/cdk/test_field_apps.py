"""In apps of the shapes that people have, our classes add CORS, and replace nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Severity
from support.compared_apps import CORS, Compared, compared, linted_like
from support.field_apps import APPS, built

if TYPE_CHECKING:
    from aws_cdk import App


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """All of them, both ways."""
    folders = (tmp_path_factory.mktemp("theirs"), tmp_path_factory.mktemp("ours"))
    return compared(APPS, (theirs, ours), folders)


def theirs(folder: str) -> App:
    """Build all apps by the CDK's classes."""
    return built(folder, ours=False)


def ours(folder: str) -> App:
    """Build all apps by our classes."""
    return built(folder, ours=True)


def test_there_are_templates_of_every_app(apps: Compared) -> None:
    """By the same names, and each belongs to one app."""
    assert apps.theirs.keys() == apps.ours.keys()
    named = [file for name in APPS for file in apps.of_app(apps.ours, name)]
    assert sorted(named) == sorted(apps.ours)


@pytest.mark.parametrize("name", APPS)
def test_nothing_is_replaced_that_need_not_be(apps: Compared, name: str) -> None:
    """Logical ids stay, but those of snapshots; what differs is CORS."""
    assert [each for each in sorted(apps.differences(name)) if not CORS.fullmatch(each)] == []


@pytest.mark.parametrize("name", APPS)
def test_the_template_is_one_that_cfn_lint_likes(apps: Compared, name: str) -> None:
    """As far as it likes the one without us."""
    theirs, ours = apps.of_app(apps.theirs, name), apps.of_app(apps.ours, name)
    assert [file for file in ours if not linted_like(ours[file], theirs[file])] == []


SILENT_CODE = {"CORS701", "CORS702", "CORS703", "CORS607"}
"""About the functions, whose code here does nothing."""
EXPECTED = {("CORS101", "Books", "/hook", "OPTIONS")}
"""The webhook, which no browser calls: only the app knows that."""


def test_the_audit_finds_nothing_of_weight(apps: Compared) -> None:
    """In all of them, but for what the code of the functions does."""
    judgement = judge_collection(collect([str(apps.folder)]))
    found = {
        (finding.rule, finding.resource.api, finding.resource.path, finding.resource.method)
        for finding in judgement.findings
        if finding.severity >= Severity.MEDIUM and finding.rule not in SILENT_CODE
    }
    assert found == EXPECTED
