"""Comparisons of an origin in Python, and whether a look-alike passes them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from corsgate_audit.gateway.velocity import python_finds
from corsgate_audit.model import LooseComparison
from corsgate_audit.origins.lookalikes import look_alikes
from corsgate_audit.rules.origin_guesses import example_of
from corsgate_audit.rules.origin_values import is_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    IsOrigin = Callable[[ast.expr], bool]
    Passes = Callable[[str], bool]

_METHODS: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
}
_EXPRESSIONS = frozenset({"match", "search"})


def loose_comparison(node: ast.AST, is_origin_of_request: IsOrigin) -> LooseComparison | None:
    """Return a comparison that lets a look-alike in; None for any other node.

    Args:
        node: syntax tree of a function.
        is_origin_of_request: tells the expressions that are the origin.

    Source: https://docs.python.org/3/library/re.html#search-vs-match
    """
    for text, passes in _comparisons(node, is_origin_of_request):
        for page in _pages(text):
            if not passes(page):
                continue
            for _, origin in look_alikes(page):
                if passes(origin):
                    return LooseComparison(text=ast.unparse(node), look_alike=origin)
    return None


def _comparisons(node: ast.AST, is_request: IsOrigin) -> Iterator[tuple[str, Passes]]:
    """Yield the texts that an origin is compared with, each with what passes."""
    if isinstance(node, ast.Compare):
        if [type(each) for each in node.ops] == [ast.In] and is_request(node.comparators[0]):
            for text in _texts(node.left):
                yield text, lambda origin, text=text: text in origin  # type: ignore[misc]
        return
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return
    name = node.func.attr
    if name in _METHODS and is_request(node.func.value) and node.args:
        for text in _texts(node.args[0]):
            yield text, lambda origin, text=text: _METHODS[name](origin, text)  # type: ignore[misc]
    elif name in _EXPRESSIONS and len(node.args) > 1 and is_request(node.args[1]):
        for text in _texts(node.args[0]):
            yield text, lambda origin, text=text: python_finds(name, text, origin)  # type: ignore[misc]


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield a constant, or those in a tuple."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from _texts(each)


def _pages(text: str) -> Iterator[str]:
    """Yield origins that a text is meant to let in."""
    example = example_of(text)
    for each in (
        text,
        example,
        f"https://{example.lstrip('.')}",
        f"https://app.{example.lstrip('.')}",
    ):
        if is_origin(each):
            yield each
