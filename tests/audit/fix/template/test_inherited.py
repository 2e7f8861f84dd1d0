"""What APIs of SAM's inherit from ``Globals``: the fix of one changes no other behind its back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from corsgate import CorsPolicy
from corsgate_audit.fix.template.planning import plan_template
from corsgate_audit.fix.template.site import Choices
from corsgate_audit.fix.template.target import read_target
from support.fix_promises import broken_promises
from support.template_fix import POLICY

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.fix.plan import TemplatePlan

APP = "'https://app.example.com'"


def _event(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - any property
    return {"Type": "Api", "Properties": {"Path": "/items", "Method": "put", **more}}


def _template(inherited: Any, own: dict[str, Any], *, has_routes: bool = True) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return an API that SAM makes of events beside one that is a resource."""
    events = {"Implicit": _event()}
    if has_routes:
        events["Explicit"] = _event(RestApiId={"Ref": "Own"})
    code = {"Handler": "index.handler", "Runtime": "python3.13", "InlineCode": "pass"}
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Globals": {"Api": {"Cors": inherited}},
        "Resources": {
            "Own": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "prod", **own}},
            "Function": {
                "Type": "AWS::Serverless::Function",
                "Properties": {**code, "Events": events},
            },
        },
    }


def _fixed(
    file: Path, content: dict[str, Any], policy: CorsPolicy | None = None, *, unsafe: bool = False
) -> tuple[TemplatePlan, dict[str, Any]]:
    """Fix a template; a second fix has nothing to do."""
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    choices = Choices(policy=policy, unsafe=unsafe, error_origin="first")
    target = read_target(str(file))
    planned = plan_template(target, choices)
    target.write(planned.after)
    again = plan_template(read_target(str(file)), choices)
    assert again.after == again.before
    return planned, yaml.safe_load(planned.after)


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("inherited", [APP, "'https://app.example.com/'", {"AllowOrigin": APP}])
def test_apis_that_inherit_the_same_fault_are_fixed_in_one_run(
    tmp_path: Path, inherited: object, *, unsafe: bool
) -> None:
    """A text is what a map with ``AllowOrigin`` is; each API has its own value afterwards."""
    _, after = _fixed(tmp_path / "t.yaml", _template(inherited, {}), unsafe=unsafe)
    cors = {"AllowOrigin": APP, "AllowHeaders": "'content-type'"}
    headers = {"Access-Control-Allow-Origin": APP}
    errors = {
        kind: {"ResponseParameters": {"Headers": headers}}
        for kind in ("DEFAULT_4XX", "DEFAULT_5XX")
    }
    assert after["Globals"]["Api"] == {"Cors": cors, "GatewayResponses": errors}
    own = after["Resources"]["Own"]["Properties"]
    assert own["GatewayResponses"] == errors
    assert {**after["Globals"]["Api"]["Cors"], **own["Cors"]} == cors


def test_an_api_that_is_in_order_keeps_what_it_inherits(tmp_path: Path) -> None:
    """What it would get by the way, it undoes: here the age that browsers were told before."""
    inherited = {"AllowOrigin": APP, "AllowHeaders": "'content-type'", "MaxAge": "'86401'"}
    content = _template(inherited, {"Cors": {"MaxAge": "'60'"}})
    _, after = _fixed(tmp_path / "t.yaml", content)
    assert after["Globals"]["Api"]["Cors"] == {**inherited, "MaxAge": "'86400'"}
    assert after["Resources"]["Own"]["Properties"]["Cors"]["MaxAge"] == "'60'"


def test_without_a_policy_no_other_api_gets_an_origin(tmp_path: Path) -> None:
    """Whose headers nobody asked for: what the one allows is no policy of the other."""
    own = {"Cors": {"AllowOrigin": "''"}}
    planned, after = _fixed(tmp_path / "t.yaml", _template(APP, own), unsafe=True)
    assert "GatewayResponses" not in after["Globals"]["Api"]
    reasons = {
        reason
        for change in planned.plan.left
        if change.rules == ("CORS113",) and change.resource.logical_id != "Own"
        for reason in change.reasons
    }
    assert reasons == {
        "only a policy of the owner's decides it: Own would inherit it from Globals, and change too"
    }


