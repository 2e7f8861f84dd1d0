"""Mapping templates: their variables, their bounds, and the process that runs them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway import velocity
from corsgate_audit.gateway.velocity import Failed, Rendered, no_overrides, render, shown
from corsgate_audit.gateway.velocity_worker import answers
from corsgate_audit.gateway.velocity_worker import render as render_here
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from pathlib import Path

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
        ("#if(!$input.params().header.Missing)null#end", "null"),
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
    assert render_here({**job(), "template": template})["text"] == expected
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
        ("$context.nonsense", "context.nonsense"),
        ("$context.stage.x $stageVariables.a $stageVariables.a", "stageVariables.a"),
    ],
)
def test_what_nobody_knows_before_the_call_is_named(template: str, names: str) -> None:
    """Each name once."""
    asked = render_here({**job(), "template": template})["asked"]
    assert ", ".join(dict.fromkeys(asked)) == names
    assert render(template, job()) == Unresolved(
        template, f"the template asks for {names}, which is not known"
    )


@pytest.mark.parametrize("template", ["$input.body", "$input.json('$')", "$input.path('$').a"])
def test_a_body_that_the_page_sends_is_not_known(
    template: str, snapshot: SnapshotAssertion
) -> None:
    """That of a preflight is: it is empty."""
    assert isinstance(render(template, job()), Rendered)
    here = render_here({**job(body=None), "template": template})
    assert set(here["asked"]) == {"the request's body"}
    assert render(template, job(body=None)) == snapshot


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


def test_a_header_is_overridden_once_in_both_templates(snapshot: SnapshotAssertion) -> None:
    """By assignment or by `put`."""
    template = "$context.responseOverride.header.put('A', '1')"
    first = render(template, job())
    assert isinstance(first, Rendered)
    assert first.overrides["response"]["header"] == {"A": "1"}
    twice = render_here({**job(), "template": template * 2})
    assert twice["error"] == snapshot
    second = render(template, job(overrides=first.overrides))

    assert second == snapshot


@pytest.mark.parametrize("template", ["#if($x", "#set($x = )", "#foreach($x in 7)#end", "$x.y("])
def test_a_broken_template_fails_with_a_reason(template: str) -> None:
    """One line, however long the interpreter's own is."""
    outcome = render(template, job())
    assert outcome == Failed(render_here({**job(), "template": template})["error"])
    assert outcome.reason
    assert "\n" not in outcome.reason


@pytest.mark.slow
@pytest.mark.parametrize(
    "template",
    [
        "#foreach($i in [1..999999999])#end",
        f"#set($a = '{'a' * 40}')#if($a.matches('(a+)+b'))#end",
    ],
)
def test_a_template_that_does_not_end_is_ended(
    template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is not tried again; the next one runs as if nothing had been."""
    monkeypatch.setattr(velocity, "SECONDS", 0.5)
    expected = Unresolved(shown(template), "the template did not end within 0.5 seconds")

    assert render(template, job()) == expected
    assert render(template, job()) == expected
    assert render("still $context.stage", job()) == Rendered("still prod", no_overrides())


@pytest.mark.slow
def test_a_template_that_takes_all_memory_fails() -> None:
    """The process is held to its share."""
    doubled = "#set($a = 'aaaaaaaaaaaaaaaa')" + '#set($a = "$a$a")' * 40
    outcome = render(doubled, job())

    assert isinstance(outcome, Failed | Unresolved)
    assert render("still $context.stage", job()) == Rendered("still prod", no_overrides())


def test_a_template_that_calls_itself_fails() -> None:
    """Before the stack is full."""
    outcome = render("#macro(again)#again()#end#again()", job())
    assert isinstance(outcome, Failed)
    assert outcome.reason.startswith("RecursionError")


def test_a_worker_that_has_died_is_replaced() -> None:
    """Whatever ended it."""
    render("replaced: $context.stage", job())
    (worker,) = velocity._running  # noqa: SLF001 - the process itself is what is ended here
    worker.end()

    assert render("$context.stage.", job()) == Rendered("prod.", no_overrides())


def test_a_worker_that_dies_over_a_template_says_so(snapshot: SnapshotAssertion) -> None:
    """It may have been ended from outside, for its memory or by the interpreter itself."""
    render("killed: $context.stage", job())
    (worker,) = velocity._running  # noqa: SLF001 - it has to die between two lines
    worker._process.kill()  # noqa: SLF001
    worker._process.wait()  # noqa: SLF001

    assert json.loads(worker.ask("{}")) == snapshot
    assert not worker.is_ready


def test_a_forked_process_starts_a_worker_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipes are its parent's."""
    render("forked: $context.stage", job())
    (parents,) = velocity._running  # noqa: SLF001 - whose process it is cannot be seen otherwise
    own = os.getpid()
    monkeypatch.setattr(parents, "_owner", own + 1)
    render("a fork's $context.stage", job())
    (started,) = velocity._running  # noqa: SLF001

    assert started is not parents
    monkeypatch.undo()
    assert parents.is_ready
    parents.end()


def test_the_worker_answers_a_line_with_a_line() -> None:
    """After one that says that it is ready."""
    lines = answers(iter([json.dumps({**job(), "template": "$context.stage"})]))
    assert next(lines) == "{}"
    assert json.loads(next(lines))["text"] == "prod"
    assert list(lines) == []


def test_a_worker_that_does_not_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the file that was to be run."""
    broken = tmp_path / "worker.py"
    broken.write_text("", encoding="utf-8")
    monkeypatch.setattr(velocity, "_WORKER", broken)
    monkeypatch.setattr(velocity, "_running", [])

    with pytest.raises(RuntimeError, match=r"the template worker .*worker\.py does not start"):
        render("not yet rendered: $context.stage", job())


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


def test_a_method_that_is_not_run_here_is_untold(snapshot: SnapshotAssertion) -> None:
    """Taken for true, its condition would let every page in."""
    template = '#set($origin = "x")#if($origin.codePointAt(0) == 120)y#end'
    rendered = render(template, job())
    assert isinstance(rendered, Unresolved)
    assert rendered.reason == snapshot
