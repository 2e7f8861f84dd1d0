"""What is not understood says so, at its line; and reading takes no more than its time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.gateway.velocity.interpreter.errors import UndeterminedError
from corsgate_audit.gateway.velocity.interpreter.parser import parse
from corsgate_audit.gateway.velocity.interpreter.syntax import (
    Binary,
    Call,
    Index,
    Literal,
    Not,
    Property,
    Reference,
    Set,
    Text,
)

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

YES, NO = Literal(value=True), Literal(value=False)


def test_a_reference_is_read_whole() -> None:
    """Its name, its steps and how it was written."""
    (found,) = parse("\\\\$!{a-b.c[0].d('x', $e)}")
    steps = (
        Property("c"),
        Index(Literal(0)),
        Call("d", (Literal("x"), Reference("e", (), "$e"))),
    )
    assert found == Reference("a-b", steps, "$!{a-b.c[0].d('x', $e)}", 2)


def test_operators_bind_as_in_java() -> None:
    """From `!` over `*`, `+`, `<` and `==` to `&&` and `||`."""
    (found,) = parse("#set($x = true || !false && 1 == 2 < 3 + 4 * 5)")
    product = Binary("*", Literal(4), Literal(5))
    comparison = Binary("<", Literal(2), Binary("+", Literal(3), product))
    equality = Binary("==", Literal(1), comparison)
    conjunction = Binary("&&", Not(NO), equality)
    assert found == Set(Reference("x", (), "$x"), Binary("||", YES, conjunction))


def test_operators_of_a_kind_are_read_from_the_left() -> None:
    """`1 - 2 - 3` is -4."""
    (found,) = parse("#set($x = 1 - 2 - 3)")
    assert isinstance(found, Set)
    assert found.value == Binary("-", Binary("-", Literal(1), Literal(2)), Literal(3))


def test_text_is_kept_letter_by_letter() -> None:
    """Whatever it holds that Velocity leaves alone."""
    assert parse('{"a": 1, "b": "c.d"} (x) [y] 100% é') == (
        Text('{"a": 1, "b": "c.d"} (x) [y] 100% é'),
    )
    assert parse("") == ()


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("#if(true)", "#end is missing"),
        ("#if true)#end", "'(' is missing"),
        ("#if(true#end", "')' is missing"),
        ("#if()#end", "a value is missing"),
        ("#if(1 +)#end", "a value is missing"),
        ("#if(1 2)#end", "')' is missing"),
        ("#if(1 -1)#end", "')' is missing"),
        ("#if($a.b()ne 1)#end", "a word follows ')' or ']'"),
        ("#if(null)#end", "'null' is no value here"),
        ("#if(true)#else#else#end", "#end is missing"),
        ("#end", "a directive ends or goes on that has not begun"),
        ("#else", "a directive ends or goes on that has not begun"),
        ("#{elseif}(true)", "a directive ends or goes on that has not begun"),
        ("#set($a)", "'=' is missing"),
        ("#set(a = 1)", "a reference is missing"),
        ("#set(${a} = 1)", "#set has a variable in braces"),
        ("#set($!a = 1)", "#set has a variable in braces"),
        ("#set($a = 1", "')' is missing"),
        ("#foreach($i of [1])#end", "'in' is missing"),
        ("#foreach($i.j in [1])#end", "the name of a variable is more than a name"),
        ("#foreach $i in [1]#end", "'(' is missing"),
        ("#foreach($i in [1])", "#end is missing"),
        ("#define(a)#end", "a reference is missing"),
        ("#define($a", "')' is missing"),
        ("#macro()#end", "the macro has no name"),
        ("#macro m#end", "'(' is missing"),
        ("#stop('now')", "#stop and #break take no argument here"),
        ("#break($foreach)", "#stop and #break take no argument here"),
        ("#unknown(1 + 2)", "a value is missing"),
        ("#* x", "a comment has no end"),
        ("#[[ x", "a comment has no end"),
        ("#", "a number sign is followed by a sign of Velocity's own, or by nothing"),
        ("#$a", "a number sign is followed by a sign of Velocity's own, or by nothing"),
        ("#\\x", "a number sign is followed by a sign of Velocity's own, or by nothing"),
        ("#  #set($a = 1)", "a number sign is followed by a sign of Velocity's own, or by nothing"),
        ("$", "a dollar sign is followed by #set, or by nothing"),
        ("$ #set($a = 1)", "a dollar sign is followed by #set, or by nothing"),
        ("$$a", "a dollar sign is followed by a sign of Velocity's own"),
        ("$#if", "a dollar sign is followed by a sign of Velocity's own"),
        ("$\\!a", "a dollar sign is followed by a sign of Velocity's own"),
        ("$[0]", "a dollar sign is followed by a sign of Velocity's own"),
        ("$!", "a name is missing behind '$'"),
        ("${}", "a name is missing behind '$'"),
        ("${a", "'}' is missing"),
        ("${a|'b'}", "'}' is missing"),
        ("$a{b}", "a brace follows a reference"),
        ("$a.b##", "a comment follows a property"),
        ("$a.b()c", "a word follows ')' or ']'"),
        ("$a[0]c", "a word follows ')' or ']'"),
        ("$a.b()_.c", "a word follows ')' or ']'"),
        ("$true", "'true' is no name"),
        ("$a.false", "'false' is no name"),
        ("$a[", "an index is missing"),
        ("$a[null]", "an index is missing"),
        ("$a[0", "']' is missing"),
        ("$a.b(", "a value is missing"),
        ("$a.b( )", "a value is missing"),
        ("$a.b([ ])", "a value is missing"),
        ("$a.b(1", "',' is missing"),
        ("$a.b(1 + 2)", "',' is missing"),
        ("$a.b('x", "a text has no end"),
        ("$a.b([1,])", "a value is missing"),
        ("$a.b([1..'a'])", "a range goes from one whole number to another"),
        ("$a.b([1.5..2])", "a range goes from one whole number to another"),
        ("$a.b({'a' 1})", "':' is missing"),
        ("$a.b({'a': 1 'b': 2})", "',' is missing"),
        ("$a.b(1234567890)", "a number has more digits than Java's int"),
        ('$a.b("\\u12")', "four digits are missing behind '\\u'"),
        ("\\\\#{if}(true)#end", "a directive in braces follows backslashes"),
        ("$a#set($b = 1)c", "a word clings to the references before it"),
        ("$a.b${c}d", "a word clings to the references before it"),
        ("$a.b$c#if(true)#end", "a directive follows references in a row"),
    ],
)
def test_what_is_not_understood(template: str, problem: str) -> None:
    """Velocity refuses most of it; the rest it reads in a way that nobody means."""
    with pytest.raises(UndeterminedError) as caught:
        parse(f"\n{template}")
    assert str(caught.value).partition(" line ")[2] == f"2: {problem}"


def test_a_text_that_is_not_understood_counts_its_own_lines(snapshot: SnapshotAssertion) -> None:
    """It is a template within the template."""
    with pytest.raises(UndeterminedError) as caught:
        parse('\n$a.b("\n\n#if")')
    assert str(caught.value) == snapshot


@pytest.mark.parametrize("name", ["evaluate", "parse", "include", "literal", "@macro"])
def test_directives_that_run_or_read_are_not_run(name: str) -> None:
    """Not even to see what they would do."""
    with pytest.raises(UndeterminedError, match=f"uses #{name}, which is not run here"):
        parse(f"#{name}('x')")


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("#if(true)" * 100, "it nests more than 40 levels deep"),
        ("#if(" + "!" * 100, "it nests more than 40 levels deep"),
        ("$a" + "[$a" * 100, "it nests more than 40 levels deep"),
        ("$a.b(" + "[" * 100, "it nests more than 40 levels deep"),
        ("$a.b(" + "{" * 100, "it nests more than 40 levels deep"),
        ("$a" + ".b($a" * 100, "it nests more than 40 levels deep"),
        ("#if(1" + " + 1" * 301 + ")#end", "an expression has more than 300 operands"),
    ],
)
def test_depth_and_length_are_bounded(template: str, problem: str) -> None:
    """Before Python's stack is full."""
    with pytest.raises(UndeterminedError) as caught:
        parse(template)
    assert str(caught.value).partition(" line ")[2] == f"1: {problem}"


def test_what_is_within_the_bounds_is_read() -> None:
    """As many operands and levels as there may be."""
    assert len(parse("#if(1" + " + 1" * 300 + ")#end")) == 1
    assert len(parse("#if(" + "!" * 39 + "true)#end")) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["$a.b ", "#if(true)x#end", "text # $ \\ ", '#set($a = "x$b""")', "$a[$b[$c]] "]
)
def test_reading_takes_time_in_proportion_to_the_length(part: str) -> None:
    """300 KB, API Gateway's limit for a template, are read within seconds."""
    template = part * (300_000 // len(part))
    begun = time.process_time()
    parse(template)
    assert time.process_time() - begun < 10
