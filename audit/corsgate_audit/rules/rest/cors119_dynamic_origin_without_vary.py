"""Answers that differ from page to page, and do not say so to caches."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN, VARY
from corsgate.names import ORIGIN as ORIGIN_HEADER
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Confidence, FixSafety, FrontDoor, Integration
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.origin_guesses import guessed_origins
from corsgate_audit.rules.origin_values import allows_by_condition
from corsgate_audit.rules.preflights import candidate_origins, subject_of, with_bare_preflights
from corsgate_audit.rules.requests import credential_headers, page_request
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route

_STRANGER = "https://stranger.example"
_READING = frozenset({"GET", "HEAD"})
_ALLOW_ORIGIN = ALLOW_ORIGIN.lower()


def check(api: RestApi) -> Iterator[Violation]:
    """Look for answers whose Access-Control-Allow-Origin depends on the page, without Vary."""
    bare = with_declared_headers(with_bare_preflights(api))
    given = {(route.path, route.method): route for route in api.routes}
    for route in filter(_may_depend_on_page, bare.routes):
        silent = filter(None, map(partial(_silent, bare), _stand_ins(route)))
        if (made := next(silent, None)) is not None:
            yield _violation(given[route.path, route.method], made)


def _may_depend_on_page(route: Route) -> bool:
    """Whether it is worth asking: what is fixed does not depend on who asks.

    Only what reads can be kept by a cache; a decorated function sends Vary.
    """
    integration = route.integration
    if route.method not in _READING or integration is None:
        return False
    return not str(integration.type).endswith("_PROXY") and allows_by_condition(integration)


def _stand_ins(route: Route) -> Iterator[Route]:
    """Yield the method with each of its integration responses, as if the backend had chosen it."""
    integration = route.integration
    assert integration is not None  # noqa: S101 - see `_may_depend_on_page`
    for response in integration.responses:
        one = replace(response, selection_pattern=None)
        mock = Integration(
            type="MOCK",
            request_templates=(("application/json", '{"statusCode": 200}'),),
            responses=(one,),
        )
        yield replace(route, integration=mock)


def _silent(api: RestApi, route: Route) -> Exchange | None:
    """Return an exchange whose answer names the page, and not the header that it depends on.

    None where pages are not told apart. Where a stranger is named, all are: CORS118 reports that.
    """
    made = list(_answers(replace(around(api, route), routes=(route,)), route))
    names = [headers.get(_ALLOW_ORIGIN) for _, headers in made]
    if len(set(names)) == 1 or _STRANGER in names:
        return None
    return next((each for each, headers in made if _is_silent(headers)), None)


def _is_silent(headers: dict[str, str]) -> bool:
    named = {name.strip().lower() for name in headers.get(VARY.lower(), "").split(",")}
    return _ALLOW_ORIGIN in headers and not named & {ORIGIN_HEADER.lower(), "*"}


def _answers(api: RestApi, route: Route) -> Iterator[tuple[Exchange, dict[str, str]]]:
    """Yield what pages are answered, a stranger's last, each with its headers."""
    needed = credential_headers(route)
    named = needed if isinstance(needed, tuple) else ()
    for origin in dict.fromkeys([*_pages(api, route), _STRANGER]):
        made = exchange(api, page_request(route, origin, headers=named, body=False))
        if made.answer is not None and made.answer.response is not None:
            yield made, _joined(made.answer.response)


def _pages(api: RestApi, route: Route) -> list[str]:
    own = guessed_origins(route.integration) if route.integration else ()
    return [*own, *candidate_origins(api)]


def _joined(response: HttpResponse) -> dict[str, str]:
    """Return headers by their lower-case names, several lines of one name in one."""
    joined: dict[str, str] = {}
    for name, value in response.headers:
        known = joined.get(name.lower())
        joined[name.lower()] = value if known is None else f"{known}, {value}"
    return joined


def _violation(route: Route, made: Exchange) -> Violation:
    response = made.answer.response if made.answer else None
    headers = _joined(response) if response else {}
    origin, vary = headers[_ALLOW_ORIGIN], headers.get(VARY.lower())
    return Violation(
        subject=subject_of(route),
        message=f"{route.method} {route.path!r} answers each page with an {ALLOW_ORIGIN} of its "
        f"own, and names no {VARY}: {ORIGIN_HEADER}: a cache on the way gives one page the answer "
        "that was meant for another, which the browser refuses.",
        expected=f"{VARY}: {ORIGIN_HEADER}",
        actual=f"{ALLOW_ORIGIN}: {origin}, and " + (f"{VARY}: {vary}" if vary else f"no {VARY}"),
        witness=made.witness(),
        confidence=Confidence.LIKELY,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
