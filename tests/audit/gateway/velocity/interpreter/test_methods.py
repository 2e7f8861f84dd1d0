"""What values can be asked, with Java's answers; and that nothing else can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corsgate_audit.gateway.velocity import no_overrides
from corsgate_audit.gateway.velocity.interpreter.run import run
from support.apache_velocity import IS_HERE, NOT_RUN, Outcome, rendered

BEGUN = (
    "#set($s = 'https://App.example.com')#set($list = [1, 'a', 2, 'a'])#set($none = [])"
    "#set($map = {'a': 1, 'b': 'x'})#set($empty = {})#set($n = 7)#set($t = true)#set($d = 2.5)"
)


def outcome(template: str) -> dict[str, Any]:
    """Run a template."""
    job = {"path": {"id": "7"}, "querystring": {"q": "x"}, "header": {"Origin": "https://a.test"}}
    rest = {"body": "", "context": {"stage": "prod"}, "overrides": no_overrides()}
    return run({**job, **rest, "template": BEGUN + template})


def rows(name: str) -> list[tuple[str, str]]:
    """Read a table of templates with what they come to."""
    content = Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8")
    return [(template, text) for template, text in json.loads(content)]


JAVA = rows("java_answers")


@pytest.mark.parametrize(("template", "text"), JAVA)
def test_java_s_answers(template: str, text: str) -> None:
    """Which the test below asks for in Java."""
    assert outcome(template).get("text") == text


@pytest.mark.slow
@pytest.mark.skipif(not IS_HERE, reason=NOT_RUN)
def test_they_are_java_s_answers() -> None:
    """All rows of the table above."""
    found = rendered([BEGUN + template for template, _ in JAVA])
    assert found == [Outcome(text, "{}") for _, text in JAVA]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("$util.base64Encode('ü') $util.base64Decode('w7w=')", "w7w= ü"),
        ("[$util.base64Encode($nothing)$util.base64Decode($nothing)]", "[]"),
        ("[$util.urlDecode($nothing)$util.escapeJavaScript($nothing)]", "[]"),
        ('$util.escapeJavaScript("it\'s") $util.escapeJavaScript($n)', "it\\'s 7"),
        ("$util.escapeJavaScript($list)", "[1, a, 2, a]"),
        ("$util.urlEncode('a b/~*ü') $util.urlDecode('a+b%2F')", "a+b%2F%7E*%C3%BC a b/"),
        ("$util.parseJson('{\"a\": [1, null, true, 2.5]}').a[2]", "true"),
        ('$util.parseJson(\'[1, [2], {"k": "v"}]\')', '[1,[2],{"k":"v"}]'),
        ('$util.parseJson(\'[{"a": 1, "b": [2, 3]}]\')', '[{"a":1,"b":[2,3]}]'),
        ("$input.params('id')$input.params('q')$input.params('origin')", "7xhttps://a.test"),
        ("$input.params().path.id$input.params()['querystring'].q", "7x"),
        ("$input.params().header.containsKey('ORIGIN') $input.params().path.size()", "true 1"),
        ("[$input.params().header.get(1)$input.params().header.containsKey('x')]", "[false]"),
        ("#foreach($p in $input.params().keySet())$p,#end", "path,querystring,header,"),
        ("#foreach($p in $input.params().path)$p#end", "7"),
        ("$input.json('$')$input.json('$.a')$input.path('$').a $input.path('$.a[0]').", '{}"" .'),
        ("$context.stage$context.requestId$context['stage']", "prod(requestId)prod"),
        ("$context.responseOverride.get('header').get('A')", ""),
        (
            "#set($context.responseOverride.header['A'] = 'x')$context.responseOverride.header.A",
            "x",
        ),
        ("#set($context.requestOverride.path.b = 'y')$context.requestOverride.path.b", "y"),
        ("#if($context.responseOverride)y#end#if($stageVariables)y#end#if($util)y#end", "yyy"),
    ],
)
def test_the_variables_of_api_gateway(template: str, text: str) -> None:
    """A missing text is encoded to an empty one, as was recorded of `urlEncode`."""
    assert outcome(template).get("text") == text


@pytest.mark.parametrize(("template", "reason"), rows("refusals"))
def test_what_no_table_holds_is_undetermined(template: str, reason: str) -> None:
    """With its name."""
    assert outcome(template) == {"undetermined": reason}


def nested(levels: int, what: str) -> str:
    """Return a template that nests a list so many times, and does something with it."""
    return "#set($l = [1])" + "#set($l = [$l])" * levels + what


@pytest.mark.parametrize(
    ("what", "levels", "reason"),
    [
        ("$l", 29, "writes a value that nests too deep"),
        ("#set($m = {'l': $l})#if($m == 'x')#end", 28, "writes a value that nests too deep"),
        ("#set($o = [1])" + "#set($o = [$o])" * 30 + "#if($l == $o)#end", 29, None),
        (
            "#set($context.responseOverride.x = $l)",
            28,
            "overrides with a value that nests too deep",
        ),
    ],
)
def test_values_nest_to_a_bound(what: str, levels: int, reason: str | None) -> None:
    """One level more is undetermined."""
    assert "text" in outcome(nested(levels, what))
    if reason is not None:
        assert outcome(nested(levels + 1, what)) == {"undetermined": reason}


def test_json_nests_to_a_bound() -> None:
    """The same for what is written as JSON."""
    reason = {"undetermined": "writes a value that nests too deep"}
    lists = "[" * 31 + "]" * 31
    maps = '[{"a":' * 15 + "[]" + "}]" * 15
    assert outcome(f"$util.parseJson('{lists}')")["text"] == lists
    assert outcome(f"$util.parseJson('[{lists}]')") == reason
    assert outcome(f"$util.parseJson('{maps}')")["text"] == maps
    assert outcome(f"$util.parseJson('[{maps}]')") == reason


def test_steps_are_bounded() -> None:
    """However little each of them does."""
    loops = "#foreach($a in [1..999])#foreach($b in [1..999])$b#end#end"
    assert outcome(loops) == {"undetermined": "takes more than 50000 steps"}
