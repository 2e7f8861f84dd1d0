"""What the audit says of a fix in an account is what the fix does, for every rule.

The planted template is deployed into an emulated account, as if no stack managed what it makes.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.fix.repairs import repaired
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import FixSafety, FrontDoor, Handler, RestApi
from corsgate_audit.rules.registry import all_rules
from support.fix_forms import CANNOT_STAND, LIVE
from support.fix_grid import differing
from support.fix_policy import POLICY
from support.live_fix import NoLimits, Rest, dump, fixed
from support.live_promises import planned, promises
from support.moto_support import install
from support.planted import template
from support.planted.as_openapi import POOL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate import CorsPolicy
    from corsgate_audit.judging.judged import Judgement
    from corsgate_audit.model import Finding

pytestmark = pytest.mark.slow  # waits for an emulated account
_NOT_EMULATED = ("AWS::CloudFront::", "AWS::Cognito::")


@pytest.fixture(autouse=True)
def _account() -> Iterator[None]:
    """Have an account with every fault that an account can have."""
    install()
    with mock_aws():
        content = copy.deepcopy(template())
        resources = content["Resources"]
        resources["ShopAuthorizer"]["Properties"]["ProviderARNs"] = [POOL]
        for name, body in template()["Resources"].items():
            if body["Type"].startswith(_NOT_EMULATED):
                del resources[name]
        client = boto3.client("cloudformation")
        client.create_stack(StackName="planted", TemplateBody=json.dumps(content))
        _stale()
        yield


def _stale() -> None:
    """Have a stage that serves what the API was set up with before."""
    api = Rest.make("stale")
    api.mock("'https://old.example.com'")
    api.deploy()
    api.mock("'https://app.example.com'")


def _findings() -> dict[str, Finding]:
    judged = judge_collection(scan(ScanOptions(), NoLimits()))
    return {each.fingerprint: each for each in judged.findings}


def _named(found: dict[str, Finding], marks: set[str]) -> list[str]:
    return sorted(f"{found[mark].rule} {found[mark].resource.api}" for mark in marks)


def _of(found: dict[str, Finding], safety: FixSafety) -> set[str]:
    return {mark for mark, each in found.items() if each.fix and each.fix.safety is safety}


@pytest.mark.parametrize("policy", [POLICY, None], ids=["a policy", "no policy"])
def test_a_plan_does_what_the_audit_promises(policy: CorsPolicy | None) -> None:
    """Each finding, one by one: made, held back as unsafe, or left to a person."""
    said, done = promises(policy)
    assert len({rule for rule, _, _ in said}) > len(all_rules()) / 2
    broken = {at: (said.get(at), done[at]) for at in done if said.get(at) != done[at]}
    assert broken == {}


def test_what_is_written_allows_what_was_meant(tmp_path: Path) -> None:
    """Over a grid of origins, methods, headers and credentials, once all of it is made."""
    before = {each.api.location.arn: each for each in _judged().apis}
    plans = {each.api.location.arn: each for each in planned(POLICY, unsafe=True).apis}
    named = tuple(
        {str(finding.resource.api) for each in before.values() for finding in each.findings}
    )
    fixed(tmp_path, policy=POLICY, stages=(), unsafe=True, error_origin="first", apis=named)
    compared = []
    for judged in _judged().apis:
        api, was = judged.api, before[judged.api.location.arn]
        if isinstance(api, Handler) or isinstance(was.api, Handler):
            continue
        if api.location.arn not in plans or plans[api.location.arn].left:
            continue
        compared.append(api.front_door)
        assert differing(api, repaired(was, was.api, POLICY).api, POLICY) == [], api.name
    assert {*compared} == {FrontDoor.REST_API, FrontDoor.HTTP_API, FrontDoor.FUNCTION_URL}


def _judged() -> Judgement:
    collection = scan(ScanOptions(), NoLimits())
    return judge_collection(
        replace(
            collection,
            apis=tuple(
                replace(each, deployed=()) if isinstance(each, RestApi) else each
                for each in collection.apis
            ),
        )
    )


def test_an_account_is_fixed_as_the_audit_says(tmp_path: Path) -> None:
    """Nothing has to be deployed to judge what is set up; a second fix has nothing to do."""
    before = _findings()
    named = tuple({str(each.resource.api) for each in before.values()})
    fixed(tmp_path, policy=POLICY, stages=(), apis=named)
    left = _findings()

    rules = {each.rule for each in before.values()}
    repairing = {rule.id for rule in all_rules() if rule.repair is not None}
    assert repairing - CANNOT_STAND[LIVE].keys() - rules == set(), "make the fault here too"
    assert rules & CANNOT_STAND[LIVE].keys() == set()
    assert _named(before, _of(before, FixSafety.SAFE) & left.keys()) == []
    assert _named(before, _of(before, FixSafety.MANUAL) - left.keys()) == []
    changed = dump()
    fixed(tmp_path, policy=POLICY, stages=(), apis=named)
    assert dump() == changed
