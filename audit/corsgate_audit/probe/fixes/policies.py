"""The policy that a fix writes: what is allowed today, and what the blocked request needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate import CorsPolicy, PolicyError, Reason
from corsgate.names import (
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    CORS_RESPONSE_HEADERS,
    OPTIONS,
    REQUEST_HEADERS,
    WILDCARD,
    is_token,
)
from corsgate_audit.browser import actual_request
from corsgate_audit.browser.urls import HTTP_SCHEMES, parse

if TYPE_CHECKING:
    from corsgate_audit.probe.values import Heard, Probe


def policy_for(found: Probe) -> CorsPolicy | None:
    """Return the policy that lets an exchange pass and takes nothing away from other pages.

    Args:
        found: what was found of one request.

    Returns:
        None where no policy covers it, as for an opaque origin.
    """
    origins = _origins(found)
    for insecure in (False, True):
        try:
            return CorsPolicy(
                allow_origins=origins,
                allow_methods=_methods(found),
                allow_headers=_headers(found),
                allow_credentials=found.request.credentials == "include",
                dangerously_allow_insecure_origins=insecure,
            )
        except PolicyError as error:
            if {problem.reason for problem in error.problems} != {Reason.INSECURE}:
                return None
    return None


def _origins(found: Probe) -> list[str]:
    """Return the origins that are allowed today, and the page's.

    ``*`` stays where no credentials are sent: then it allows the page already.
    """
    values = [value for heard in _answers(found) for value in heard.header(ALLOW_ORIGIN).split(",")]
    allowed = [value.strip() for value in values]
    if WILDCARD in allowed and found.request.credentials != "include":
        return [WILDCARD]
    today = {origin for value in allowed if (origin := _origin(value))}
    return [found.request.origin, *sorted(today - {found.request.origin})]


def _origin(value: str) -> str | None:
    url = parse(value)
    return url.origin if url is not None and url.scheme in HTTP_SCHEMES and url.host else None


def _methods(found: Probe) -> list[str]:
    """Return what the server allows already, and this request's method."""
    named = [name for heard in _answers(found) for name in _tokens(heard.header(ALLOW_METHODS))]
    return sorted({*named, actual_request(found.request).method} - {OPTIONS, WILDCARD})


def _headers(found: Probe) -> list[str]:
    """Return what the server allows already, and what this request's preflight asks for."""
    named = [name for heard in _answers(found) for name in _tokens(heard.header(ALLOW_HEADERS))]
    asked = dict(found.preflight.headers).get(REQUEST_HEADERS, "") if found.preflight else ""
    names = {name.lower() for name in (*named, *_tokens(asked))}
    return sorted(names - {WILDCARD} - CORS_RESPONSE_HEADERS)


def _answers(found: Probe) -> list[Heard]:
    return [heard for heard in (found.preflight_answer, found.answer) if heard is not None]


def _tokens(value: str) -> list[str]:
    """Split a list; what is no token is left out, for this goes into code."""
    return [part.strip() for part in value.split(",") if is_token(part.strip())]
