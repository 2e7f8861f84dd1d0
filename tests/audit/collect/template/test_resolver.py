"""Intrinsic functions: what the template says is a value, what it does not say is `Unresolved`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect.template.document import Document
from corsgate_audit.collect.template.positions import JsonPositions
from corsgate_audit.collect.template.resolver import scope_of
from corsgate_audit.collect.template.values import NO_VALUE, Link, without_links
from corsgate_audit.collect.template.yaml_text import load_yaml
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.collect.template.stack import Scope

LATER = "known only when the stack is deployed"
NO_DEFAULT = "the parameter 'Open' has no default"
MACRO = "a macro, which CloudFormation runs when the stack is deployed"
MALFORMED = "the function's arguments are not as CloudFormation documents them"

TEMPLATE = """
Parameters:
  Name: {Type: String, Default: shop}
  Open: {Type: String}
  Count: {Type: Number, Default: 3}
  List: {Type: CommaDelimitedList, Default: "a, b ,c"}
  Numbers: {Type: List<Number>, Default: "1,2"}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /shop/origin}
  Secret: {Type: String, Default: "{{resolve:ssm:/shop/secret}}"}
  Odd: text
Mappings:
  Hosts:
    prod: {app: app.example.com, ports: [443, 8443]}
Conditions:
  Yes: !Equals [!Ref Name, shop]
  No: !Not [!Condition Yes]
  Number: !Equals [!Ref Count, "3"]
  Flag: !Equals [true, "true"]
  Many: !Equals [!Ref List, [a, b, c]]
  Unknown: !Equals [!Ref Open, x]
  Region: !Equals [!Ref AWS::Region, eu-central-1]
  Deployed: !Equals [!GetAtt Function.Arn, x]
  Hole: !Equals [!Sub "${Open}-x", x]
  And: !And [!Condition Yes, !Condition Number]
  AndNo: !And [!Condition Unknown, !Condition No]
  AndUnknown: !And [!Condition Yes, !Condition Unknown]
  Or: !Or [!Condition Unknown, !Condition Yes]
  OrNo: !Or [!Condition No, !Condition No]
  OrUnknown: !Or [!Condition No, !Condition Unknown]
  NotUnknown: !Not [!Condition Unknown]
  Loop: !Not [!Condition Loop]
  Loop1: !And [!Condition Yes, !Condition Loop2]
  Loop2: !Or [!Condition No, !Condition Loop1]
  Strange: {Fn::Contains: [a, b]}
  Literal: true
  Missing: !Not [!Condition Nowhere]
Resources:
  Api: {Type: "AWS::ApiGateway::RestApi"}
  Function: {Type: "AWS::Lambda::Function"}
  Broken: text
