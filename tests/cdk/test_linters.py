"""cdk-nag and cfn_nag have nothing to say of our open preflights, and still all of other routes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from aws_cdk import App, Stack, Validations
from aws_cdk.aws_apigateway import (
    AuthorizationType,
    CognitoUserPoolsAuthorizer,
    HttpIntegration,
    MethodOptions,
    MockIntegration,
    RestApi,
)
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpUrlIntegration
from aws_cdk.aws_cognito import UserPool
from cdk_nag import AwsSolutionsChecks

from corsgate_cdk import CorsHttpApi, CorsRestApi, add_cors
from support.synthesis import (
    POLICY,
    STABILIZED,
    by_logical_id,
    linted,
    new_stack,
    preflights,
    template_of,
)

ANYWHERE = HttpIntegration("https://backend.example.com")
RULES = {"AwsSolutions-APIG4", "AwsSolutions-COG4"}
Reports = list[dict[str, Any]]


def nagged(app: App, folder: Path) -> set[tuple[str, str]]:
    """Return the rules about authorizers that cdk-nag finds broken, and where."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    try:
        app.synth()
    except RuntimeError as error:
        assert "ValidationFailed" in str(error)  # noqa: PT017 - for rules about other things
    reports: Reports = json.loads((folder / "validation-report.json").read_text())["pluginReports"]
    violations = [each for report in reports for each in report["violations"]]
    # It has looked: what an app without logs and a firewall is always told.
    assert "AwsSolutions-APIG1" in {each["ruleName"] for each in violations}
    return {
        (each["ruleName"], place["constructPath"])
        for each in violations
        for place in each["violatingConstructs"]
        if each["ruleName"] in RULES
    }


def by_users(scope: Stack, name: str) -> MethodOptions:
    """Return options with a user pool, which both rules want."""
    pool = UserPool(scope, f"Users{name}")
    users = CognitoUserPoolsAuthorizer(scope, f"Pool{name}", cognito_user_pools=[pool])
    return MethodOptions(authorizer=users, authorization_type=AuthorizationType.COGNITO)


def test_trap_5_cdk_nag_is_content_with_the_preflights_of_rest_apis(tmp_path: Path) -> None:
    """Those of `CorsRestApi` and of `add_cors`; an open route beside them is found."""
    app = App(outdir=str(tmp_path), context=STABILIZED)
    stack = Stack(app, "Stack")
    options = by_users(stack, "Mine")
    mine = CorsRestApi(stack, "Mine", policy=POLICY, default_method_options=options)
    mine.root.add_method("GET", ANYWHERE)
    yours = RestApi(stack, "Yours", default_method_options=by_users(stack, "Yours"))
    yours.root.add_method("GET", ANYWHERE)
    public = RestApi(stack, "Public")
    public.root.add_method("PUT", ANYWHERE)
    add_cors(yours, POLICY)
    add_cors(public, POLICY)
    open_route = "Stack/Public/Default/PUT/Resource"
    assert nagged(app, tmp_path) == {(rule, open_route) for rule in RULES}


def test_trap_5_cdk_nag_is_content_with_the_options_routes_of_http_apis(tmp_path: Path) -> None:
    """Those that the construct adds, and not one that people have written."""
    app = App(outdir=str(tmp_path), context=STABILIZED)
    api = CorsHttpApi(
        Stack(app, "Stack"), "Api", policy=POLICY, default_authorizer=HttpIamAuthorizer()
    )
    backend = HttpUrlIntegration("Backend", "https://backend.example.com")
    api.add_routes(path="/items", integration=backend)
    found = nagged(app, tmp_path)
    assert found == set()
    routes = by_logical_id(
        json.loads((tmp_path / "Stack.template.json").read_text()), "AWS::ApiGatewayV2::Route"
    )
    assert sorted(each["RouteKey"] for each in routes.values()) == ["ANY /items", "OPTIONS /items"]


def test_trap_5_cdk_nag_still_finds_a_hand_written_options_route(tmp_path: Path) -> None:
    """We vouch for what we know."""
    app = App(outdir=str(tmp_path), context=STABILIZED)
    api = CorsHttpApi(Stack(app, "Stack"), "Api", policy=POLICY)
    backend = HttpUrlIntegration("Backend", "https://backend.example.com")
    api.add_routes(path="/items", methods=[HttpMethod.OPTIONS], integration=backend)
    (found,) = nagged(app, tmp_path)
    assert found == ("AwsSolutions-APIG4", "Stack/Api/OPTIONS--items/Resource")


def test_trap_5_cfn_nag_is_told_the_reason_for_each_preflight() -> None:
    """For ours only; and the template stays one that cfn-lint has nothing against."""
    stack = new_stack(context={**STABILIZED, "corsgate:cfn-nag": True})
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", ANYWHERE)
    written = api.root.add_resource("written")
    written.add_method("OPTIONS", MockIntegration())
    template = template_of(stack)
    told = {
        each["Properties"]["HttpMethod"]: each["Metadata"]["cfn_nag"]
        for each in template["Resources"].values()
        if "cfn_nag" in each.get("Metadata", {})
    }
    assert told == {
        "OPTIONS": {
            "rules_to_suppress": [
                {
                    "id": "W59",
                    "reason": "browsers send preflights without credentials, so an authorizer "
                    "would reject them all; API Gateway answers this one itself, without a call "
                    "of the backend",
                }
            ]
        }
    }
    assert sorted(preflights(template)) == ["/", "/written"]
    assert str(template).count("W59") == 1
    assert linted(template) == []


def test_cfn_nag_is_told_nothing_where_nobody_asks() -> None:
    """It would be a line in the template for each preflight."""
    stack = new_stack()
    CorsRestApi(stack, "Api", policy=POLICY).root.add_method("GET", ANYWHERE)
    assert "cfn_nag" not in str(template_of(stack))


def test_nothing_is_acknowledged_where_nobody_runs_cdk_nag() -> None:
    """The CDK would keep it in the metadata of every method of the assembly."""
    code = (
        "import sys; [__import__(name) for name in sys.argv[1:]]\n"
        "from support.synthesis import *\n"
        "from corsgate_cdk import CorsRestApi\n"
        "from aws_cdk.aws_apigateway import HttpIntegration\n"
        "stack = new_stack(); api = CorsRestApi(stack, 'Api', policy=POLICY)\n"
        "method = api.root.add_method('GET', HttpIntegration('https://backend.example.com'))\n"
        "template_of(stack)\n"
        "options = api.root.node.find_child('OPTIONS').node.default_child\n"
        "print([each.type for each in options.node.metadata])"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code, *imported],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for imported in (["cdk_nag"], [])
    ]
    assert ["aws:cdk:acknowledged-rules" in each for each in told] == [True, False]
