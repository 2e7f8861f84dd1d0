"""Splits a large script into its outermost statements, without parsing it.

A bundler writes hundreds of thousands of lines, of which one handler needs a few. Brackets, texts,
comments and regular expressions are counted; a part ends where a statement certainly ends.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(rb"[`(){}\[\];,/\"']")
_TEXTS = {
    ord('"'): re.compile(rb'(?:[^"\\\n]|\\.)*+', re.DOTALL),
    ord("'"): re.compile(rb"(?:[^'\\\n]|\\.)*+", re.DOTALL),
    # The body of a regular expression.
    ord("/"): re.compile(rb"(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++"),
}
"""What stands between two such signs. Nothing is given back: each byte is looked at once."""
_BEFORE_REGEX = re.compile(rb"(?:^|[(,=:\[!&|?{};+\-*%~^<>\n]|\b(?:return|typeof|case))[ \t]*$")
_TEMPLATE = re.compile(rb"\\.|`|\$\{", re.DOTALL)
_DECLARATION = re.compile(
    rb"(?:\s|(?>/\*.*?\*/)|//[^\n]*\n)*+(?P<word>var|let|const|function|class|async\s+function)\b\s*\*?\s*"
    rb"(?P<name>[\w$]+)?",
    re.DOTALL,
)
_NAME = re.compile(rb"(?:\s|(?>/\*.*?\*/))*+([\w$]+)\s*(?=[=,;]|$)", re.DOTALL)


class ScriptPart(NamedTuple):
    """One statement.

    Args:
        start: Offset of the first byte.
        end: Offset of the byte after the last.
        line: Number of lines before it.
        names: Names that it declares; none for any other statement.
    """

    start: int
    end: int
    line: int
    names: tuple[str, ...]


def split_script(source: bytes) -> Iterator[ScriptPart]:
    """Yield the outermost statements of a script."""
    line = start = 0
    for end, commas in _ends(source):
        names = _names(source, start, end, commas)
        yield ScriptPart(start, end, line, names)
        line += source.count(b"\n", start, end)
        start = end
    if source[start:].strip():
        yield ScriptPart(start, len(source), line, ())


def _ends(source: bytes) -> Iterator[tuple[int, list[int]]]:
    """Yield where statements end, with the outermost commas in each."""
    depth = position = start = 0
    templates: list[int] = []  # depths at which `${` was opened
    unclosed: dict[int, int] = {}
    commas: list[int] = []
    is_block = _is_block(source, 0)
    search = _TOKEN.search
    while (match := search(source, position)) is not None:
        position = match.end()
        token = source[match.start()]
        if token in _TEXTS or token == _SLASH:
            position = _skipped(source, match.start(), token, unclosed)
            continue
        if token in _OPEN:
            depth += 1
        elif token in _CLOSE:
            if templates and templates[-1] == depth:
                templates.pop()
                position = _template(source, position, depth, templates)
                continue
            depth = max(depth - 1, 0)
        elif token == _BACKTICK:
            position = _template(source, position, depth, templates)
            continue
        if depth:
            continue
        if token == _COMMA:
            commas.append(position)
        elif token == _SEMICOLON or (is_block and token == _BRACE):
            yield position, commas
            start, commas = position, []
            is_block = _is_block(source, start)


def _skipped(source: bytes, start: int, token: int, unclosed: dict[int, int]) -> int:
    """Return where a text, a comment or a regular expression ends; a division is one byte."""
    if token != _SLASH:
        return _closed(source, start, token, unclosed)
    if source.startswith(b"//", start):
        end = source.find(b"\n", start)
    elif source.startswith(b"/*", start):
        end = source.find(b"*/", start) + 1
    elif _BEFORE_REGEX.search(source, max(0, start - 12), start):
        return _closed(source, start, token, unclosed)
    else:
        return start + 1
    return end + 1 if end > start else len(source)


def _closed(source: bytes, start: int, token: int, unclosed: dict[int, int]) -> int:
    """Return the place behind the sign that closes what one like it has opened, if any does.

    Args:
        source: text of the script, as bytes.
        start: offset of the sign that opens.
        token: the sign, as a byte's number.
        unclosed: offsets by sign, before which none is closed; another may be noted.
    """
    if start < unclosed.get(token, 0):
        return start + 1
    found = _TEXTS[token].match(source, start + 1)
    end = found.end() if found else start + 1
    if found and source.startswith(bytes([token]), end):
        return end + 1
    line_end = source.find(b"\n", end)
    unclosed[token] = line_end if line_end >= 0 else len(source)
    return start + 1


def _template(source: bytes, position: int, depth: int, templates: list[int]) -> int:
    """Return where a template's text ends; note where an expression in it begins."""
    while (match := _TEMPLATE.search(source, position)) is not None:
        position = match.end()
        if match.group() == b"`":
            return position
        if match.group() == b"${":
            templates.append(depth)
            return position
    return len(source)


def _is_block(source: bytes, start: int) -> bool:
    """Whether a statement ends with its first outermost brace: a function's, a class's."""
    match = _DECLARATION.match(source, start)
    return match is not None and match["word"] not in {b"var", b"let", b"const"}


def _names(source: bytes, start: int, end: int, commas: list[int]) -> tuple[str, ...]:
    """Return the names that a statement declares; none where one of them is a pattern."""
    match = _DECLARATION.match(source, start, end)
    if match is None or match["name"] is None:
        return ()
    names = [match["name"].decode()]
    if match["word"] in {b"var", b"let", b"const"}:
        for comma in commas:
            found = _NAME.match(source, comma, end)
            if found is None:
                return ()
            names.append(found[1].decode())
    return tuple(names)


_OPEN, _CLOSE = frozenset(b"({["), frozenset(b")}]")
_BACKTICK, _COMMA, _SEMICOLON, _BRACE, _SLASH = b"`,;}/"
