"""A function that answers CORS behind an HTTP API that drops what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import UndeterminedError, known
from corsgate_audit.model.editing import with_route
from corsgate_audit.rules.configured import configured, routes_named
from corsgate_audit.rules.doubled import left_to_gateway, second_writers
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for functions with a policy behind an HTTP API with CORS settings.

    A function that could not be read is not reported: whatever it says is dropped, so that no
    verdict on this API depends on it.
    """
    known(api.cors)
    try:
        writers = second_writers(api, "http_api")
    except UndeterminedError:
        return None
    if not writers:
        return None
    return Violation(
        message=f"The API has CORS settings, and so do the functions of {routes_named(writers)}: "
        "API Gateway drops the CORS headers of the functions, so their policy has no effect. "
        "Configure CORS in one of the two.",
        expected="CORS in one place",
        actual=f"{named('CorsConfiguration', api.location)} on the API, and CORSGATE_POLICY on its "
        "functions",
    )


def repair(api: HttpApi, _: Violation, __: Wanted) -> HttpApi:
    """Have the functions leave CORS to the API."""
    return with_route(api, None, None, lambda route: left_to_gateway(route, "http_api"))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
