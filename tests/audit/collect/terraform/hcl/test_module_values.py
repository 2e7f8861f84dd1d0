"""What modules make of variables, files, blocks and data sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.given import Given
from corsgate_audit.model import HttpApi, RestApi, Unresolved
from support.collected import only_api

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

API = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = VALUE
  }
}
"""


def origins(folder: Path, value: str, more: str = "", variables: Sequence[str] = ()) -> object:
    """Return the origins that an expression makes."""
    (folder / "main.tf").write_text(API.replace("VALUE", value) + more)
    api = only_api(collect([str(folder / "main.tf")], given=Given(variables)), HttpApi)
    return getattr(api.cors, "allow_origins", api.cors)


OBJECT = (
    'variable "v" {\n  type = object({\n    a = string\n    b = optional(list(string), ["x"])\n'
    "    c = optional(map(number))\n    d = optional(bool, true)\n  })\n}\n"
)


@pytest.mark.parametrize(
    ("value", "more", "given", "made"),
    [
        ("var.v", 'variable "v" {\n  type = list(string)\n}\n', "[1, true]", ("1", "true")),
        ("tolist(var.v)", 'variable "v" {\n  type = set(string)\n}\n', '["b","a","b"]', ("a", "b")),
        ("[for k, x in var.v : x]", 'variable "v" {\n  type = map(string)\n}\n', "{a=1}", ("1",)),
        ("var.v.b", OBJECT, '{a = "y"}', ("x",)),
        (
            "[tostring(var.v.d), var.v.a]",
            OBJECT,
            '{a = 2, b = ["z"], c = {k = "3"}}',
            ("true", "2"),
        ),
        ("[tostring(var.v + 1)]", 'variable "v" {\n  type = number\n}\n', "41", ("42",)),
        ('var.v ? ["on"] : []', 'variable "v" {\n  type = bool\n}\n', "true", ("on",)),
        ("[var.v]", 'variable "v" {\n  type = any\n}\n', "free", ("free",)),
        (
            "[coalesce(var.v, local.own)]",
            'variable "v" {\n  default = null\n}\nlocals {\n  own = "local"\n}\n',
            None,
            ("local",),
        ),
    ],
)
def test_types_of_variables(
    value: str, more: str, given: str | None, made: object, tmp_path: Path
) -> None:
    """Values are converted, and optional attributes have their defaults."""
    variables = [] if given is None else [f"v={given}"]
    assert origins(tmp_path, value, more, variables=variables) == made


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("list(string)", "{a = 1}"),
        ("map(string)", "[1]"),
        ("object({ a = string })", "[1]"),
        ("number", "x"),
        ("string", "[1]"),
    ],
)
def test_a_value_of_another_type_is_unknown(kind: str, given: str, tmp_path: Path) -> None:
    """Terraform refuses it: nobody knows what was meant."""
    more = f'variable "v" {{\n  type = {kind}\n}}\n'
    found = origins(tmp_path, "[var.v]", more, variables=[f"v={given}"])
    assert isinstance(found, tuple)
    assert isinstance(found[0], Unresolved)
    assert found[0].reason.startswith("the value does not fit the variable's type")


def test_null_takes_the_default_of_a_variable_that_is_not_nullable(tmp_path: Path) -> None:
    """As Terraform 1.1 and later do."""
    module = tmp_path / "m"
    module.mkdir()
    text = API.replace("VALUE", "var.v")
    more = 'variable "v" {\n  default = ["d"]\n  nullable = NULLABLE\n}\n'
    (tmp_path / "main.tf").write_text('module "m" {\n  source = "./m"\n  v = null\n}\n')
    found = []
    for nullable in ("false", "true"):
        (module / "main.tf").write_text(text + more.replace("NULLABLE", nullable))
        api = only_api(collect([str(tmp_path / "main.tf")]), HttpApi)
        found.append(getattr(api.cors, "allow_origins", None))
    assert found == [("d",), ()]


