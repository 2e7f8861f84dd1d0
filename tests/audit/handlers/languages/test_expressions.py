"""What constants become: the reading never says otherwise than the language itself."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.answers import LiteralText
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler
from support.handler_corpus.javascript_expressions import JAVASCRIPT_EXPRESSIONS
from support.handler_corpus.python_expressions import PYTHON_EXPRESSIONS
from support.node import node

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.handlers.answers import CodeReading

_PYTHON = """
import copy, json, os, re
LIST = ["a", "b", "c"]
MAP = {{"x": "1", "y": "2"}}
TEXT = "Hello, World"
N = 3
def up(v): return v.upper()
def handler(event, context):
    return {{"statusCode": 200, "headers": {{"X": {expression}}}, "body": ""}}
"""
_JAVASCRIPT = """
const LIST = ["a", "b", "c"], NUMS = [3, 10, 2], MAP = {{x: "1", y: "2"}};
const TEXT = "Hello, World", N = 3, up = (v) => v.toUpperCase();
exports.handler = async (event) => ({{statusCode: 200, headers: {{X: {expression}}}, body: ""}});
"""
_RUN = """
const vm = require("vm");
const sources = JSON.parse(require("fs").readFileSync(process.argv[2]));
(async () => {
  const values = [];
  for (const source of sources) {
    const exports = {};
    vm.runInNewContext(source, {exports, process: {env: {SET: "set"}}});
    values.push(String((await exports.handler({})).headers.X));
  }
  console.log(JSON.stringify(values));
})();
"""
_SET = Environment({"SET": "set"})
_LEFT_TO_DOUBT = 0.1


def _read(reading: CodeReading) -> list[str | None]:
    """Return the values that the header may have; None for one that is undetermined."""
    return [
        header.value.text if isinstance(header.value, LiteralText) else None
        for answer in reading.answers
        for header in answer.headers
    ] or [None]


def test_of_python_nothing_is_read_otherwise_than_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each expression has the value that Python gives it, or is undetermined; few are."""
    monkeypatch.setitem(os.environ, "SET", "set")
    wrong, doubted = {}, 0
    for expression in PYTHON_EXPRESSIONS:
        source = _PYTHON.format(expression=expression)
        names: dict[str, object] = {}
        exec(source, names)  # noqa: S102 - the test's own program
        value = names["handler"]({}, None)["headers"]["X"]  # type: ignore[operator] # a function
        read = _read(
            read_handler(Bundle({"app.py": source.encode()}), "python3.13", "app.handler", _SET)
        )
        doubted += read == [None]
        if read not in ([None], [value]):
            wrong[expression] = (read, value)
    assert wrong == {}
    assert doubted <= len(PYTHON_EXPRESSIONS) * _LEFT_TO_DOUBT


@pytest.mark.slow
def test_of_javascript_nothing_is_read_otherwise_than_it_runs(tmp_path: Path) -> None:
    """The same, beside Node."""
    sources = [_JAVASCRIPT.format(expression=each) for each in JAVASCRIPT_EXPRESSIONS]
    program, given = tmp_path / "run.js", tmp_path / "sources.json"
    program.write_text(_RUN)
    given.write_text(json.dumps(sources))
    done = subprocess.run([node(), str(program), str(given)], capture_output=True, check=True)
    wrong, doubted = {}, 0
    for expression, source, value in zip(
        JAVASCRIPT_EXPRESSIONS, sources, json.loads(done.stdout), strict=True
    ):
        read = _read(
            read_handler(Bundle({"app.js": source.encode()}), "nodejs22.x", "app.handler", _SET)
        )
        doubted += read == [None]
        if read not in ([None], [value]):
            wrong[expression] = (read, value)
    assert wrong == {}
    assert doubted <= len(JAVASCRIPT_EXPRESSIONS) * _LEFT_TO_DOUBT


@pytest.mark.parametrize(
    ("expression", "raised"),
    [
        ('int("a")', "ValueError"),
        ('"abc".index("z")', "ValueError"),
        ("LIST[9]", "IndexError"),
        ("TEXT[99]", "IndexError"),
        ('MAP["q"]', "KeyError"),
        ("N / 0", "ZeroDivisionError"),
        ('"a" - 1', "TypeError"),
        ('"a" < 1', "TypeError"),
        ("[].pop()", "IndexError"),
        ('LIST.index("z")', "ValueError"),
        ('"%d" % "a"', "TypeError"),
        ('"{:d}".format("a")', "ValueError"),
        ('sorted([1, "a"])', "TypeError"),
        ("(lambda pair: [x for x, y in [pair]])((1, 2, 3))", "ValueError"),
        ('b"\\xff".decode()', "UnicodeDecodeError"),
    ],
)
def test_what_python_raises_leads_to_the_handlers_except(expression: str, raised: str) -> None:
    """An error of constants is certain: the answer after it is not read, the other one is."""
    source = (
        f"LIST, MAP, TEXT, N = ['a'], {{}}, 'text', 3\n"
        f"def handler(event, context):\n"
        f"    try:\n        {expression}\n"
        f"    except {raised}:\n        return {{'statusCode': 400}}\n"
        f"    return {{'statusCode': 200}}\n"
    )
    reading = read_handler(
        Bundle({"app.py": source.encode()}), "python3.13", "app.handler", Environment()
    )
    assert [each.status for each in reading.answers] == [400]


@pytest.mark.parametrize(
    "expression",
    [
        '"{:>999999999}".format("a")',
        'f"{TEXT:>999999999}"',
        '"%999999999d" % 1',
        '"a".zfill(2000000000)',
        '"a".center(2000000000)',
        '"a\\t".expandtabs(2000000000)',
        '"a" * 2000000000',
        "[TEXT] * 2000000000",
        "str(9 ** 9 ** 9)",
        "str(1 << 2000000000)",
        '("a" * 90000).replace("a", "b" * 90000)',
        '("a" * 90000).join(["b"] * 90000)',
        "list(range(2000000000))",
        '"{0.__class__.__init__}".format(TEXT)',
        '"{0[0]}".format(TEXT)',
        'TEXT.encode("idna")',
    ],
)
def test_what_python_would_take_too_much_for_is_undetermined(expression: str) -> None:
    """Neither memory nor time goes into a constant, and no attribute of an object is read."""
    source = _PYTHON.format(expression=expression)
    reading = read_handler(
        Bundle({"app.py": source.encode()}), "python3.13", "app.handler", Environment()
    )
    assert _read(reading) == [None]


@pytest.mark.parametrize(
    "expression",
    [
        '"a".padStart(2000000000)',
        '"a".repeat(2000000000)',
        'Array(2000000000).fill("a").join()',
        "Array.from({length: 2000000000}).length",
        '"a".repeat(90000).replaceAll("a", "b".repeat(90000))',
        'Array(900).fill("b".repeat(90000)).join()',
    ],
)
def test_what_javascript_would_take_too_much_for_is_undetermined(expression: str) -> None:
    """The same of JavaScript."""
    source = _JAVASCRIPT.format(expression=expression)
    reading = read_handler(
        Bundle({"app.js": source.encode()}), "nodejs22.x", "app.handler", Environment()
    )
    assert _read(reading) == [None]
