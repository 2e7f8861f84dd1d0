"""Answers that differ from page to page, and do not say so to caches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_ORIGIN, VARY
from corsgate.names import ORIGIN as ORIGIN_HEADER
from corsgate_audit.gateway import exchange
from corsgate_audit.model import Confidence, Integration
from corsgate_audit.rules.origin_guesses import guessed_origins
from corsgate_audit.rules.origin_values import allows_by_condition
from corsgate_audit.rules.preflight_repairs import at_subject, listing
from corsgate_audit.rules.preflights import candidate_origins, without_barriers
from corsgate_audit.rules.requests import ANOTHER_ORIGIN, known_headers, page_request
from corsgate_audit.rules.rule import Rule, Subject, Violation, subject_of
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.browser import HttpResponse
    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_READING = frozenset({"GET", "HEAD"})
_ALLOW_ORIGIN = ALLOW_ORIGIN.lower()


class _Reading(NamedTuple):
    """A method whose answers caches may keep.

    Args:
        route: Method as the API has it.
        asked: The same method in `api`.
        api: Part of the API that decides about the method, with other rules' faults fixed.
    """

    route: Route
    asked: Route
    api: RestApi

    @property
    def subject(self) -> Subject:
        """The method."""
        return subject_of(self.route)


def subjects(api: RestApi) -> Iterator[_Reading]:
    """List the methods whose answers may depend on the page."""
    bare = without_barriers(api)
    for route, asked in zip(api.routes, bare.routes, strict=True):
        if _may_depend_on_page(asked):
            yield _Reading(route, asked, around(bare, asked))


def check(_: RestApi, reading: _Reading) -> Violation | None:
    """Look for answers whose Access-Control-Allow-Origin depends on the page, without Vary."""
    for stand_in in _stand_ins(reading.asked):
        made = _silent(replace(reading.api, routes=(stand_in,)), stand_in)
        if made is not None:
            return _violation(reading.route, made)
    return None


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

    None where pages are not told apart. Where any other origin is named, all are: CORS118 says so.
    """
    made = list(_answers(api, route))
    names = [headers.get(_ALLOW_ORIGIN) for _, headers in made]
    if len(set(names)) == 1 or ANOTHER_ORIGIN in names:
        return None
    return next((each for each, headers in made if _is_silent(headers)), None)


def _is_silent(headers: dict[str, str]) -> bool:
    named = {name.strip().lower() for name in headers.get(VARY.lower(), "").split(",")}
    return _ALLOW_ORIGIN in headers and not named & {ORIGIN_HEADER.lower(), "*"}


def _answers(api: RestApi, route: Route) -> Iterator[tuple[Exchange, dict[str, str]]]:
    """Yield what pages are answered, another origin's last, each with its headers."""
    named = known_headers(route)
    for origin in dict.fromkeys([*_pages(api, route), ANOTHER_ORIGIN]):
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
        message=f"{route.method} {route.path!r} sends each page a different {ALLOW_ORIGIN}, but no "
        f"{VARY}: {ORIGIN_HEADER}, so a cache can give a page the response for another origin, "
        f"which the browser blocks. Send {VARY}: {ORIGIN_HEADER}.",
        expected=f"{VARY}: {ORIGIN_HEADER}",
        actual=f"{ALLOW_ORIGIN}: {origin}, and " + (f"{VARY}: {vary}" if vary else f"no {VARY}"),
        witness=made.witness(),
        confidence=Confidence.LIKELY,
    )


def repair(api: RestApi, violation: Violation, _: Wanted) -> RestApi:
    """Name the header that the answer depends on."""
    return at_subject(api, violation, lambda route: listing(route, VARY, [ORIGIN_HEADER]))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
