"""``*`` on a route that asks who calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, OPTIONS, WILDCARD
from corsgate_audit.model import (
    CorsConfiguration,
    Route,
    Severity,
    Unresolved,
    all_known,
    known,
    settings_of,
)
from corsgate_audit.rules.allowed_origins import (
    Grant,
    OriginPlace,
    grant,
    places,
    with_rest_granted,
)
from corsgate_audit.rules.configured import routes_named
from corsgate_audit.rules.requests import ANOTHER_ORIGIN, known_headers
from corsgate_audit.rules.rule import Rule, Subject, Violation
from corsgate_audit.rules.settings_repairs import without_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import Api
    from corsgate_audit.rules.wanted import Wanted

_COOKIE = "cookie"


class _Star(NamedTuple):
    """A star, and the guarded routes whose pages no star before it was meant for."""

    place: OriginPlace
    guarded: tuple[Route, ...]

    @property
    def subject(self) -> Subject:
        """Where the star stands."""
        return self.place.subject


def subjects(api: Api) -> Iterator[OriginPlace | Route | _Star]:
    """List the origins that are not known, then each star with what stands before its routes."""
    cors = settings_of(api)
    every = list(places(api))
    yield from (each for each in every if isinstance(each.value, Unresolved))
    if isinstance(cors, CorsConfiguration) and cors.allow_credentials is True:
        return  # with credentials it is CORS201 or CORS301
    told: set[Route] = set()
    for place in _preflights_first(every):
        yield from place.routes
        guarded = tuple(each for each in place.routes if _is_guarded(each) and each not in told)
        if guarded and _granted(place, guarded):
            told.update(guarded)
            yield _Star(place, guarded)


def check(_: Api, judged: OriginPlace | Route | _Star) -> Violation | None:
    """Look for ``*`` where an authorizer, IAM or an API key stands before the function."""
    if isinstance(judged, OriginPlace):
        known(judged.value)
        return None
    if isinstance(judged, Route):
        all_known((judged.authorization,))
        known(judged.api_key_required)
        return None
    place, guarded = judged
    found = _granted(place, guarded)
    if found is None:
        return None
    by_page = all(map(_is_sent_by_page, guarded))
    needs, them = ("need", "them") if guarded[1:] else ("needs", "it")
    return Violation(
        message=f"{place.name} is '*', but {routes_named(guarded)} {needs} authorization: every "
        f"page on the web can call {them} and read the response{_LOW if by_page else _MEDIUM} "
        "List the origins of your pages by name.",
        expected="the origins of your pages by name",
        actual=f"{place.name} is '*'",
        witness=found.witness,
        severity=Severity.LOW if by_page else None,
        confidence=found.confidence,
    )


def _granted(place: OriginPlace, guarded: tuple[Route, ...]) -> Grant | None:
    found = grant(place.api, guarded, ANOTHER_ORIGIN, credentials=False)
    if found is not None or place.subject.method != OPTIONS:
        return found
    whole = with_rest_granted(place.api, guarded, place.subject)
    return grant(whole, guarded, ANOTHER_ORIGIN, credentials=False)


_LOW = " if it has a token or a key of the visitor."
_MEDIUM = " where the browser itself adds what the authorizer checks, such as the IP address."


def _preflights_first(every: list[OriginPlace]) -> list[OriginPlace]:
    stars = [place for place in every if place.value == WILDCARD]
    return sorted(stars, key=lambda place: place.subject.method not in {None, "OPTIONS"})


def _is_guarded(route: Route) -> bool:
    known = isinstance(route.authorization, str) and route.authorization != "NONE"
    return known or route.api_key_required is True


def _is_sent_by_page(route: Route) -> bool:
    """Whether all that the route goes by is in headers that a page has to set itself."""
    headers = known_headers(route)
    return bool(headers) and _COOKIE not in headers


def repair(api: Api, violation: Violation, wanted: Wanted) -> Api:
    """Name the origins in the place of the star."""
    return without_origin(api, violation, wanted, WILDCARD)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
