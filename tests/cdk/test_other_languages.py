"""Functions that cannot run `@cors` are named, with the lines that their code needs."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, CfnParameter, Stack
from aws_cdk.assertions import Annotations, Match, Template
from aws_cdk.aws_apigateway import LambdaIntegration
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from aws_cdk.aws_lambda import (
    CfnFunction,
    Code,
    Function,
    FunctionUrlAuthType,
    Handler,
    Runtime,
)

from corsgate import CorsPolicy
from corsgate_cdk import CorsFunctionUrl, CorsHttpApi, CorsRestApi
from support.node import node as node_path
from support.synthesis import STABILIZED, variables

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

POLICY = CorsPolicy(
    allow_origins=["https://app.example.com", "https://*.preview.example.com"],
    allow_methods=["GET", "PUT"],
    expose_headers=["etag"],
    allow_credentials=True,
)
ONE = POLICY.replace(allow_origins=["https://app.example.com"])
ANYBODY = CorsPolicy(allow_origins=["*"], allow_methods=["GET"])
WARNING = "corsgate:function-without-cors"
SILENT = "exports.handler = async (event) => ({ statusCode: 200, body: '' });"
RIGHT = """
const allowed = ["https://app.example.com"];
exports.handler = async (event) => {
  const origin = event.headers.origin ?? event.headers.Origin;
  const headers = { Vary: "Origin" };
  if (allowed.includes(origin)) {
    headers["Access-Control-Allow-Origin"] = origin;
    headers["Access-Control-Allow-Credentials"] = "true";
  }
  return { statusCode: 200, headers, body: "{}" };
};
"""
REFLECTING = RIGHT.replace("if (allowed.includes(origin))", "if (origin)")
WITHOUT_CREDENTIALS = RIGHT.replace('["Access-Control-Allow-Credentials"]', '["X-Other"]')


@pytest.fixture(scope="module")
def stack() -> Stack:
    """Return one stack for all; each test adds functions of its own to it."""
    return Stack(App(context=STABILIZED), "Stack")


def node(stack: Stack, code: Code | str = SILENT, **properties: Any) -> Function:  # noqa: ANN401
    """Return a function in JavaScript."""
    given = Code.from_inline(code) if isinstance(code, str) else code
    name = f"Function{len(stack.node.children)}"
    properties = {"runtime": Runtime.NODEJS_22_X, "handler": "index.handler", **properties}
    return Function(stack, name, code=given, **properties)


def behind_rest(policy: CorsPolicy, function: Function | CfnFunction, **properties: Any) -> None:  # noqa: ANN401
    """Put a function behind a REST API."""
    stack = function.stack
    name = f"Api{len(stack.node.children)}"
    several = policy is POLICY
    api = CorsRestApi(
        stack, name, policy=policy, error_origin="first" if several else None, **properties
    )
    assert isinstance(function, Function)
    api.root.add_method("GET", LambdaIntegration(function))


def warnings(function: Function) -> list[str]:
    """Synthesise, and return what is said of a function, without its path."""
    path = function.node.path
    found = Annotations.from_stack(function.stack).find_warning(
        f"/{path}/Resource", Match.string_like_regexp(WARNING)
    )
    return [str(each.entry.data).replace(path, "PATH") for each in found]


def has_policy(function: Function) -> bool:
    """Whether a function has the policy in its environment."""
    name = str(function.stack.resolve(function.node.default_child.logical_id))  # type: ignore[union-attr]
    # Without cfn-lint, which warns of old runtimes.
    template = dict(Template.from_stack(function.stack).to_json())
    return "CORSGATE_POLICY" in variables(template)[name]


@pytest.mark.parametrize(
    ("policy", "runtime"),
    [
        (POLICY, Runtime.NODEJS_22_X),
        (ANYBODY, Runtime.NODEJS_22_X),
        (POLICY, Runtime.JAVA_21),
        (ANYBODY, Runtime.JAVA_21),
        (ONE, Runtime.PYTHON_3_10),
    ],
    ids=["node", "node for anybody", "java", "java for anybody", "an old python"],
)
def test_it_is_named_and_gets_no_variable(
    stack: Stack, policy: CorsPolicy, runtime: Runtime, snapshot: SnapshotAssertion
) -> None:
    """Behind a REST API, which leaves the headers to it."""
    function = node(stack, Code.from_bucket(_bucket(stack), "code.zip"), runtime=runtime)
    behind_rest(policy, function)
    (warning,) = warnings(function)
    assert warning == snapshot
    assert not has_policy(function)


def _bucket(stack: Stack) -> Any:  # noqa: ANN401 - jsii's
    from aws_cdk.aws_s3 import Bucket  # noqa: PLC0415 - beside its only use

    return Bucket.from_bucket_name(stack, f"Bucket{len(stack.node.children)}", "code")


def test_an_image_is_named_and_gets_the_variable(stack: Stack, snapshot: SnapshotAssertion) -> None:
    """It may hold Python."""
    function = node(
        stack,
        Code.from_ecr_image(_repository(stack)),
        runtime=Runtime.FROM_IMAGE,
        handler=Handler.FROM_IMAGE,
    )
    behind_rest(ONE, function)
    (warning,) = warnings(function)
    assert warning == snapshot
    assert has_policy(function)


def _repository(stack: Stack) -> Any:  # noqa: ANN401 - jsii's
    from aws_cdk.aws_ecr import Repository  # noqa: PLC0415 - beside its only use

    return Repository.from_repository_name(stack, "Repository", "images")


def test_the_lines_do_what_the_policy_says(stack: Stack) -> None:
    """Run by Node: what is printed is code."""
    function = node(stack, SILENT + "// lines")
    behind_rest(POLICY, function)
    (warning,) = warnings(function)
    lines = [each for each in warning.splitlines() if each.startswith("  ")]
    asked = {
        "https://app.example.com": True,
        "https://pr-7.preview.example.com": True,
        "https://preview.example.com": False,
        "https://app.example.com.attacker.example": False,
        "https://attacker.example/https://app.preview.example.com": False,
    }
    head, last = lines[:-1], lines[-1].strip().removeprefix("headers: ")
    script = (
        "const answer = (event) => {\n"
        + "\n".join(head)
        + f"\n return {last};\n}};\n"
        + "".join(
            f"console.log(JSON.stringify(answer({{headers: {{origin: {json.dumps(each)}}}}})));\n"
            for each in asked
        )
    )
    done = subprocess.run(
        [node_path(), "-e", script], capture_output=True, text=True, check=True, timeout=60
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    fixed = dict(POLICY.answers.actual)
    assert answers == [
        {**fixed, **({"Access-Control-Allow-Origin": each} if allowed else {})}
        for each, allowed in asked.items()
    ]


@pytest.mark.parametrize(
    ("code", "is_right"),
    [(RIGHT, True), (REFLECTING, False), (WITHOUT_CREDENTIALS, False), (SILENT, False)],
    ids=["right", "reflecting", "without credentials", "silent"],
)
def test_code_that_does_right_is_not_named(stack: Stack, code: str, *, is_right: bool) -> None:
    """Inline."""
    function = node(stack, code)
    behind_rest(ONE, function)
    assert (warnings(function) == []) is is_right


def test_code_in_a_folder_is_read(stack: Stack, tmp_path: Path) -> None:
    """As it is deployed."""
    (tmp_path / "index.js").write_text(RIGHT)
    function = node(stack, Code.from_asset(str(tmp_path)))
    behind_rest(ONE, function)
    assert warnings(function) == []


def test_a_function_with_a_policy_of_its_own_is_not_named(stack: Stack) -> None:
    """It is the way to say that its code does right."""
    function = node(stack)
    behind_rest(ONE, function, functions_with_own_policy=[function])
    assert warnings(function) == []


def test_a_front_door_that_answers_itself_leaves_nothing_to_it(stack: Stack) -> None:
    """An HTTP API and a function URL: no line is needed, and no variable."""
    behind_http, behind_url = node(stack), node(stack)
    api = CorsHttpApi(stack, "Http", policy=ONE)
    backend = HttpLambdaIntegration("Backend", behind_http)
    api.add_routes(path="/", methods=[HttpMethod.GET], integration=backend)
    CorsFunctionUrl(
        stack, "Url", function=behind_url, policy=ONE, auth_type=FunctionUrlAuthType.NONE
    )
    for function in (behind_http, behind_url):
        assert warnings(function) == []
        assert not has_policy(function)


def test_an_origin_that_a_deployment_knows_is_shown_as_an_expression(stack: Stack) -> None:
    """Its code has to get it in a way of its own."""
    site = CfnParameter(stack, "Site").value_as_string
    function = node(stack)
    behind_rest(ONE.replace(allow_origins=[f"https://{site}"]), function)
    (warning,) = warnings(function)
    assert "<{'Fn::Join': ['', ['https://', {'Ref': 'Site'}]]}>" in warning