def test_files(tmp_path: Path) -> None:
    """What functions read of the folder; what is not there is unknown."""
    (tmp_path / "a").mkdir()
    for name, text in (("a/one.txt", "1"), ("a/two.md", "2"), ("a/three.txt", "é")):
        (tmp_path / name).write_text(text)
    (tmp_path / "binary").write_bytes(b"\xff")
    value = (
        '[file("a/one.txt"), filebase64("a/one.txt"), filemd5("a/one.txt"), '
        'filebase64sha256("a/one.txt"), join(",", fileset("a", "*.txt")), '
        'join(",", fileset(path.module, "**/*.md")), tostring(fileexists("a/none")), '
        'templatestring("x$${v}", { v = 1 }), trimspace(templatefile("a/two.md", {}))]'
    )
    assert origins(tmp_path, value) == (
        "1",
        "MQ==",
        "c4ca4238a0b923820dcc509a6f75849b",
        "a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=",
        "one.txt,three.txt",
        "a/two.md",
        "false",
        "x1",
        "2",
    )
    unknown = origins(
        tmp_path, '[file("none"), filebase64("none"), filemd5("none"), file("binary")]'
    )
    assert isinstance(unknown, tuple)
    assert [each.reason for each in unknown if isinstance(each, Unresolved)] == [
        f"the file could not be read: '{tmp_path}/none': no such file or folder",
        f"the file could not be read: '{tmp_path}/none': no such file or folder",
        f"the file could not be read: '{tmp_path}/none': no such file or folder",
        "the file is not UTF-8 text",
    ]


@pytest.mark.parametrize(
    ("more", "made"),
    [
        (
            'data "template_file" "t" {\n  template = "<$${v}>"\n  vars = {\n    v = "x"\n  }\n}\n',
            ("<x>",),
        ),
        ('data "template_file" "t" {\n  template = "plain"\n}\n', ("plain",)),
    ],
)
def test_the_template_of_a_data_source(more: str, made: object, tmp_path: Path) -> None:
    """It is rendered of what is here; the provider's name is older than templatefile()."""
    assert origins(tmp_path, "[data.template_file.t.rendered]", more) == made


@pytest.mark.parametrize(
    "more",
    [
        'data "template_file" "t" {\n  template = data.x.y.z\n}\n',
        'data "template_file" "t" {\n  template = "$${none}"\n}\n',
        "",
    ],
)
def test_a_template_that_is_not_known(more: str, tmp_path: Path) -> None:
    """Its variables or its text are nowhere."""
    found = origins(tmp_path, "[data.template_file.t.rendered]", more)
    assert isinstance(found, tuple)
    assert isinstance(found[0], Unresolved)


def test_override_files_change_what_is_declared(tmp_path: Path) -> None:
    """Attribute by attribute; blocks of a type replace those of the type."""
    (tmp_path / "shop_override.tf").write_text(
        'resource "aws_apigatewayv2_api" "shop" {\n  name = "other"\n  cors_configuration {\n'
        '    allow_origins = ["https://other.example.com"]\n  }\n}\n'
    )
    (tmp_path / "zone_override.tf.json").write_text(
        '{"resource": {"aws_apigatewayv2_api": {"shop": {"name": "last"}}}}'
    )
    assert origins(tmp_path, '["*"]') == ("https://other.example.com",)
    collection = collect([str(tmp_path)])
    assert only_api(collection, HttpApi).name == "last"


