"""``https://*``: every origin of a scheme, which an HTTP API answers by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import OPTIONS
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    CorsConfiguration,
    Flag,
    Severity,
    Text,
    Unresolved,
    known,
)
from corsgate_audit.rules.requests import page_request, url_of
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, Witness
    from corsgate_audit.rules.wanted import Wanted

OTHER_ORIGINS = {"https://*": "https://attacker.example", "http://*": "http://attacker.example"}


class _Setting(NamedTuple):
    """One value of the settings: an allowed origin, or whether credentials are allowed."""

    subject: Subject
    value: Text | Flag


def subjects(api: HttpApi) -> Iterator[_Setting]:
    """List the allowed origins; how bad one of these is may depend on the credentials."""
    cors = known(api.cors)
    if cors is None:
        return
    subject = subject_of(api)
    origins = cors.allow_origins if isinstance(cors.allow_origins, tuple) else (cors.allow_origins,)
    yield from (_Setting(subject, value) for value in origins)
    if not OTHER_ORIGINS.keys().isdisjoint(origins):
        yield _Setting(subject, cors.allow_credentials)


def check(api: HttpApi, setting: _Setting) -> Violation | None:
    """Look for scheme wildcards."""
    value, cors = known(setting.value), known(api.cors)
    if not isinstance(value, str) or value not in OTHER_ORIGINS or cors is None:
        return None
    return _violation(api, cors, value)


def _violation(api: HttpApi, cors: CorsConfiguration, value: str) -> Violation:
    credentials = cors.allow_credentials
    readers = ", and anybody who can change traffic on the network" * (value == "http://*")
    cookies = ", each with the cookies of its visitors" * (credentials is True)
    setting = "not resolved" if isinstance(credentials, Unresolved) else str(credentials).lower()
    return Violation(
        message=f"{value!r} in allowOrigins allows every page of that scheme{readers}{cookies}. "
        "Unlike '*', it also allows requests with credentials, so list the origins of your pages "
        "instead.",
        expected="the origins of your pages, each by name",
        actual=f"allowOrigins has {value!r}, allowCredentials is {setting}",
        detail=value,
        severity=Severity.CRITICAL if credentials is True else None,
        witness=_permitted(api, cors, OTHER_ORIGINS[value]),
    )


def _permitted(api: HttpApi, cors: CorsConfiguration, origin: str) -> Witness | None:
    """Return an exchange in which the page at another origin reads the answer."""
    credentials = cors.allow_credentials is True
    told = replace(api, cors=replace(cors, allow_credentials=credentials))
    requests = [page_request(each, origin) for each in api.routes if each.method != OPTIONS]
    for request in (*requests, BrowserRequest(url=url_of("/"), origin=origin)):
        mode = "include" if credentials else request.credentials
        made = exchange(told, replace(request, credentials=mode))
        if made.verdict is not None and made.verdict.allowed:
            return made.witness()
    return None


def repair(api: HttpApi, violation: Violation, wanted: Wanted) -> HttpApi:
    """Name the origins in the place of the scheme."""
    return without_origin(api, violation, wanted, violation.detail)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
