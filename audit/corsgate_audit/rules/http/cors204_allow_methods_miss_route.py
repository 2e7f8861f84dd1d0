"""A route whose method the settings of its HTTP API do not allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_METHODS, OPTIONS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import Unknowns, known
from corsgate_audit.model.editing import with_entries
from corsgate_audit.rules.configured import asked_from_inside, configured, routes_named, unguarded
from corsgate_audit.rules.preflight_repairs import methods_of
from corsgate_audit.rules.preflights import allowed
from corsgate_audit.rules.requests import PAGE, page_request
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.settings_repairs import with_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import HttpApi, Route
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: HttpApi) -> Iterator[HttpApi]:
    """List the API as a whole, where it has settings."""
    return configured(api)


def check(_: HttpApi, api: HttpApi) -> Violation | None:
    """Look for routes with a method that pages may not use."""
    known(api.cors)
    unknown = Unknowns()
    missed: list[tuple[Route, Exchange]] = []
    for route in api.routes:
        if route.method in {OPTIONS, "ANY"}:
            continue
        # The settings answer for every route alike: the others need not be searched.
        alone = unguarded(replace(api, routes=(route,)))
        made = asked_from_inside(alone, page_request(route, PAGE, body=False))
        if made.verdict and made.verdict.error == _REFUSED:
            missed.append((route, made))
        with unknown.about(api):
            made.known_preflight()
    if missed:
        return _violation(missed)
    unknown.name_them()
    return None


_REFUSED = CorsError.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE


def _violation(missed: list[tuple[Route, Exchange]]) -> Violation:
    methods = ", ".join(sorted({route.method for route, _ in missed}))
    made = missed[0][1]
    has = allowed(made, ALLOW_METHODS)
    return Violation(
        message=f"allowMethods does not list {methods}, the method of "
        f"{routes_named((route for route, _ in missed))}, so the browser blocks every such "
        f"request from another origin. Add {methods} to allowMethods.",
        expected=f"allowMethods with {methods}",
        actual=f"allowMethods: {has}" if has else "allowMethods is empty",
        detail=methods,
        witness=made.witness(),
    )


def repair(api: HttpApi, _: Violation, wanted: Wanted) -> HttpApi:
    """List the methods of the routes."""
    methods = methods_of([each for each in api.routes if each.method != OPTIONS], wanted)
    return with_settings(
        api,
        lambda cors: replace(cors, allow_methods=with_entries(cors.allow_methods, methods)),
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
