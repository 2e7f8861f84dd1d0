"""A large script is split into statements without being parsed: nothing of it is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.handlers.lowering.javascript.parts import split_script

_STATEMENTS = {
    "var a = 1, b = [2, 3];\n": ("a", "b"),
    "function f(x) { return `t${x + '}'}`; }\n": ("f",),
    "class C { m() { return /[/;}]/.test('\\'') } }\n": ("C",),
    "const h = async () => {\n  return {statusCode: 200};\n};\n": ("h",),
    "let {x, y} = z;\n": (),
    "exports.handler = h;\n": (),
    "// var commented = 1;\nfoo('var text = 1;');\n": (),
    "/* ; } */ async function g() { return 4 / 2 / 1; }\n": ("g",),
}


@given(st.lists(st.sampled_from(sorted(_STATEMENTS))))
def test_each_statement_is_one_part_with_its_line_and_its_names(statements: list[str]) -> None:
    """Whatever stands in texts, templates, comments and regular expressions ends none."""
    source = "".join(statements)
    parts = list(split_script(source.encode()))
    texts = [source[part.start : part.end] for part in parts]
    assert [text.strip() for text in texts] == [text.strip() for text in statements]
    assert [part.names for part in parts] == [_STATEMENTS[text] for text in statements]
    assert [part.line for part in parts] == [source.count("\n", 0, part.start) for part in parts]


@given(st.binary() | st.text("`'\"/\\{}()[];,$\n ab").map(str.encode))
def test_nothing_is_lost_of_any_bytes(source: bytes) -> None:
    """The parts put together are the script, but for white space at its end."""
    parts = list(split_script(source))
    assert b"".join(source[part.start : part.end] for part in parts).rstrip() == source.rstrip()