def test_with_a_policy_it_is_said_who_inherits_it(tmp_path: Path) -> None:
    """An API without routes has no findings, and changes with what it inherits."""
    content = _template({"AllowOrigin": APP}, {}, has_routes=False)
    planned, after = _fixed(tmp_path / "t.yaml", content, POLICY)
    assert after == content
    held = {(change.safety.value, *change.reasons) for change in planned.plan.left if change.rules}
    assert held == {("unsafe", "Own inherits it, and changes too")}


def test_apis_that_undo_one_inherited_value_are_fixed_in_one_run(tmp_path: Path) -> None:
    """None can leave the age out unless the one goes ahead from which SAM makes its API."""
    inherited = {"AllowOrigin": APP, "AllowHeaders": "'content-type'", "MaxAge": "'0'"}
    content = _template(inherited, {"Cors": {"AllowOrigin": "'http://app.example.com'"}})
    policy = CorsPolicy(
        allow_origins=["https://app.example.com"],
        allow_methods=["PUT"],
        allow_headers=["content-type"],
    )
    _, after = _fixed(tmp_path / "t.yaml", content, policy, unsafe=True)
    assert "MaxAge" not in after["Globals"]["Api"]["Cors"]
    assert "MaxAge" not in after["Resources"]["Own"]["Properties"]["Cors"]


_HEADERS = "'content-type'"
_JUST_ENOUGH = CorsPolicy(
    allow_origins=["https://app.example.com"],
    allow_methods=["PUT"],
    allow_headers=["content-type"],
)
"""What is allowed today and what the findings need: a policy that says more may change more."""


@pytest.mark.slow
@pytest.mark.parametrize("policy", [_JUST_ENOUGH, None], ids=["a policy", "no policy"])
@pytest.mark.parametrize(
    ("inherited", "own", "has_routes"),
    [
        (APP, {}, True),
        (APP, {}, False),
        (APP, {"Cors": {"AllowOrigin": "''"}}, True),
        ("'https://app.example.com,https://b.example.com'", {}, True),
        ({"Fn::Join": [",", ["a.example.com", "b.example.com"]]}, {}, True),
        ({"AllowOrigin": APP}, {}, False),
        ({"AllowOrigin": APP, "AllowHeaders": _HEADERS}, {}, False),
        ({"AllowOrigin": APP, "AllowHeaders": _HEADERS, "AllowMethods": "'GET'"}, {}, False),
        (
            {"AllowOrigin": APP, "AllowHeaders": _HEADERS, "AllowMethods": "'GET'"},
            {"Cors": {"AllowMethods": "'PUT'"}},
            True,
        ),
        (
            {"AllowOrigin": APP, "AllowHeaders": _HEADERS, "MaxAge": "'86401'"},
            {"Cors": {"MaxAge": "'60'"}},
            True,
        ),
        (
            {"AllowOrigin": APP, "AllowHeaders": _HEADERS, "MaxAge": "'0'"},
            {"Cors": {"AllowOrigin": "'http://app.example.com'"}},
            True,
        ),
        ({"AllowOrigin": "'http://app.example.com'"}, {}, False),
    ],
)
def test_the_audit_says_what_a_fix_changes_elsewhere(
    tmp_path: Path,
    inherited: Any,  # noqa: ANN401 - any JSON
    own: dict[str, Any],
    policy: CorsPolicy | None,
    *,
    has_routes: bool,
) -> None:
    """What another API inherits is not safe for it, and takes its owner's policy."""
    file = tmp_path / "t.yaml"
    content = _template(inherited, own, has_routes=has_routes)
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    assert broken_promises(file, policy) == (set(), set())
