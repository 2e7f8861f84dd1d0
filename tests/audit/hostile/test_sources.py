"""Hostile configurations of Terraform and the Serverless Framework: nothing else is read."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from corsgate_audit.cli import main
from support.hostile import ORIGIN, SECRET, secrets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SECONDS = 60.0
API = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = [VALUE]
  }
}
"""
JSON = (
    '{"resource": {"aws_apigatewayv2_api": {"shop": {"name": "shop", "protocol_type": "HTTP", '
    '"cors_configuration": {"allow_origins": ["VALUE"]}}}}}'
)
SERVICE = """
service: shop
provider: {name: aws, runtime: nodejs20.x, httpApi: {cors: {allowedOrigins: [VALUE]}}}
functions: {list: {handler: app.list, events: [{httpApi: GET /items}]}}
"""
OUTSIDE = "outside"


class Hostile(NamedTuple):
    """A target.

    Args:
        files: files by name; the first is the target.
        says: what its audit says, so that nothing passes in silence.
        links: links by name.
    """

    files: Mapping[str, str]
    says: str
    links: Mapping[str, str] = {}


def hcl(value: str, more: str = "", **files: str) -> Mapping[str, str]:
    """Write a configuration whose origin is an expression."""
    return {"main.tf": API.replace("VALUE", value) + more, **files}


def yml(value: str) -> Mapping[str, str]:
    """Write a service whose origin is a variable."""
    return {"serverless.yml": SERVICE.replace("VALUE", value)}


