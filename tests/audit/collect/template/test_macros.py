"""What macros would make of a template is named, and the rest is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from support.collected import only_api, write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

API = 'Api: {Type: "AWS::ApiGateway::RestApi", Properties: {Name: shop}}'


def macro(name: str) -> str:
    """Return why a macro's result is not seen."""
    return f"the macro {name} can change the template before it is deployed; it is not run"


@pytest.mark.parametrize(
    ("top", "resources", "failures"),
    [
        ("", "", []),
        ("Transform: AWS::Serverless-2016-10-31", "", []),
        ("Transform: AWS::LanguageExtensions", "", []),
        ("Transform: {Name: AWS::Include}", "", [("cloudformation", macro("AWS::Include"))]),
        ("Fn::Transform: {Name: Other}", "", [("cloudformation", macro("Other"))]),
        (
            "Transform: AWS::LanguageExtensions",
            "Fn::ForEach::Apis: [Name, [a], {}]",
            [("cloudformation", "the loop Fn::ForEach is not run")],
        ),
    ],
)
def test_macros_are_named(
    tmp_path: Path, top: str, resources: str, failures: list[tuple[str, str]]
) -> None:
    """Beside what the template itself declares."""
    text = f"{top}\nResources:\n  {API}\n  {resources}\n"

    collection = collect([write(tmp_path, "t.yaml", text)])

    failed = [(entry.service, entry.reason) for entry in collection.coverage if entry.incomplete]
    assert failed == failures
    assert only_api(collection).name == "shop"


def test_macros_of_nested_templates_are_named(tmp_path: Path) -> None:
    """They run when the nested stack is deployed."""
    write(tmp_path, "child.yaml", "Transform: Mine\nResources: {}")
    parent = """
Resources:
  N: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: child.yaml}}
"""

    collection = collect([write(tmp_path, "t.yaml", parent)])

    assert [entry.reason for entry in collection.coverage if entry.incomplete] == [macro("Mine")]


@pytest.mark.parametrize("body", ["5", "null", "[a]", "{Type: [a]}", "{Properties: {}}"])
@pytest.mark.parametrize("name", ["Other", "Fn::Transform"])
def test_what_has_no_type_is_named(
    tmp_path: Path, name: str, body: str, snapshot: SnapshotAssertion
) -> None:
    """It may be meant as an API; the rest of the template is read."""
    text = f"Resources:\n  {API}\n  {name}: {body}\n"

    collection = collect([write(tmp_path, "t.yaml", text)])

    assert [
        (entry.state.value, entry.resource, entry.reason)
        for entry in collection.coverage
        if entry.incomplete
    ] == snapshot
    assert only_api(collection).name == "shop"


def test_what_has_no_type_in_a_nested_template_is_named(tmp_path: Path) -> None:
    """With the nested template's path."""
    write(tmp_path, "child.yaml", "Resources: {Other: 5}")
    stack = 'Child: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: child.yaml}}'
    path = write(tmp_path, "t.yaml", f"Resources:\n  {stack}\n")

    incomplete = [entry.resource for entry in collect([path]).coverage if entry.incomplete]

    assert incomplete == [f"{tmp_path}/child.yaml#Other"]
