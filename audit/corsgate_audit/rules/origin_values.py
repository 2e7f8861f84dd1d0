"""Origins as APIs hold them: in mapping expressions, in Velocity, in lists; and what they mean."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from corsgate import CorsPolicy, PolicyError, Reason
from corsgate.names import ALLOW_ORIGIN, WILDCARD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Integration, Text

_MALFORMED = frozenset({Reason.MISSING, Reason.MALFORMED, Reason.NOT_SERIALIZED})
_SEVERAL = "is several origins in one value, which browsers reject; send each page its own origin"
_TOKEN = "${Token["  # noqa: S105 - https://docs.aws.amazon.com/cdk/v2/guide/tokens.html
_NEVER_REPLACED = "is a value of the CDK that nothing has replaced, so no page has this origin"
# What a template compares an origin with: $origin == "https://app.example.com".
_compared = re.compile(r"==\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')").findall
_speaks_of_origin = re.compile(r"\borigin\b", re.IGNORECASE).search


def literal(mapping: Text | None) -> str | None:
    """Return the text of a static mapping expression; None for any other.

    Example:
        >>> literal("'https://app.example.com'"), literal("method.request.header.Origin")
        ('https://app.example.com', None)

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
    """
    if isinstance(mapping, str) and len(mapping) > 1 and mapping[0] == mapping[-1] == "'":
        return mapping[1:-1]
    return None


def malformed(value: str) -> str | None:
    """Say why a value is no origin that a browser sends; None for an origin, a pattern or ``*``.

    The rules are those of a policy, so that the audit accepts what the library accepts.

    Example:
        >>> malformed("https://app.example.com/")
        "ends with a slash, which no origin does; write 'https://app.example.com'"
    """
    if value == WILDCARD:
        return None
    if holds_several(value):
        return _SEVERAL
    if _TOKEN in value:
        return _NEVER_REPLACED
    try:
        CorsPolicy(allow_origins=[value])
    except PolicyError as error:
        for problem in error.problems:
            if problem.reason in _MALFORMED:
                return _told(value, problem.message.removeprefix(f"{problem.field}: {value!r} "))
    return None


def _told(value: str, text: str) -> str:
    """Put the whole fix in the place of the policy's, which fixes one thing after the other."""
    origin = intended_origin(value)
    return f"{text.partition('; write ')[0]}; write {origin!r}" if origin else text


def _parts(value: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", value) if part]


def holds_several(value: str) -> bool:
    """Whether a value is a list where one origin belongs.

    Example:
        >>> holds_several("https://app.example.com,https://admin.example.com")
        True
    """
    return len(_parts(value)) > 1


@lru_cache(maxsize=4096)
def is_origin(value: str) -> bool:
    """Whether a browser could send this as ``Origin``."""
    if "*" in value:
        return False
    try:
        CorsPolicy(allow_origins=[value])
    except PolicyError:
        return False
    return True


def intended_origin(value: str) -> str | None:
    """Return the origin that a malformed value was meant to be; None where nobody can tell.

    Example:
        >>> intended_origin("App.example.com:443/items")
        'https://app.example.com'
    """
    text = value.strip()
    if len(_parts(text)) != 1 or any(mark in text for mark in "*'\"") or text == "null":
        return None
    try:
        parts = urlsplit(text if "://" in text else f"https://{text.lstrip('/')}")
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    origin = f"{parts.scheme}://{host}" + ("" if port in {None, default} else f":{port}")
    return origin if is_origin(origin) else None


def first_intended(value: str) -> str | None:
    """Return the first origin that a value was meant to hold, where it may hold several."""
    return next((origin for part in _parts(value) if (origin := intended_origin(part))), None)


def static_values(integration: Integration, name: str = ALLOW_ORIGIN) -> Iterator[Text]:
    """Yield the mapping expressions of a response header in every integration response."""
    for response in integration.responses:
        for header, mapping in _pairs(response.headers):
            if header.lower() == name.lower():
                yield mapping


def templates(integration: Integration) -> Iterator[str]:
    """Yield every Velocity template that decides about the answer."""
    sources = [integration.request_templates, *(each.templates for each in integration.responses)]
    for source in sources:
        for _, template in _pairs(source):
            if isinstance(template, str):
                yield template


def mentions_origin(template: str) -> bool:
    """Whether a template reads or writes something that is called an origin."""
    return _speaks_of_origin(template) is not None


def compared_origins(integration: Integration) -> tuple[str, ...]:
    """Return the texts that templates compare for equality where they speak of an origin."""
    return tuple(
        double or single
        for template in templates(integration)
        if mentions_origin(template)
        for double, single in _compared(template)
        if "." in (double or single) or "://" in (double or single)
    )


def allows_by_condition(integration: Integration) -> bool:
    """Whether it depends on the request if a MOCK sets ``Access-Control-Allow-Origin``."""
    name = ALLOW_ORIGIN.lower()
    return any(literal(mapping) is None for mapping in static_values(integration)) or any(
        name in template.lower() for template in templates(integration)
    )


def _pairs(value: object) -> tuple[tuple[str, Text], ...]:
    """Read pairs that may be unresolved as a whole: those have nothing to yield."""
    return value if isinstance(value, tuple) else ()
