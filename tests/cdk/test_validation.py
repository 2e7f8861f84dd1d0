"""`CorsValidation`: the audit's rules, as the CDK runs them when an app is synthesised."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from aws_cdk import App, CfnStack, Environment, Fn, NestedStack, Stack, Stage
from aws_cdk import Validations as CdkValidations
from aws_cdk.aws_apigateway import (
    AuthorizationType,
    CorsOptions,
    LambdaIntegration,
    MethodOptions,
    RestApi,
)

import corsgate_cdk
from corsgate_cdk import CorsRestApi, CorsValidation, acknowledge_cors
from support.synthesis import POLICY, STABILIZED, new_function

if TYPE_CHECKING:
    from corsgate_cdk.validation import FailOn

Report = dict[str, Any]
CLOSED = MethodOptions(authorization_type=AuthorizationType.IAM)


def app_in(folder: Path, *plugins: CorsValidation) -> App:
    """Return an app that is judged when it is synthesised into a folder."""
    app = App(outdir=str(folder), context=STABILIZED)
    CdkValidations.of(app).add_plugins(*(plugins or (CorsValidation(),)))
    return app


def closed_api(scope: Stack, name: str = "Api") -> RestApi:
    """Return an API whose preflights ask for a signature: a well-known mistake with the CDK."""
    api = RestApi(
        scope,
        name,
        default_method_options=CLOSED,
        default_cors_preflight_options=CorsOptions(
            allow_origins=["https://app.example.com"],
            allow_headers=["authorization", "x-amz-date", "x-amz-security-token"],
        ),
    )
    add_put(api)
    for method in api.methods:
        if method.http_method == "OPTIONS":
            settings = cast("Any", method.node.default_child)
            settings.authorization_type = "AWS_IAM"
    return api


def add_put(api: RestApi) -> None:
    """Add the route ``PUT /items`` with a function behind it."""
    function = new_function(api, "Function")
    api.root.add_resource("items").add_method("PUT", LambdaIntegration(function))


def synthesised(app: App) -> tuple[bool, Report]:
    """Synthesise an app; say whether it passed, and what the plugin reported."""
    try:
        app.synth()
    except RuntimeError as error:
        assert "ValidationFailed" in str(error)  # noqa: PT017 - any other failure is not ours
        passed = False
    else:
        passed = True
    file = Path(app.outdir, "validation-report.json")
    reports = json.loads(file.read_text())["pluginReports"] if file.is_file() else []
    # The CDK leaves a plugin without violations out of its report.
    return passed, next(
        (each for each in reports if each["pluginName"] == "corsgate"), {"violations": []}
    )


def found(report: Report) -> list[tuple[str, str, str]]:
    """Return rule, severity and construct of all violations that nobody has acknowledged."""
    return [
        (each["ruleName"], each["severity"], place["constructPath"])
        for each in report["violations"]
        for place in each["violatingConstructs"]
    ]


@pytest.mark.parametrize(
    ("construct", "properties", "passes"),
    [(CorsRestApi, {"policy": POLICY}, True), (RestApi, {}, False)],
)
def test_our_constructs_pass_where_the_cdk_s_own_do_not(
    construct: type[RestApi], properties: dict[str, Any], tmp_path: Path, *, passes: bool
) -> None:
    """What they render has nothing to find, down to the least severity, and is all understood."""
    app = app_in(tmp_path, CorsValidation(fail_on="info", fail_on_incomplete=True))
    add_put(construct(Stack(app, "Stack"), "Api", **properties))
    passed, report = synthesised(app)
    assert passed is passes
    assert bool(found(report)) is not passes


def test_a_finding_names_construct_exchange_verdict_and_fix(tmp_path: Path) -> None:
    """In any app, whoever wrote it: the developer needs nothing else to fix it."""
    app = app_in(tmp_path)
    closed_api(Stack(app, "Stack"))
    passed, report = synthesised(app)
    (violation,) = [each for each in report["violations"] if each["ruleName"] == "CORS102"]
    (place,) = violation["violatingConstructs"]
    blocked = (
        "Access to fetch at 'https://api.example.com/items' from origin 'https://app.example.com' "
        "has been blocked by CORS policy: Response to preflight request doesn't pass access "
        "control check: No 'Access-Control-Allow-Origin' header is present on the requested "
        "resource."
    )
    wrong = (
        "OPTIONS '/items' requires authorization (AWS_IAM), but a preflight never carries "
        "credentials, so the gateway rejects it and the browser blocks the request. Set "
        "AuthorizationType NONE on OPTIONS."
    )
    asked = (
        "PUT https://api.example.com/items from https://app.example.com, with authorization, "
        "x-amz-date, x-amz-security-token"
    )
    assert not passed
    assert violation["severity"] == "error"
    assert place["constructPath"] == "Stack/Api/Default/items/OPTIONS/Resource"
    assert violation["description"].splitlines() == [
        wrong,
        f"    page       {asked}",
        "    preflight  403; no CORS headers",
        f"    browser    {blocked}",
    ]
    assert violation["suggestedFix"].startswith(
        "Set the authorization type of the OPTIONS method to NONE; then deploy the stage again."
    )
    metadata = violation["ruleMetadata"]
    assert len(metadata.pop("fingerprint")) == 64
    assert metadata == {
        "slug": "preflight-requires-auth",
        "severity": "high",
        "kind": "broken",
        "confidence": "confirmed",
        "api": "Api",
        "path": "/items",
        "method": "OPTIONS",
        "expected": "AuthorizationType NONE on OPTIONS /items",
        "actual": "AuthorizationType AWS_IAM",
        "browserSymptom": blocked,
    }


@pytest.mark.parametrize(("fail_on", "severity"), [("high", "error"), ("critical", "warning")])
def test_only_what_reaches_the_threshold_fails(
    fail_on: FailOn, severity: str, tmp_path: Path
) -> None:
    """The same findings, shown either way."""
    app = app_in(tmp_path, CorsValidation(fail_on=fail_on))
    closed_api(Stack(app, "Stack"))
    passed, report = synthesised(app)
    items = "Stack/Api/Default/items/OPTIONS/Resource"
    assert ("CORS102", severity, items) in found(report)
    assert passed is (severity == "warning")


def test_an_acknowledged_finding_is_listed_with_its_reason(tmp_path: Path) -> None:
    """By the id or the slug of the rule, on the construct or above it."""
    app = app_in(tmp_path)
    api = closed_api(Stack(app, "Stack"))
    for rule in ("cors102", "gateway-errors-without-cors", "CORS106", "CORS122"):
        acknowledge_cors(api, rule, f"{rule}: a partner's server calls it, no browser")
    passed, report = synthesised(app)
    assert passed
    assert found(report) == []
    suppressed = {
        (each["ruleName"], each["acknowledgedId"], each["reason"], each["acknowledgedAt"])
        for each in report["suppressedViolations"]
    }
    assert suppressed == {
        (
            "CORS102",
            "corsgate::CORS102",
            "cors102: a partner's server calls it, no browser",
            "Stack/Api",
        ),
        (
            "CORS113",
            "corsgate::CORS113",
            "gateway-errors-without-cors: a partner's server calls it, no browser",
            "Stack/Api",
        ),
        (
            "CORS106",
            "corsgate::CORS106",
            "CORS106: a partner's server calls it, no browser",
            "Stack/Api",
        ),
        (
            "CORS122",
            "corsgate::CORS122",
            "CORS122: a partner's server calls it, no browser",
            "Stack/Api",
        ),
    }


def test_one_acknowledged_finding_lets_no_other_pass(tmp_path: Path) -> None:
    """The CDK then forgets what the plugin said of success, and goes by its own severities."""
    app = app_in(tmp_path)
    stack = Stack(app, "Stack")
    acknowledge_cors(closed_api(stack, "Accepted"), "CORS102", "no browser calls it")
    closed_api(stack, "Overlooked")
    passed, report = synthesised(app)
    errors = {place for _, severity, place in found(report) if severity == "error"}
    assert not passed
    assert errors == {"Stack/Overlooked/Default/items/OPTIONS/Resource"}


def test_nested_stacks_and_stages_are_judged_where_they_stand(tmp_path: Path) -> None:
    """Each finding leads to the construct, however deep the template is."""
    app = app_in(tmp_path)
    closed_api(NestedStack(Stack(app, "Stack"), "Nested"))
    stage = Stage(app, "Prod", env=Environment(account="123456789012", region="eu-west-1"))
    closed_api(Stack(stage, "Inner"))
    passed, report = synthesised(app)
    errors = {place for _, severity, place in found(report) if severity == "error"}
    assert not passed
    assert errors == {
        "Stack/Nested/Api/Default/items/OPTIONS/Resource",
        "Prod/Inner/Api/Default/items/OPTIONS/Resource",
    }


@pytest.mark.parametrize("fail", [True, False])
def test_what_was_not_read_is_reported(tmp_path: Path, *, fail: bool) -> None:
    """A nested stack from elsewhere: nobody has judged what is in it."""
    app = app_in(tmp_path, CorsValidation(fail_on_incomplete=fail))
    stack = Stack(app, "Stack")
    CfnStack(stack, "Elsewhere", template_url="https://bucket.s3.amazonaws.com/its.json")
    passed, report = synthesised(app)
    assert passed is not fail
    assert found(report) == [("CORS901", "error" if fail else "warning", "Stack")]
    (violation,) = report["violations"]
    assert violation["description"] == (
        f"undetermined (failed): cloudformation {tmp_path}/Stack.template.json#Elsewhere: "
        "the nested stack's template is not a local file, and was not read"
    )


def test_what_no_template_holds_is_reported_and_not_judged(tmp_path: Path) -> None:
    """The headers that the page may send depend on an import: neither a finding nor a pass."""
    app = app_in(tmp_path)
    stack = Stack(app, "Stack")
    api = RestApi(
        stack,
        "Api",
        default_cors_preflight_options=CorsOptions(
            allow_origins=["https://app.example.com"],
            allow_methods=[Fn.import_value("shared-methods")],
        ),
    )
    add_put(api)
    passed, report = synthesised(app)
    untold = [each for each in report["violations"] if each["ruleName"] == "CORS902"]
    assert passed
    assert untold
    assert all("shared-methods" in each["description"] for each in untold)
    assert {place for rule, _, place in found(report) if rule == "CORS902"} == {"Stack"}


def test_coverage_is_acknowledged_on_the_stack(tmp_path: Path) -> None:
    """It belongs to no construct of which the CDK knows the logical id."""
    app = app_in(tmp_path, CorsValidation(fail_on_incomplete=True))
    stack = Stack(app, "Stack")
    CfnStack(stack, "Elsewhere", template_url="https://bucket.s3.amazonaws.com/its.json")
    acknowledge_cors(stack, "cors901", "a template of AWS, without an API")
    passed, report = synthesised(app)
    assert passed
    assert found(report) == []


def test_fails_on_an_acknowledgement_that_no_rule_answers_to() -> None:
    """The CDK itself takes any id, and a slip of the pen would suppress nothing."""
    with pytest.raises(ValueError, match="acknowledge_cors") as caught:
        acknowledge_cors(Stack(), "CORS1102", "a slip of the pen")
    assert str(caught.value).startswith(
        "acknowledge_cors: 'CORS1102' is not a rule; use one of CORS101, CORS102,"
    )


def test_fails_on_an_acknowledgement_without_a_reason() -> None:
    """Somebody will ask why."""
    with pytest.raises(ValueError, match="acknowledge_cors") as caught:
        acknowledge_cors(Stack(), "CORS102", " ")
    assert str(caught.value) == (
        "acknowledge_cors: 'CORS102' has the reason ' '; write why it is accepted"
    )


def test_fails_on_a_threshold_that_is_no_severity() -> None:
    """Where the plugin is made, and not when the app is synthesised."""
    with pytest.raises(ValueError, match="CorsValidation") as caught:
        CorsValidation(fail_on=cast("FailOn", "severe"))
    assert str(caught.value) == (
        "CorsValidation: fail_on='severe' is not a severity; use one of 'info', 'low', 'medium', "
        "'high', 'critical'"
    )


def test_the_constructs_do_without_the_audit_extra() -> None:
    """Only who asks for the plugin needs it, and is told which extra to install."""
    code = (
        "import sys; sys.modules['boto3'] = None\n"
        "import importlib.util as util; find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'boto3' else find(name, *more)\n"
        "import corsgate_cdk; print(corsgate_cdk.CorsRestApi.__name__)\n"
        "corsgate_cdk.CorsValidation"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "CorsRestApi\n"
    assert done.stderr.splitlines()[-1] == (
        "ImportError: corsgate_audit needs boto3; install it with: pip install 'corsgate[audit]'"
    )


def test_every_public_name_exists_and_no_other() -> None:
    """``__all__`` is the contract."""
    assert sorted(corsgate_cdk.__all__) == corsgate_cdk.__all__
    assert all(getattr(corsgate_cdk, name) for name in corsgate_cdk.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'CorsNothing'"):
        _ = cast("Any", corsgate_cdk).CorsNothing
