"""Fixes in the user's tool: each is executed where that can be done offline.

Run: the handlers (Python, Node), SAM and CloudFormation (their preflight, judged by the audit's own
model of the gateway), the CDK's policy (built). Checked for syntax alone, since nothing here can
apply them: Terraform, the Serverless Framework, Chalice, TypeScript; and the console's steps.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from corsgate import CorsPolicy
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge, permissive_answer
from corsgate_audit.cli import app
from corsgate_audit.probe import Heard, Probe, probe
from corsgate_audit.probe.fixes import Fix, Tool, fixes_for, tools_in
from support.heard import ALLOW, APP, Wire, heard

OLD = "https://old.example"
NODE = Path(sys.executable).parent / "node"
API = "https://a1.execute-api.eu-west-1.amazonaws.com/items"
FUNCTION = "https://abc.lambda-url.eu-west-1.on.aws/items"
HEADERS = (("content-type", "application/json"),)

REST = heard(
    403, {"x-amz-apigw-id": "a", "x-amzn-errortype": "MissingAuthenticationTokenException"}
)
HTTP = heard(204, {"apigw-requestid": "a"})
MISMATCH = {"Access-Control-Allow-Origin": OLD, "Access-Control-Allow-Methods": "GET"}


def found(
    answer: Heard, url: str = API, credentials: str = "same-origin", origin: str = APP
) -> Probe:
    """Probe a PUT of JSON with one answer to its preflight."""
    return probe(BrowserRequest(url, origin, "PUT", HEADERS, credentials), Wire(answer))


def fix_of(made: Probe, tool: Tool, language: str) -> Fix:
    """Return the one fix of a tool in a language."""
    (fix,) = [each for each in fixes_for(made, [tool]) if each.language == language]
    return fix


@pytest.mark.parametrize(
    ("answer", "url", "tools"),
    [
        (
            REST,
            API,
            [
                *("cdk python", "cdk typescript", "sam yaml", "cloudformation yaml"),
                *("terraform json", "serverless yaml", "chalice python", "amplify typescript"),
                *("console text", "handler python", "handler javascript"),
            ],
        ),
        (
            HTTP,
            API,
            [
                *("cdk python", "cdk typescript", "sam yaml", "cloudformation yaml"),
                *("terraform json", "serverless yaml", "console text"),
            ],
        ),
        (
            heard(200),
            FUNCTION,
            [
                *("cdk python", "cdk typescript", "sam yaml", "cloudformation yaml"),
                *("terraform json", "serverless yaml", "console text"),
            ],
        ),
        (heard(200), "https://api.example.com/", ["handler python", "handler javascript"]),
        (heard(200, {"server": "Werkzeug/3"}), "https://api.example.com/", []),
        (Heard(None, problem="refused"), API, []),
        (
            heard(204, {**ALLOW, "Access-Control-Allow-Methods": "PUT"}),
            API,
            ["handler python", "handler javascript"],
        ),
    ],
    ids=["REST API", "HTTP API", "function URL", "unknown", "Flask", "unreachable", "headers"],
)
def test_which_tools_a_fix_is_written_in(answer: Heard, url: str, tools: list[str]) -> None:
    """A front door that owns CORS gets no handler: the headers would be there twice."""
    assert [f"{fix.tool} {fix.language}" for fix in fixes_for(found(answer, url))] == tools


def test_whoever_names_a_tool_gets_it_although_the_server_does_not_show() -> None:
    """Of a REST API."""
    assert "AWS::Serverless::Api" in fix_of(found(heard(200)), Tool.SAM, "yaml").code


@pytest.mark.parametrize("credentials", ["same-origin", "include"])
def test_what_is_allowed_today_stays_allowed(credentials: str) -> None:
    """Origins, methods and headers; the page's come on top."""
    made = found(heard(200, {**MISMATCH, "x-amz-apigw-id": "a"}), credentials=credentials)
    policy = policy_in(fix_of(made, Tool.CDK, "python").code)
    assert policy == CorsPolicy(
        allow_origins=[APP, OLD],
        allow_methods=["GET", "PUT"],
        allow_headers=["content-type"],
        allow_credentials=credentials == "include",
    )


def test_an_api_for_every_origin_stays_one() -> None:
    """The page is allowed already; only with credentials its origin has to be named."""
    answer = heard(200, {"x-amz-apigw-id": "a", "Access-Control-Allow-Origin": "*"})
    assert policy_in(fix_of(found(answer), Tool.CDK, "python").code).allow_origins == ("*",)
    made = found(answer, credentials="include")
    assert policy_in(fix_of(made, Tool.CDK, "python").code).allow_origins == (APP,)


def policy_in(code: str) -> CorsPolicy:
    """Build the policy that a module assigns."""
    (value,) = [
        node.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "policy"
    ]
    built = eval(ast.unparse(value), {"CorsPolicy": CorsPolicy})  # noqa: S307 - our own template
    assert isinstance(built, CorsPolicy)
    return built


