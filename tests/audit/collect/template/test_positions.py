"""Where the parts of a file begin, in JSON as in YAML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsgate_audit.collect.template.document import read_document
from corsgate_audit.collect.template.positions import JsonPositions
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

JSON = """{
 "Parameters": {"Resources": {"Not": {}}},
 "Resources": {
  "Api": {"Type": "T"},

  "Tricky \\" }": {"Type": "T", "Properties": {
     "Resources": 1, "List": [
       1, {
         "a": [], "b": {}},
       "c"]}},
  "Last": {}
 }
}
"""

YAML = """\
Parameters:
  Resources: {Not: {}}
Resources:
  Api: {Type: T}

  Tricky " }:
    Type: T
    Properties:
      Resources: 1
      List:
      - 1
      - a: []
        b: {}
      - c
  Last:
"""


@pytest.mark.parametrize(
    ("names", "in_json", "in_yaml"),
    [
        (["Parameters"], 2, 1),
        (["Parameters", "Resources", "Not"], 2, 2),
        (["Resources"], 3, 3),
        (["Resources", "Api", "Type"], 4, 4),
        (["Resources", 'Tricky " }'], 6, 6),
        (["Resources", 'Tricky " }', "Properties", "Resources"], 7, 9),
        (["Resources", 'Tricky " }', "Properties", "List", "0"], 8, 11),
        (["Resources", 'Tricky " }', "Properties", "List", "1", "b"], 9, 13),
        (["Resources", 'Tricky " }', "Properties", "List", "2"], 10, 14),
        (["Resources", "Last"], 11, 15),
        # What is not there has the line of what is.
        (["Resources", "Api", "Gone", "Type"], 4, 4),
        (["Resources", "Api", "Type", "0"], 4, 4),
        (["Resources", 'Tricky " }', "Properties", "List", "7"], 7, 10),
        (["Gone"], None, None),
        ([], None, None),
    ],
)
def test_lines(tmp_path: Path, names: list[str], in_json: int | None, in_yaml: int | None) -> None:
    """Of sections, of members at any depth, and of items."""
    write(tmp_path, "t.json", JSON)
    write(tmp_path, "t.yaml", YAML)

    assert read_document(tmp_path / "t.json").positions.line(*names) == in_json
    assert read_document(tmp_path / "t.yaml").positions.line(*names) == in_yaml


VALUES = st.recursive(
    st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4), st.sampled_from([None, 0, 2]))
def test_every_member_of_any_json_is_found(content: dict[str, object], indent: int | None) -> None:
    """On the line where its name, or the item itself, is written."""
    text = json.dumps(content, indent=indent)
    positions = JsonPositions(text)
    lines = text.split("\n")

    def check(value: object, *names: str) -> None:
        if names:
            line = positions.line(*names)
            assert line is not None
            # The line that the last name leads to, and no other one: its own text is on it.
            parent_is_list = isinstance(at(content, names[:-1]), list)
            written = json.dumps(value)[:1] if parent_is_list else json.dumps(names[-1])
            assert written in lines[line - 1]
        if isinstance(value, dict):
            for name, item in value.items():
                check(item, *names, name)
        if isinstance(value, list):
            for index, item in enumerate(value):
                check(item, *names, str(index))

    check(content)


def at(value: object, names: tuple[str, ...]) -> object:
    """Follow names into a value."""
    for name in names:
        value = value[int(name)] if isinstance(value, list) else value[name]  # type: ignore[index]
    return value