DYNAMIC = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  dynamic "cors_configuration" {
    for_each = EACH
    ITERATOR
    content {
      allow_origins = NAME.value
    }
  }
}
"""


@pytest.mark.parametrize(
    ("each", "iterator", "made"),
    [
        ('[["a"]]', "", ("a",)),
        ('{ x = ["b"] }', "iterator = own", ("b",)),
        ("[]", "", None),
        ("5", "", Unresolved("5", "a list, a set or a map is expected here")),
        ("data.a.b.c", "", Unresolved("data.a.b.c", "the module declares no data.a.b")),
    ],
)
def test_dynamic_blocks(each: str, iterator: str, made: object, tmp_path: Path) -> None:
    """One for each value; unknown where the values are."""
    name = "own" if iterator else "cors_configuration"
    text = DYNAMIC.replace("EACH", each).replace("ITERATOR", iterator).replace("NAME", name)
    (tmp_path / "main.tf").write_text(text)
    cors = only_api(collect([str(tmp_path / "main.tf")]), HttpApi).cors
    assert getattr(cors, "allow_origins", cors) == made


def test_numbers_of_instances_that_cannot_be(tmp_path: Path) -> None:
    """More than anybody deploys, or no number: no instance is made, and the rest is read."""
    more = "".join(
        f'resource "aws_apigatewayv2_api" "b{n}" {{\n  {text}\n}}\n'
        for n, text in enumerate(
            ('count = "x"', "count = 9999", "for_each = 5", "for_each = toset(range(5000))")
        )
    )
    assert origins(tmp_path, '["*"]', more) == ("*",)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"terraform.tfvars.json": "["}, "not valid JSON"),
        ({"terraform.tfvars": "a = ["}, "not valid HCL, line 1"),
        ({"a.tf": "x"}, "not valid HCL, line 1"),
        ({"a.tf": "resource {", "b.tf": "}"}, "b.tf"),
    ],
)
def test_files_that_are_not_valid(files: dict[str, str], message: str, tmp_path: Path) -> None:
    """All of them are named: what they declare would be missing."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(TargetError, match=message):
        origins(tmp_path, '["*"]')


def test_a_value_by_var_may_not_refer_to_anything(tmp_path: Path) -> None:
    """A list or a map is an expression; anything else is a string."""
    more = 'variable "v" {}\n'
    found = origins(tmp_path, "[var.v[0], var.v[1]]", more, variables=["v=[local.x, 1]"])
    assert isinstance(found, tuple)
    assert isinstance(found[0], Unresolved)
    with pytest.raises(TargetError, match="--var 'v': NAME=VALUE"):
        origins(tmp_path, "[]", more, variables=["v"])


def test_a_stage_a_policy_and_a_layer_of_a_configuration(tmp_path: Path) -> None:
    """An archive of one file is its folder; a layer has code, too."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("import shared\ndef handler(e, c): return {}\n")
    (tmp_path / "main.tf").write_text(
        'resource "aws_api_gateway_rest_api" "shop" {\n  name = "shop"\n}\n'
        'resource "aws_api_gateway_method" "get" {\n'
        "  rest_api_id = aws_api_gateway_rest_api.shop.id\n"
        "  resource_id = aws_api_gateway_rest_api.shop.root_resource_id\n"
        '  http_method = "GET"\n  authorization = "NONE"\n}\n'
        'resource "aws_api_gateway_integration" "get" {\n'
        "  rest_api_id = aws_api_gateway_rest_api.shop.id\n"
        "  resource_id = aws_api_gateway_method.get.resource_id\n"
        "  http_method = aws_api_gateway_method.get.http_method\n"
        '  type = "AWS_PROXY"\n'
        '  uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/'
        '${aws_lambda_function.f.arn}/invocations"\n}\n'
        'data "archive_file" "f" {\n  type = "zip"\n  source_file = "src/app.py"\n'
        '  output_path = "f.zip"\n}\n'
        'resource "aws_lambda_layer_version" "l" {\n  filename = "src"\n  layer_name = "l"\n}\n'
        'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  filename = "f.zip"\n'
        '  handler = "app.handler"\n  runtime = "python3.13"\n'
        "  layers = [aws_lambda_layer_version.l.arn]\n}\n"
    )
    (route,) = only_api(collect([str(tmp_path / "main.tf")]), RestApi).routes
    assert route.path == "/"
    assert route.integration is not None
    assert route.integration.code is not None
    assert route.integration.code.reading is not None
    assert route.integration.function is not None
    assert route.integration.function.layers == (f"{tmp_path}/src",)


def test_the_budget_of_a_run_ends_it(tmp_path: Path) -> None:
    """Functions in functions without end are the same as files without end."""
    loops = "[for a in range(9999) : length([for b in range(9999) : b])]"
    many = f"[{', '.join([loops] * 3)}]"
    with pytest.raises(TargetError, match="reached its limit"):
        _with_few_steps(tmp_path, many)


def _with_few_steps(folder: Path, value: str) -> None:
    (folder / "main.tf").write_text(API.replace("VALUE", value))
    collect([str(folder / "main.tf")], budget=Budget(steps=20_000))