SEVERAL = {
    "one origin": REST,
    "several origins": heard(200, {**MISMATCH, "x-amz-apigw-id": "a"}),
}


@pytest.mark.parametrize("answer", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.parametrize("credentials", ["same-origin", "include"])
def test_a_handler_in_python_satisfies_the_browser(answer: Heard, credentials: str) -> None:
    """It is run for the page, and for one that is not allowed."""
    made = found(answer, credentials=credentials)
    scope: dict[str, Any] = {}
    exec(fix_of(made, Tool.HANDLER, "python").code, scope)  # noqa: S102 - our own template
    for origin in (APP, "https://attacker.example"):
        event = {"headers": {"origin": origin}, "httpMethod": "PUT", "requestContext": {}}
        returned = scope["handler"](event, None)
        assert passes(made, origin, returned) is (origin == APP)


@pytest.mark.parametrize("answer", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.parametrize("credentials", ["same-origin", "include"])
def test_a_handler_in_javascript_satisfies_the_browser(
    answer: Heard, credentials: str, tmp_path: Path
) -> None:
    """The same, in Node."""
    made = found(answer, credentials=credentials)
    (tmp_path / "index.mjs").write_text(fix_of(made, Tool.HANDLER, "javascript").code)
    for origin in (APP, "https://attacker.example"):
        event = json.dumps({"headers": {"origin": origin}})
        call = (
            "import {handler} from './index.mjs';"
            f"console.log(JSON.stringify(await handler({event})))"
        )
        returned = json.loads(node("--input-type=module", "-e", call, folder=tmp_path))
        assert passes(made, origin, returned) is (origin == APP)


def passes(made: Probe, origin: str, returned: dict[str, Any]) -> bool:
    """Whether a browser hands a page the response that a function returned."""
    request = BrowserRequest(made.request.url, origin, "PUT", HEADERS, made.request.credentials)
    response = HttpResponse(returned["statusCode"], tuple(returned["headers"].items()))
    best = permissive_answer(request, origin)
    return judge(request, preflight=best, response=response).allowed


def node(*arguments: str, folder: Path) -> str:
    """Run Node and return what it prints."""
    ran = subprocess.run(
        [NODE, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def why(folder: Path, template: dict[str, Any]) -> dict[str, Any]:
    """Ask `corsgate why` of a template for the page's PUT."""
    (folder / "template.yaml").write_text(yaml.safe_dump(template))
    arguments = ["why", str(folder / "template.yaml"), "--origin", APP, "--method", "PUT"]
    arguments += ["--path", "/items", "--header", "content-type: application/json"]
    result = CliRunner().invoke(app, [*arguments, "--format", "json"])
    assert result.exit_code in {0, 1, 3}, result.stderr
    answered: dict[str, Any] = json.loads(result.stdout)
    return answered


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """Reads CloudFormation's short forms."""


_Loader.add_multi_constructor(
    "!", lambda loader, suffix, node: {suffix: loader.construct_scalar(node)}
)


@pytest.mark.parametrize("answer", SEVERAL.values(), ids=SEVERAL)
def test_a_sam_template_with_the_fix_answers_the_preflight(answer: Heard, tmp_path: Path) -> None:
    """`why` is satisfied: what is left to the function is all that it does not know."""
    snippet = yaml.load(fix_of(found(answer), Tool.SAM, "yaml").code, _Loader)  # noqa: S506 - a safe loader
    event = {"RestApiId": {"Ref": "Api"}, "Path": "/items", "Method": "put"}
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "InlineCode": "def handler(event, context): ...",
            "Events": {"Put": {"Type": "Api", "Properties": event}},
        },
    }
    body = snippet["Resources"]["Api"]["Properties"].get("DefinitionBody")
    if body is None:
        snippet["Resources"]["Function"] = function
    else:  # the document lists the routes itself
        put = {"type": "http_proxy", "httpMethod": "PUT", "uri": "https://backend.example/"}
        body["paths"]["/items"]["put"] = {"x-amazon-apigateway-integration": put, "responses": {}}
    answered = why(tmp_path, snippet)
    assert answered["error"] is None
    assert answered["exchange"][0]["response"]["status"] in {200, 204}


def test_an_http_api_in_cloudformation_with_the_fix_allows_the_page(tmp_path: Path) -> None:
    """Its own CORS settings are all that decides."""
    snippet = yaml.load(fix_of(found(HTTP), Tool.CLOUDFORMATION, "yaml").code, _Loader)  # noqa: S506 - a safe loader
    snippet["Resources"] |= {
        "Integration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "IntegrationType": "HTTP_PROXY",
                "IntegrationMethod": "PUT",
                "IntegrationUri": "https://backend.example/",
                "PayloadFormatVersion": "1.0",
            },
        },
        "Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": "Api"},
                "RouteKey": "PUT /items",
                "Target": {"Fn::Sub": "integrations/${Integration}"},
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": True},
        },
    }
    assert why(tmp_path, snippet)["allowed"] is True


