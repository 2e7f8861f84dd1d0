"""Several origins in the one Access-Control-Allow-Origin of a REST API, which no browser takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.gateway.error_types import OWN_STATUS
from corsgate_audit.model import GatewayResponse, Severity, known
from corsgate_audit.rules.allowed_origins import OriginPlace, kept_out, places
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.origin_values import first_intended, holds_several, literal
from corsgate_audit.rules.preflight_repairs import at_subject, letting_in, with_readable_errors
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import RestApi, Witness
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[OriginPlace | GatewayResponse]:
    """List the allowed origins of methods, then the gateway responses."""
    yield from places(api)
    yield from api.gateway_responses


def check(api: RestApi, named: OriginPlace | GatewayResponse) -> Violation | None:
    """Look for lists in the header."""
    if isinstance(named, GatewayResponse):
        return _of_gateway(api, named)
    value = known(named.value)
    made = kept_out(named, first_intended(value) or PAGE) if holds_several(value) else None
    return _violation(named.name, value, made.witness(), Severity.HIGH) if made else None


def _of_gateway(api: RestApi, response: GatewayResponse) -> Violation | None:
    """Judge an error: a page is kept from reading it, and from nothing else."""
    for name, mapping in known(response.headers):
        value = literal(known(mapping)) if name.lower() == ALLOW_ORIGIN.lower() else None
        if value is not None and holds_several(value):
            where = f"{name} of {response.response_type}"
            error = _shown(response.response_type)
            witness = error_witness(api, error, response, first_intended(value) or PAGE)
            return _violation(where, value, witness, Severity.MEDIUM)
    return None


def _shown(response_type: str) -> str:
    """Return an error that takes a gateway response: of a default, one that falls back to it."""
    if response_type in OWN_STATUS:
        return response_type
    return "INTEGRATION_TIMEOUT" if response_type == "DEFAULT_5XX" else "ACCESS_DENIED"


def _violation(where: str, value: str, witness: Witness | None, severity: Severity) -> Violation:
    return Violation(
        message=f"{where} has several origins in one value, {value!r}: the header holds only one "
        "origin, so the browser blocks the response for every page, also for the pages in the "
        "list. Write one origin, or a template that selects it.",
        expected="one origin, or a Velocity template that sends each page its own origin",
        actual=repr(value),
        detail=value,
        witness=witness,
        severity=severity,
    )


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Answer each page of the list with its own origin; an error, the first of them."""
    at = violation.subject
    if at is not None and at.method is not None:
        return at_subject(api, violation, lambda route: letting_in(route, wanted.origins(route)))
    kinds = [
        each.response_type for each in api.gateway_responses if at and each.location == at.location
    ]
    return with_readable_errors(api, kinds, wanted)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
    about=ALLOW_ORIGIN,
)
