"""Fixes in the user's tool, put into the user's files: `why` is satisfied then.

Applied here: SAM (expanded by AWS's own translator), CloudFormation (checked by cfn-lint, deployed
into moto), Terraform's files, the CDK in Python and in TypeScript (synthesised), Amplify's backend
(the CDK's code). Real servers, nginx and Express are in test_real_servers. What nothing here can
apply is checked for its form in test_fixes: the Serverless Framework, Chalice, the console.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from corsgate_audit.probe.fixes import Tool
from support.applied_fixes import (
    BROKEN,
    cloudformation,
    code_of,
    passes,
    sam,
    terraform,
    why,
)
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator

NODE = Path(sys.executable).parent / "node"
GATEWAYS = [name for name in BROKEN if name != "CloudFront"]
CREDENTIALS = ["same-origin", "include"]


@pytest.mark.parametrize("credentials", CREDENTIALS)
@pytest.mark.parametrize("name", GATEWAYS)
def test_sam(name: str, credentials: str, tmp_path: Path) -> None:
    """AWS's translator takes it, and the gateway answers the preflight."""
    path = tmp_path / "template.yaml"
    path.write_text(sam(name, code_of(name, Tool.SAM, "yaml", credentials)))
    assert passes(why(path, credentials))


@pytest.mark.parametrize("credentials", CREDENTIALS)
@pytest.mark.parametrize("name", BROKEN)
def test_cloudformation(name: str, credentials: str, tmp_path: Path) -> None:
    """Read from the file."""
    path = tmp_path / "template.yaml"
    path.write_text(cloudformation(name, code_of(name, Tool.CLOUDFORMATION, "yaml", credentials)))
    more = ["--api", "Distribution"] if name == "CloudFront" else []
    answered = why(path, "same-origin" if more else credentials, *more)
    assert passes(answered)


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_cfn_lint_finds_nothing_wrong_with_cloudformation(name: str, tmp_path: Path) -> None:
    """No error by the schemas of AWS; warnings are about what is around it."""
    path = tmp_path / "template.yaml"
    path.write_text(cloudformation(name, code_of(name, Tool.CLOUDFORMATION, "yaml")))
    lint: list[str | Path] = [
        Path(sys.executable).parent / "cfn-lint",
        "--non-zero-exit-code",
        "error",
        path,
    ]
    ran = subprocess.run(lint, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout


@pytest.fixture
def _account() -> Iterator[None]:
    """Have an empty account."""
    install()
    with mock_aws():
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("_account")
@pytest.mark.parametrize("credentials", CREDENTIALS)
@pytest.mark.parametrize("name", GATEWAYS)
def test_cloudformation_that_was_deployed(name: str, credentials: str) -> None:
    """`why` asks the account."""
    boto3.client("cloudformation").create_stack(
        StackName="items",
        TemplateBody=cloudformation(name, code_of(name, Tool.CLOUDFORMATION, "yaml", credentials)),
        Capabilities=["CAPABILITY_IAM"],
    )
    assert passes(why(None, credentials))


@pytest.mark.parametrize("credentials", CREDENTIALS)
@pytest.mark.parametrize("name", GATEWAYS)
def test_terraform(name: str, credentials: str, tmp_path: Path) -> None:
    """Read from the files; no provider is installed here to plan with."""
    code = code_of(name, Tool.TERRAFORM, "hcl", credentials)
    (tmp_path / "main.tf").write_text(terraform(name, code))
    assert passes(why(tmp_path, credentials))


_APP = """
import json, sys
from pathlib import Path
from aws_cdk import App, Stack
from aws_cdk.aws_apigatewayv2_integrations import HttpUrlIntegration
from aws_cdk.aws_apigatewayv2 import HttpMethod
from aws_cdk.aws_cloudfront_origins import HttpOrigin
from aws_cdk.aws_lambda import Code, Function, Runtime

app = App(outdir=sys.argv[1])
for name, code in json.loads(Path(sys.argv[2]).read_text()).items():
    stack = Stack(app, name)
    handler = Function(
        stack, "Handler", runtime=Runtime.PYTHON_3_13, handler="index.handler",
        code=Code.from_inline(
            "def handler(event, context):\\n    return {'statusCode': 200, 'headers': "
            "{'Access-Control-Allow-Origin': 'https://app.example.com'}}\\n"
        ),
    )
    scope = {"stack": stack, "handler": handler, "origin": HttpOrigin("api.example.com")}
    exec(code, scope)
    if "HTTP" in name:
        scope["api"].add_routes(
            path="/items", methods=[HttpMethod.PUT],
            integration=HttpUrlIntegration("Put", "https://backend.example/"),
        )
app.synth()
"""


@pytest.mark.slow
def test_the_cdk_in_python(tmp_path: Path) -> None:
    """Each in a stack of one app, synthesised."""
    codes = {
        name.replace(" ", "").replace(",", ""): code_of(name, Tool.CDK, "python") for name in BROKEN
    }
    for code in codes.values():
        ast.parse(code)
    (tmp_path / "codes.json").write_text(json.dumps(codes))
    (tmp_path / "app.py").write_text(_APP)
    out = tmp_path / "cdk.out"
    command: list[str | Path] = [sys.executable, tmp_path / "app.py", out, tmp_path / "codes.json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert ran.returncode == 0, ran.stderr
    for name in codes:
        if name != "CloudFront":
            assert passes(why(out / f"{name}.template.json")), name
    behavior = behavior_in(out / "CloudFront.template.json")
    assert "OPTIONS" in behavior["AllowedMethods"]


def behavior_in(path: Path) -> dict[str, Any]:
    """Return the default behavior of the one distribution of a template."""
    resources = json.loads(path.read_text())["Resources"].values()
    (distribution,) = [
        each for each in resources if each["Type"] == "AWS::CloudFront::Distribution"
    ]
    behavior: dict[str, Any] = distribution["Properties"]["DistributionConfig"][
        "DefaultCacheBehavior"
    ]
    return behavior


_TYPESCRIPT = """
import { App, Stack } from 'aws-cdk-lib';
import { HttpIntegration } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod as Method } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Code, Function as Handler, Runtime } from 'aws-cdk-lib/aws-lambda';
IMPORTS
const app = new App({ outdir: process.argv[2] });
const source = "exports.handler = async () => ({ statusCode: 200 });";
STACKS
app.synth();
"""
_STACK = """
new (class extends Stack {
  constructor() {
    super(app, 'NAME');
    const stack = this;
    const origin = new HttpOrigin('api.example.com');
    const handler = new Handler(this, 'Handler', {
      runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline(source),
    });
    CODE
    ROUTE
  }
})();
"""
_ROUTES = {
    "REST": "api.root.addResource('items').addMethod('PUT', new HttpIntegration('https://b.example/'));",
    "HTTP": (
        "api.addRoutes({ path: '/items', methods: [Method.PUT], "
        "integration: new HttpUrlIntegration('Put', 'https://b.example/') });"
    ),
}


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the CDK for JavaScript, which the CDK for Python brings along."""
    folder = tmp_path_factory.mktemp("typescript")
    archives = list(Path(sysconfig.get_path("purelib")).glob("**/_jsii/*.tgz"))
    assert archives, "the CDK is not installed"
    for archive in archives:
        with tarfile.open(archive) as tar:
            tar.extractall(folder / "unpacked", filter="data")
        package = folder / "unpacked" / "package"
        place = folder / "node_modules" / json.loads((package / "package.json").read_text())["name"]
        place.parent.mkdir(parents=True, exist_ok=True)
        package.rename(place)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("tool", [Tool.CDK, Tool.AMPLIFY])
def test_typescript(tool: Tool, node_modules: Path) -> None:
    """Run by Node, which strips the types, with the CDK for JavaScript; and synthesised."""
    imports, stacks = [], []
    for name in BROKEN:
        code = code_of(name, tool, "typescript")
        head, _, rest = code.partition("';\n")
        imports.append(f"{head}';")
        stack = _STACK.replace("NAME", name.replace(" ", "").replace(",", ""))
        route = _ROUTES.get(name.split()[0], "")
        stacks.append(stack.replace("CODE", rest).replace("ROUTE", route))
    source = _TYPESCRIPT.replace("IMPORTS", "\n".join(dict.fromkeys(imports)))
    source = source.replace("STACKS", "\n".join(stacks))
    (node_modules / "app.mts").write_text(source)
    out = node_modules / f"{tool}.out"
    command: list[str | Path] = [NODE, "--experimental-strip-types", "app.mts", out]
    ran = subprocess.run(
        command, cwd=node_modules, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    for path in out.glob("*.template.json"):
        if path.name.startswith("CloudFront"):
            assert "OPTIONS" in behavior_in(path)["AllowedMethods"]
        else:
            assert passes(why(path)), path.name
