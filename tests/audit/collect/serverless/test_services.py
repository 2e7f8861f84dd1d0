"""Services, read from their ``serverless.yml`` and from what version 3.40 packaged of them.

``packaged.json`` is the template that ``serverless package`` wrote, without log groups, roles,
buckets, versions, the archive's address and the text of request templates.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.given import Given
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.collect.serverless.variables import Variables
from corsgate_audit.model import (
    CoverageState,
    FunctionCode,
    FunctionSettings,
    Location,
    RestApi,
    Unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVICES = Path(__file__).parent / "services"
PLUMBING = ("LambdaPermission", "LambdaFunction")


def plain(value: object) -> object:
    """Write a model for comparison: without lines, and with functions by their names."""
    if isinstance(value, Location):
        return None
    if isinstance(value, FunctionCode | FunctionSettings):
        return value.name
    if is_dataclass(value):
        return (
            type(value).__name__,
            {field.name: plain(getattr(value, field.name)) for field in fields(value)},
        )
    if isinstance(value, tuple):
        return [plain(item) for item in value if not _is_plumbing(item)]
    return value


def _is_plumbing(value: object) -> bool:
    """Whether it is what a deployment waits for, and is not a part of the API."""
    return isinstance(value, str) and any(part in value for part in PLUMBING)


@pytest.mark.parametrize("name", sorted(path.name for path in SERVICES.iterdir()))
def test_a_service_is_what_the_framework_packages(name: str) -> None:
    """The same front doors, with the same values, and as much that is not determined."""
    own = collect([str(SERVICES / name / "serverless.yml")])
    packaged = collect([str(SERVICES / name / "packaged.json")])
    assert plain(own.apis) == plain(packaged.apis)
    states = [
        sorted(
            (entry.resource.rpartition("#")[2], entry.reason)
            for entry in read.coverage
            if entry.state is CoverageState.UNRESOLVED
        )
        for read in (own, packaged)
    ]
    assert states[0] == states[1]


def test_a_newer_template_of_the_framework_is_read_instead(tmp_path: Path) -> None:
    """What it packaged is what it deploys; an older one is of an older service."""
    service = tmp_path / "serverless.yml"
    shutil.copy(SERVICES / "urls" / "serverless.yml", service)
    compiled = tmp_path / ".serverless" / "cloudformation-template-update-stack.json"
    compiled.parent.mkdir()
    shutil.copy(SERVICES / "http_cors_true" / "packaged.json", compiled)
    assert len(collect([str(service)]).apis) == 1
    service.touch()
    os.utime(compiled, (0, 0))
    assert len(collect([str(service)]).apis) == 4


def test_a_finding_is_at_the_line_of_the_event() -> None:
    """A method is its event; a preflight is its ``cors``."""
    (api,) = collect([str(SERVICES / "rest_cors_settings" / "serverless.yml")]).apis
    assert isinstance(api, RestApi)
    lines = {(route.path, route.method): route.location.line for route in api.routes}
    assert lines == {
        ("/any", "ANY"): 24,
        ("/any", "OPTIONS"): 27,
        ("/items", "GET"): 17,
        ("/items", "OPTIONS"): 11,
        ("/items", "POST"): 8,
    }


def test_plugins_that_change_cors_are_named(tmp_path: Path) -> None:
    """What they make of the service is not known before the framework ran."""
    service = tmp_path / "serverless.yml"
    service.write_text(
        "service: shop\nprovider: aws\nplugins: [serverless-plugin-cors, serverless-offline]\n"
        "functions: {}\n"
    )
    named = [
        entry.resource.rpartition("#")[2]
        for entry in collect([str(service)]).coverage
        if entry.incomplete
    ]
    assert named == ["plugins/serverless-plugin-cors"]


FILES = {
    "values.yml": "origin: https://file.example.com\nlist: [a, b]\nnested: ${self:custom.own}\n",
    "text.txt": "words\n",
    ".env": "FROM_FILE='dotenv'\n",
    "code.js": "module.exports = {}\n",
}
CONTENT: Mapping[str, object] = {
    "service": "shop",
    "useDotenv": True,
    "provider": {"name": "aws", "stage": "test", "region": "eu-central-1"},
    "params": {"default": {"size": 1}, "test": {"size": 2}},
    "stages": {"test": {"params": {"color": "red"}}},
    "custom": {
        "own": "value",
        "byStage": {"test": "yes", "prod": "no"},
        "loop": "${self:custom.loop}",
        "first": [{"second": "x"}],
        "file": "${file(values.yml)}",
    },
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${self:custom.own}", "value"),
        ("a-${self:custom.own}-b", "a-value-b"),
        ("${self:custom.byStage.${sls:stage}}", "yes"),
        ("${self:custom.first.0.second}", "x"),
        ("${self:custom.none, 'else'}", "else"),
        ("${self:custom.none, self:custom.own}", "value"),
        ("${self:custom.none, 5}", 5),
        ("${self:custom.none, true}", True),
        ("${self:custom.none, null}", None),
        ("${opt:color, 'blue'}", "blue"),
        ("${opt:stage, self:provider.stage}", "test"),
        ("${opt:given}", "by-option"),
        ("${env:FROM_FILE}", "dotenv"),
        ("${env:OTHER, 'default'}", "default"),
        ("${param:size}", 2),
        ("${param:color}", "red"),
        ("${aws:region}", "eu-central-1"),
        ("${file(values.yml):origin}", "https://file.example.com"),
        ("${file(values.yml):list.1}", "b"),
        ("${file(values.yml):nested}", "value"),
        ("${self:custom.file.origin}", "https://file.example.com"),
        ("${file(./text.txt)}", "words"),
        ("${file(none.yml):a, 'else'}", "else"),
        ("${strToBool('false')}", False),
        ("${AWS::Region}-${Table.Arn}", "${AWS::Region}-${Table.Arn}"),
        ("${self:custom.own", "${self:custom.own"),
        (["${self:custom.own}", {"k-${self:custom.own}": 1}], ["value", {"k-value": 1}]),
    ],
)
def test_variables(text: object, value: object, tmp_path: Path) -> None:
    """As version 3 of the framework resolves them, from what lies in the folder."""
    assert variables(tmp_path).resolve(text) == value


def test_a_line_of_blanks_in_dotenv_takes_no_time(tmp_path: Path) -> None:
    """A pattern that tried each blank as the last one would take minutes for this file."""
    read = variables(tmp_path)
    (tmp_path / ".env").write_text(f" export BLANKS = x{' ' * 200_000}y \nNONE{' ' * 200_000}z\n")
    assert read.resolve("${env:BLANKS}") == f"x{' ' * 200_000}y"
    assert read.resolve("${env:NONE, 'else'}") == "else"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("${opt:color}", "the option is not given; give it with --var color=VALUE"),
        ("${param:none}", "no stage sets the parameter; give it with --var none=VALUE"),
        ("${ssm:/shop/origin}", "it is read where the service is deployed"),
        ("https://${cf:other.Domain}/", "it is read where the service is deployed"),
        ("${self:custom.none}", "the folder has no value for it"),
        ("${self:custom.loop}", "it is defined in terms of itself"),
        ("${file(code.js):origin}", "a program, which is not run here"),
        ("${file(../../../../etc/hostname)}", "it is outside of the target"),
        ("${file(/etc/hostname)}", "it is outside of the target"),
        ("${git:branch}", "the source 'git' is not read here"),
        ("a ${self:custom.byStage}", "a list or a map cannot be a part of a string"),
        ("${sls:instanceId}", "it is different in every deployment"),
    ],
)
def test_what_the_folder_does_not_say(text: str, reason: str, tmp_path: Path) -> None:
    """It is undetermined, with the expression."""
    found = variables(tmp_path).resolve(text)
    assert isinstance(found, Unresolved)
    assert (found.expression, found.reason) == (text, reason)


def variables(folder: Path) -> Variables:
    """Return those of a service in a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text)
    reach = reach_of(folder / "serverless.yml")
    return Variables(CONTENT, folder, reach, Given(variables=["given=by-option"]))
