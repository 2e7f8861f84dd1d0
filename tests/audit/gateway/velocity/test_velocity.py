"""Mapping templates: API Gateway's variables, and what a template comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway.velocity import (
    Failed,
    Rendered,
    no_overrides,
    python_finds,
    render,
    shown,
)
from corsgate_audit.gateway.velocity.interpreter.run import run
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def job(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a job
    """Return a job for a preflight."""
    return {
        "path": {"id": "7"},
        "querystring": {"q": "query"},
        "header": {"Origin": "https://app.example.com"},
        "body": "",
        "context": {"httpMethod": "OPTIONS", "stage": "prod"},
        "overrides": no_overrides(),
        **changes,
    }


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$input.params('id')", "7"),
        ("$input.params('q')", "query"),
        ("$input.params('origin')", "https://app.example.com"),
        ("$input.params('nothing')", ""),
        ("$input.params().header.get('ORIGIN')", "https://app.example.com"),
        ("$input.params().header.origin", "https://app.example.com"),
        ("[$input.params().header.get('Missing')]", "[]"),
        ("#if($input.params().header.Missing == '')empty#end", "empty"),
        ("#if($input.params().header.Missing == $null)null#end", "null"),
        ("$input.params().path.id$input.params().querystring.q", "7query"),
        ("$input.body $input.json('$') $input.json('$.x')", '{} {} ""'),
        ("[$input.path('$').x $input.path('$.x')]", "[ ]"),
        ("$context.httpMethod $context.stage $context.requestId", "OPTIONS prod (requestId)"),
        ("$util.urlEncode('a b/c') $util.urlDecode('a+b%2Fc')", "a+b%2Fc a b/c"),
        ("$util.base64Encode('ü') $util.base64Decode('w7w=')", "w7w= ü"),
        ('$util.escapeJavaScript("it\'s")', "it\\'s"),
        ("$util.parseJson('{\"a\": 7}').a", "7"),
        ("#set($a = 'a.test')#if($a.matches('[a-z][.]test'))yes#end", "yes"),
    ],
)
def test_the_variables_of_api_gateway(template: str, expected: str) -> None:
    """The same in this process and in the worker."""
    assert run({**job(), "template": template})["text"] == expected
    outcome = render(template, job())
    assert isinstance(outcome, Rendered)
    assert outcome.text == expected


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("$stageVariables.a $stageVariables.get('b')", "stageVariables.a, stageVariables.b"),
        ("#if($stageVariables.a == 'x')#end", "stageVariables.a"),
        ("$context.identity.sourceIp", "context.identity.sourceIp"),
        ("$context.authorizer.claims.sub", "context.authorizer.claims"),
        ("$stageVariables.asked.clear()", "stageVariables.asked"),
        ("$stageVariables.keySet().size()", "stageVariables.keySet()"),
        ("$context['nonsense'] $context.get('other')", "context.nonsense, context.other"),
        ("$context.keySet()", "context.keySet()"),
        ("$context.nonsense", "context.nonsense"),
        ("$context.stage.x $stageVariables.a $stageVariables.a", "stageVariables.a"),
    ],
)
def test_what_nobody_knows_before_the_call_is_named(template: str, names: str) -> None:
    """Each name once."""
    assert run({**job(), "template": template}) == {"asked": names.split(", ")}
    assert render(template, job()) == Unresolved(
        template, f"the template asks for {names}, which is not known"
    )


@pytest.mark.parametrize("template", ["$input.body", "$input.json('$')", "$input.path('$').a"])
def test_a_body_that_the_page_sends_is_not_known(template: str) -> None:
    """That of a preflight is: it is empty."""
    assert isinstance(render(template, job()), Rendered)
    body = "the request's body"
    assert run({**job(body=None), "template": template}) == {"asked": [body]}
    assert render(template, job(body=None)) == Unresolved(
        template, f"the template asks for {body}, which is not known"
    )


def test_overrides_are_handed_on() -> None:
    """From the request template to the response template."""
    first = render(
        "#set($context.responseOverride.header.A = '1')#set($context.requestOverride.path.b = '2')",
        job(),
    )
    assert isinstance(first, Rendered)
    second = render("$context.requestOverride.path.b", job(overrides=first.overrides))

    assert second == Rendered("2", first.overrides)
    assert first.overrides["response"] == {"header": {"A": "1"}}


def test_a_header_is_overridden_once_in_both_templates() -> None:
    """By assignment or by `put`."""
    template = "$context.responseOverride.header.put('A', '1')"
    first = render(template, job())
    assert isinstance(first, Rendered)
    assert first.overrides["response"]["header"] == {"A": "1"}
    reason = "the header A is overridden twice, and AWS allows one override each"
    assert run({**job(), "template": template * 2}) == {"failed": reason}
    assert render(template, job(overrides=first.overrides)) == Failed(reason)


@pytest.mark.parametrize("template", ["#if($x", "#set($x = )", "#foreach($x in 7 8)#end", "$x.y("])
def test_a_broken_template_is_undetermined(template: str) -> None:
    """Whether API Gateway takes it at deployment, or what it answers then, was never recorded."""
    outcome = render(template, job())
    reason = run({**job(), "template": template})["undetermined"]
    assert outcome == Unresolved(template, f"the template {reason}")
    assert " at line 1: " in reason


def test_a_header_is_overridden_with_a_text() -> None:
    """As Java writes it, whatever was assigned."""
    name = "$context.responseOverride.header"
    template = f"#set({name}.A = true)#set({name}.B = 1.0)#set({name}.C = $nothing)"
    outcome = render(template, job())
    assert isinstance(outcome, Rendered)
    assert outcome.overrides["response"] == {"header": {"A": "true", "B": "1.0", "C": ""}}


def test_other_overrides_keep_their_type() -> None:
    """A status is a number; names of the template's own are handed on as they are."""
    name = "$context.responseOverride"
    template = f"#set({name}.status = 444)#set({name}.custom = {{'a': [1, 2.5, true, 'x']}})"
    outcome = render(template, job())
    assert isinstance(outcome, Rendered)
    assert outcome.overrides["response"] == {
        "header": {},
        "status": 444,
        "custom": {"a": [1, 2.5, True, "x"]},
    }


