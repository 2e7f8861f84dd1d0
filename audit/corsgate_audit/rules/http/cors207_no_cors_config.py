"""An HTTP API without CORS settings, behind which nothing is known to answer pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence
from corsgate_audit.rules.configured import routes_named
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import new_settings
from corsgate_audit.rules.wording import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has routes."""
    if api.routes:
        yield api


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for APIs of which nothing says that a page may use them."""
    if shows_cors(api):
        return None
    return Violation(
        message="The API has no CORS settings, and no CORS headers were found behind "
        f"{routes_named(api.routes)}, so the browser blocks pages of other origins unless the "
        "functions send the headers, on preflights too. Add CORS settings if such pages use the "
        "API.",
        expected="CORS settings, if pages of other origins use the API",
        actual=f"no {named('CorsConfiguration', api.location)}",
        confidence=Confidence.POSSIBLE,
    )


def repair(api: HttpApi, _: Violation, wanted: Wanted) -> HttpApi:
    """Give the API settings."""
    return api if api.cors is not None else replace(api, cors=new_settings(api, wanted))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
