"""A function with a policy in its environment is judged by its code, where that is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy
from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection

if TYPE_CHECKING:
    from pathlib import Path

POLICY = CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=["PUT"]).to_json()
DECORATED = """
from corsgate import cors

@cors
def handler(event, context):
    return {"statusCode": 200, "body": "an item"}
"""
FORGOTTEN = DECORATED.replace("@cors\n", "")
UNREAD = "from elsewhere import handler"


def rules(folder: Path, code: str, *, layer: bool = False) -> set[str]:
    """Judge a SAM template whose function has the code, and the policy in its environment."""
    function: dict[str, Any] = {
        "Handler": "index.handler",
        "Runtime": "python3.13",
        "InlineCode": code,
        "Environment": {"Variables": {"CORSGATE_POLICY": POLICY}},
        "Events": {"Put": {"Type": "Api", "Properties": {
            "Path": "/items", "Method": "put", "RestApiId": {"Ref": "Api"},
        }}},
    }  # fmt: skip
    cors = {"AllowOrigin": "'https://app.example.com'", "AllowHeaders": "'content-type'"}
    resources: dict[str, Any] = {
        "Api": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "p", "Cors": cors}},
        "Function": {"Type": "AWS::Serverless::Function", "Properties": function},
    }
    if layer:
        (folder / "layer/python/corsgate").mkdir(parents=True)
        (folder / "layer/python/corsgate/__init__.py").write_text("made = __import__('x')\n")
        content: dict[str, Any] = {"ContentUri": "layer", "CompatibleRuntimes": ["python3.13"]}
        resources["Layer"] = {"Type": "AWS::Serverless::LayerVersion", "Properties": content}
        function["Layers"] = [{"Ref": "Layer"}]
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
    file = folder / "template.json"
    file.write_text(json.dumps(template), encoding="utf-8")
    return {each.rule for each in judge_collection(collect([str(file)])).findings}


@pytest.mark.parametrize("layer", [False, True])
def test_without_the_decorator_the_policy_helps_nobody(tmp_path: Path, *, layer: bool) -> None:
    """The likeliest slip: the construct has set the variable, and nobody reads it."""
    assert "CORS701" in rules(tmp_path, FORGOTTEN, layer=layer)


@pytest.mark.parametrize("layer", [False, True])
def test_with_the_decorator_nothing_is_found(tmp_path: Path, *, layer: bool) -> None:
    """Also where the library's own source lies beside the code, in a layer."""
    assert not {"CORS701", "CORS702", "CORS703"} & rules(tmp_path, DECORATED, layer=layer)


def test_what_is_not_read_to_its_end_has_the_benefit_of_the_policy(tmp_path: Path) -> None:
    """As a function whose code is elsewhere."""
    assert not {"CORS701", "CORS702"} & rules(tmp_path, UNREAD)
