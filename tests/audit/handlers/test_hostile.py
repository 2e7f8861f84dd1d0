"""Code that is meant to keep a reader busy is bounded and named; nothing of it is ever run."""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.handlers.answers import LiteralText
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.answers import CodeReading

_COMMON = (
    b"var __getOwnPropNames = Object.getOwnPropertyNames;\n"
    b"var __commonJS = (cb, mod) => function __require() {\n"
    b"  return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), "
    b"mod.exports;\n};\n"
)
_MODULE = (
    b"var require_m%d = __commonJS({\n  'node_modules/m%d.js'(exports, module) {\n"
    b"    function f(a, b) { if (a > b) { return { x: 'te\\'xt', y: `t${a}` }; }\n"
    b"      return /[a-z/;]+\\/{x/g.test(a) ? a / b / 2 : [1, 2, 3]; }\n"
    b"    module.exports = { f };\n  }\n});\n"
)
_ENTRY = (
    b"var m = require_m77();\nvar H = {'Access-Control-Allow-Origin': '*'};\n"
    b"exports.handler = async (e) => { const r = m.f(1, 2); "
    b"return {statusCode: 200, headers: H}; };\n"
)


@pytest.fixture(autouse=True)
def untraced() -> Iterator[None]:
    """Leave out what only a run of tests costs: counting lines, and going through its garbage.

    Coverage takes longer than reading the code; the collector looks at what all tests before left.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    sys.settrace(tracer)


def read_script(source: bytes) -> CodeReading:
    """Read one script."""
    return read_handler(Bundle({"app.js": source}), "nodejs22.x", "app.handler", Environment())


def read_python(source: bytes) -> CodeReading:
    """Read one Python module."""
    return read_handler(Bundle({"app.py": source}), "python3.13", "app.handler", Environment())


def _bundle() -> bytes:
    return _COMMON + b"".join(_MODULE % (i, i) for i in range(22_000)) + _ENTRY


@pytest.mark.slow
@pytest.mark.parametrize("is_minified", [False, True])
def test_five_megabytes_of_javascript_take_at_most_two_seconds(*, is_minified: bool) -> None:
    """Processor time: other programs of the machine do not count. The answer is found."""
    source = _bundle()
    if is_minified:
        source = source.replace(b"\n", b"").replace(b"    ", b"")
    assert len(source) > 5_000_000
    start = time.process_time()
    reading = read_script(source)
    assert time.process_time() - start < 2
    assert [answer.status for answer in reading.answers] == [200]
    assert [(e.name, e.value) for e in reading.answers[0].headers] == [
        ("access-control-allow-origin", LiteralText("*"))
    ]


_SCRIPTS = {
    "one statement of megabytes": b"(() => {" + b"f({a: [1, 2, 3]});" * 200_000 + b"})();",
    "10,000 functions": b"".join(
        b"const f%d = (x) => f%d(x);\n" % (i, i + 1) for i in range(10_000)
    )
    + b"exports.handler = async () => f1(1);",
    "10,000 calls": b"exports.handler = async (e) => {"
    + b"".join(b"if (e.x%d) { await foo(%d); }\n" % (i, i) for i in range(10_000))
    + b" return {statusCode: 200}}",
    "2 to the power of 30 paths": b"exports.handler = async (e) => { let h = {};"
    + b"".join(b"if (e.x%d) { h['a%d'] = 1 }\n" % (i, i) for i in range(30))
    + b" return {statusCode: 200, headers: h}}",
    "20,000 parentheses": b"exports.handler = async (e) => " + b"(" * 20_000 + b"1" + b")" * 20_000,
    "5,000 additions": b"exports.handler = async (e) => ({body: "
    + b"+".join([b"'a'"] * 5_000)
    + b"})",
    "any bytes": bytes(range(256)) * 2_000,
    "templates that never end": b"exports.handler = async (e) => { `${" * 3_000,
    "syntax of the future": b"exports.handler = async (e) => e |> f(%); @@ match { when a: 1 }",
    "loops without an end": b"exports.handler = async () => { while (1) { for (;;) { x(); } } }",
    "recursion in a circle": b"const f = (a) => g(a) || f(a); const g = (a) => f(a) || g(a);"
    b"exports.handler = async (e) => f(e)",
    "an object that doubles": b"let a = {statusCode: 200};"
    + b"".join(b"a = {...a, b%d: [a, a], ['k' + a.x]: a};" % i for i in range(200))
    + b"exports.handler = async () => a",
    "a text that doubles": b"let a = 'xxxxxxxxxx';"
    + b"a = a + a;" * 200
    + b"exports.handler = async () => ({body: a})",
    "an array that doubles": b"let a = [1];"
    + b"a = [...a, ...a];" * 200
    + b"exports.handler = async () => a",
    "an array that is pushed into itself": b"let a = [1];"
    + b"a.push(...a);" * 200
    + b"exports.handler = async () => a",
    "an array that is joined with itself": b"let a = [1];"
    + b"a = a.concat(a).flatMap((x) => [x, x]);" * 200
    + b"exports.handler = async () => a",
    "a regular expression that never ends": b"exports.handler = async (e) => "
    b"/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')",
    "a module that requires itself": b"const me = require('./app'); exports.handler = me.handler;",
}
_PYTHON = {
    "5,000 parentheses": b"x = " + b"(" * 5_000 + b"1" + b")" * 5_000,
    "a chain of attributes": b"def handler(e, c): return e" + b".a" * 20_000,
    "megabytes": b"x = 1\n" * 900_000 + b"def handler(e, c): return {}\n",
    "10,000 functions": b"".join(b"def f%d(x): return f%d(x)\n" % (i, i + 1) for i in range(10_000))
    + b"def handler(e, c): return f0(e)\n",
    "syntax of the future": b"def handler(e, c):\n    match e:\n        case x if <y>: pass\n",
    "a null byte": b"x = 1\0\ndef handler(e, c): pass",
    "not UTF-8": b"def handler(e, c): return '\xff\xfe'",
    "an exponent": b"x = 9 ** 9 ** 9\ndef handler(e, c): return {'statusCode': x}",
    "a text that doubles": b"a = 'x' * 10\n"
    + b"a = a + a\n" * 200
    + b"def handler(e, c): return a",
    "a list that doubles": b"a = [1]\n" + b"a = [*a, *a]\n" * 200 + b"def handler(e, c): return a",
    "a sum of lists that doubles": b"a = [1]\n"
    + b"a = a + a\n" * 200
    + b"def handler(e, c): return a",
    "a list that is extended by itself": b"a = [1]\n"
    + b"a.extend(a)\n" * 200
    + b"def handler(e, c): return a",
    "a file that is opened": b"open('/tmp/corsgate-was-run', 'w')\ndef handler(e, c): return {}",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _SCRIPTS)
def test_hostile_scripts_are_bounded(name: str) -> None:
    """Each ends in answers or in something that is named, within three seconds of the processor."""
    start = time.process_time()
    reading = read_script(_SCRIPTS[name])
    assert time.process_time() - start < 3
    assert reading.answers or all(each.expression for each in reading.undetermined)


@pytest.mark.slow
@pytest.mark.parametrize("name", _PYTHON)
def test_hostile_python_is_bounded(name: str) -> None:
    """The same for Python."""
    start = time.process_time()
    reading = read_python(_PYTHON[name])
    assert time.process_time() - start < 3
    assert reading.answers or all(each.expression for each in reading.undetermined)
