"""Handlers that are made up by chance, in Python and in JavaScript, and events to run them with."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

ALLOWED = ("https://a.example", "https://b.example")
_NAMES = ("Access-Control-Allow-Origin", "access-control-allow-origin", "X-Trace", "Vary")
_VALUES = ("*", "https://a.example", "https://b.example", "one")
_TESTS = ("a", "b", "OPTIONS", "origin", "listed", "not a")


@dataclass(slots=True)
class _Writer:
    """Writes one handler in both languages, line by line."""

    random: Random
    python: list[str] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)

    def line(self, depth: int, python: str, script: str) -> None:
        self.python.append("    " * depth + python)
        self.script.append("  " * depth + script)

    # --- Expressions, as pairs ---------------------------------------------------------------

    def test(self) -> tuple[str, str]:
        kind = self.random.choice(_TESTS)
        return {
            "a": ('query.get("a")', "query.a"),
            "b": ('"b" in query', '"b" in query'),
            "not a": ('not query.get("a")', "!query.a"),
            "OPTIONS": ('event["httpMethod"] == "OPTIONS"', 'event.httpMethod === "OPTIONS"'),
            "origin": ("origin", "origin"),
            "listed": ("origin in ALLOWED", "ALLOWED.includes(origin)"),
        }[kind]

    def headers(self) -> tuple[str, str]:
        """Return a dictionary of headers: a constant, a literal, a merge or a choice."""
        kind = self.random.randrange(6)
        if kind == 0:
            return ("HEADERS", "HEADERS")
        if kind == 1:
            return ("dict(headers)", "Object.assign({}, headers)")
        name, value = self.random.choice(_NAMES), self.random.choice(_VALUES)
        if kind == 2:
            return (f'{{"{name}": "{value}"}}', f'{{"{name}": "{value}"}}')
        if kind == 3:
            return (f'{{**headers, "{name}": "{value}"}}', f'{{...headers, "{name}": "{value}"}}')
        if kind == 4:
            python, script = self.test()
            return (f"(HEADERS if {python} else {{}})", f"({script} ? HEADERS : {{}})")
        return ("headers | HEADERS", "{...headers, ...HEADERS}")

    def response(self) -> tuple[str, str]:
        status = self.random.choice((200, 201, 400, 404, 500))
        python, script = self.headers()
        kind = self.random.randrange(4)
        if kind == 0 or not self.helpers:
            return (
                f'{{"statusCode": {status}, "headers": {python}, "body": "x"}}',
                f'{{statusCode: {status}, headers: {script}, body: "x"}}',
            )
        if kind == 1:
            return (f'{{"statusCode": {status}}}', f"{{statusCode: {status}}}")
        helper = self.random.choice(self.helpers)
        if kind == 2:
            return (f"{helper}({status})", f"{helper}({status})")
        return (f"{helper}({status}, {python})", f"{helper}({status}, {script})")

    # --- Statements --------------------------------------------------------------------------

    def helper(self, name: str) -> None:
        value = self.random.choice(_VALUES)
        self.line(
            0, f"def {name}(status, headers=None):", f"const {name} = (status, headers) => {{"
        )
        if self.random.random() < 0.5:
            self.line(
                1,
                "made = {**HEADERS, **(headers or {})}",
                "const made = {...HEADERS, ...(headers || {})};",
            )
        else:
            self.line(1, "made = dict(headers or {})", "const made = {...(headers || {})};")
            if self.random.random() < 0.5:
                self.line(
                    1,
                    f'made["Access-Control-Allow-Origin"] = "{value}"',
                    f'made["Access-Control-Allow-Origin"] = "{value}";',
                )
        self.line(
            1,
            'return {"statusCode": status, "headers": made, "body": "h"}',
            'return {statusCode: status, headers: made, body: "h"};',
        )
        self.script.append("};")
        self.helpers.append(name)

    def block(self, depth: int, room: int) -> None:
        for _ in range(self.random.randrange(1, 4)):
            self.statement(depth, room)

    def statement(self, depth: int, room: int) -> None:
        kind = self.random.randrange(9) if room else self.random.randrange(4)
        if kind == 0:
            name, value = self.random.choice(_NAMES), self.random.choice(_VALUES)
            self.line(depth, f'headers["{name}"] = "{value}"', f'headers["{name}"] = "{value}";')
        elif kind == 1:
            name = "Access-Control-Allow-Origin"
            self.line(depth, "if origin:", "if (origin) {")
            self.line(depth + 1, f'headers["{name}"] = origin', f'headers["{name}"] = origin;')
            self.line(depth, "", "}")
        elif kind == 2:
            self.line(depth, 'data = json.loads(event["body"])', "data = JSON.parse(event.body);")
        elif kind == 3:
            python, script = self.headers()
            self.line(depth, f"headers = {python}", f"headers = {script};")
            # A constant must not be changed by what follows: the next invocation would see it.
            self.line(depth, "headers = dict(headers)", "headers = {...headers};")
        elif kind == 4:
            python, script = self.response()
            test_python, test_script = self.test()
            self.line(depth, f"if {test_python}:", f"if ({test_script}) {{")
            self.line(depth + 1, f"return {python}", f"return {script};")
            self.line(depth, "", "}")
        elif kind in {5, 6}:
            python, script = self.test()
            self.line(depth, f"if {python}:", f"if ({script}) {{")
            self.block(depth + 1, room - 1)
            if self.random.random() < 0.5:
                self.line(depth, "else:", "} else {")
                self.block(depth + 1, room - 1)
            self.line(depth, "", "}")
        elif kind == 7:
            self._try(depth, room)
        else:
            self.line(depth, "for each in query:", "for (const each of Object.keys(query)) {")
            self.block(depth + 1, 0)
            self.line(depth, "", "}")

    def _try(self, depth: int, room: int) -> None:
        self.line(depth, "try:", "try {")
        self.block(depth + 1, room - 1)
        if self.random.random() < 0.3:
            self.line(depth + 1, "raise RuntimeError('x')", "throw new Error('x');")
        self.line(depth, "except Exception:", "} catch (error) {")
        if self.random.random() < 0.6:
            python, script = self.response()
            self.line(depth + 1, f"return {python}", f"return {script};")
        else:
            self.block(depth + 1, 0)
        if self.random.random() < 0.3:
            self.line(depth, "finally:", "} finally {")
            self.line(depth + 1, 'headers["X-Last"] = "1"', 'headers["X-Last"] = "1";')
        self.line(depth, "", "}")


def generated_handler(random: Random) -> tuple[str, str]:
    """Return one handler, in Python and in JavaScript: they answer the same.

    Args:
        random: that decides.
    """
    writer = _Writer(random)
    writer.line(0, "import json", "'use strict';")
    writer.line(0, f"ALLOWED = {list(ALLOWED)!r}", f"const ALLOWED = {json.dumps(ALLOWED)};")
    constant = json.dumps({random.choice(_NAMES): random.choice(_VALUES)})
    writer.line(0, f"HEADERS = {constant}", f"const HEADERS = {constant};")
    for index in range(random.randrange(3)):
        writer.helper(f"helper_{index}")
    writer.line(0, "def handler(event, context):", "exports.handler = async (event) => {")
    writer.line(
        1, 'origin = event["headers"].get("origin")', "const origin = event.headers.origin;"
    )
    writer.line(
        1, 'query = event["queryStringParameters"]', "const query = event.queryStringParameters;"
    )
    writer.line(1, "headers = {}", "let headers = {}; let data;")
    writer.block(1, 3)
    python, script = writer.response()
    writer.line(1, f"return {python}", f"return {script};")
    writer.script.append("};")
    return "\n".join(writer.python), "\n".join(writer.script)


def events() -> list[dict[str, object]]:
    """Return the events that a generated handler is run with."""
    methods, origins = ("GET", "OPTIONS"), (None, "https://a.example", "https://other.example")
    queries: tuple[dict[str, str], ...] = ({}, {"a": "1"}, {"b": "1"}, {"a": "1", "b": "1"})
    return [
        {
            "httpMethod": method,
            "headers": {} if origin is None else {"origin": origin},
            "queryStringParameters": query,
            "body": body,
        }
        for method, origin, query, body in itertools.product(methods, origins, queries, ("{}", "{"))
    ]
