"""``corsgate render``: what it prints is valid by itself, and answers as the policy says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from cfnlint.api import lint
from typer.testing import CliRunner

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.cli import app
from corsgate_audit.collect import collect
from corsgate_audit.gateway import exchange
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import settings_of
from support.collected import write
from support.plans import Plan

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

ONE = 'allow_origins = ["https://app.example.com"]\n'
SEVERAL = 'allow_origins = ["https://app.example.com", "https://*.b.example.com"]\n'
LISTED = 'allow_origins = ["https://app.example.com", "https://b.example.com"]\n'
REST = 'allow_methods = ["GET", "PUT"]\nallow_headers = ["x-a"]\nmax_age = 60\n'


def run(folder: Path, policy: str, *arguments: str) -> tuple[int, str, str]:
    """Run the command; return exit status, standard output and standard error."""
    file = write(folder, "policy.toml", policy + REST)
    result = CliRunner().invoke(app, ["render", "--policy", file, *arguments])
    return result.exit_code, result.stdout, result.stderr


def rendered(folder: Path, policy: str, *arguments: str) -> str:
    """Print a policy that can be expressed."""
    status, output, complaints = run(folder, policy, *arguments)
    assert (status, complaints) == (0, "")
    return output


FORMS = ("cloudformation", "sam", "openapi", "terraform", "hcl")
CASES = [
    *((form, "rest", policy) for form in FORMS for policy in (ONE, SEVERAL)),
    *((form, "http", LISTED) for form in FORMS),
    *((form, "function_url", LISTED) for form in FORMS if form != "openapi"),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", [each for each in CASES if each[0] in {"cloudformation", "sam"}])
def test_cfn_lint_has_nothing_against_it(tmp_path: Path, case: tuple[str, str, str]) -> None:
    """A SAM template goes through AWS's translator there."""
    form, front_door, policy = case
    arguments = ("--as", form, "--front-door", front_door, "--error-origin", "reflect")
    assert lint(rendered(tmp_path, policy, *arguments)) == []


def allowed(folder: Path, file: str, origin: str, method: str = "PUT") -> bool | None:
    """Whether a browser lets a page use the first path of what was rendered."""
    (api,) = collect([str(folder / file)]).doors
    url = "https://api.example.com/items"
    made = exchange(api, BrowserRequest(url, origin, method, (("x-a", "1"),)))
    answer = made.preflight_answer
    assert answer is not None
    assert answer.response is not None
    names = {name.lower(): value for name, value in answer.response.headers}
    return (
        names.get("access-control-allow-origin") in {origin, "*"}
        and method in names.get("access-control-allow-methods", "")
        and "x-a" in names.get("access-control-allow-headers", "")
        and answer.response.status in range(200, 300)
    )


PAGES = {"https://app.example.com": True, "https://x.b.example.com": True, "https://b.test": False}


def test_the_openapi_document_answers_as_the_policy_says(tmp_path: Path) -> None:
    """And the audit has nothing against it."""
    text = rendered(tmp_path, SEVERAL, "--as", "openapi", "--error-origin", "reflect")
    write(tmp_path, "api.yaml", text)
    assert {page: allowed(tmp_path, "api.yaml", page) for page in PAGES} == PAGES
    assert judge_collection(collect([str(tmp_path / "api.yaml")])).findings == ()


def test_the_path_is_the_one_that_is_asked_for(tmp_path: Path) -> None:
    """In a document, and in a SAM template that has one."""
    arguments = ("--path", "/items/{id}", "--error-origin", "reflect")
    document = yaml.safe_load(rendered(tmp_path, SEVERAL, "--as", "openapi", *arguments))
    assert list(document["paths"]) == ["/items/{id}"]
    template = yaml.safe_load(rendered(tmp_path, SEVERAL, "--as", "sam", *arguments))
    assert template["Resources"]["Api"]["Properties"]["DefinitionBody"] == document


def test_the_http_document_has_the_settings(tmp_path: Path) -> None:
    """In the extension's names."""
    write(
        tmp_path, "api.yaml", rendered(tmp_path, LISTED, "--as", "openapi", "--front-door", "http")
    )
    (api,) = collect([str(tmp_path / "api.yaml")]).apis
    assert settings_of(api) is not None
    assert vars_of(settings_of(api)) == {
        "allow_origins": ("https://app.example.com", "https://b.example.com"),
        "allow_methods": ("GET", "PUT"),
        "allow_headers": ("x-a",),
        "expose_headers": (),
        "allow_credentials": False,
        "max_age": 60,
    }


