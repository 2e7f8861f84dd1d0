"""A preflight that leaves out a header without which the path's own authorizer refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corsgate.names import ALLOW_HEADERS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import (
    Confidence,
    FixSafety,
    FrontDoor,
    Unresolved,
)
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.preflights import (
    allowed,
    beside,
    first_that_passes,
    mock_preflights,
    named,
    narrowed,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.requests import (
    PAGE,
    TEMPORARY_CREDENTIALS_HEADER,
    credential_headers,
    page_request,
)
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.preflights import Resource


class _Missing(NamedTuple):
    """A header that a route needs, and the exchange in which its preflight refuses it."""

    header: str
    route: Route
    made: Exchange


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for credentials that a path needs and its preflight does not permit."""
    given = {(route.path, route.method): route for route in api.routes}
    # A header that is not declared is another rule's fault: CORS108.
    bare = with_declared_headers(with_bare_preflights(api))
    for resource, options in mock_preflights(bare):
        yield from _unreadable(resource)
        missing = list(_missing(bare, resource, options))
        if missing:
            yield _violation(api, given[options.path, options.method], missing)


def _unreadable(resource: Resource) -> Iterator[Undecided]:
    for route in resource.routes:
        headers = credential_headers(route)
        if isinstance(headers, Unresolved):
            yield Undecided(subject=subject_of(route), value=headers)


def _missing(api: RestApi, resource: Resource, options: Route) -> Iterator[_Missing]:
    """Ask for each header by itself: a browser names only the first that is refused."""
    api = narrowed(api, resource)
    for route in resource.routes:
        headers = credential_headers(route)
        for name in headers if isinstance(headers, tuple) else ():
            request = page_request(route, PAGE, headers=(name,), body=False)
            made = first_that_passes(api, options, request)
            if (
                made.verdict is not None
                and made.verdict.error == CorsError.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE
            ):
                yield _Missing(name, route, made)


def _violation(api: RestApi, route: Route, missing: list[_Missing]) -> Violation:
    headers = sorted({each.header for each in missing})
    names = ", ".join(headers)
    methods = named({each.route for each in missing}, route.path)
    made = min(missing, key=lambda each: each.header).made
    listed = allowed(made, ALLOW_HEADERS)
    star = " '*' does not cover authorization." * ("*" in listed and "authorization" in headers)
    return Violation(
        subject=subject_of(route),
        message=f"The preflight of {route.path!r} answers for {methods}, which "
        f"{'needs' if ',' not in methods else 'need'} {names}, and does not list "
        f"{'it' if len(headers) == 1 else 'them'}: a browser never sends a request that "
        f"authenticates.{star}{beside(api, route, made)}",
        expected=f"{ALLOW_HEADERS} with {names}",
        actual=f"{ALLOW_HEADERS}: {listed}" if listed else "no such header",
        detail=names,
        witness=made.witness(),
        confidence=Confidence.LIKELY
        if headers == [TEMPORARY_CREDENTIALS_HEADER]
        else Confidence.CONFIRMED,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
