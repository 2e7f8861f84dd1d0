"""A text is changed where its content changes, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.template.document import parse_document
from corsgate_audit.fix.text.rewriting import RewriteError, Rewriter, rewrite
from corsgate_audit.fix.text.splicing import same

PATH = Path("template.yaml")


def said(text: str) -> dict[str, Any]:
    """Read a text."""
    return parse_document(text, PATH).content


NAMES = st.sampled_from(["Type", "Properties", "a b", "204", "yes", "x-y", "é", "Ref", "#", "a: b"])
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-99, 99),
    st.sampled_from(
        [
            "",
            "'*'",
            "no",
            "204",
            "a: b",
            "# c",
            "- d",
            "x",
            '{"statusCode": 204}',
            "👩 é",
            "two\nlines",
            "tab\t",
            "end ",
        ]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(NAMES, VALUES, min_size=1, max_size=4)


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Change some of a value: members come, go and become others, lists grow and shrink."""
    if isinstance(value, dict) and draw(st.booleans()):
        kept = {
            name: draw(changed(each)) if draw(st.booleans()) else each
            for name, each in value.items()
            if draw(st.integers(0, 4))
        }
        added = draw(st.dictionaries(NAMES, VALUES, max_size=2))
        return {**kept, **{name: each for name, each in added.items() if name not in value}}
    if isinstance(value, list) and draw(st.booleans()):
        return [*(draw(changed(each)) for each in value), *draw(st.lists(VALUES, max_size=2))]
    return draw(st.one_of(st.just(value), VALUES))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Write a document in one of many ways."""
    content = draw(DOCUMENTS)
    if draw(st.booleans()):
        indent = draw(st.sampled_from([None, 1, 2, 4, "\t"]))
        return json.dumps(content, indent=indent, ensure_ascii=draw(st.booleans()))
    text: str = yaml.safe_dump(
        content,
        default_flow_style=draw(st.sampled_from([False, False, None])),
        sort_keys=False,
        indent=draw(st.sampled_from([2, 4])),
        allow_unicode=True,
        width=draw(st.sampled_from([40, 1000])),
    )
    return text


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(data=st.data(), text=texts(), newline=st.sampled_from(["\n", "\n", "\r\n"]))
def test_it_says_what_it_shall(data: st.DataObject, text: str, newline: str) -> None:
    """Whatever changes, the text says it afterwards; changed back, it says what it said."""
    text = text.replace("\n", newline)
    before = said(text)
    after = data.draw(changed(before))
    if not isinstance(after, dict) or not after:
        return
    new = rewrite(text, PATH, after)
    assert same(said(new), after)
    assert same(said(rewrite(new, PATH, before)), before)
    assert rewrite(text, PATH, before) == text


def changing(text: str, **values: Any) -> str:  # noqa: ANN401 - any JSON
    """Set members of a text's mapping; None takes one away."""
    after = {**said(text), **values}
    return rewrite(text, PATH, {name: each for name, each in after.items() if each is not None})


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        # Comments, wherever they stand.
        ("A: 1  # one\nB: 2 # two\n", {"A": 3}, "A: 3  # one\nB: 2 # two\n"),
        ("A: 1  # one\n# about B\nB: 2\n", {"A": None}, "# about B\nB: 2\n"),
        ("A: 1\nB: 2  # two\n# end\n", {"C": 3}, "A: 1\nB: 2  # two\nC: 3\n# end\n"),
        # Quotes: as little as both YAML 1.1 and 1.2 need.
        ("A: 1\n", {"A": "yes"}, "A: 'yes'\n"),
        ("A: 1\n", {"A": "'*'"}, "A: \"'*'\"\n"),
        ("A: 1\n", {"A": "AWS::ApiGateway::Method"}, "A: AWS::ApiGateway::Method\n"),
        ("A: 1\n", {"A": '{"a": 204}'}, "A: '{\"a\": 204}'\n"),
        ("A: 1\n", {"A": ""}, "A: ''\n"),
        # Tags: as the file writes intrinsic functions.
        ("A: !Ref X\n", {"B": {"Ref": "Y"}}, "A: !Ref X\nB: !Ref Y\n"),
        ("A: !Ref X\n", {"B": {"Fn::GetAtt": ["Y", "Arn"]}}, "A: !Ref X\nB: !GetAtt Y.Arn\n"),
        ("A: {Ref: X}\n", {"A": {"Ref": "Y"}}, "A: {Ref: Y}\n"),
        ("A:\n  Ref: X\n", {"B": {"Ref": "Y"}}, "A:\n  Ref: X\nB:\n  Ref: Y\n"),
        # Shapes.
        ("A: 1\n", {"A": {"B": [1]}}, "A:\n  B:\n    - 1\n"),
        ("A:\n  B: 1\nC: 2\n", {"A": 1}, "A: 1\nC: 2\n"),
        ("A:\n- 1\nB: 2\n", {"A": [1, {"C": 3, "D": 4}]}, "A:\n- 1\n- C: 3\n  D: 4\nB: 2\n"),
        ("A:\n    B: 1\n", {"C": {"D": 1}}, "A:\n    B: 1\nC:\n    D: 1\n"),
        ("A: [1, 2]  # two\n", {"A": [1, 2, 3]}, "A: [1, 2, 3]  # two\n"),
        ("A: {B: 1, C: 2}\n", {"A": {"C": 2, "D": 3}}, "A: {C: 2, D: 3}\n"),
        ("A: {B: 1, C: 2}\n", {"A": {"B": 1}}, "A: {B: 1}\n"),
        ("A:\nB: 1\n", {"A": 2}, "A: 2\nB: 1\n"),
        ("A: |\n  text\n\nB: 1\n", {"C": 2}, "A: |\n  text\n\nB: 1\n\nC: 2\n"),
        ("B: 1\nA: |\n  text\n", {"C": 2}, "B: 1\nA: |\n  text\nC: 2\n"),
        ("B: 1\nA: |+\n  text\n\n", {"C": 2}, "B: 1\nA: |+\n  text\n\nC: 2\n"),
        # Ends of lines and of the file.
        ("A: 1\r\nB: 2\r\n", {"C": [3]}, "A: 1\r\nB: 2\r\nC:\r\n  - 3\r\n"),
        ("A: 1", {"C": 3}, "A: 1\nC: 3"),
        # One empty line between members stays one.
        ("A:\n  X: 1\n\nB:\n  X: 2\n", {"C": {"X": 3}}, "A:\n  X: 1\n\nB:\n  X: 2\n\nC:\n  X: 3\n"),
        # JSON, in its own widths.
        ('{"A": 1}', {"B": [2]}, '{"A": 1, "B": [2]}'),
        ('{\n    "A": [1, 2]\n}\n', {"B": 2}, '{\n    "A": [1, 2],\n    "B": 2\n}\n'),
        ('{\n\t"A": {}\n}', {"A": {"B": 1}}, '{\n\t"A": {"B": 1}\n}'),
        ('{\n "A": 1,\n "B": 2\n}', {"A": None}, '{\n "B": 2\n}'),
        ('{"A": "👩", "B": 2}', {"B": "é"}, '{"A": "👩", "B": "é"}'),
        ("A: 👩 # 👩\nB: 2\n", {"B": 3}, "A: 👩 # 👩\nB: 3\n"),
    ],
)
def test_it_is_written_as_the_rest_is(text: str, values: dict[str, Any], expected: str) -> None:
    """Comments, quotes, tags, indentation and ends of lines are those of the file."""
    assert changing(text, **values) == expected


