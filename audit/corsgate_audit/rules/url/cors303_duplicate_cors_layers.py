"""A function that sends CORS headers behind a function URL that sends them too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.gateway import exchange
from corsgate_audit.gateway.function_code import origin_writer
from corsgate_audit.model import known
from corsgate_audit.rules.allowed_origins import requests
from corsgate_audit.rules.configured import configured
from corsgate_audit.rules.doubled import left_to_gateway, second_writers
from corsgate_audit.rules.preflights import candidate_origins
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import FunctionUrl
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: FunctionUrl) -> Iterator[FunctionUrl]:
    """List the URL as a whole, where it has settings."""
    return configured(api)


def check(_: FunctionUrl, api: FunctionUrl) -> Violation | None:
    """Look for a function with a policy behind a function URL with CORS settings."""
    known(api.cors)
    made = _doubled(api) if second_writers(api, "function_url") else None
    if made is None:
        return None
    code = api.integration.code if api.integration.function_policy is None else None
    place = None if code is None else origin_writer(code)
    own = "has a CORS policy of its own" if place is None else f"writes CORS headers too ({place})"
    return Violation(
        message=f"The function URL has CORS settings, and its function {own}: every CORS header is "
        "sent twice, and the browser blocks a response with two values of "
        "Access-Control-Allow-Origin. Configure CORS in one of the two.",
        expected="CORS in one place",
        actual="Cors on the function URL, and "
        + ("CORSGATE_POLICY on its function" if place is None else f"the headers at {place}"),
        witness=made.witness(),
    )


def _doubled(api: FunctionUrl) -> Exchange | None:
    """Return an exchange in which a page that both let in gets both answers."""
    for route in api.routes:
        for origin in candidate_origins(api):
            for request in requests(route, origin):
                made = exchange(api, request)
                if made.verdict and made.verdict.error == _TWICE:
                    return made
    return None


_TWICE = CorsError.MULTIPLE_ALLOW_ORIGIN_VALUES


def repair(api: FunctionUrl, _: Violation, __: Wanted) -> FunctionUrl:
    """Have the function leave CORS to the URL."""
    (route,) = (left_to_gateway(each, "function_url") for each in api.routes)
    return replace(api, integration=route.integration) if route.integration else api


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