MODULE = 'module "m" {\n  source = "SOURCE"\n}\n'
TARGETS: Mapping[str, Hostile] = {
    "file": Hostile(hcl('file("../outside/token")'), OUTSIDE),
    "file-absolute": Hostile(hcl('file("/proc/self/environ")'), OUTSIDE),
    "file-of-home": Hostile(hcl('file(pathexpand("~/.ssh/id_rsa"))'), "not evaluated"),
    "file-by-path": Hostile(hcl('file("${path.module}/a/../../outside/token")'), OUTSIDE),
    "file-of-a-link": Hostile(hcl('file("l")'), OUTSIDE, {"l": "../outside/token"}),
    "file-of-a-device": Hostile(hcl('file("z")'), OUTSIDE, {"z": "/dev/zero"}),
    "file-hash": Hostile(hcl('filesha256("../outside/token")'), OUTSIDE),
    "file-base64": Hostile(hcl('filebase64("../outside/token")'), OUTSIDE),
    "template": Hostile(hcl('templatefile("../outside/secret.json", {})'), OUTSIDE),
    "exists": Hostile(hcl('fileexists("../outside/token") ? "https://a" : "https://b"'), OUTSIDE),
    "set": Hostile(hcl('join("", fileset("../outside", "**"))'), OUTSIDE),
    "module-above": Hostile(hcl('"*"', MODULE.replace("SOURCE", "../outside")), OUTSIDE),
    "module-absolute": Hostile(hcl('"*"', MODULE.replace("SOURCE", "/etc")), "terraform init"),
    "module-of-a-link": Hostile(
        hcl('"*"', MODULE.replace("SOURCE", "./l")), OUTSIDE, {"l": "../outside"}
    ),
    "module-in-itself": Hostile(hcl('"*"', MODULE.replace("SOURCE", "./")), "in each other"),
    "modules-installed-outside": Hostile(
        {
            **hcl('"*"', MODULE.replace("SOURCE", "a/b/c")),
            ".terraform/modules/modules.json": '{"Modules": [{"Key": "m", "Dir": "../outside"}]}',
        },
        OUTSIDE,
    ),
    "modules-broken": Hostile(
        {
            **hcl('"*"', MODULE.replace("SOURCE", "a/b/c")),
            ".terraform/modules/modules.json": "[" * 100_000,
        },
        "terraform init",
    ),
    "code": Hostile(
        hcl(
            '"*"',
            'resource "aws_lambda_function_url" "u" {\n'
            "  function_name = aws_lambda_function.f.arn\n"
            '  authorization_type = "NONE"\n}\nresource "aws_lambda_function" "f" {\n'
            '  filename = "../outside/token"\n  handler = "a.b"\n  runtime = "python3.13"\n}\n',
        ),
        OUTSIDE,
    ),
    "endless-count": Hostile(
        hcl('"*"', 'resource "aws_apigatewayv2_api" "b" {\n  count = 1000000000\n}\n'), ""
    ),
    "endless-for": Hostile(hcl("length([for a in range(9999) : [for b in range(9999) : b]])"), ""),
    "doubling": Hostile(
        hcl(
            "local.a60",
            'locals {\n  a0 = "xx"\n'
            + "".join(f'  a{n + 1} = "${{local.a{n}}}${{local.a{n}}}"\n' for n in range(60))
            + "}\n",
        ),
        "characters",
    ),
    "doubling-objects": Hostile(
        hcl(
            "jsonencode(local.a60)",
            "locals {\n  a0 = { x = 1 }\n"
            + "".join(f"  a{n + 1} = {{ x = local.a{n}, y = local.a{n} }}\n" for n in range(60))
            + "}\n",
        ),
        "values",
    ),
    "circle": Hostile(
        hcl("local.a", "locals {\n  a = local.b\n  b = local.a\n}\n"), "in terms of itself"
    ),
    "deep": Hostile(hcl("(" * 50_000 + "1" + ")" * 50_000), "within each other"),
    "broken": Hostile({"main.tf": 'resource "aws_api_gateway_rest_api" "a" {'}, "not valid HCL"),
    "no-text": Hostile({"main.tf": "\udcff\udcfe"}, "not UTF-8 text"),
    "marks": Hostile(hcl('"\uf8f00\uf8f1\uf8f0999\uf8f1"'), ""),
    "variables-of-a-device": Hostile(hcl('"*"'), OUTSIDE, {"terraform.tfvars": "/dev/zero"}),
    "json-file": Hostile(
        {"main.tf.json": JSON.replace("VALUE", '${file(\\"../outside/token\\")}')}, OUTSIDE
    ),
    "json-device": Hostile(hcl('"*"'), OUTSIDE, {"a.tf.json": "/dev/zero"}),
    "json-broken": Hostile({"main.tf.json": '{"resource": ' + "[" * 100_000}, "not valid JSON"),
    "json-deep": Hostile(
        {"main.tf.json": '{"resource": {"aws_x": {"a": ' + '{"b":' * 900 + "1" + "}" * 903},
        "nested more than",
    ),
    "regex": Hostile(hcl('regex("^(a+)+$", "' + "a" * 50_000 + 'b")'), "finds no match"),
    "regex-large": Hostile(hcl('regex("((((a{99}){99}){99}){99})", "a")'), "too large"),
    "environment": Hostile(hcl("var.PATH", 'variable "PATH" {}\n'), "no default"),
    "yml-file": Hostile(yml("'${file(../outside/secret.json):AllowOrigins}'"), OUTSIDE),
    "yml-absolute": Hostile(yml("'${file(/proc/self/environ)}'"), OUTSIDE),
    "yml-of-a-link": Hostile(yml("'${file(l)}'"), OUTSIDE, {"l": "../outside/token"}),
    "yml-program": Hostile(yml("'${file(a.js):x}'"), "a program"),
    "yml-environment": Hostile(yml("'${env:PATH}'"), "--var PATH=VALUE"),
    "yml-circle": Hostile(yml("'${self:provider.httpApi.cors}'"), "in terms of itself"),
    "yml-dotenv": Hostile(
        {"serverless.yml": "useDotenv: true\n" + SERVICE.replace("VALUE", "'${env:SECRET}'")},
        "--var SECRET=VALUE",
        {".env": "../outside/token"},
    ),
    "yml-compiled": Hostile(yml("'*'"), "", {".serverless": "../outside"}),
}
WAYS = (
    ["audit", "--format", "json"],
    ["why", "--origin", ORIGIN, "--method", "PUT", "--path", "/items"],
    ["fix", "--policy", "policy.toml", "--diff"],
    ["check", "--init", "new.toml"],
)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_else_is_read_and_it_is_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """By every command that takes a file, in bounded time, without a word of what is outside."""
    target = TARGETS[name]
    secrets(tmp_path)
    folder = tmp_path / "target"
    for file, text in target.files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    for link, to in target.links.items():
        (folder / link).symlink_to(to)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.toml").write_text(f'allow_origins = ["{ORIGIN}"]\n')
    begin = time.monotonic()
    for command, *options in WAYS:
        status = main([command, *options, os.fspath(folder / next(iter(target.files)))])
        said = "".join(capfd.readouterr())
        assert status in {0, 1, 2, 3}
        assert SECRET not in said
        assert "Traceback" not in said
        assert "fault of corsgate's own" not in said
        if command == "audit":
            assert target.says in said
    new = tmp_path / "new.toml"
    assert not new.exists() or SECRET not in new.read_text()
    assert time.monotonic() - begin < SECONDS
