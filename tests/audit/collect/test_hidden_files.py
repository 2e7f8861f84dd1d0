"""No file of a folder hides another one: what is not judged as a part is judged by itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import collect

if TYPE_CHECKING:
    from pathlib import Path

HTTP = "AWS::ApiGatewayV2::Api"
STACK = "AWS::CloudFormation::Stack"
REST = "AWS::ApiGateway::RestApi"
INCLUDE = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "bad.json"}}}
NEVER = {"No": {"Fn::Equals": ["a", "b"]}}


def api(name: str) -> dict[str, Any]:
    """Return an HTTP API."""
    return {"Type": HTTP, "Properties": {"Name": name, "ProtocolType": "HTTP"}}


def stack(path: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any member of a resource
    """Return a nested stack."""
    return {"Type": STACK, **more, "Properties": {"TemplateURL": path}}


def names(folder: Path, **files: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Write files and return the names of the APIs that are judged, in order."""
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return sorted(str(each.name) for each in collect([str(folder)]).apis)


BAD = {"Resources": {"Bad": api("bad")}}
BODY = {"openapi": "3.0.1", "info": {"title": "bad", "version": "1"}, "paths": {
    "/": {"get": {"responses": {}, "x-amazon-apigateway-integration": {"type": "mock"}}},
}}  # fmt: skip


@pytest.mark.parametrize(
    "naming",
    [
        {"T": {"Type": "AWS::SNS::Topic", "Metadata": INCLUDE}},
        {"T": {"Type": "AWS::SNS::Topic", "Properties": {"BodyS3Location": "bad.json"}}},
        {"T": {"Type": HTTP, "Properties": {"ProtocolType": "HTTP", "CorsConfiguration": INCLUDE}}},
        {"T": stack("bad.json", Condition="No")},
        {"T": {"Type": REST, "Condition": "No", "Properties": {"BodyS3Location": "bad.json"}}},
        {"T": {"Type": REST, "Properties": {"BodyS3Location": "bad.json", "Body": BODY}}},
    ],
)
def test_who_only_names_a_file_does_not_hide_it(tmp_path: Path, naming: dict[str, Any]) -> None:
    """Metadata, another type, a false condition, a setting, a property that does not count."""
    good = {"Conditions": NEVER, "Resources": {"Good": api("good"), **naming}}
    found = names(tmp_path, a=good, bad=BAD)
    assert [each for each in found if each in {"bad", "good"}].count("bad") >= 1
    assert "good" in found


def test_a_document_that_is_only_named_is_judged_too(tmp_path: Path) -> None:
    """OpenAPI as well as templates."""
    naming = {"Type": REST, "Condition": "No", "Properties": {"BodyS3Location": "bad.json"}}
    good = {"Conditions": NEVER, "Resources": {"Good": api("good"), "T": naming}}
    assert names(tmp_path, a=good, bad=BODY) == ["bad", "good"]


def test_a_condition_that_the_parent_s_parameters_make_false_hides_nothing(tmp_path: Path) -> None:
    """Read alone the nested template would nest it; as it is nested it does not."""
    nested = {
        "Parameters": {"With": {"Type": "String", "Default": "yes"}},
        "Conditions": {"Yes": {"Fn::Equals": [{"Ref": "With"}, "yes"]}},
        "Resources": {"Mid": api("middle"), "T": stack("bad.json", Condition="Yes")},
    }
    outer = {"Resources": {"N": stack("b.json")}}
    outer["Resources"]["N"]["Properties"]["Parameters"] = {"With": "no"}
    assert names(tmp_path, a=outer, b=nested, bad=BAD) == ["bad", "middle"]


@pytest.mark.parametrize("beside", [{}, {"c": {"Resources": {"Good": api("good")}}}])
def test_templates_that_nest_each_other_are_judged(tmp_path: Path, beside: dict[str, Any]) -> None:
    """The first of the circle as if nobody nested it; alone or beside others."""
    first = {"Resources": {"A": api("first"), "T": stack("b.json")}}
    second = {"Resources": {"B": api("second"), "T": stack("a.json")}}
    expected = ["first", *(["good"] if beside else []), "second"]
    assert names(tmp_path, a=first, b=second, **beside) == expected


def test_a_template_that_nests_itself_is_judged(tmp_path: Path) -> None:
    """As where it is the target itself."""
    assert names(tmp_path, a={"Resources": {"A": api("a"), "T": stack("a.json")}}) == ["a"]


def test_what_is_a_part_is_judged_once(tmp_path: Path) -> None:
    """A nested stack of a nested stack, a document, and what takes the place of a body."""
    rest = {"Type": REST, "Properties": {"BodyS3Location": "body.json"}}
    included = {"Type": REST, "Properties": {"Body": {**INCLUDE}}}
    outer = {"Resources": {"N": stack("b.json"), "R": rest, "I": included}}
    files = {"a": outer, "b": {"Resources": {"T": stack("c.json")}}, "body": BODY}
    found = names(tmp_path, **files, c={"Resources": {"C": api("c")}}, bad=BODY)
    assert len(found) == 3
