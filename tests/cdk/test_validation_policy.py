"""`CorsValidation(policy=…)`: do an app's routes let in whom the policy does, and nobody else?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from aws_cdk import App, Stack
from aws_cdk import Validations as CdkValidations
from aws_cdk.aws_apigateway import (
    AuthorizationType,
    Cors,
    CorsOptions,
    LambdaIntegration,
    RestApi,
)
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_apigatewayv2_authorizers import HttpIamAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration

from cdk.test_validation import found, synthesised
from corsgate import CorsPolicy
from corsgate_cdk import (
    CorsFunctionUrl,
    CorsHttpApi,
    CorsRestApi,
    CorsSpecRestApi,
    CorsValidation,
    acknowledge_cors,
    cors_for,
)
from support.synthesis import POLICY, STABILIZED, new_function

if TYPE_CHECKING:
    from pathlib import Path

PATTERN = POLICY.replace(allow_origins=["https://*.example.com:*", "https://b.test"])
ANYONE = CorsPolicy(allow_origins=["*"], allow_methods=["GET", "PUT", "DELETE"])
DIFFERS = "CORS905"


def judged_app(folder: Path, policy: CorsPolicy) -> App:
    """Return an app whose routes are held against a policy."""
    app = App(outdir=str(folder), context=STABILIZED)
    CdkValidations.of(app).add_plugins(CorsValidation(policy=policy, fail_on="high"))
    return app


def cdks_own(scope: Stack, *origins: str, methods: list[str] | None = None) -> RestApi:
    """Return an API with the CDK's own preflights and the route ``PUT /items``."""
    options = CorsOptions(
        allow_origins=list(origins),
        allow_methods=methods or Cors.ALL_METHODS,
        allow_credentials="*" not in origins,
    )
    api = RestApi(scope, "Api", default_cors_preflight_options=options)
    integration = LambdaIntegration(new_function(scope))
    api.root.add_resource("items").add_method("PUT", integration)
    return api


def differing(report: dict[str, Any]) -> list[str]:
    """Return the first line of each violation that is about the policy."""
    return [
        str(each["description"]).partition("\n")[0]
        for each in report["violations"]
        if each["ruleName"] == DIFFERS
    ]


@pytest.mark.parametrize("policy", [POLICY, PATTERN, ANYONE], ids=["one", "patterns", "anyone"])
def test_what_our_constructs_render_lets_in_whom_the_policy_does(
    policy: CorsPolicy, tmp_path: Path
) -> None:
    """Each front door, with authorizers and keys, by the model of AWS and not by our renderer."""
    app = judged_app(tmp_path, policy)
    stack = Stack(app, "Stack")
    items = new_function(stack)
    choice: Any = {"error_origin": "reflect"} if policy is PATTERN else {}
    api = CorsRestApi(stack, "Rest", policy=policy, **choice)
    path = api.root.add_resource("items")
    path.add_method("GET", LambdaIntegration(items), api_key_required=True)
    path.add_method("PUT", LambdaIntegration(items), authorization_type=AuthorizationType.IAM)
    path.add_resource("{id}").add_method("ANY", LambdaIntegration(items))
    routes = {"/items/{id}": {"GET": items, "DELETE": items}}
    CorsSpecRestApi(stack, "Spec", policy=policy, routes=routes, **choice)
    if policy is not PATTERN:
        http = CorsHttpApi(stack, "Http", policy=policy)
        integration = HttpLambdaIntegration("Items", items)
        http.add_routes(path="/items", methods=[HttpMethod.PUT], integration=integration)
        http.add_routes(path="/any", integration=integration, authorizer=HttpIamAuthorizer())
        CorsFunctionUrl(stack, "Url", function=items, policy=policy)
    passed, report = synthesised(app)
    assert differing(report) == []
    assert passed


def test_a_difference_names_construct_exchange_verdict_and_fix(tmp_path: Path) -> None:
    """The app's page is kept out, and another one is let in."""
    app = judged_app(tmp_path, POLICY)
    cdks_own(Stack(app, "Stack"), "https://other.test", methods=["PUT"])
    passed, report = synthesised(app)
    kept_out, let_in = [each for each in report["violations"] if each["ruleName"] == DIFFERS]
    (place,) = kept_out["violatingConstructs"]
    assert not passed
    assert (kept_out["severity"], place["constructPath"]) == (
        "error",
        "Stack/Api/Default/items/PUT/Resource",
    )
    said, page, preflight, browser = kept_out["description"].splitlines()
    assert said == ("PUT '/items' blocks 'https://app.example.com', but the policy allows it.")
    assert " ".join(page.split()) == (
        "page PUT https://api.example.com/items from https://app.example.com, "
        "with credentials, with content-type"
    )
    assert let_in["description"].startswith(
        "PUT '/items' allows 'https://other.test', but the policy blocks it.\n"
    )
    assert re.match(r" +preflight +204; ", preflight)
    assert "has been blocked by CORS policy" in browser
    assert kept_out["suggestedFix"] == (
        "Give the API this policy with CorsRestApi, CorsHttpApi or add_cors; if the difference is "
        "intended, use acknowledge_cors(construct, 'CORS905', reason)."
    )


