"""``*`` with credentials: AWS refuses it for an HTTP API, and so would every browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import OPTIONS, WILDCARD
from corsgate_audit.browser import BrowserRequest
from corsgate_audit.gateway import exchange
from corsgate_audit.model import (
    CorsConfiguration,
    FixSafety,
    FrontDoor,
    Unresolved,
)
from corsgate_audit.rules.allowed_origins import unresolved_in
from corsgate_audit.rules.configured import unguarded, unread, whole
from corsgate_audit.rules.requests import page_request, url_of
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import HttpApi, Witness

_STRANGER = "https://stranger.example"


def check(api: HttpApi) -> Iterator[Violation | Undecided]:
    """Look for ``*`` among the allowed origins together with credentials."""
    yield from unread(api)
    cors = api.cors
    if not isinstance(cors, CorsConfiguration) or cors.allow_credentials is False:
        return
    origins = cors.allow_origins
    if isinstance(origins, Unresolved) or WILDCARD not in origins:
        yield from unresolved_in(whole(api), origins)
    elif isinstance(cors.allow_credentials, Unresolved):
        yield from unresolved_in(whole(api), cors.allow_credentials)
    else:
        yield Violation(
            subject=whole(api),
            message="allowOrigins has '*' and allowCredentials is true: AWS refuses the two "
            "together, so the API is not deployed; and no browser takes '*' for an answer to a "
            "request with credentials.",
            expected="the origins of your pages by name, or no credentials",
            actual="allowOrigins has '*', allowCredentials is true",
            witness=_refused(api),
        )


def _refused(api: HttpApi) -> Witness | None:
    """Return the exchange that a browser would refuse if AWS did not refuse the settings."""
    routes = [route for route in api.routes if route.method != OPTIONS]
    request = (
        page_request(routes[0], _STRANGER)
        if routes
        else BrowserRequest(url=url_of("/"), origin=_STRANGER)
    )
    return exchange(unguarded(api), replace(request, credentials="include")).witness()


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.HTTP_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
