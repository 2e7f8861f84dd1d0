"""YAML's short forms, and its scalars, mean what CloudFormation reads in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsgate_audit.collect.template.yaml_text import load_yaml


def value_of(text: str) -> object:
    """Load one value."""
    content, _ = load_yaml(f"value: {text}", Path("t.yaml"))
    assert isinstance(content, dict)
    return content["value"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref Api", {"Ref": "Api"}),
        ("!Condition IsProd", {"Condition": "IsProd"}),
        ("!GetAtt Api.RootResourceId", {"Fn::GetAtt": ["Api", "RootResourceId"]}),
        ("!GetAtt Nested.Outputs.Api", {"Fn::GetAtt": ["Nested", "Outputs.Api"]}),
        ("!GetAtt [Api, RootResourceId]", {"Fn::GetAtt": ["Api", "RootResourceId"]}),
        ("!Sub '${Api}'", {"Fn::Sub": "${Api}"}),
        ("!Sub ['${A}', {A: !Ref B}]", {"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]}),
        ("!Join [',', [a, !Ref B]]", {"Fn::Join": [",", ["a", {"Ref": "B"}]]}),
        (
            "!If [C, !Ref A, !Ref AWS::NoValue]",
            {"Fn::If": ["C", {"Ref": "A"}, {"Ref": "AWS::NoValue"}]},
        ),
        ("!Not [!Equals [a, b]]", {"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}),
        ("!ImportValue x", {"Fn::ImportValue": "x"}),
        ("!Transform {Name: M}", {"Fn::Transform": {"Name": "M"}}),
        ("! plain", "plain"),
    ],
)
def test_short_forms_become_long_forms(short: str, long: object) -> None:
    """The resolver knows one form only."""
    assert value_of(short) == long


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("204", 204),
        ("-1", -1),
        ("0", 0),
        ("012345678901", "012345678901"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1.10", "1.10"),
        ("2012-10-17", "2012-10-17"),
        ("9" * 5000, "9" * 5000),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("~", None),
        ("", None),
        ("'*'", "*"),
        ("!!binary aGk=", "aGk="),
        ("!!str 1", "1"),
    ],
)
def test_scalars_keep_their_meaning(text: str, value: object) -> None:
    """Dates, decimals and account ids keep their spelling."""
    assert value_of(text) == value
    assert type(value_of(text)) is type(value)


def test_a_key_is_a_text_whatever_it_looks_like() -> None:
    """``200:`` names a status."""
    assert value_of("{200: a, true: b}") == {"200": "a", "true": "b"}
