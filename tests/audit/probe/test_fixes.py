"""Fixes in the user's tool: each is executed where that can be done offline.

Run here: the handlers, in Python and in Node. SAM, CloudFormation, Terraform's files, the CDK and
Amplify are in test_fixes_applied. Checked for their form alone, since nothing here can apply them:
the Serverless Framework and Chalice (their own commands, 3.39 and 1.34, packaged every form of the
fixes once, and `why` allowed the page; neither is a dependency), and the console's steps.
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

from corsgate import CorsPolicy
from corsgate_audit.browser import BrowserRequest, HttpResponse, judge, permissive_answer
from corsgate_audit.collect.managed_policies import CACHE_POLICIES, ORIGIN_REQUEST_POLICIES
from corsgate_audit.model import FrontDoor
from corsgate_audit.probe import Heard, Probe, probe
from corsgate_audit.probe.fixes import Fix, Tool, fixes_for, tools_in
from corsgate_audit.probe.fixes.choosing import path_in_api
from corsgate_audit.probe.fixes.rendering import CACHING, FORWARDING
from support.heard import ALLOW, APP, Wire, heard

OLD = "https://old.example"
NODE = Path(sys.executable).parent / "node"
API = "https://a1.execute-api.eu-west-1.amazonaws.com/prod/items"
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
                *("terraform hcl", "serverless yaml", "chalice python", "amplify typescript"),
                *("console text", "handler python", "handler javascript"),
            ],
        ),
        (
            HTTP,
            API,
            [
                *("cdk python", "cdk typescript", "sam yaml", "cloudformation yaml"),
                *("terraform hcl", "serverless yaml", "amplify typescript", "console text"),
            ],
        ),
        (
            heard(200),
            FUNCTION,
            [
                *("cdk python", "cdk typescript", "sam yaml", "cloudformation yaml"),
                *("terraform hcl", "serverless yaml", "amplify typescript", "console text"),
            ],
        ),
        (
            heard(403, {"server": "CloudFront", "x-amz-cf-id": "c"}),
            "https://d1.cloudfront.net/items",
            [
                *("cdk python", "cdk typescript", "sam yaml", "cloudformation yaml"),
                *("terraform hcl", "serverless yaml", "amplify typescript", "console text"),
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
    ids=[
        "REST",
        "HTTP",
        "function URL",
        "CloudFront",
        "unknown",
        "Flask",
        "unreachable",
        "headers",
    ],
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


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML ships no types
    """Reads CloudFormation's short forms."""


_Loader.add_multi_constructor(
    "!", lambda loader, suffix, node: {suffix: loader.construct_scalar(node)}
)


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


def test_chalice_and_the_console_name_what_is_allowed() -> None:
    """Python that compiles, for one origin and for several; steps that end with the deployment."""
    for answer in SEVERAL.values():
        code = fix_of(found(answer), Tool.CHALICE, "python").code
        assert '@app.route("/items", methods=' in code
        ast.parse(code)
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


@pytest.mark.parametrize(
    ("server", "tools"),
    [
        ("x-amz-apigw-id", ["handler python", "handler javascript"]),
        ("apigw-requestid", ["sam yaml"]),
    ],
)
def test_what_only_the_function_can_do_is_its_code(server: str, tools: list[str]) -> None:
    """A REST API adds nothing to what a proxy integration returns, whatever its tool sets."""
    made = probe(BrowserRequest(API, APP), Wire(heard(204), heard(200, {server: "a"})))
    assert made.cause is not None
    assert made.cause.slug == "response-without-headers"
    assert [f"{fix.tool} {fix.language}" for fix in fixes_for(made, [Tool.SAM])] == tools


@pytest.mark.parametrize(
    ("url", "front_door", "path"),
    [
        (API, FrontDoor.REST_API, "/items"),
        (API, FrontDoor.HTTP_API, "/prod/items"),
        ("https://a1.execute-api.eu-west-1.amazonaws.com/prod", FrontDoor.REST_API, "/"),
        ("https://a1.execute-api.eu-west-1.amazonaws.com", FrontDoor.REST_API, "/"),
        ("https://api.example.com/v1/items?a=b", FrontDoor.REST_API, "/v1/items"),
    ],
)
def test_the_path_of_a_fix_has_no_stage(url: str, front_door: FrontDoor, path: str) -> None:
    """A REST API's own URL begins with it; a custom domain's does not."""
    assert path_in_api(url, front_door) == path


def test_a_distribution_among_the_resources_of_the_serverless_framework() -> None:
    """Below its own key, and with the methods that CloudFront takes."""
    made = probe(
        BrowserRequest("https://d1.cloudfront.net/", APP, "GET", HEADERS),
        Wire(heard(403, {"server": "CloudFront"})),
    )
    content: Any = yaml.safe_load(fix_of(made, Tool.SERVERLESS, "yaml").code)
    properties = content["resources"]["Resources"]["Distribution"]["Properties"]
    behavior = properties["DistributionConfig"]["DefaultCacheBehavior"]
    assert behavior == {
        "AllowedMethods": ["GET", "HEAD", "OPTIONS"],
        "CachePolicyId": CACHING[0],
        "OriginRequestPolicyId": FORWARDING[0],
    }
    assert CACHE_POLICIES[CACHING[0]].name == CACHING[1]
    assert FORWARDING[0] in ORIGIN_REQUEST_POLICIES
