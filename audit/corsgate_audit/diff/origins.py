"""The origins that two sides are asked about: whatever either names, and what borders on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate_audit.browser.urls import HTTP_SCHEMES, parse
from corsgate_audit.diff.bare import texts
from corsgate_audit.model import routes_of
from corsgate_audit.origins.bypasses import attack_origins
from corsgate_audit.origins.lookalikes import look_alikes
from corsgate_audit.rules.origin_guesses import guessed_origins, policy_origins
from corsgate_audit.rules.origin_values import compared_origins
from corsgate_audit.rules.requests import ANOTHER_ORIGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.model import Door

NULL = "null"
ANYBODY = (ANOTHER_ORIGIN, NULL, ANOTHER_ORIGIN.replace("https", "http"))
"""Pages that nobody names: each stands for all of its kind."""

_origin_like = re.compile(
    r"[a-z][a-z0-9+.-]{0,40}+://"
    r"(?:\[[0-9a-f:.]+\](?::[0-9*]+)?|[^\s\"'`,;()<>{}|\\\[\]^$/?#]+)",
    re.IGNORECASE,
)
_LABELS = ("corsgate-a", "corsgate-a.corsgate-b")
"""What a star is tried with: one label, and two, of which a pattern may allow one."""


def named_origins(doors: Iterable[Door], bared: Iterable[object]) -> tuple[str, ...]:
    """Return the origins that front doors name, a page that each pattern matches among them.

    Args:
        doors: front doors of both sides.
        bared: the same, as `bare` returns them: every text in them that may be an origin counts.
    """
    found = [each for door in doors for each in _guessed(door)]
    for value in bared:
        for text in texts(value):
            for match in _origin_like.finditer(text):
                found += _examples(match[0])
    return tuple(dict.fromkeys(filter(None, map(_serialized, found))))


def _guessed(door: Door) -> Iterator[str]:
    for route in routes_of(door):
        if route.integration is not None:
            yield from guessed_origins(route.integration)
            yield from policy_origins(route.integration)
            yield from compared_origins(route.integration)


def _examples(pattern: str) -> Iterator[str]:
    """Yield pages that a pattern matches, and those at its edges."""
    if "*" not in pattern:
        yield pattern
        return
    text = pattern.removesuffix(":*")
    ports = ("", ":8443") if pattern.endswith(":*") else ("",)
    for port in ports:
        if "*" not in text:
            yield text + port
            continue
        for label in _LABELS:
            yield text.replace("*", label) + port
        yield text.replace("*.", "") + port


def _serialized(text: str) -> str | None:
    """Return the origin as a browser sends it; None for a text that is none.

    Extensions and apps have origins whose scheme is their own: ``chrome-extension://…``.
    """
    url = parse(text)
    if url is None or not url.host:
        return None
    return url.origin if url.scheme in HTTP_SCHEMES else text


def asked_origins(named: Iterable[str]) -> tuple[str, ...]:
    """Return the origins that both sides are asked about, those that stand for all others first.

    Of each that is named: subdomains, siblings and the domain above, another scheme, other ports,
    and what only a loose comparison lets in.

    Args:
        named: origins as from `named_origins`.
    """
    named = tuple(named)
    near = [each for origin in named for each in _near(origin)]
    serialized = filter(None, map(_serialized, near))
    return tuple(dict.fromkeys((*ANYBODY, *named, *serialized)))


def _near(origin: str) -> Iterator[str]:
    for _, each in attack_origins(origin):
        yield each
    for _, each in look_alikes(origin):
        yield each
    scheme, _, rest = origin.partition("://")
    host, colon, port = rest.partition(":")
    if colon:
        yield f"{scheme}://{host}"
    for label in _LABELS:
        yield f"{scheme}://{label}.{rest}"
    first, _, above = host.partition(".")
    if "." in above and not host.replace(".", "").isdigit():
        yield f"{scheme}://{above}{colon}{port}"
        for label in _LABELS:
            yield f"{scheme}://{label}.{above}{colon}{port}"
        yield f"{scheme}://{first}x.{above}{colon}{port}"