def test_who_is_let_in_and_is_a_stranger_to_the_policy(tmp_path: Path) -> None:
    """One of them is named, not all that there may be."""
    app = judged_app(tmp_path, POLICY.replace(allow_credentials=False))
    cdks_own(Stack(app, "Stack"), "*")
    _, report = synthesised(app)
    assert differing(report) == [
        "PUT '/items' allows 'https://app.example.com.evil.example', but the policy blocks it."
    ]


def test_a_method_that_the_policy_lacks_is_let_in(tmp_path: Path) -> None:
    """The origin alone does not make a request one of the policy's."""
    app = judged_app(tmp_path, POLICY.replace(allow_methods=["GET"]))
    cdks_own(Stack(app, "Stack"), "https://app.example.com")
    _, report = synthesised(app)
    assert differing(report) == [
        "PUT '/items' allows 'https://app.example.com', but the policy blocks it."
    ]


def test_one_difference_of_several_routes_is_told_once(tmp_path: Path) -> None:
    """With all the constructs, each of which can be acknowledged by itself."""
    app = judged_app(tmp_path, POLICY)
    api = cdks_own(Stack(app, "Stack"), "https://other.test")
    integration = LambdaIntegration(new_function(api))
    for name in ("orders", "pages"):
        api.root.add_resource(name).add_method("PUT", integration)
    acknowledge_cors(api.root.add_resource("files"), DIFFERS, "nobody calls it")
    _, report = synthesised(app)
    assert differing(report) == [
        "PUT '/items' and 2 others block 'https://app.example.com', but the policy allows it.",
        "PUT '/items' and 2 others allow 'https://other.test', but the policy blocks it.",
    ]
    assert [
        len(each["violatingConstructs"])
        for each in report["violations"]
        if each["ruleName"] == DIFFERS
    ] == [3, 3]


def test_a_fix_is_told_in_the_words_of_the_cdk(tmp_path: Path) -> None:
    """The page of the rule shows what to write in each tool."""
    app = App(outdir=str(tmp_path), context=STABILIZED)
    CdkValidations.of(app).add_plugins(CorsValidation())
    cdks_own(Stack(app, "Stack"), "https://app.example.com")
    _, report = synthesised(app)
    fixes = {each["ruleName"]: each["suggestedFix"] for each in report["violations"]}
    assert fixes["CORS113"] == (
        "Put Access-Control-Allow-Origin on the gateway responses DEFAULT_4XX and DEFAULT_5XX. In "
        'the CDK: api = CorsRestApi(self, "Api", policy=policy)  # adds both'
    )


def test_what_is_meant_is_acknowledged(tmp_path: Path) -> None:
    """A part for everyone and a part for no browser, each with its reason."""
    app = judged_app(tmp_path, POLICY)
    stack = Stack(app, "Stack")
    api = CorsRestApi(stack, "Api", policy=POLICY)
    api.root.add_method("GET", LambdaIntegration(new_function(stack, "Root")))
    for name, other in (("public", ANYONE), ("hooks", None)):
        part = api.root.add_resource(name)
        part.add_method("PUT", LambdaIntegration(new_function(stack, name)))
        cors_for(part, other)
        acknowledge_cors(part, DIFFERS, f"{name} is meant")
    _, report = synthesised(app)
    assert [each for each in found(report) if each[0] == DIFFERS] == []
    assert {
        each["reason"] for each in report["suppressedViolations"] if each["ruleName"] == DIFFERS
    } == {"public is meant", "hooks is meant"}


def test_fails_on_what_is_no_policy() -> None:
    """In the same words as the constructs."""
    with pytest.raises(TypeError) as raised:
        CorsValidation(policy=cast("Any", {"allow_origins": ["*"]}))
    assert str(raised.value) == (
        "policy is a dict, but it must be a CorsPolicy; write CorsPolicy(allow_origins=[...], "
        "allow_methods=[...])"
    )
