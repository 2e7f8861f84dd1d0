"""Templates that nobody in this project wrote: each finding was looked at by hand and is true."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import CoverageState

CORPUS = os.environ.get("CORSGATE_CORPUS", "")
EXPECTED = {
    # /notes lacks the OPTIONS that /notes/{id} has: addCorsPreflight does not reach upwards.
    "NoteTakingStack.json": {
        ("CORS101", "OPTIONS", "/notes"),
        ("CORS106", "OPTIONS", "/notes/{id}"),
        ("CORS113", None, None),
    },
    # Its preflight lists GET alone, and the path has no other method.
    "apigateway-mock-cors-deployment.json": {
        ("CORS106", "OPTIONS", "/"),
        ("CORS112", "GET", "/"),
        ("CORS113", None, None),
    },
}
"""By file: rule, method and path of each finding."""

pytestmark = pytest.mark.skipif(
    not CORPUS, reason="CORSGATE_CORPUS does not name the folder of the corpus"
)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_template_gives_what_a_person_found_in_it(name: str) -> None:
    """No fault is missed, and none is made up."""
    judgement = judge_collection(collect([str(Path(CORPUS, "cloudformation", name))]))

    found = {(each.rule, each.resource.method, each.resource.path) for each in judgement.findings}
    assert found == EXPECTED[name]
    assert judgement.incomplete == ()


def test_every_template_of_the_folder_is_expected() -> None:
    """A new one is looked at before it is believed."""
    assert {path.name for path in Path(CORPUS, "cloudformation").iterdir()} == set(EXPECTED)


@pytest.mark.slow
def test_the_whole_corpus_is_judged_without_a_failure() -> None:
    """No rule fails on it, each blocked request has its witness, and what is left is named."""
    sam = sorted(str(path) for path in Path(CORPUS, "sam").glob("*.cfn.json"))
    folders = [str(Path(CORPUS, name)) for name in ("cloudformation", "openapi")]
    judgement = judge_collection(collect([*folders, *sam]))

    failures = [part.reason for part in judgement.coverage if part.state is CoverageState.FAILED]
    assert not [reason for reason in failures if reason and " failed: " in reason]
    # What API Gateway refuses is a deployment that fails, which not every request shows.
    refused = {"CORS108", "CORS109"}
    blocked = [each for each in judgement.findings if each.kind == "broken"]
    assert all(found.witness for found in blocked if found.rule not in refused)
    files = {Path(part.resource.partition("#")[0]).name for part in judgement.coverage}
    assert {Path(path).name for path in sam} <= files


# GET on each path is guarded, by an API key and by a token authorizer, and its preflight answers *.
OF_SETTINGS_AND_ORIGINS = {
    ("openapi.spec.tf.json", "CORS501", "OPTIONS", "/"),
    ("petstore-authorizer.swagger.json", "CORS501", "OPTIONS", "/pets"),
}
"""File, rule, method and path of what the rules from CORS201 on find in the other documents."""


@pytest.mark.slow
def test_what_is_found_in_settings_and_origins_was_looked_at_by_hand() -> None:
    """SAM templates as they are and expanded, OpenAPI and Swagger: both findings are right."""
    sam = sorted(map(str, Path(CORPUS, "sam").iterdir()))
    judgement = judge_collection(collect([*sam, str(Path(CORPUS, "openapi"))]))

    found = {
        (Path(each.evidence.source).name, each.rule, each.resource.method, each.resource.path)
        for each in judgement.findings
        if "CORS2" <= each.rule < "CORS6" and not each.after  # those: test_corpus_documents.py
    }
    assert found == OF_SETTINGS_AND_ORIGINS
