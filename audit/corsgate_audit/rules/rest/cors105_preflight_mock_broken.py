"""A MOCK preflight that cannot answer, or answers without the header that matters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import ALLOW_HEADERS, ALLOW_METHODS
from corsgate_audit.browser import CorsError
from corsgate_audit.model import UndeterminedError, Unresolved
from corsgate_audit.model.editing import declaring, with_header, with_integration, with_responses
from corsgate_audit.rules.known_origins import with_quoted_origins
from corsgate_audit.rules.origin_values import allows_by_condition
from corsgate_audit.rules.preflight_repairs import (
    asking,
    at_subject,
    fresh_answer,
    fresh_list,
    headers_of,
    letting_in,
    methods_of,
    opened,
    served_by,
)
from corsgate_audit.rules.preflights import (
    Preflight,
    asks_for_more,
    has_ok_status,
    mock_preflights,
    preflight_status,
    without_barriers,
)
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Integration, RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_BROKEN = {
    CorsError.PREFLIGHT_INVALID_STATUS: "answers {status}, but a preflight needs a status from 200 "
    "to 299",
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: "answers {status} without "
    "Access-Control-Allow-Origin",
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: "answers with an "
    "Access-Control-Allow-Methods that browsers cannot parse",
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: "answers with an "
    "Access-Control-Allow-Headers that browsers cannot parse",
}


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the MOCK preflights."""
    return mock_preflights(api, with_quoted_origins(without_barriers(api)))


def check(_: RestApi, preflight: Preflight) -> Violation | None:
    """Look for a preflight whose own answer no request can pass."""
    route = preflight.options
    for _route, made in preflight.exchanges():
        verdict = made.known_preflight()
        error = verdict.error if verdict else None
        if error not in _BROKEN or made.preflight_answer is None or route.integration is None:
            continue
        if has_ok_status(made) and _may_allow_others(error, route.integration):
            # It may well answer other origins: which ones, its template does not show.
            raise UndeterminedError(_UNKNOWN_ORIGIN)
        return _violation(route, made)
    return None


def _may_allow_others(error: str | None, integration: Integration) -> bool:
    missing = error == CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    return missing and allows_by_condition(integration)


_UNKNOWN_ORIGIN = Unresolved(
    "Access-Control-Allow-Origin",
    "the preflight sets it under a condition that no origin in the source fulfils",
)


def _violation(route: Route, made: Exchange) -> Violation:
    error = CorsError(str(made.verdict and made.verdict.error))
    status = preflight_status(made)
    if not has_ok_status(made):
        error = CorsError.PREFLIGHT_INVALID_STATUS
    return Violation(
        message=f"OPTIONS {route.path!r} is a MOCK that {_BROKEN[error].format(status=status)}: "
        f"the browser blocks every request that triggers a preflight.{_note(made)}",
        expected="a MOCK whose request template gives a statusCode that an integration response "
        "has, and that maps Access-Control-Allow-Origin",
        actual=f"status {status}, headers: {_names(made) or 'none'}",
        detail=error.value,
        witness=made.witness(),
    )


def _note(made: Exchange) -> str:
    """Return the gateway's reason; of an answer with its own status, what follows that."""
    note = made.preflight_answer.note if made.preflight_answer else ""
    reason = note.partition(". ")[2] if has_ok_status(made) else note
    return f" {reason}" if reason else ""


def _names(made: Exchange) -> str:
    answer = made.preflight_answer
    headers = answer.response.headers if answer and answer.response else ()
    return ", ".join(sorted({name for name, _ in headers}))


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Give it a status that a response has, the header, and lists that can be parsed."""
    # What else stands before it is the part of other rules, as in `subjects`.
    bare = replace(api, binary_media_types=())

    def working(options: Route) -> Route:
        routes = served_by(api, options.path)
        for step in (_unvalidated, _answering, _allowing, _readable, _plain):
            if check(bare, asking(declaring(opened(options)), routes, bare)) is None:
                break
            options = step(options, routes, wanted)
        return options

    return at_subject(api, violation, working)


def _unvalidated(options: Route, _: tuple[Route, ...], __: Wanted) -> Route:
    """Ask for no header and no body: a preflight has none of the page's."""
    if not asks_for_more(options):
        return options
    return replace(options, validates_request=False, needs_body=False)


def _answering(options: Route, routes: tuple[Route, ...], wanted: Wanted) -> Route:
    """Ask for the status of one of the responses, which is the one that answers."""
    responses = options.integration.responses if options.integration else ()
    fitting = [each for each in responses if str(each.status_code).startswith("2")]
    other = [replace(each, status_code="204") for each in responses]
    first = (*fitting, *other, fresh_answer(routes, wanted))[0]
    template = f'{{"statusCode": {first.status_code}}}'
    return declaring(
        with_integration(
            options,
            request_templates=(("application/json", template),),
            responses=(replace(first, selection_pattern=None),),
        )
    )


def _allowing(options: Route, _: tuple[Route, ...], wanted: Wanted) -> Route:
    return letting_in(options, wanted.origins(options))


def _readable(options: Route, routes: tuple[Route, ...], wanted: Wanted) -> Route:
    methods, headers = methods_of(routes, wanted), headers_of(routes, wanted)
    told = with_header(options, ALLOW_METHODS, lambda old: fresh_list(old, methods))
    return with_header(told, ALLOW_HEADERS, lambda old: fresh_list(old, headers))


def _plain(options: Route, routes: tuple[Route, ...], wanted: Wanted) -> Route:
    """Do without the templates, of which one fails."""
    bare = with_responses(options, lambda each: replace(each, templates=()))
    return _allowing(_readable(_answering(bare, routes, wanted), routes, wanted), routes, wanted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
