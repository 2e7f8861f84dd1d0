"""A MOCK preflight that cannot answer, or answers without the header that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import FixSafety, UndeterminedError, Unresolved
from corsgate_audit.rules.header_mappings import with_declared_headers
from corsgate_audit.rules.origin_values import allows_by_condition
from corsgate_audit.rules.preflights import (
    Preflight,
    beside,
    has_ok_status,
    mock_preflights,
    preflight_status,
    with_bare_preflights,
)
from corsgate_audit.rules.rule import Rule, Violation

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


def subjects(api: RestApi) -> Iterator[Preflight]:
    """List the MOCK preflights; headers that a method does not declare are CORS108's part."""
    return mock_preflights(api, with_declared_headers(with_bare_preflights(api)))


def check(api: RestApi, preflight: Preflight) -> Violation | None:
    """Look for a preflight whose own answer no request can pass."""
    route = preflight.options
    for _, made in preflight.exchanges():
        verdict = made.known_verdict()
        error = verdict.error if verdict else None
        if error not in _BROKEN or made.preflight_answer is None or route.integration is None:
            continue
        if has_ok_status(made) and _may_allow_others(error, route.integration):
            # It may well answer other origins: which ones, its template does not show.
            raise UndeterminedError(_UNKNOWN_ORIGIN)
        return _violation(api, route, made)
    return None


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
    safety=FixSafety.SAFE,
    subjects=subjects,
    check=check,
)
