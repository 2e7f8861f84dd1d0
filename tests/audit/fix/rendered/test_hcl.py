"""HCL says what the JSON says: read by a parser that is not ours."""

from __future__ import annotations

import json
from typing import Any

import hcl2
import pytest
from hypothesis import given, settings

from corsgate.render import RenderError
from corsgate_audit.fix.rendered.forms import Form, render
from corsgate_audit.fix.rendered.hcl import hcl
from corsgate_audit.fix.rendered.wanted import Wanted
from corsgate_audit.model import FrontDoor
from support.policies import policies

IS_BLOCK = "__is_block__"


def read(text: str) -> dict[str, Any]:
    """Read HCL as Terraform's JSON syntax would have it."""
    content: dict[str, Any] = {}
    for kind, blocks in hcl2.loads(text).items():
        for block in blocks:
            merge(content.setdefault(kind, {}), plain(block))
    return content


def merge(into: dict[str, Any], more: dict[str, Any]) -> None:
    """Put a block beside the others of its kind."""
    for name, value in more.items():
        if name in into:
            merge(into[name], value)
        else:
            into[name] = value


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value without the parser's marks: quotes of texts, lists of one block."""
    if isinstance(value, dict):
        return {unquoted(key): plain(each) for key, each in value.items() if key != IS_BLOCK}
    if isinstance(value, list):
        blocks = [each for each in value if isinstance(each, dict) and IS_BLOCK in each]
        return plain(blocks[0]) if blocks else [plain(each) for each in value]
    return unquoted(value)


def unquoted(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a text without its quotes; what has none is an expression."""
    return json.loads(value) if isinstance(value, str) and value.startswith('"') else value


def references(content: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration whose dependencies are expressions, as HCL has them."""
    for named in content.get("resource", {}).values():
        for body in named.values():
            if "depends_on" in body:
                body["depends_on"] = [f"${{{each}}}" for each in body["depends_on"]]
    return content


@pytest.mark.slow
@pytest.mark.parametrize(
    "front_door", [FrontDoor.REST_API, FrontDoor.HTTP_API, FrontDoor.FUNCTION_URL]
)
@settings(max_examples=40)
@given(policy=policies())
def test_it_says_what_the_json_says(front_door: FrontDoor, policy: Any) -> None:  # noqa: ANN401 - hypothesis
    """Of every policy that can be written there."""
    wanted = Wanted(policy=policy, error_origin="first")
    try:
        expected = json.loads(render(Form.TERRAFORM, front_door, wanted))
    except RenderError:
        return
    assert read(render(Form.HCL, front_door, wanted)) == references(expected)


@pytest.mark.slow
def test_what_a_text_may_hold() -> None:
    """Quotes, line ends, control characters, and no expression of Terraform's."""
    texts = {"a": 'x"y\\', "b": "1\n2\t3", "c": "\b\f", "d": "$${x} %%{y}", "é": "ü"}
    content = {"resource": {"kind": {"name": {"values": texts, "empty": {}, "n": 1.5}}}}
    text = hcl(content)
    assert '"\\u0008\\u000c"' in text
    assert read(text) == content
