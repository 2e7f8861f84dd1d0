"""``https://*``: every origin of a scheme, which an HTTP API answers by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    CorsConfiguration,
    FixSafety,
    FrontDoor,
    Severity,
    Unresolved,
)
from corsgate_audit.rules.requests import page_request, url_of
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, Witness

STRANGERS = {"https://*": "https://stranger.example", "http://*": "http://stranger.example"}


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for scheme wildcards among the allowed origins of an HTTP API."""
    subject = Subject(location=api.location)
    if isinstance(api.cors, Unresolved):
        yield Undecided(subject=subject, value=api.cors)
    elif api.cors is not None:
        yield from _judged(api, api.cors, subject)


def _judged(
    api: HttpApi, cors: CorsConfiguration, subject: Subject
) -> Iterator[Violation | Undecided]:
    origins = cors.allow_origins
    found = False
    for value in origins if isinstance(origins, tuple) else (origins,):
        if isinstance(value, Unresolved):
            yield Undecided(subject=subject, value=value)
        elif value in STRANGERS:
            found = True
            yield _violation(api, cors, subject, value)
    if found and isinstance(cors.allow_credentials, Unresolved):
        # It is a fault either way; how bad it is depends on this.
        yield Undecided(subject=subject, value=cors.allow_credentials)


def _violation(api: HttpApi, cors: CorsConfiguration, subject: Subject, value: str) -> Violation:
    credentials = cors.allow_credentials
    readers = ", and anybody who can change what passes over the network" * (value == "http://*")
    cookies = ", each with the cookies of its visitors" * (credentials is True)
    setting = "not resolved" if isinstance(credentials, Unresolved) else str(credentials).lower()
    return Violation(
        subject=subject,
        message=f"{value!r} among the allowed origins lets every page of that scheme in{readers}"
        f"{cookies}. Unlike '*', it is good for requests with credentials.",
        expected="the origins of your pages, each by name",
        actual=f"allowOrigins has {value!r}, allowCredentials is {setting}",
        detail=value,
        severity=Severity.CRITICAL if credentials is True else None,
        witness=_permitted(api, cors, STRANGERS[value]),
    )


def _permitted(api: HttpApi, cors: CorsConfiguration, origin: str) -> Witness | None:
    """Return an exchange in which a stranger's page gets its answer."""
    credentials = cors.allow_credentials is True
    told = replace(api, cors=replace(cors, allow_credentials=credentials))
    requests = [page_request(each, origin) for each in api.routes if each.method != OPTIONS]
    for request in (*requests, BrowserRequest(url=url_of("/"), origin=origin)):
        mode = "include" if credentials else request.credentials
        made = exchange(told, replace(request, credentials=mode))
        if made.verdict is not None and made.verdict.allowed:
            return made.witness()
    return None


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
