"""An HTTP API without CORS settings, behind which nothing is known to answer pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.model import Confidence, FixSafety
from corsgate_audit.rules.configured import routes_named
from corsgate_audit.rules.preflights import shows_cors
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi


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
        actual="no CorsConfiguration",
        confidence=Confidence.POSSIBLE,
    )


RULE = Rule.of_file(
    __file__,
    safety=FixSafety.MANUAL,
    subjects=subjects,
    check=check,
)