@pytest.mark.parametrize(("answer", "url"), [(REST, API), (HTTP, API), (heard(200), FUNCTION)])
def test_typescript_is_typescript(answer: Heard, url: str, tmp_path: Path) -> None:
    """Checked for its syntax: the CDK for TypeScript is not installed here."""
    (tmp_path / "stack.mts").write_text(fix_of(found(answer, url), Tool.CDK, "typescript").code)
    node("--experimental-strip-types", "--check", "stack.mts", folder=tmp_path)


@pytest.mark.parametrize(
    ("answer", "url", "where"),
    [
        (REST, API, ("functions", "FUNCTION", "events", 0, "http", "cors", "origins")),
        (HTTP, API, ("provider", "httpApi", "cors", "allowedOrigins")),
        (heard(200), FUNCTION, ("functions", "FUNCTION", "url", "cors", "allowedOrigins")),
    ],
)
def test_serverless_is_yaml_with_its_settings(
    answer: Heard, url: str, where: tuple[str | int, ...]
) -> None:
    """Checked for its form: the framework is not installed here."""
    value: Any = yaml.load(fix_of(found(answer, url), Tool.SERVERLESS, "yaml").code, _Loader)  # noqa: S506 - a safe loader
    for key in where:
        value = value[key]
    assert value == [APP]


def test_terraform_is_json_with_a_preflight() -> None:
    """Checked for its form: no provider is installed here."""
    resources = json.loads(fix_of(found(REST), Tool.TERRAFORM, "json").code)["resource"]
    assert resources["aws_api_gateway_method"]["preflight"]["http_method"] == "OPTIONS"


def test_chalice_and_the_console_name_what_is_allowed() -> None:
    """Python that compiles; steps that end with the deployment."""
    ast.parse(fix_of(found(REST), Tool.CHALICE, "python").code)
    steps = fix_of(found(REST), Tool.CONSOLE, "text").code
    assert f"Access-Control-Allow-Origin: {APP}\n" in steps
    assert "Deploy API" in steps


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (
            probe(
                BrowserRequest(
                    API, APP, headers=(("Access-Control-Allow-Origin", "*"), ("x-a", "1"))
                ),
                Wire(heard(204, ALLOW)),
            ),
            "headers: { \"x-a\": '…' },",
        ),
        (
            found(heard(301, {**ALLOW, "Location": "https://b.example/x"})),
            'await fetch("https://b.example/x", { method: "PUT" })',
        ),
        (
            probe(
                BrowserRequest(API, APP, credentials="include"),
                Wire(heard(204), heard(200, {"Access-Control-Allow-Origin": "*"})),
            ),
            "credentials: 'omit'",
        ),
    ],
    ids=["response header", "redirect", "credentials"],
)
def test_what_the_page_itself_has_to_change(made: Probe, code: str, tmp_path: Path) -> None:
    """JavaScript that Node accepts."""
    fix = fix_of(made, Tool.PAGE, "javascript")
    assert code in fix.code
    (tmp_path / "page.mjs").write_text(fix.code)
    node("--check", "page.mjs", folder=tmp_path)


def test_nothing_of_a_server_or_a_url_gets_into_code() -> None:
    """Only tokens and origins do; a path is a quoted text."""
    answer = heard(
        200,
        {
            "x-amz-apigw-id": "a",
            "Access-Control-Allow-Origin": 'https://x.example"]); import os #',
            "Access-Control-Allow-Methods": 'GET"); import os #',
            "Access-Control-Allow-Headers": '"]); import os',
        },
    )
    url = 'https://a1.execute-api.eu-west-1.amazonaws.com/"){{7*7}}\\\nimport os'
    fixes = fixes_for(found(answer, url))
    assert len(fixes) == 11
    for fix in fixes:
        assert "import os" not in fix.code.replace("importos", "")
        assert "49" not in fix.code
        if fix.language == "python":
            ast.parse(fix.code)


def test_the_tools_of_a_folder(tmp_path: Path) -> None:
    """By the files that lie in it."""
    assert tools_in(tmp_path) == ()
    for name, text in {
        "cdk.json": "{}",
        "main.tf": "",
        "template.yaml": "Transform: AWS::Serverless-2016-10-31",
        "template.json": "{}",
        "serverless.yml": "",
        ".chalice/config.json": "{}",
        "amplify/backend.ts": "",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert tools_in(tmp_path) == (
        *(Tool.CDK, Tool.SERVERLESS, Tool.CHALICE, Tool.AMPLIFY, Tool.TERRAFORM, Tool.SAM),
        Tool.CLOUDFORMATION,
    )
