"""A preflight that leaves out a method which its path has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_METHODS
from corsgate_audit.browser import CorsError
from corsgate_audit.rules.known_origins import with_known_origins
from corsgate_audit.rules.preflight_repairs import at_subject, listing, methods_of, served_by
from corsgate_audit.rules.preflights import (
    Preflight,
    allowed,
    mock_preflights,
    named,
    without_barriers,
)
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the MOCK preflights."""
    return mock_preflights(api, with_known_origins(without_barriers(api)))


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Look for methods that a preflight does not permit.

    ``ANY`` is left out: which methods the code behind it takes, the source does not tell.
    """
    missing = [
        (route, made)
        for route, made in preflight.exchanges()
        if route.method != "ANY"
        and made.verdict is not None
        and made.verdict.error == CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
    ]
    return _violation(preflight.options, missing) if missing else None


def _violation(route: Route, missing: list[tuple[Route, Exchange]]) -> Violation:
    methods = named((each for each, _ in missing), route.path)
    listing = ", ".join(sorted({each.method for each, _ in missing}))
    made = missing[0][1]
    listed = allowed(made, ALLOW_METHODS)
    return Violation(
        message=f"The preflight of {route.path!r} serves {methods}, but does not list "
        f"{'it' if len(missing) == 1 else 'them'} in {ALLOW_METHODS}, so the browser blocks "
        f"{listing} from other origins. Add {listing} to the header.",
        expected=f"{ALLOW_METHODS} with {listing}",
        actual=f"{ALLOW_METHODS}: {listed}" if listed else "no such header",
        detail=methods,
        witness=made.witness(),
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """List the methods, beside those that are listed."""
    assert violation.subject is not None  # noqa: S101 - the runner's
    methods = methods_of(served_by(api, violation.subject.path), wanted)
    return at_subject(api, violation, lambda options: listing(options, ALLOW_METHODS, methods))


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
