"""Templates: ``"https://${var.host}"``, heredocs, ``%{ if … }`` and ``%{ for … }``.

Source: https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.collect.terraform.hcl.access import pairs
from corsgate_audit.collect.terraform.hcl.operators import truth
from corsgate_audit.collect.terraform.hcl.syntax import source
from corsgate_audit.collect.terraform.hcl.values import (
    EvaluationError,
    Unknown,
    bounded,
    shown,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from corsgate_audit.collect.terraform.hcl.evaluating import Evaluating
    from corsgate_audit.collect.terraform.hcl.values import Value

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|\$\$\{|%%\{", re.DOTALL)
_NAMED = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL_MARKS = re.compile(r"\$\$\{|%%\{")
_HIGHEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


class _Piece(NamedTuple):
    """A piece of a template: text of the file, or a node; and what strips the text beside it."""

    text: str | None
    node: Node | None


def quoted(_: Evaluating, node: Node) -> Value:
    """Read a string without interpolation.

    Args:
        node: node of type ``string_lit``.
    """
    return _unescaped(source(node)[1:-1])


def template(evaluator: Evaluating, node: Node) -> Value:
    """Render a quoted template or a heredoc.

    Args:
        evaluator: evaluates what is interpolated.
        node: node of type ``quoted_template`` or ``heredoc_template``.

    Raises:
        EvaluationError: a part cannot be in a string.
    """
    is_heredoc = node.type == "heredoc_template"
    pieces = _heredoc_pieces(node) if is_heredoc else _quoted_pieces(node)
    if not is_heredoc and len(pieces) == 1 and pieces[0].node is not None:
        only = pieces[0].node
        if only.type == "template_interpolation":
            # "${x}" is x itself, whatever its type: the language's own rule.
            return evaluator.of(_expression(only))
    return bounded(_render(evaluator, pieces, is_heredoc=is_heredoc))


def _quoted_pieces(node: Node) -> list[_Piece]:
    children = node.children
    data, start = source(node).encode(), node.start_byte
    inner = [each for each in children if each.type in _SPECIAL]
    begin, end = children[0].end_byte, children[-1].start_byte
    return list(_between(data, start, begin, end, inner))


def _heredoc_pieces(node: Node) -> list[_Piece]:
    """Take a heredoc apart, and take off the indentation that ``<<-`` does."""
    data, start = source(node).encode(), node.start_byte
    marks = [each for each in node.children if each.type == "heredoc_identifier"]
    inner = [each for each in node.children if each.type in _SPECIAL]
    begin = start + data.index(b"\n", marks[0].end_byte - start) + 1
    end = start + data.rindex(b"\n", 0, max(marks[-1].end_byte - start, 1)) + 1
    pieces = list(_between(data, start, begin, max(begin, end), inner))
    is_indented = source(node).startswith("<<-")
    return _dedented(pieces) if is_indented else pieces


_SPECIAL = frozenset({"template_interpolation", "template_directive"})


def _between(
    data: bytes, start: int, begin: int, end: int, nodes: Sequence[Node]
) -> Iterator[_Piece]:
    """Yield the text between nodes, letter by letter, and the nodes."""
    at = begin
    for node in nodes:
        if node.start_byte > at:
            yield _Piece(data[at - start : node.start_byte - start].decode(), None)
        yield _Piece(None, node)
        at = node.end_byte
    if end > at:
        yield _Piece(data[at - start : end - start].decode(), None)


def _dedented(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Take off the smallest indentation of all lines."""
    depths = []
    at_start = True
    for piece in pieces:
        if piece.text is None:
            if at_start:
                depths.append(0)
            at_start = False
            continue
        lines = piece.text.split("\n")
        for number, line in enumerate(lines):
            begins = number > 0 or at_start
            is_last = number == len(lines) - 1
            stripped = line.lstrip(" \t")
            if begins and (stripped or (is_last and piece is not pieces[-1])):
                depths.append(len(line) - len(stripped))
        at_start = piece.text.endswith("\n")
    depth = min(depths, default=0)
    made, at_start = [], True
    for piece in pieces:
        if piece.text is None:
            made.append(piece)
            at_start = False
            continue
        lines = piece.text.split("\n")
        cut = [
            line[min(depth, len(line) - len(line.lstrip(" \t"))) :]
            if number > 0 or at_start
            else line
            for number, line in enumerate(lines)
        ]
        made.append(_Piece("\n".join(cut), None))
        at_start = piece.text.endswith("\n")
    return made


