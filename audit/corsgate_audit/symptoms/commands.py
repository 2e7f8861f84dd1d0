"""The commands that lead on from a symptom, ready to run."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from corsgate.names import SAFELISTED_METHODS, is_token
from corsgate_audit.browser.fetching import is_forbidden_request_header
from corsgate_audit.browser.urls import HTTP_SCHEMES, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.symptoms.values import Asked, Told

EXAMPLE_ORIGIN = "https://app.example.com"
"""Stands for the page's origin where the text does not say it."""

_VALUES = {"content-type": "application/json", "authorization": "Bearer x"}


def commands(told: Sequence[Told], asked: Asked, causes: Sequence[str]) -> tuple[str, ...]:
    """Return what to run next: ask the server, read the likeliest cause, audit the folder.

    Args:
        told: the sentences.
        asked: the request.
        causes: slugs, the likeliest first.
    """
    probe = _probe(told, asked)
    explain = [f"corsgate explain {causes[0]}"] if causes else []
    return (*([probe] if probe else []), *explain, "corsgate audit .")


def _probe(told: Sequence[Told], asked: Asked) -> str | None:
    url = parse(asked.url) if asked.url else None
    if (
        url is None
        or url.scheme not in HTTP_SCHEMES
        or url.has_credentials
        or not url.text.isascii()
    ):
        return None
    arguments = ["corsgate", "probe", url.on_the_wire, "--origin", asked.origin or EXAMPLE_ORIGIN]
    return shlex.join([*arguments, *_options(told, asked)])


def _options(told: Sequence[Told], asked: Asked) -> Iterator[str]:
    method = asked.method if asked.method and is_token(asked.method) else "GET"
    method = "GET" if method.upper() == "OPTIONS" else method
    if method != "GET":
        yield from ("--method", method)
    header = (asked.header or "").lower()
    if is_token(header) and not is_forbidden_request_header(header, ""):
        yield from ("--header", f"{header}: {_VALUES.get(header, '1')}")
    elif _needs_preflight(told, asked) and method in SAFELISTED_METHODS:
        yield from ("--header", "content-type: application/json")
    if any("Wildcard" in each.error or "AllowCredentials" in each.error for each in told):
        yield from ("--credentials", "include")


def _needs_preflight(told: Sequence[Told], asked: Asked) -> bool:
    return asked.method == "OPTIONS" or any("Preflight" in each.error for each in told)
