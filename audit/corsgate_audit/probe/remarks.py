"""What else an exchange shows: a neighbour that is allowed, a key or a token that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import API_KEY, AUTHORIZATION
from corsgate_audit.probe.values import Family, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.probe.facts import Facts
    from corsgate_audit.probe.values import Cause

_NEIGHBOURS = {"PUT": ("PATCH", "POST"), "PATCH": ("PUT", "POST"), "POST": ("PUT", "PATCH")}
_UNAUTHORIZED, _FORBIDDEN = 401, 403


def remarks_on(facts: Facts, cause: Cause | None) -> tuple[str, ...]:
    """Return what a developer would want to have pointed out, a sentence each.

    Args:
        facts: of the exchange.
        cause: that was found; None where the page gets its response.
    """
    return (*_neighbour(facts, cause), *_missing_key(facts), *_missing_token(facts))


def _neighbour(facts: Facts, cause: Cause | None) -> Iterator[str]:
    if cause is None or cause.family is not Family.METHOD:
        return
    method = facts.request.method
    allowed = {each.upper() for each in facts.allowed_methods}
    if method != method.upper() and method.upper() in allowed:
        yield (
            f"Methods are compared with regard to case: the page sends {method!r}, "
            f"{method.upper()!r} is allowed."
        )
    for neighbour in _NEIGHBOURS.get(method.upper(), ()):
        if neighbour in allowed:
            yield (
                f"{neighbour} is allowed where {method} is not: does the page mean {neighbour}, or "
                f"has the server forgotten {method}?"
            )
            return


def _missing_key(facts: Facts) -> Iterator[str]:
    refused = facts.heard.status == _FORBIDDEN and facts.server is Server.REST_API
    if refused and facts.aws_error == "ForbiddenException" and not facts.carries_key:
        yield (
            "An API key may be what is missing: the page has to send x-api-key, and "
            f"Access-Control-Allow-Headers has to name it. Try it: --header '{API_KEY}: …'"
        )


def _missing_token(facts: Facts) -> Iterator[str]:
    if facts.heard.status != _UNAUTHORIZED or facts.carries_token:
        return
    if facts.is_preflight:
        yield (
            "The request itself will need its token: Access-Control-Allow-Headers then has to name "
            f"{AUTHORIZATION}, which '*' does not cover."
        )
    else:
        yield (
            "A token is what is missing: the page has to send Authorization, and "
            "Access-Control-Allow-Headers has to name it; '*' does not cover it. Try it: "
            f"--header '{AUTHORIZATION}: Bearer …'"
        )