def _render(evaluator: Evaluating, pieces: Sequence[_Piece], *, is_heredoc: bool) -> str:
    """Join pieces; ``~`` takes off the white space of the text beside it."""
    written: list[str] = []
    for number, piece in enumerate(pieces):
        if piece.text is not None:
            text = piece.text
            before = pieces[number - 1].node if number else None
            after = pieces[number + 1].node if number + 1 < len(pieces) else None
            if before is not None and _strips(before, at_end=True):
                text = text.lstrip()
            if after is not None and _strips(after, at_end=False):
                text = text.rstrip()
            written.append(_LITERAL_MARKS.sub(_mark, text) if is_heredoc else _unescaped(text))
        elif piece.node is not None:
            written.append(_special(evaluator, piece.node, is_heredoc=is_heredoc))
        bounded("".join(written) if number % 500 == 0 else "")
    return "".join(written)


def _mark(match: re.Match[str]) -> str:
    return match[0][1:]


def _strips(node: Node, *, at_end: bool) -> bool:
    text = source(node)
    return text.endswith("~}") if at_end else text[2:3] == "~"


def _special(evaluator: Evaluating, node: Node, *, is_heredoc: bool) -> str:
    evaluator.run.budget.take(steps=1)
    if node.type == "template_interpolation":
        expression = _expression(node)
        return text_of(evaluator.of(expression), evaluator.run.holes, source(expression))
    inner = node.named_children[0]
    work = _if if inner.type == "template_if" else _for
    return work(evaluator, inner, is_heredoc=is_heredoc)


def _expression(node: Node) -> Node:
    found = next((each for each in node.named_children if each.type == "expression"), None)
    if found is None:
        message = "an empty interpolation"
        raise EvaluationError(message)
    return found


def _if(evaluator: Evaluating, node: Node, *, is_heredoc: bool) -> str:
    intro, otherwise = node.children[0], None
    for each in node.children:
        if each.type == "template_else_intro":
            otherwise = each
    condition = _expression(intro)
    holds = truth(evaluator.of(condition), source(condition))
    end = node.children[-1]
    branches = [
        _branch(evaluator, node, intro, otherwise or end, is_heredoc=is_heredoc),
        _branch(evaluator, node, otherwise, end, is_heredoc=is_heredoc) if otherwise else "",
    ]
    if isinstance(holds, Unknown):
        same = branches[0] == branches[1]
        unknown = Unknown(shown(source(condition)), holds.reason)
        return branches[0] if same else evaluator.run.holes.mark(unknown)
    return branches[0 if holds else 1]


def _branch(evaluator: Evaluating, node: Node, first: Node, last: Node, *, is_heredoc: bool) -> str:
    """Render what stands between two directives."""
    data, start = source(node).encode(), node.start_byte
    inner = [
        each
        for each in node.children
        if each.type in _SPECIAL and first.end_byte <= each.start_byte < last.start_byte
    ]
    pieces = list(_between(data, start, first.end_byte, last.start_byte, inner))
    if pieces and pieces[0].text is not None and source(first).endswith("~}"):
        pieces[0] = _Piece(pieces[0].text.lstrip(), None)
    if pieces and pieces[-1].text is not None and source(last)[2:3] == "~":
        pieces[-1] = _Piece(pieces[-1].text.rstrip(), None)
    return _render(evaluator, pieces, is_heredoc=is_heredoc)


def _for(evaluator: Evaluating, node: Node, *, is_heredoc: bool) -> str:
    intro, end = node.children[0], node.children[-1]
    names = [source(each) for each in intro.named_children if each.type == "identifier"]
    expression = _expression(intro)
    collection = evaluator.of(expression)
    if isinstance(collection, Unknown):
        return evaluator.run.holes.mark(collection)
    written = []
    for key, value in pairs(collection):
        given = {names[-1]: value, **({names[0]: key} if len(names) > 1 else {})}
        inner = evaluator.with_names(given)
        written.append(_branch(inner, node, intro, end, is_heredoc=is_heredoc))
        bounded("".join(written) if len(written) % 500 == 0 else "")
    return "".join(written)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text or "{" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is not None:
        number = int(code, 16)
        is_valid = number <= _HIGHEST and number not in _SURROGATES
        return chr(number) if is_valid else "\ufffd"
    if match[3] is not None:
        return _NAMED.get(match[3], match[3])
    return match[0][1:]
