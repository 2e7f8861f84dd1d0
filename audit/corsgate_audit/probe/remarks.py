"""What else an exchange shows: a neighbour that is allowed, a key or a token that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import API_KEY, AUTHORIZATION
from corsgate_audit.probe.values import Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corsgate_audit.probe.facts import Facts

_UNAUTHORIZED, _FORBIDDEN = 401, 403


def remarks_on(facts: Facts, neighbours: Sequence[str]) -> tuple[str, ...]:
    """Return what a developer would want to have pointed out, a sentence each.

    Args:
        facts: facts of the exchange.
        neighbours: methods that are allowed where the page's is not.
    """
    return (
        *_neighbours(facts, neighbours),
        *_missing_key(facts),
        *_missing_token(facts),
        *_another_method(facts),
    )


def _another_method(facts: Facts) -> Iterator[str]:
    """Say that a gateway answers a method that is not there as it answers a path that is not.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    """
    of_rest = facts.aws_error == "MissingAuthenticationTokenException"
    of_http = facts.server is Server.HTTP_API and facts.message == "Not Found"
    if not facts.is_preflight and facts.error is not None and (of_rest or of_http):
        yield (
            f"A path that has no {facts.request.method} gives the same response: if the page uses "
            "another method, probe that one with --method."
        )


def _neighbours(facts: Facts, neighbours: Sequence[str]) -> Iterator[str]:
    method = facts.request.method
    if method.upper() in neighbours:
        yield (
            f"Methods are case-sensitive: the page sends {method!r}, and {method.upper()!r} is "
            "allowed."
        )
    elif neighbours:
        named = " and ".join(neighbours)
        yield (
            f"The preflight allows {named}, but not {method}: check which method the page should "
            f"use, or allow {method} on the server."
        )


def _missing_key(facts: Facts) -> Iterator[str]:
    refused = facts.heard.status == _FORBIDDEN and facts.server is Server.REST_API
    if refused and facts.aws_error == "ForbiddenException" and not facts.carries_key:
        yield (
            "An API key may be missing: the page must send x-api-key, and "
            f"Access-Control-Allow-Headers must list it. Try it: --header '{API_KEY}: …'"
        )


def _missing_token(facts: Facts) -> Iterator[str]:
    if facts.heard.status != _UNAUTHORIZED or facts.carries_token:
        return
    if facts.is_preflight:
        yield (
            "The request itself needs its token: Access-Control-Allow-Headers must list "
            f"{AUTHORIZATION}, which '*' does not cover by the Fetch standard."
        )
    else:
        yield (
            "A token is what is missing: the page has to send Authorization, and "
            "Access-Control-Allow-Headers has to name it; '*' does not cover it by "
            "the Fetch standard. Try it: "
            f"--header '{AUTHORIZATION}: Bearer …'"
        )
