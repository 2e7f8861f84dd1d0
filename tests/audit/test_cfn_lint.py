"""cfn-lint with the rules of the audit: the same findings, at the same lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.cfn_lint import lint_id
from corsgate_audit.rules.registry import all_rules, rule_named
from support.planted import FAULTS, template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syrupy.assertion import SnapshotAssertion

pytestmark = pytest.mark.slow  # starts cfn-lint, with all its rules

TEMPLATE = """\
Parameters:
  Page: {Type: String}
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: orders
      ProtocolType: HTTP
      CorsConfiguration:
        AllowOrigins: ["https://app.example.com"]
        AllowMethods: [GET]
  Shared:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shared
      ProtocolType: HTTP
      CorsConfiguration: {AllowOrigins: [!Ref Page]}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: PUT /orders}
"""


def linted(path: Path, *options: str) -> list[dict[str, Any]]:
    """Return what cfn-lint says of a template with these rules."""
    command = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [command, path, "--append-rules", "corsgate_audit.cfn_lint", "--format", "json", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def ours(found: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the ids and resources of what these rules say."""
    return sorted(
        (each["Rule"]["Id"], str(each["Location"]["Path"][1]))
        for each in found
        if each["Rule"]["Id"][1] == "9"
    )


def test_what_the_audit_finds_is_said_where_it_is(tmp_path: Path) -> None:
    """All planted faults, each by its rule, at the resource that is at fault."""
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template(), indent=1))

    assert ours(linted(path, "--include-checks", "I")) == sorted(
        (lint_id(fault.rule, rule_named(fault.rule).page.severity), fault.resource)
        for fault in FAULTS
    )


def test_lines_messages_and_what_could_not_be_told(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """A parameter without a value keeps some rules from a verdict."""
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE)
    found = {each["Rule"]["Id"]: each for each in linted(path, "--include-checks", "I")}

    assert found["E9204"]["Message"] == snapshot
    assert found["E9204"]["Location"]["Start"]["LineNumber"] == 4
    assert "CORS902: " in found["I9902"]["Message"]


def test_every_rule_has_an_id_of_its_own() -> None:
    """Of the form that cfn-lint wants, among those for rules of others."""
    ids = [lint_id(rule.id, rule.page.severity) for rule in all_rules()]
    assert len(set(ids)) == len(ids)
    assert {(each[0] in "EWI", each[1], len(each)) for each in ids} == {(True, "9", 5)}
