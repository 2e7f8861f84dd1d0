"""``*`` on a route that asks who calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import WILDCARD
from corsgate_audit.model import (
    CorsConfiguration,
    Door,
    FixSafety,
    Severity,
    Unresolved,
    settings_of,
)
from corsgate_audit.rules.allowed_origins import grant, places, unresolved_origins
from corsgate_audit.rules.configured import listed
from corsgate_audit.rules.preflights import subject_of, with_bare_preflights
from corsgate_audit.rules.requests import credential_headers
from corsgate_audit.rules.rule import API_FRONT_DOORS, Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api, Route
    from corsgate_audit.rules.allowed_origins import Place

_STRANGER = "https://stranger.example"
_COOKIE = "cookie"


def check(api: Api) -> Iterator[Violation | Undecided]:
    """Look for ``*`` where an authorizer, IAM or an API key stands before the function."""
    yield from unresolved_origins(api)
    cors = settings_of(api)
    if isinstance(cors, CorsConfiguration) and cors.allow_credentials is True:
        return  # with credentials it is CORS201 or CORS301
    bare = with_bare_preflights(api)
    told: set[Route] = set()
    for place in _preflights_first(bare):
        yield from _unknown(place)
        guarded = tuple(route for route in place.routes if _is_guarded(route) and route not in told)
        found = grant(place.narrowed(bare), guarded, _STRANGER, credentials=False)
        if found is None:
            continue
        told.update(guarded)
        by_page = all(map(_is_sent_by_page, guarded))
        yield Violation(
            subject=place.subject,
            message=f"{place.name} is '*' where {listed(guarded)} ask who calls them: every page "
            f"on the web may try, and read the answer{_LOW if by_page else _MEDIUM}",
            expected="the origins of your pages by name",
            actual=f"{place.name} is '*'",
            witness=found.witness,
            severity=Severity.LOW if by_page else None,
            confidence=found.confidence,
        )


_LOW = (
    ". It needs a token or a key for that, which a stranger's page does not have unless it leaked."
)
_MEDIUM = " where the browser adds by itself what the authorizer goes by, such as its address."


def _preflights_first(api: Door) -> list[Place]:
    stars = [place for place in places(api) if place.value == WILDCARD]
    return sorted(stars, key=lambda place: place.subject.method not in {None, "OPTIONS"})


def _is_guarded(route: Route) -> bool:
    known = isinstance(route.authorization, str) and route.authorization != "NONE"
    return known or route.api_key_required is True


def _is_sent_by_page(route: Route) -> bool:
    """Whether all that the route goes by is in headers that a page has to set itself."""
    headers = credential_headers(route)
    return isinstance(headers, tuple) and bool(headers) and _COOKIE not in headers


def _unknown(place: Place) -> Iterator[Undecided]:
    for route in place.routes:
        for value in (route.authorization, route.api_key_required):
            if isinstance(value, Unresolved):
                yield Undecided(subject=subject_of(route), value=value)


RULE = Rule.of_file(
    __file__,
    front_doors=API_FRONT_DOORS,
    safety=FixSafety.MANUAL,
    check=check,
)
