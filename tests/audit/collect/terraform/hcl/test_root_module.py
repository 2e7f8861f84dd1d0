"""A root module with those that it calls, read as a plan of it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.given import Given
from corsgate_audit.collect.terraform.hcl import syntax
from corsgate_audit.model import Coverage, HttpApi, RestApi, Unresolved

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import Collection

HTTP_API = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = var.origins
    allow_methods = ["GET"]
  }
}
variable "origins" {
  type = list(string)
}
"""


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def origins(collection: Collection) -> object:
    """Return the origins of the only API."""
    (api,) = collection.apis
    assert isinstance(api, HttpApi)
    return getattr(api.cors, "allow_origins", api.cors)


def incomplete(collection: Collection) -> list[Coverage]:
    """Return what was not read."""
    return [entry for entry in collection.coverage if entry.incomplete]


def test_values_of_variables(tmp_path: Path) -> None:
    """The later of default, terraform.tfvars, *.auto.tfvars, --var-file and --var."""
    write(tmp_path, {"main.tf": HTTP_API})
    unknown = origins(collect([str(tmp_path / "main.tf")]))
    assert isinstance(unknown, Unresolved)
    assert unknown.expression == "var.origins"
    assert unknown.reason.startswith("the variable has no default")
    steps: list[tuple[dict[str, str], Given, str]] = [
        ({"terraform.tfvars": 'origins = ["https://a.example.com"]'}, Given(), "a"),
        ({"x.auto.tfvars.json": '{"origins": ["https://b.example.com"]}'}, Given(), "b"),
        (
            {"prod/prod.tfvars": 'origins = ["https://c.example.com"]'},
            Given(variable_files=[tmp_path / "prod" / "prod.tfvars"]),
            "c",
        ),
        ({}, Given(variables=['origins=["https://d.example.com"]']), "d"),
    ]
    for files, given, name in steps:
        write(tmp_path, files)
        found = origins(collect([str(tmp_path / "main.tf")], given=given))
        assert found == (f"https://{name}.example.com",)


def test_values_of_the_environment(tmp_path: Path) -> None:
    """The first of all; of a variable that is sensitive it is not taken."""
    write(tmp_path, {"main.tf": HTTP_API})
    given = Given(environment={"origins": '["https://e.example.com"]', "other": "secret"})
    assert origins(collect([str(tmp_path)], given=given)) == ("https://e.example.com",)
    write(
        tmp_path, {"main.tf": HTTP_API.replace("list(string)", "list(string)\n  sensitive = true")}
    )
    unknown = origins(collect([str(tmp_path)], given=given))
    assert isinstance(unknown, Unresolved)
    assert "declares it sensitive" in unknown.reason
    write(tmp_path, {"terraform.tfvars": 'origins = ["https://a.example.com"]'})
    assert origins(collect([str(tmp_path)], given=given)) == ("https://a.example.com",)


def test_a_finding_is_where_the_module_has_it(tmp_path: Path) -> None:
    """File and line of the resource in the module, its address with the calls."""
    write(
        tmp_path,
        {
            "main.tf": 'module "api" {\n  source = "./modules/api"\n  for_each = toset(["eu"])\n'
            '  origins = ["https://${each.key}.example.com"]\n}\n',
            "modules/api/main.tf": HTTP_API,
        },
    )
    collection = collect([str(tmp_path)])
    (api,) = collection.apis
    assert origins(collection) == ("https://eu.example.com",)
    assert api.location.source == str(tmp_path / "modules/api/main.tf")
    assert api.location.line == 2
    assert api.location.logical_id == 'module.api["eu"].aws_apigatewayv2_api.shop'
    assert api.location.construct == f"module.api at {tmp_path / 'main.tf'}:1"
    assert incomplete(collection) == []


REST_API = """
locals {
  methods = { "GET" = "NONE", "OPTIONS" = "NONE" }
}
resource "aws_api_gateway_rest_api" "shop" { name = "shop" }
resource "aws_api_gateway_resource" "items" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "items"
}
resource "aws_api_gateway_method" "of" {
  for_each      = local.methods
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.items.id
  http_method   = each.key
  authorization = each.value
}
resource "aws_api_gateway_integration" "of" {
  for_each    = aws_api_gateway_method.of
  rest_api_id = each.value.rest_api_id
  resource_id = each.value.resource_id
  http_method = each.value.http_method
  type        = each.key == "OPTIONS" ? "MOCK" : "AWS_PROXY"
  uri         = each.key == "OPTIONS" ? null : aws_lambda_function.items.invoke_arn
}
resource "aws_lambda_function" "items" {
  function_name = "items"
  handler       = "app.handler"
  runtime       = "python3.13"
  filename      = data.archive_file.items.output_path
}
data "archive_file" "items" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "build/items.zip"
}
resource "aws_api_gateway_deployment" "live" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  triggers    = { all = sha1(jsonencode([aws_api_gateway_integration.of])) }
}
"""
HANDLER = """
def handler(event, context):
    return {"statusCode": 200, "headers": {"access-control-allow-origin": "*"}}
"""