def test_a_new_member_goes_behind_the_one_that_it_follows() -> None:
    """And not to the end, far from what it is about."""
    text = "A: 1\n\n# about C\nC: 3\n"
    assert rewrite(text, PATH, {"A": 1, "B": 2, "C": 3}) == "A: 1\n\nB: 2\n\n# about C\nC: 3\n"


def test_a_key_is_renamed_where_it_stands() -> None:
    """With what is below it left alone."""
    text = "A:\n  X: 1  # one\nB: !Ref A\n"
    content = said(text)
    after = {"C": content["A"], "B": {"Ref": "C"}}
    changed = Rewriter(text, PATH, content).rewritten(after, {"A": "C"})
    assert changed == "C:\n  X: 1  # one\nB: !Ref C\n"


def test_what_an_alias_shares_is_not_changed_for_one_alone() -> None:
    """It would change for the other, too; through the alias, it can be."""
    text = "A: &shared {X: 1}\nB: *shared\n"
    with pytest.raises(RewriteError, match="would reach other places too, through an alias"):
        changing(text, A={"X": 2})
    assert changing(text, B={"X": 2}) == "A: &shared {X: 1}\nB:\n  X: 2\n"


@pytest.mark.parametrize("text", ["A: 1\nB: [\n", '{"A": 1'])
def test_what_cannot_be_read_is_not_changed(text: str) -> None:
    """The error is the reader's."""
    with pytest.raises(TargetError, match="not valid"):
        rewrite(text, PATH, {"A": 2})
