"""The headers of a preflight that Chalice answers.

Source: https://aws.github.io/chalice/api.html#CORSConfig
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

_HEADERS: Final = (
    "Authorization",
    "Content-Type",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "X-Api-Key",
)
"""Headers that every `CORSConfig` allows."""


def headers_of(cors: object, value: Callable[[ast.expr], object]) -> dict[str, object] | None:
    """Write the headers that ``cors`` of a route stands for; None where it is not known.

    Args:
        cors: True, or the call of ``CORSConfig``.
        value: function that evaluates an argument of that call.
    """
    keywords: dict[str, object] = {}
    if isinstance(cors, ast.Call) and ast.unparse(cors.func).endswith("CORSConfig"):
        names = ("allow_origin", "allow_headers", "expose_headers", "max_age", "allow_credentials")
        keywords = dict(zip(names, map(value, cors.args), strict=False))
        keywords |= {str(each.arg): value(each.value) for each in cors.keywords}
    elif cors is not True:
        return None
    allowed, exposed = keywords.get("allow_headers"), keywords.get("expose_headers")
    made: dict[str, object] = {
        "Access-Control-Allow-Origin": _quoted(keywords.get("allow_origin", "*")),
        "Access-Control-Allow-Headers": _listed([*allowed, *_HEADERS])
        if isinstance(allowed, list)
        else _listed(_HEADERS)
        if allowed is None
        else _quoted(allowed),
    }
    if exposed:
        made["Access-Control-Expose-Headers"] = (
            _quoted(",".join(map(str, exposed))) if isinstance(exposed, list) else _quoted(exposed)
        )
    if keywords.get("max_age") is not None:
        made["Access-Control-Max-Age"] = _quoted(keywords["max_age"])
    if keywords.get("allow_credentials"):
        made["Access-Control-Allow-Credentials"] = _quoted("true")
    return made


def _listed(names: object) -> object:
    items = list(names) if isinstance(names, list | tuple) else []
    unknown = next((each for each in items if isinstance(each, Unresolved)), None)
    return unknown or _quoted(",".join(sorted(set(map(str, items)))))


def _quoted(value: object) -> object:
    return value if isinstance(value, Unresolved) else f"'{value}'"