def test_methods_of_a_map_with_their_integrations_and_code(tmp_path: Path) -> None:
    """What belongs to a method finds it, and the function's code is read from its folder."""
    write(tmp_path, {"main.tf": REST_API, "src/app.py": HANDLER})
    collection = collect([str(tmp_path / "main.tf")])
    (api,) = collection.apis
    assert isinstance(api, RestApi)
    found = {
        (route.method, route.path): route.integration and route.integration.type
        for route in api.routes
    }
    assert found == {("GET", "/items"): "AWS_PROXY", ("OPTIONS", "/items"): "MOCK"}
    get = next(route.integration for route in api.routes if route.method == "GET")
    assert get is not None
    assert get.code is not None
    assert get.code.reading is not None
    assert [answer.status for answer in get.code.reading.answers] == [200]
    assert set(api.deployments[0].after) >= {
        'aws_api_gateway_method.of["GET"]',
        'aws_api_gateway_method.of["OPTIONS"]',
    }
    assert incomplete(collection) == []


def test_a_document_with_the_function_in_it(tmp_path: Path) -> None:
    """The ARN is not known, all else of the template is; the file is judged once."""
    write(
        tmp_path,
        {
            "main.tf": 'resource "aws_lambda_function" "items" { function_name = "items" }\n'
            'resource "aws_api_gateway_rest_api" "shop" {\n  name = "shop"\n'
            '  body = templatefile("${path.module}/api.yaml", {\n'
            "    arn = aws_lambda_function.items.invoke_arn\n  })\n}\n",
            "api.yaml": "openapi: 3.0.1\ninfo: {title: shop}\npaths:\n  /items:\n    get:\n"
            "      x-amazon-apigateway-integration: {type: aws_proxy, uri: '${arn}'}\n",
        },
    )
    collection = collect([str(tmp_path)])
    (api,) = collection.apis
    assert isinstance(api, RestApi)
    (route,) = api.routes
    assert (route.method, route.path) == ("GET", "/items")
    assert route.integration is not None
    assert route.integration.unpermitted == "aws_lambda_function.items"
    assert incomplete(collection) == []


def test_the_names_that_every_module_has(tmp_path: Path) -> None:
    """The workspace under both its names, and paths; others are unknown, and no error of ours."""
    names = ("terraform.workspace", "terraform.env", "path.module", "path.root")
    unknown = ("terraform.none", "path.none", "each.key", "count.index", "self.id", "local.none")
    listed = ", ".join((*names, *unknown))
    write(
        tmp_path,
        {"main.tf": HTTP_API.replace("var.origins", f"[{listed}]", 1) + "variable x {}\n"},
    )
    found = origins(collect([str(tmp_path / "main.tf")], given=Given(workspace="blue")))
    assert isinstance(found, tuple)
    assert found[:4] == ("blue", "blue", ".", ".")
    assert all(isinstance(each, Unresolved) for each in found[4:])


def test_what_may_not_exist_is_undetermined(tmp_path: Path) -> None:
    """A method whose count depends on a variable without a default is neither there nor not."""
    guarded = REST_API.replace("for_each      = local.methods", "count = var.enabled ? 1 : 0")
    guarded = guarded.replace("each.key", '"GET"').replace("each.value\n", '"NONE"\n')
    write(tmp_path, {"main.tf": guarded + 'variable "enabled" {}\n'})
    (api,) = collect([str(tmp_path / "main.tf")]).apis
    assert isinstance(api, RestApi)
    (route,) = api.routes
    assert isinstance(route.authorization, Unresolved)
    assert route.authorization.expression == "count = var.enabled ? 1 : 0"


def test_modules_that_are_not_here_are_named(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """With what puts them there; the sources in .terraform/modules are read."""
    calls = {
        "main.tf": 'module "api" {\n  source = "example/api/aws"\n  origins = ["https://a.example.com"]\n}\n'
        'module "out" { source = "../other" }\nmodule "none" { source = "./none" }\n'
    }
    write(tmp_path / "root", calls)
    write(tmp_path / "other", {"main.tf": HTTP_API})
    found = incomplete(collect([str(tmp_path / "root")]))
    assert [
        (entry.resource.removeprefix(str(tmp_path)), str(entry.state), entry.reason)
        for entry in found
    ] == snapshot
    write(
        tmp_path / "root",
        {
            ".terraform/modules/modules.json": '{"Modules": [{"Key": "", "Dir": "."}, '
            '{"Key": "api", "Source": "example/api/aws", "Dir": ".terraform/modules/api"}]}',
            ".terraform/modules/api/main.tf": HTTP_API,
        },
    )
    assert origins(collect([str(tmp_path / "root")])) == ("https://a.example.com",)


def test_without_the_extra_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """A folder that has other things to read is read as before."""
    write(tmp_path, {"infra/main.tf": 'resource "aws_vpc" "main" {}', "api.yaml": "Resources: {}"})
    syntax._parser.cache_clear()  # noqa: SLF001 - it keeps what was imported
    monkeypatch.setitem(sys.modules, "tree_sitter_hcl", None)
    with pytest.raises(TargetError) as raised:
        collect([str(tmp_path / "infra" / "main.tf")])
    assert str(raised.value) == snapshot
    found = collect([str(tmp_path)])
    assert incomplete(found) == []
    assert [str(entry.state) for entry in found.coverage] == ["skipped", "scanned"]
