"""What the audit says of a fix is what the fix does, over every form of source.

Of all findings in a source: what is ``safe`` is gone once it was written, what is ``manual`` is
not written, and a second fix has nothing to do.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from corsgate import CorsPolicy
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.collect import collect
from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.fix.repairs import repaired
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import read_target
from corsgate_audit.gateway import exchange
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import CoverageState, Distribution, FixSafety, Handler, routes_of
from corsgate_audit.rules.requests import url_of
from support.fix_forms import APP, FORMS
from support.live_fix import BACKEND, NoLimits, Rest, fixed
from support.moto_support import install
from support.plans import Plan, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corsgate_audit.model import Collection, Door, Finding

POLICY = CorsPolicy(
    allow_origins=[APP],
    allow_methods=["DELETE", "GET", "PATCH", "POST", "PUT"],
    allow_headers=["authorization", "content-type", "x-amz-date", "x-amz-security-token"],
    allow_credentials=True,
    max_age=600,
)
"""What allows all that the routes of the sources need."""


def _findings(collection: Collection) -> dict[str, Finding]:
    return {each.fingerprint: each for each in judge_collection(collection).findings}


def _named(found: dict[str, Finding], marks: set[str]) -> list[str]:
    return sorted(f"{found[each].rule} {found[each].evidence.pointer}" for each in marks)


def _of(found: dict[str, Finding], safety: FixSafety) -> set[str]:
    return {mark for mark, each in found.items() if each.fix and each.fix.safety is safety}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_a_file_is_fixed_as_the_audit_says(tmp_path: Path, name: str) -> None:
    """And what was read of it before is read of it afterwards."""
    file = tmp_path / name
    file.write_text(FORMS[name](), encoding="utf-8")
    before = _findings(collect([str(file)]))
    target = read_target(str(file))
    planned = plan_template(target, Choices(policy=POLICY))
    target.write(planned.after)

    read_again = collect([str(file)])
    left = _findings(read_again).keys()
    assert _of(before, FixSafety.SAFE)
    assert _named(before, _of(before, FixSafety.SAFE) & left) == []
    made = {mark for change in planned.plan.made for mark in change.fingerprints}
    assert _named(before, _of(before, FixSafety.MANUAL) & made) == []
    assert [e.reason for e in read_again.coverage if e.state is CoverageState.FAILED] == []
    again = plan_template(read_target(str(file)), Choices(policy=POLICY))
    assert again.after == again.before


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_what_is_written_allows_what_the_repaired_model_allows(tmp_path: Path, name: str) -> None:
    """Read again, over a grid of pages, methods and headers; beyond that only what the policy does.

    An API of which something is left is left out.
    """
    file = tmp_path / name
    file.write_text(FORMS[name](), encoding="utf-8")
    models = {
        judged.api.location.pointer: repaired(judged, judged.api, POLICY)
        for judged in judge_collection(collect([str(file)])).apis
        if not isinstance(judged.api, Distribution | Handler)
    }
    target = read_target(str(file))
    planned = plan_template(target, Choices(policy=POLICY, unsafe=True))
    target.write(planned.after)
    left = {each.fingerprint for change in planned.plan.left for each in change.fixes}

    compared = []
    for api in collect([str(file)]).apis:
        model = models.get(api.location.pointer)
        if model is None or isinstance(api, Distribution | Handler):
            continue
        if any(each.fingerprint in left for repair in model.repairs for each in repair.findings):
            continue
        written, meant = _allowed(api), _allowed(model.api)
        assert written.keys() == meant.keys()
        assert [each for each in meant if meant[each] is not False and written[each] is False] == []
        more = [each for each in meant if meant[each] is False and written[each] is not False]
        assert [each for each in more if not _is_of_policy(each)] == []
        compared.append(api.location.pointer)
    assert compared, [(change.resource, change.reasons) for change in planned.plan.left]


def _allowed(api: Door) -> dict[BrowserRequest, bool | None]:
    """Say of each request of the grid whether a page gets its answer; None: a function decides."""
    found = {}
    for route in routes_of(api):
        for request in _grid(url_of(route.path)):
            verdict = exchange(api, request).verdict
            found[request] = None if verdict is None else verdict.allowed
    return found


def _is_of_policy(request: BrowserRequest) -> bool:
    """Whether the policy allows a request of the grid."""
    names = {name for name, _ in request.headers}
    is_listed = request.method in POLICY.allow_methods and names <= {*POLICY.allow_headers}
    return request.origin in POLICY.allow_origins and is_listed


def _grid(url: str) -> Iterator[BrowserRequest]:
    origins = (APP, f"{APP}.attacker.example", "http://app.example.com", "null")
    headers = ((), (("content-type", "application/json"),), (("x-other", "1"),))
    for origin, method, sent, credentials in itertools.product(
        origins, ("GET", "PUT", "DELETE"), headers, ("omit", "include")
    ):
        yield BrowserRequest(url, origin, method, sent, credentials)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_a_reason_is_never_the_advice(tmp_path: Path, name: str) -> None:
    """What is left says why, with a policy and without one."""
    file = tmp_path / name
    file.write_text(FORMS[name](), encoding="utf-8")
    target = read_target(str(file))
    for policy in (POLICY, None):
        for change in plan_template(target, Choices(policy=policy)).plan.left:
            advice = {each.fix.summary.rstrip(".") for each in change.fixes if each.fix}
            assert change.reasons
            assert not advice & {each.rstrip(".") for each in change.reasons}


def test_what_terraform_plans_is_left_to_a_person(tmp_path: Path) -> None:
    """Its plan is generated: the configuration is what is changed."""
    plan = Plan()
    plan.add(
        "aws_apigatewayv2_api.shop",
        name="shop",
        protocol_type="HTTP",
        cors_configuration=[{"allow_origins": ["http://app.example.com"]}],
    )
    found = _findings(read(tmp_path, plan.content()))
    assert found
    assert {each.fix.safety for each in found.values() if each.fix} == {FixSafety.MANUAL}


@pytest.mark.slow
def test_an_account_is_fixed_as_the_audit_says(tmp_path: Path) -> None:
    """On an emulated account; nothing has to be deployed to judge what is set up."""
    install()
    with mock_aws():
        for name, (origin, methods) in _LIVE.items():
            Rest.make(name).mock(origin, methods)
        guarded = Rest.make("guarded")
        guarded.method("OPTIONS", uri=f"{BACKEND}/items", authorizationType="AWS_IAM")
        before = _findings(scan(ScanOptions(), NoLimits()))
        fixed(tmp_path, policy=POLICY, apis=(*_LIVE, "guarded"))
        left = _findings(scan(ScanOptions(), NoLimits())).keys()

    assert {"CORS109", "CORS110", "CORS113"} <= {
        before[each].rule for each in _of(before, FixSafety.SAFE)
    }
    assert _named(before, _of(before, FixSafety.SAFE) & left) == []
    unsafe = {before[each].rule for each in _of(before, FixSafety.UNSAFE) & left}
    assert {"CORS102", "CORS503"} <= unsafe


_LIVE = {
    "sound": (f"'{APP}'", "'PUT'"),
    "methods": (f"'{APP}'", "'GET'"),
    "unquoted": (f"'{APP}'", "PUT"),
    "plain": ("'http://app.example.com'", "'PUT'"),
    "slashed": (f"'{APP}/'", "'PUT'"),
}


def test_the_forms_are_read() -> None:
    """A form that nothing reads would prove nothing."""
    assert json.loads(FORMS["planted.json"]())["Resources"]
