"""``*`` with credentials: AWS refuses it for an HTTP API, and so would every browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    includes,
    known,
)
from corsgate_audit.rules.configured import configured, unguarded
from corsgate_audit.rules.requests import ANOTHER_ORIGIN, page_request, url_of
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, Witness
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for ``*`` among the allowed origins together with credentials."""
    cors = known(api.cors)
    if cors is None or cors.allow_credentials is False:
        return None
    if not includes(cors.allow_origins, WILDCARD) or not known(cors.allow_credentials):
        return None
    return Violation(
        message="allowOrigins has '*' and allowCredentials is true: AWS rejects this combination, "
        "and browsers do not accept '*' for a request with credentials. List the origins of your "
        "pages, or do not allow credentials.",
        expected="the origins of your pages by name, or no credentials",
        actual="allowOrigins has '*', allowCredentials is true",
        witness=_refused(api),
    )


def _refused(api: HttpApi) -> Witness | None:
    """Return the exchange that a browser would refuse if AWS did not refuse the settings."""
    routes = [route for route in api.routes if route.method != OPTIONS]
    request = (
        page_request(routes[0], ANOTHER_ORIGIN)
        if routes
        else BrowserRequest(url=url_of("/"), origin=ANOTHER_ORIGIN)
    )
    return exchange(unguarded(api), replace(request, credentials="include")).witness()


def repair(api: HttpApi, violation: Violation, wanted: Wanted) -> HttpApi:
    """Name the origins in the place of the star."""
    return without_origin(api, violation, wanted, WILDCARD)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