def test_a_long_template_is_cut_for_people() -> None:
    """To one line."""
    assert shown("a\n  b") == "a b"
    assert shown("x" * 90) == "x" * 79 + "…"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ('endsWith(".com")', "true"),
        ('endsWith(".org")', "false"),
        ('equals("https://App.example.com")', "true"),
        ('equalsIgnoreCase("HTTPS://APP.EXAMPLE.COM")', "true"),
        ('indexOf("?")', "-1"),
        ('lastIndexOf("p")', "16"),
        ("toLowerCase()", "https://app.example.com"),
        ("toUpperCase()", "HTTPS://APP.EXAMPLE.COM"),
        ("isEmpty()", "false"),
        ("trim()", "https://App.example.com"),
        ("toString()", "https://App.example.com"),
        ("charAt(0)", "h"),
        ('concat("/")', "https://App.example.com/"),
    ],
)
def test_methods_of_java_s_string(call: str, text: str) -> None:
    """Those that templates compare origins with."""
    rendered = render(f'#set($origin = "https://App.example.com")$origin.{call}', job())
    assert isinstance(rendered, Rendered)
    assert rendered.text == text


def test_a_method_that_is_not_evaluated_here_is_undetermined(snapshot: SnapshotAssertion) -> None:
    """Taken for true, its condition would let every page in."""
    template = '#set($origin = "x")#if($origin.codePointAt(0) == 120)y#end'
    rendered = render(template, job())
    assert isinstance(rendered, Unresolved)
    assert rendered.reason == snapshot


@pytest.mark.parametrize(
    ("way", "expression", "is_found"),
    [("match", "b", False), ("search", "b", True), ("match", "a.", True), ("search", "(", False)],
)
def test_a_regular_expression_of_python_s_is_found_where_templates_are_rendered(
    way: str, expression: str, *, is_found: bool
) -> None:
    """One that is wrong finds nothing."""
    assert python_finds(way, expression, "ab") is is_found


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("$[0]", "[7]", "7"),
        ("$[1]", "[7]", '""'),
        ("$.a[1].b", '{"a": [1, {"b": [2, "x"]}]}', '[2,"x"]'),
        ("$.a.b", '{"a": 1}', '""'),
    ],
)
def test_a_place_in_a_body_that_is_known(path: str, body: str, text: str) -> None:
    """As JSON; an empty text in quotes where it is not there."""
    found = run({**job(body=body), "template": f"$input.json('{path}')"})
    assert found.get("text") == text
