"""A text is changed where its content changes, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corsgate_audit.collect.template.document import parse_document
from corsgate_audit.fix.text.rewriting import rewrite
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


@settings(max_examples=300, deadline=None)
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
