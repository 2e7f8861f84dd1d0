"""The reference app that `cdk.json` starts."""

from __future__ import annotations

import json
import runpy
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aws_cdk import App

from corsgate import CorsPolicy
from corsgate.render import gateway_responses, http_api
from support.synthesis import (
    Properties,
    by_logical_id,
    linted,
    preflight_header,
    preflights,
    variables,
)

if TYPE_CHECKING:
    from aws_cdk.cx_api import CloudAssembly

ROOT = Path(__file__).parents[2]
POLICY = CorsPolicy(
    allow_origins=["https://app.example.com", "https://admin.example.com"],
    allow_methods=["GET", "POST", "PUT", "DELETE"],
    allow_headers=["authorization", "content-type"],
    expose_headers=["location"],
    allow_credentials=True,
    max_age=600,
)


def assembly(folder: Path, **context: str) -> CloudAssembly:
    """Synthesise the app as the CDK CLI does: with the context of ``cdk.json`` and of ``-c``."""
    settings = json.loads((ROOT / "cdk.json").read_text())
    app = App(context={**settings["context"], **context}, outdir=str(folder))
    runpy.run_path(str(ROOT / "cdk" / "app.py"))["ItemsStack"](app)
    return app.synth()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Properties:
    """Synthesise the app once."""
    (stack,) = assembly(tmp_path_factory.mktemp("cdk.out")).stacks
    return dict(stack.template)


def test_cdk_json_starts_the_app_from_a_fresh_clone() -> None:
    """With the Python that `make` sets up, and from the repository's own folder."""
    command = json.loads((ROOT / "cdk.json").read_text())["app"]
    assert command == ".venv/bin/python cdk/app.py"
    assert (ROOT / "cdk" / "app.py").is_file()


def test_the_stack_holds_nothing_that_needs_an_account(template: Properties) -> None:
    """These resource types and no other; no lookup, no account, no region."""
    assert Counter(each["Type"] for each in template["Resources"].values()) == {
        "AWS::ApiGateway::Deployment": 1,
        "AWS::ApiGateway::GatewayResponse": 2,
        "AWS::ApiGateway::Method": 7,
        "AWS::ApiGateway::Resource": 2,
        "AWS::ApiGateway::RestApi": 1,
        "AWS::ApiGateway::Stage": 1,
        "AWS::ApiGatewayV2::Api": 1,
        "AWS::ApiGatewayV2::Integration": 5,
        "AWS::ApiGatewayV2::Route": 5,
        "AWS::ApiGatewayV2::Stage": 1,
        "AWS::DynamoDB::Table": 1,
        "AWS::IAM::Policy": 5,
        "AWS::IAM::Role": 5,
        "AWS::Lambda::Function": 5,
        "AWS::Lambda::Permission": 15,
    }


def test_cfn_lint_finds_nothing(template: Properties) -> None:
    """As a newcomer would run it, without options."""
    assert linted(template) == []
    assert template["Metadata"] == {"cfn-lint": {"config": {"ignore_checks": ["W3005"]}}}


def test_one_policy_is_in_every_place(template: Properties) -> None:
    """Preflights, error responses, the HTTP API's settings, and the functions."""
    found = preflights(template)
    methods = {
        path: preflight_header(each, "Access-Control-Allow-Methods") for path, each in found.items()
    }
    assert methods == {"/items": "'GET, POST'", "/items/{id}": "'DELETE, GET, PUT'"}
    responses = by_logical_id(template, "AWS::ApiGateway::GatewayResponse").values()
    rendered = gateway_responses(POLICY, error_origin="reflect")
    assert {each["ResponseType"]: each["ResponseParameters"] for each in responses} == {
        name: each["ResponseParameters"] for name, each in rendered.items()
    }
    (api,) = by_logical_id(template, "AWS::ApiGatewayV2::Api").values()
    assert api["CorsConfiguration"] == http_api(POLICY)
    assert {
        json.dumps({**each, "ITEMS_TABLE": ""}, sort_keys=True)
        for each in variables(template).values()
    } == {
        json.dumps(
            {
                "CORSGATE_GATEWAY_OWNS": "http_api",
                "CORSGATE_POLICY": POLICY.to_json(),
                "ITEMS_TABLE": "",
            }
        )
    }


def test_other_origins_come_from_the_context(tmp_path: Path) -> None:
    """``cdk deploy -c allow_origins=…``."""
    (stack,) = assembly(tmp_path, allow_origins="https://one.test,https://two.test").stacks
    (api,) = by_logical_id(stack.template, "AWS::ApiGatewayV2::Api").values()
    assert api["CorsConfiguration"]["AllowOrigins"] == ["https://one.test", "https://two.test"]


def test_decision_12_compiled_files_stay_out_of_the_asset(tmp_path: Path) -> None:
    """Else an import of the handlers would change the asset, and deploy everything anew."""
    assembly(tmp_path)
    (asset,) = tmp_path.glob("asset.*")
    names = {path.relative_to(asset).as_posix() for path in asset.rglob("*")}
    assert {"corsgate/handler.py", "reference/items.py"} <= names
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []
