"""Which route a request goes to: the most specific path, then the method, then ``ANY``.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable


def parameters(template: str, path: str) -> dict[str, str] | None:
    """Return what a path has in the place of each ``{name}``; None if it does not match.

    Example:
        >>> parameters("/items/{id}", "/items/a%20b")
        {'id': 'a b'}
        >>> parameters("/files/{proxy+}", "/files/a/b")
        {'proxy': 'a/b'}
        >>> parameters("/items", "/items/1") is None
        True
    """
    wanted, given = template.strip("/").split("/"), path.strip("/").split("/")
    if wanted[-1].endswith("+}"):
        rest = "/".join(given[len(wanted) - 1 :])
        if not rest:
            return None
        given = [*given[: len(wanted) - 1], rest]
    if len(wanted) != len(given):
        return None
    found = {}
    for want, have in zip(wanted, given, strict=True):
        if want.startswith("{"):
            found[want.strip("{+}")] = unquote(have)
        elif want != unquote(have):
            return None
    return found


def specificity(template: str) -> tuple[int, ...]:
    """Return a key that sorts more specific paths first: literal, ``{name}``, ``{name+}``."""
    kinds = [
        2 if part.endswith("+}") else 1 if part.startswith("{") else 0
        for part in template.strip("/").split("/")
    ]
    return tuple(kinds)


def best_path(templates: Iterable[str], path: str) -> tuple[str, dict[str, str]]:
    """Return the path that a request matches, with its parameters.

    Raises:
        LookupError: no path matches.
    """
    for template in sorted(templates, key=specificity):
        found = parameters(template, path)
        if found is not None:
            return template, found
    message = f"no route has a path that {path!r} matches"
    raise LookupError(message)
