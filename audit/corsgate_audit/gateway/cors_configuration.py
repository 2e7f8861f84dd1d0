"""The CORS headers that an HTTP API or a function URL writes by its settings.

Not verified on AWS: those about origins and lists that begin with `http-` or `url-`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    EXPOSE_HEADERS,
    MAX_AGE,
    WILDCARD,
)
from corsgate_audit.model import Unresolved, all_known, unknown_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import CorsConfiguration, Flag, Text, Texts

_SCHEMES = frozenset({"https://*", "http://*"})
Header = tuple[str, str]


def matching_origin(settings: CorsConfiguration, origin: str) -> Text | None:
    """Return the entry of ``AllowOrigins`` that lets an origin in; None where none does.

    A literal match counts before ``*``, and an entry that could not be resolved only where no
    other matches: it is returned itself.

    Args:
        settings: settings of the front door.
        origin: origin of the page.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    entries = settings.allow_origins
    if isinstance(entries, Unresolved):
        return entries
    known = [entry for entry in entries if isinstance(entry, str)]
    for entry in (origin, *_SCHEMES, WILDCARD):
        if entry in known and (entry not in _SCHEMES or origin.startswith(entry[:-1])):
            return entry
    return next((entry for entry in entries if isinstance(entry, Unresolved)), None)


def preflight_headers(settings: CorsConfiguration) -> tuple[Header | Unresolved, ...]:
    """Return what the answer to a preflight lists, but for the origin.

    A value in the place of a header could not be resolved, and the verdict may depend on it.
    """
    return tuple(
        part
        for name, value in (
            (ALLOW_METHODS, settings.allow_methods),
            (ALLOW_HEADERS, settings.allow_headers),
        )
        for part in _listed(name, value)
    ) + tuple(_max_age(settings))


def actual_headers(settings: CorsConfiguration) -> tuple[Header, ...]:
    """Return what every other answer lists, but for the origin and credentials.

    Names that could not be resolved are left out: no verdict depends on them.
    """
    listed = _listed(EXPOSE_HEADERS, settings.expose_headers)
    return tuple(part for part in listed if not isinstance(part, Unresolved))


def credentials_header(allowed: Flag) -> tuple[Header | Unresolved, ...]:
    """Return ``Access-Control-Allow-Credentials`` where it is on."""
    if isinstance(allowed, Unresolved):
        return (allowed,)
    return ((ALLOW_CREDENTIALS, "true"),) if allowed else ()


def origin_header(value: str) -> Header:
    """Return ``Access-Control-Allow-Origin``."""
    return (ALLOW_ORIGIN, value)


def _listed(name: str, values: Texts) -> Iterator[Header | Unresolved]:
    unresolved = unknown_in(values)
    yield from unresolved
    if values and not unresolved:
        yield (name, ",".join(all_known(values)))


def _max_age(settings: CorsConfiguration) -> Iterator[Header]:
    if isinstance(settings.max_age, int):
        yield (MAX_AGE, str(settings.max_age))