def vars_of(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass with slots
    """Return the fields of a value."""
    return {name: getattr(value, name) for name in value.__slots__}


def planned(configuration: dict[str, Any]) -> Plan:
    """Make the plan that Terraform would, of what refers to nothing but variables and resources."""
    plan = Plan()
    plan.add("aws_api_gateway_rest_api.api", name="shop", body=None)
    plan.add(
        "aws_api_gateway_resource.items",
        rest_api_id=("aws_api_gateway_rest_api.api.id", "aws_api_gateway_rest_api.api"),
        parent_id=(
            "aws_api_gateway_rest_api.api.root_resource_id",
            "aws_api_gateway_rest_api.api",
        ),
        path_part="items",
    )
    known = {
        "${var.rest_api_id}": "aws_api_gateway_rest_api.api",
        "${var.resource_id}": "aws_api_gateway_resource.items",
    }
    for kind, named in configuration["resource"].items():
        for name, arguments in named.items():
            values: dict[str, object] = {}
            for key, value in arguments.items():
                target = known.get(value) if isinstance(value, str) else None
                if key in {"rest_api_id", "resource_id"}:
                    wanted = {"rest_api_id": "rest_api", "resource_id": "resource"}[key]
                    target = target or next(each for each in known.values() if wanted in each)
                    values[key] = (f"{target}.id", target)
                elif key == "http_method":
                    values[key] = "OPTIONS"
                elif key != "depends_on":
                    values[key] = value
            plan.add(f"{kind}.{name}", **values)
    return plan


def test_terraform_answers_as_the_policy_says(tmp_path: Path) -> None:
    """Its JSON has the arguments that the provider knows, as far as the audit reads them."""
    text = rendered(tmp_path, SEVERAL, "--as", "terraform", "--error-origin", "reflect")
    configuration = json.loads(text)
    method = {"rest_api_id", "resource_id", "http_method"}
    (preflight,) = configuration["resource"]["aws_api_gateway_integration"].values()
    assert {name for name, value in preflight.items() if "preflight." in str(value)} == method
    write(tmp_path, "plan.json", json.dumps(planned(configuration).content()))
    assert {page: allowed(tmp_path, "plan.json", page) for page in PAGES} == PAGES


@pytest.mark.parametrize(
    ("front_door", "kind", "settings"),
    [
        ("http", "aws_apigatewayv2_api", "cors_configuration"),
        ("function_url", "aws_lambda_function_url", "cors"),
    ],
)
def test_terraform_names_settings_as_the_provider_does(
    tmp_path: Path, front_door: str, kind: str, settings: str
) -> None:
    """See the provider's documentation of the two resources."""
    text = rendered(tmp_path, LISTED, "--as", "terraform", "--front-door", front_door)
    (resource,) = json.loads(text)["resource"][kind].values()
    assert resource[settings] == {
        "allow_origins": ["https://app.example.com", "https://b.example.com"],
        "allow_methods": ["GET", "PUT"],
        "allow_headers": ["x-a"],
        "max_age": 60,
    }


@pytest.mark.parametrize(
    ("policy", "arguments", "problem"),
    [
        (SEVERAL, ("--as", "cloudformation"), "error_origin='reflect' (every page can read"),
        (SEVERAL, ("--as", "sam", "--front-door", "http"), "is a pattern, which an HTTP API"),
        (
            SEVERAL,
            ("--as", "terraform", "--front-door", "function_url"),
            "is a pattern, which a function URL",
        ),
        (ONE, ("--as", "openapi", "--front-door", "function_url"), "describes no function URL"),
        ("allow_origins = []\n", ("--as", "sam"), "policy.toml:1: allow_origins: "),
    ],
)
def test_what_cannot_be_expressed_is_refused(
    tmp_path: Path, policy: str, arguments: tuple[str, ...], problem: str
) -> None:
    """With the reason, and nothing on standard output."""
    status, output, complaints = run(tmp_path, policy, *arguments)
    assert (status, output) == (2, "")
    assert problem in complaints


def test_a_pattern_over_public_suffixes_is_refused_by_the_whole_list(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Whether the domain is one or has one below it; `fix` reads its policy in the same way."""
    policy = 'allow_credentials = true\nallow_origins = ["https://*.tochigi.jp"]\n'
    status, output, complaints = run(tmp_path, policy, "--as", "cloudformation")
    assert (status, output) == (2, "")
    assert complaints == snapshot
    template = write(tmp_path, "template.json", '{"Resources": {}}')
    arguments = ["fix", template, "--policy", str(tmp_path / "policy.toml")]
    fixed = CliRunner().invoke(app, arguments)
    assert (fixed.exit_code, fixed.stdout, fixed.stderr) == (2, "", complaints)
