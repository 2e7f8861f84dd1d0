"""``*.tf.json`` files declare what ``*.tf`` files do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.model import HttpApi, RestApi
from support.collected import only_api, without_locations, write

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection

NATIVE = r"""
variable "origins" {
  type    = list(string)
  default = ["https://a.example.com"]
}
locals {
  host  = "x-${var.origins[0]}"
  quote = "\"$${a}\" \\d"
}
resource "aws_apigatewayv2_api" "shop" {
  for_each      = { eu = { methods = ["GET"] } }
  name          = "shop ${local.quote} ${upper("é")}"
  protocol_type = "HTTP"
  dynamic "cors_configuration" {
    for_each = [each.value]
    iterator = it
    content {
      allow_origins = concat(var.origins, ["https://${replace(local.host, "/^x-https:../", "")}"])
      allow_methods = it.value.methods
      max_age       = 600
    }
  }
}
resource "aws_apigatewayv2_route" "list" {
  api_id    = aws_apigatewayv2_api.shop["eu"].id
  route_key = "GET /items"
}
"""
JSON = {
    "//": {"metadata": {"version": "0.20.0"}},
    "terraform": {"required_version": ">= 1"},
    "variable": {"origins": {"type": "list(string)", "default": ["https://a.example.com"]}},
    "locals": [{"host": "x-${var.origins[0]}"}, {"quote": '"$${a}" \\d'}],
    "resource": [
        {
            "aws_apigatewayv2_api": {
                "//": "a comment",
                "shop": {
                    "//": "a comment",
                    "for_each": {"eu": {"methods": ["GET"]}},
                    "name": 'shop ${local.quote} ${upper("é")}',
                    "protocol_type": "HTTP",
                    "dynamic": {
                        "cors_configuration": {
                            "for_each": ["${each.value}"],
                            "iterator": "it",
                            "content": {
                                "allow_origins": "${concat(var.origins, "
                                '["https://${replace(local.host, "/^x-https:../", "")}"])}',
                                "allow_methods": "${it.value.methods}",
                                "max_age": 600,
                            },
                        }
                    },
                },
            }
        },
        {
            "aws_apigatewayv2_route": {
                "list": [
                    {
                        "api_id": '${aws_apigatewayv2_api.shop["eu"].id}',
                        "route_key": "GET /items",
                    }
                ]
            }
        },
    ],
}
REST = {
    "resource": {
        "aws_api_gateway_rest_api": {"shop": {"name": "shop"}},
        "aws_api_gateway_gateway_response": {
            "errors": {
                "rest_api_id": "${aws_api_gateway_rest_api.shop.id}",
                "response_type": "DEFAULT_4XX",
                "response_parameters": {
                    "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
                },
                "depends_on": ["aws_api_gateway_rest_api.shop"],
            }
        },
    }
}


def read(folder: Path, name: str, text: str) -> Collection:
    """Read a configuration of one file."""
    return collect([write(folder, name, text)])


def test_the_same_model_as_of_the_native_syntax(tmp_path: Path) -> None:
    """Expressions, blocks, dynamic blocks and lists of blocks; and a finding's line is there."""
    native = read(tmp_path, "native/main.tf", NATIVE)
    written = read(tmp_path, "json/main.tf.json", json.dumps(JSON, indent=2))
    assert [without_locations(each) for each in written.apis] == [
        without_locations(each) for each in native.apis
    ]
    api = only_api(written, HttpApi)
    assert api.name == 'shop "${a}" \\d É'
    text = (tmp_path / "json" / "main.tf.json").read_text().splitlines()
    assert '"shop": {' in text[(api.location.line or 0) - 1]
    assert '"list": [' in text[(api.routes[0].location.line or 0) - 2]


def test_a_map_is_no_block(tmp_path: Path) -> None:
    """JSON does not tell them apart; the argument's name does."""
    (response,) = only_api(
        read(tmp_path, "main.tf.json", json.dumps(REST)), RestApi
    ).gateway_responses
    assert response.headers == (("Access-Control-Allow-Origin", "'*'"),)


def test_a_module_of_one_syntax_calls_one_of_the_other(tmp_path: Path) -> None:
    """Each value reaches the variable; a module that is called is no root of its own."""
    call = {"module": {"api": {"source": "./api", "origins": ["https://b.example.com"]}}}
    write(tmp_path, "main.tf.json", json.dumps(call))
    write(tmp_path, "api/main.tf", NATIVE)
    api = only_api(collect([str(tmp_path)]), HttpApi)
    assert getattr(api.cors, "allow_origins", None) == ("https://b.example.com",) * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"locals": {"a": 1, "a": 2}}', "an object has 'a' twice; write the blocks in a list"),
        ('{"locals": {"a": "${"}}', "is not a valid template"),
        ('{"variable": {"a": {"type": "list("}}}', "the value of 'type' is not a valid expression"),
        ('{"locals": {"a": ' + "[" * 150 + "]" * 150 + "}}", "nested more than 100 levels"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_not_valid_is_named(text: str, message: str, tmp_path: Path) -> None:
    """With the file."""
    with pytest.raises(TargetError) as caught:
        read(tmp_path, "main.tf.json", text)
    assert message in str(caught.value)
    assert "main.tf.json" in str(caught.value)


def test_half_a_character_and_control_characters(tmp_path: Path) -> None:
    """As Go reads them; blocks deeper than the provider has any are values."""
    deep: object = {"x": 1}
    for _ in range(20):
        deep = {"b": deep}
    text = json.dumps(
        {
            "resource": {
                "aws_apigatewayv2_api": {
                    "shop": {"name": "\ud800\b\f", "protocol_type": "HTTP", "deep": deep}
                },
                "awscc_apigatewayv2_api": {"other": {"cors_configuration": {}}, "none": 1},
            }
        }
    )
    apis = read(tmp_path, "main.tf.json", text).apis
    assert [each.name for each in apis if isinstance(each, HttpApi)][:1] == ["\ufffd\b\f"]


def test_an_openapi_document_of_that_name_is_one(tmp_path: Path) -> None:
    """Templates of Terraform are often called so; a file of a folder too."""
    document = {
        "openapi": "3.0.1",
        "info": {"title": "shop"},
        "paths": {"/": {"get": {"x-amazon-apigateway-integration": {"type": "mock"}}}},
    }
    file = write(tmp_path, "api.tf.json", json.dumps(document))
    assert only_api(collect([file]), RestApi).name == "shop"
    assert only_api(collect([str(tmp_path)]), RestApi).name == "shop"
