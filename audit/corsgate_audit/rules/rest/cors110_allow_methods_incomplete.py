"""A preflight that leaves out a method which its path has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_METHODS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import FixSafety, FrontDoor
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.preflights import (
    allowed,
    beside,
    mock_preflights,
    named,
    preflighted_exchanges,
    subject_of,
    with_bare_preflights,
)
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for methods of a path that its preflight does not permit.

    ``ANY`` is left out: which methods the code behind it takes, the source does not tell.
    """
    given = {(route.path, route.method): route for route in api.routes}
    # A header that is not declared is another rule's fault: CORS108.
    bare = with_declared_headers(with_bare_preflights(api))
    for resource, options in mock_preflights(bare):
        missing = [
            (route, made)
            for route, made in preflighted_exchanges(bare, resource, options)
            if route.method != "ANY"
            and made.verdict is not None
            and made.verdict.error == CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
        ]
        if missing:
            yield _violation(api, given[options.path, options.method], missing)


def _violation(api: RestApi, route: Route, missing: list[tuple[Route, Exchange]]) -> Violation:
    methods = named((each for each, _ in missing), route.path)
    listing = ", ".join(sorted({each.method for each, _ in missing}))
    made = missing[0][1]
    listed = allowed(made, ALLOW_METHODS)
    return Violation(
        subject=subject_of(route),
        message=f"The preflight of {route.path!r} answers for {methods}, and does not list "
        f"{'it' if len(missing) == 1 else 'them'}: a browser never sends {listing} from another "
        f"origin.{beside(api, route, made)}",
        expected=f"{ALLOW_METHODS} with {listing}",
        actual=f"{ALLOW_METHODS}: {listed}" if listed else "no such header",
        detail=methods,
        witness=made.witness(),
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
