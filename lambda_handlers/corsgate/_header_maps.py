"""Header maps as AWS events and handlers have them: read and merged without regard to case.

https://www.rfc-editor.org/rfc/rfc9110#section-5.1: header names are case-insensitive. Nothing here
changes a map that it is given: a handler may return the same object again, to another origin.
"""

from __future__ import annotations

from .names import CORS_RESPONSE_HEADERS, REQUEST_SPELLINGS, VARY, WILDCARD, is_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._types import Anything, HeaderMap, Pairs

_VARY = VARY.lower()
_DECIDED = CORS_RESPONSE_HEADERS | {_VARY}
_MOST_SPELLINGS = 1000

OWN_SPELLINGS: set[Anything] = set()
"""Names of headers, as handlers have spelled them, that no policy decides; lowered once."""


def find(headers: Anything, name: str) -> str | None:
    """Read one of the request headers that a decision needs.

    Args:
        headers: a map of names to a value, or to a list of values; anything else has no headers.
        name: lower-case.

    Returns:
        The value, several joined by ``","``; None where there is none, or no text.
    """
    if not isinstance(headers, dict):
        return None
    # Front doors send one of two spellings; only where it is neither are all names looked at.
    value = headers.get(name)
    if value is None:
        value = headers.get(REQUEST_SPELLINGS[name])
        if value is None:
            value = _find_in_any_case(headers, name)
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else _joined(value)
    return value if isinstance(value, str) else None


def _joined(values: list[Anything]) -> Anything:
    if len(values) == 1:
        return values[0]
    return ",".join(each for each in values if isinstance(each, str)) if values else None


def _find_in_any_case(headers: dict[Anything, Anything], lowered: str) -> Anything:
    for name, value in headers.items():
        if isinstance(name, str) and len(name) == len(lowered) and name.lower() == lowered:
            return value
    return None


def put_over(present: Anything, headers: HeaderMap, vary: list[str]) -> dict[Anything, Anything]:
    """Put the policy's headers over a response's own.

    Args:
        present: the response's map.
        headers: the policy's; none leaves the response's own without any CORS header.
        vary: vary where the response's own values of ``Vary`` are added; the map that is returned
            has the policy's alone.

    Returns:
        A new map, the names in the handler's own spelling.
    """
    merged: dict[Anything, Anything] = {**headers}
    for name, value in present.items():
        lowered = name.lower() if isinstance(name, str) else name
        if lowered not in _DECIDED:
            merged[name] = value
            if len(OWN_SPELLINGS) < _MOST_SPELLINGS:
                OWN_SPELLINGS.add(name)
        elif lowered == _VARY:
            values = value if isinstance(value, (list, tuple)) else (value,)
            vary.extend(str(each) for each in values if each is not None)
    return merged


def cors_headers_of(response: Anything) -> dict[str, Anything]:
    """Return the CORS headers that a response has, by lower-case name.

    Args:
        response: a proxy response with either map of headers; anything else has none.
    """
    if not isinstance(response, dict):
        return {}
    maps = (response.get("headers"), response.get("multiValueHeaders"))
    return {
        name.lower(): _joined(value) if isinstance(value, list) else value
        for headers in maps
        for name, value in (headers.items() if isinstance(headers, dict) else ())
        if isinstance(name, str) and name.lower() in CORS_RESPONSE_HEADERS
    }


def merge_vary(present: Iterable[str], headers: Pairs) -> Pairs:
    """Join the response's own ``Vary`` with the policy's.

    Args:
        present: the values that the response has.
        headers: the policy's, as pairs, with or without ``Vary``.

    Returns:
        The policy's headers with one ``Vary`` that names everything once, in first-seen order and
        spelling; ``*`` stands alone (https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5). What
        is no token is left out: with a line break it would be a header of its own.
    """
    wanted = [value for name, value in headers if name == VARY]
    tokens: dict[str, str] = {}
    for value in (*present, *wanted):
        for token in value.split(","):
            name = token.strip()
            if is_token(name):
                tokens.setdefault(name.lower(), name)
    others = tuple(pair for pair in headers if pair[0] != VARY)
    if not tokens:
        return others
    merged = WILDCARD if WILDCARD in tokens else ", ".join(tokens.values())
    return (*others, (VARY, merged))


def merge_pairs(present: Iterable[tuple[str, str]], headers: Pairs) -> list[tuple[str, str]]:
    """Put the policy's headers on a response whose headers are pairs.

    Args:
        present: the response's own headers.
        headers: the policy's.

    Returns:
        The response's own without any CORS header, then the policy's, ``Vary`` merged.
    """
    vary: list[str] = []
    kept: list[tuple[str, str]] = []
    for name, value in present:
        lowered = name.lower()
        if lowered == _VARY:
            vary.append(value)
        elif lowered not in CORS_RESPONSE_HEADERS:
            kept.append((name, value))
    return [*kept, *(merge_vary(vary, headers) if vary else headers)]
