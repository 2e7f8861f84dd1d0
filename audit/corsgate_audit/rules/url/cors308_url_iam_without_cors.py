"""A function URL for signed requests that has no CORS settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.gateway import exchange
from corsgate_audit.model import Severity, known
from corsgate_audit.model.editing import with_integration
from corsgate_audit.rules.doubled import left_to_gateway
from corsgate_audit.rules.preflights import candidate_origins, shows_cors
from corsgate_audit.rules.requests import ALWAYS_SIGNED_HEADERS, page_request
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import new_settings
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import FunctionUrl
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: FunctionUrl) -> Iterator[FunctionUrl]:
    """List the URL as a whole, where it has no settings."""
    if api.cors is None:
        yield api


def check(_: FunctionUrl, api: FunctionUrl) -> Violation | None:
    """Ask with a signature: no browser signs the preflight that has to come first."""
    if known(api.auth_type) != "AWS_IAM":
        return None
    (route,) = api.routes
    request = page_request(route, candidate_origins(api)[0], headers=ALWAYS_SIGNED_HEADERS)
    made = exchange(api, request)
    return Violation(
        message="The function URL requires AWS_IAM and has no CORS settings, so Lambda answers "
        "every preflight with 403 and the browser blocks every signed request from a page. "
        "Configure CORS on the URL: the function itself never receives the preflight.",
        expected="CORS settings on the URL, if pages of other origins use it",
        actual=f"{named('AuthType', api.location)}: AWS_IAM, and no {named('Cors', api.location)}",
        witness=made.witness(),
        severity=None if shows_cors(api) else Severity.INFO,
    )


def repair(api: FunctionUrl, _: Violation, wanted: Wanted) -> FunctionUrl:
    """Give the URL settings that let signed requests of pages through.

    The function leaves CORS to the URL then: both would write.
    """
    if api.cors is not None:
        return api
    (route,) = (left_to_gateway(each, "function_url") for each in api.routes)
    silent = with_integration(route, code=None)
    return replace(
        api, cors=new_settings(api, wanted), integration=silent.integration or api.integration
    )


RULE = Rule.of_file(__file__, subjects=subjects, check=check, repair=repair)