"""


@pytest.fixture(name="scope")
def _scope() -> Scope:
    """Return the template in an account whose id is known, and whose region is not."""
    content, positions = load_yaml(TEMPLATE, Path("t.yaml"))
    assert isinstance(content, dict)
    return scope_of(
        Document(Path("t.yaml"), content, positions), {"AWS::AccountId": "123456789012"}
    )


def node(text: str) -> Any:  # noqa: ANN401 - a template's value can be anything
    """Read a value as a template has it."""
    content, _ = load_yaml(f"v: {text}", Path("t.yaml"))
    assert isinstance(content, dict)
    return content["v"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", "plain"),
        ("{a: [1, true, null]}", {"a": [1, True, None]}),
        ("!Ref Name", "shop"),
        ("!Ref Count", 3),
        ("!Ref List", ["a", "b", "c"]),
        ("!Ref Numbers", ["1", "2"]),
        ("!Ref AWS::AccountId", "123456789012"),
        ("!Sub '${Name}-${AWS::AccountId}'", "shop-123456789012"),
        ("!Sub 'literal ${!Name} stays'", "literal ${Name} stays"),
        ("!Sub ['${A}/${ Name }', {A: !Select [1, !Ref List]}]", "b/shop"),
        ("!Sub '${Count} $ {} ${Yes'", "3 $ {} ${Yes"),
        ("!Sub ''", ""),
        ("!Join [', ', !Ref List]", "a, b, c"),
        ("!Join ['', [a, 1, true]]", "a1true"),
        ("!Join ['', [!Sub '${Name}', !Join ['', [b]]]]", "shopb"),
        ("!Join [',', []]", ""),
        ("!Split ['.', a.b.c]", ["a", "b", "c"]),
        ("!Select ['1', !Split ['.', a.b.c]]", "b"),
        ("!Select [0, [x]]", "x"),
        ("!FindInMap [Hosts, prod, app]", "app.example.com"),
        ("!Join ['-', !FindInMap [Hosts, prod, ports]]", "443-8443"),
        ("!FindInMap [Hosts, !Ref Name, app, {DefaultValue: d.example.com}]", "d.example.com"),
        ("!If [Yes, a, b]", "a"),
        ("!If [No, a, b]", "b"),
        ("!If [Unknown, same, same]", "same"),
        ("[a, !Ref AWS::NoValue]", ["a"]),
        ("{a: 1, b: !If [No, 2, !Ref AWS::NoValue]}", {"a": 1}),
    ],
)
def test_what_the_template_says_is_a_value(scope: Scope, text: str, value: object) -> None:
    """Parameters stand for their defaults."""
    assert scope.resolver.resolve(node(text)) == value


@pytest.mark.parametrize(
    ("text", "expression", "reason"),
    [
        ("!Ref Open", "!Ref Open", NO_DEFAULT),
        ("!Ref Odd", "!Ref Odd", "the parameter 'Odd' has no default"),
        ("!Ref Stored", "!Ref Stored", f"an SSM parameter's value, {LATER}"),
        ("!Ref Secret", "{{resolve:ssm:/shop/secret}}", f"a dynamic reference, {LATER}"),
        ("!Ref AWS::Region", "!Ref AWS::Region", LATER),
        ("!Ref Nowhere", "!Ref Nowhere", "the template declares no 'Nowhere'"),
        ("!Ref Broken", "!Ref Broken", "the template declares no 'Broken'"),
        ("!Ref [a]", '!Ref ["a"]', MALFORMED),
        ("!Ref Api", "!Ref Api", LATER),
        ("!GetAtt Api.RootResourceId", "!GetAtt Api.RootResourceId", LATER),
        ("!GetAtt [Api, !Ref Name]", "!GetAtt Api.{'Ref': 'Name'}", LATER),
        ("!GetAtt No.Arn", "!GetAtt No.Arn", "the template declares no resource 'No'"),
        ("!GetAtt {a: 1}", '!GetAtt {"a": 1}', MALFORMED),
        ("!Sub 'https://${Open}'", "!Sub https://${Open}", NO_DEFAULT),
        ("!Sub '${Api.Id}'", "!Sub ${Api.Id}", LATER),
        ("!Sub '${List}'", "!Sub ${List}", "a string is expected here"),
        ("!Sub [a]", '!Sub ["a"]', MALFORMED),
        ("!Sub '{{resolve:ssm:a}}'", "{{resolve:ssm:a}}", f"a dynamic reference, {LATER}"),
        ("!Join [',', !Ref Open]", '!Join [",", {"Ref": "Open"}]', NO_DEFAULT),
        ("!Join [',', [a, !Ref Open]]", '!Join [",", ["a", {"Ref": "Open"}]]', NO_DEFAULT),
        ("!Join [1, [a]]", '!Join [1, ["a"]]', MALFORMED),
        ("!Join ['', [!Sub '${Api}-x', y]]", '!Join ["", [{"Fn::Sub": "${Api}-x"}, "y"]]', LATER),
        ("!Join a", "!Join a", MALFORMED),
        ("!Split [',', !Ref Open]", '!Split [",", {"Ref": "Open"}]', NO_DEFAULT),
        ("!Split [',', !Ref Api]", '!Split [",", {"Ref": "Api"}]', LATER),
        ("!Split ['', a]", '!Split ["", "a"]', MALFORMED),
        ("!Split a", "!Split a", MALFORMED),
        ("!Select [3, !Ref List]", '!Select [3, {"Ref": "List"}]', MALFORMED),
        ("!Select [0, !Ref Open]", '!Select [0, {"Ref": "Open"}]', NO_DEFAULT),
        ("!Select [0, a]", '!Select [0, "a"]', MALFORMED),
        ("!Select a", "!Select a", MALFORMED),
        (
            "!FindInMap [Hosts, test, app]",
            '!FindInMap ["Hosts", "test", "app"]',
            "the map has no key 'test'",
        ),
        (
            "!FindInMap [Hosts, !Ref AWS::Region, app]",
            '!FindInMap ["Hosts", {"Ref": "AWS::Region"}, "app"]',
            LATER,
        ),
        ("!FindInMap [Hosts, !Ref Api, app]", '!FindInMap ["Hosts", {"Ref": "Api"}, "app"]', LATER),
        ("!FindInMap [Hosts]", '!FindInMap ["Hosts"]', MALFORMED),
        ("!If [Unknown, a, b]", '!If ["Unknown", "a", "b"]', NO_DEFAULT),
        (
            "!If [Nowhere, a, b]",
            '!If ["Nowhere", "a", "b"]',
            "the template declares no condition 'Nowhere'",
        ),
        ("!If a", "!If a", MALFORMED),
        ("!ImportValue shared-origin", "!ImportValue shared-origin", "an export of another stack"),
        ("!GetAZs ''", "!GetAZs ", LATER),
        ("!Transform {Name: M}", '!Transform {"Name": "M"}', MACRO),
        ("!Base64 a", "!Base64 a", "Fn::Base64 is not evaluated here"),
    ],
)
def test_what_the_template_does_not_say_is_unresolved(
    scope: Scope, text: str, expression: str, reason: str
) -> None:
    """Each says what the template has in its place, and why that is no value."""
    assert without_links(scope.resolver.resolve(node(text))) == Unresolved(expression, reason)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("Yes", True),
        ("No", False),
        ("Number", True),
        ("Flag", True),
        ("Many", True),
        ("And", True),
        ("AndNo", False),
        ("Or", True),
        ("OrNo", False),
    ],
)
def test_conditions_that_the_template_decides(scope: Scope, name: str, holds: bool) -> None:  # noqa: FBT001 - the expected value
    """What is unknown does not matter where the other part decides alone."""
    assert scope.resolver.condition(name) is holds


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Unknown", NO_DEFAULT),
        ("AndUnknown", NO_DEFAULT),
        ("OrUnknown", NO_DEFAULT),
        ("NotUnknown", NO_DEFAULT),
        ("Hole", LATER),
        ("Region", LATER),
        ("Deployed", LATER),
        ("Loop", "'Loop' is defined in terms of itself"),
        ("Loop1", "'Loop1' is defined in terms of itself"),
        ("Strange", "this is not a condition"),
        ("Literal", "this is not a condition"),
        ("Missing", "the template declares no condition 'Nowhere'"),
        ("Nowhere", "the template declares no condition 'Nowhere'"),
    ],
)
def test_conditions_that_the_template_does_not_decide(scope: Scope, name: str, reason: str) -> None:
    """They are neither true nor false, those in terms of themselves included."""
    holds = scope.resolver.condition(name)

    assert isinstance(holds, Unresolved)
    assert holds.reason == reason


def test_a_reference_to_a_resource_is_a_link(scope: Scope) -> None:
    """It can be followed, also out of the middle of a text."""
    link = scope.resolver.resolve(node("!GetAtt Function.Arn"))

    assert link == Link(scope.resources["Function"], "Arn", "!GetAtt Function.Arn")


def test_no_value_is_left_out(scope: Scope) -> None:
    """On its own it is a mark for whoever holds the property."""
    assert scope.resolver.resolve(node("!Ref AWS::NoValue")) is NO_VALUE


def test_conditions_that_are_chained_without_measure_end(snapshot: SnapshotAssertion) -> None:
    """The template is small, and its conditions are thousands of steps deep."""
    chain = {f"C{n}": {"Fn::Not": [{"Condition": f"C{n + 1}"}]} for n in range(5000)}
    scope = scope_of(Document(Path("t.json"), {"Conditions": chain}, JsonPositions("{}")))

    holds = scope.resolver.condition("C0")

    assert isinstance(holds, Unresolved)
    # How deep it gets depends on how deep the test itself is called.
    assert re.sub("C[0-9]+", "C<n>", holds.reason) == snapshot


def test_conditions_that_use_each_other_twice_are_evaluated_once() -> None:
    """Sixty steps of two would be more than a quintillion."""
    chain: dict[str, object] = {
        f"C{n}": {"Fn::And": [{"Condition": f"C{n + 1}"}] * 2} for n in range(60)
    }
    chain["C60"] = {"Fn::Equals": ["a", "a"]}
    scope = scope_of(Document(Path("t.json"), {"Conditions": chain}, JsonPositions("{}")))

    assert scope.resolver.condition("C0") is True
