"""The CORS headers that a CloudFront response headers policy puts on answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ORIGIN, WILDCARD
from corsgate_audit.gateway.cors_configuration import (
    actual_headers,
    credentials_header,
    origin_header,
    preflight_headers,
)
from corsgate_audit.gateway.wildcards import spans
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.gateway.cors_configuration import Header
    from corsgate_audit.gateway.received import Received
    from corsgate_audit.model import CorsConfiguration, Texts

_ALL_METHODS = ("GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


def policy_headers(
    settings: CorsConfiguration, received: Received
) -> tuple[Header | Unresolved, ...]:
    """Return the headers that a policy has for a request; none for one without ``Origin``.

    A value in the place of a header could not be resolved. Not verified on AWS: that a policy
    writes none of its CORS headers for an origin that it does not list, and that it writes the
    page's own origin where a pattern lets it in.

    Args:
        settings: settings of the policy.
        received: the request.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """
    origin = received.header(ORIGIN)
    if origin is None:
        return ()
    matching = _matching(settings, origin)
    if matching is None:
        return ()
    known = replace(settings, allow_methods=_spelled_out(settings))
    listed = preflight_headers(known) if received.is_preflight else actual_headers(known)
    first = matching if isinstance(matching, Unresolved) else origin_header(matching)
    return (first, *credentials_header(settings.allow_credentials), *listed)


def _spelled_out(settings: CorsConfiguration) -> Texts:
    return _ALL_METHODS if settings.allow_methods == ("ALL",) else settings.allow_methods


def _matching(settings: CorsConfiguration, origin: str) -> str | Unresolved | None:
    """Return the value of ``Access-Control-Allow-Origin`` for a page; None for one not let in."""
    entries = settings.allow_origins
    if isinstance(entries, Unresolved):
        return entries
    known = [entry for entry in entries if isinstance(entry, str)]
    if WILDCARD in known:
        return WILDCARD
    if any(lets_in(entry, origin) for entry in known):
        return origin
    return next((entry for entry in entries if isinstance(entry, Unresolved)), None)


def lets_in(entry: str, origin: str) -> bool:
    """Whether an entry of a policy's allowed origins lets a page in.

    ``*`` may stand for the leftmost labels of the host, or for the port; an entry without a scheme
    is good for both.

    Example:
        >>> lets_in("https://*.example.com", "https://app.example.com")
        True

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """
    if entry == origin:
        return True
    wanted, separator, rest = entry.partition("://")
    scheme, has_scheme, address = origin.partition("://")
    schemes = {wanted} if separator else {"http", "https"}
    if not has_scheme or scheme not in schemes or "/" in address:
        return False
    patterns = (rest if separator else entry).split(":")
    parts = address.split(":")
    return len(patterns) == len(parts) and all(
        part.isascii() and part.isdigit() if place and pattern == WILDCARD else spans(pattern, part)
        for place, (pattern, part) in enumerate(zip(patterns, parts, strict=True))
    )
