"""A MOCK preflight that cannot answer, or answers without the header that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import FixSafety, FrontDoor, Unresolved
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.origin_values import allows_by_condition
from corsgate_audit.rules.preflights import (
    beside,
    has_ok_status,
    mock_preflights,
    preflight_status,
    preflighted_exchanges,
    subject_of,
    undecided,
    with_bare_preflights,
)
from corsgate_audit.rules.rule import Rule, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import Integration, RestApi, Route

_BROKEN = {
    CorsError.PREFLIGHT_INVALID_STATUS: "answers {status}, and a browser takes no answer to a "
    "preflight but 200 to 299",
    CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: "answers {status} without "
    "Access-Control-Allow-Origin",
    CorsError.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: "answers with an "
    "Access-Control-Allow-Methods that no browser can parse",
    CorsError.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: "answers with an "
    "Access-Control-Allow-Headers that no browser can parse",
}


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for MOCK preflights whose own answer no request can pass.

    Headers that the method does not declare are CORS108's part.
    """
    given = {(route.path, route.method): route for route in api.routes}
    bare = with_declared_headers(with_bare_preflights(api))
    for resource, options in mock_preflights(bare):
        route = given[options.path, options.method]
        for _, made in preflighted_exchanges(bare, resource, options):
            outcome = tuple(_judged(api, route, made))
            yield from outcome
            if outcome:
                break


def _judged(api: RestApi, route: Route, made: Exchange) -> Iterator[Violation | Undecided]:
    if made.verdict is None:
        yield from undecided(subject_of(route), made)
        return
    error = made.verdict.error
    if error not in _BROKEN or made.preflight_answer is None or route.integration is None:
        return
    if has_ok_status(made) and _may_allow_others(error, route.integration):
        # It may well answer other origins: which ones, its template does not show.
        yield Undecided(subject=subject_of(route), value=_UNKNOWN_ORIGIN)
        return
    yield _violation(api, route, made)


def _may_allow_others(error: str | None, integration: Integration) -> bool:
    missing = error == CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    return missing and allows_by_condition(integration)


_UNKNOWN_ORIGIN = Unresolved(
    "Access-Control-Allow-Origin",
    "the preflight sets it by a condition under which no origin that the source names passes",
)


def _violation(api: RestApi, route: Route, made: Exchange) -> Violation:
    error = CorsError(str(made.verdict and made.verdict.error))
    status = preflight_status(made)
    if not has_ok_status(made):
        error = CorsError.PREFLIGHT_INVALID_STATUS
    return Violation(
        subject=subject_of(route),
        message=f"OPTIONS {route.path!r} is a MOCK that {_BROKEN[error].format(status=status)}: no "
        f"request that needs a preflight gets through.{_note(made)}{beside(api, route, made)}",
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


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.SAFE,
    check=check,
)
