"""Several origins in the one Access-Control-Allow-Origin of a REST API, which no browser takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import ALLOW_ORIGIN
from corsgate_audit.gateway_errors import OWN_STATUS
from corsgate_audit.model import FixSafety, FrontDoor, Severity, Unresolved
from corsgate_audit.rules.allowed_origins import kept_out, places
from corsgate_audit.rules.gateway_answers import error_witness
from corsgate_audit.rules.origin_values import first_intended, holds_several, literal
from corsgate_audit.rules.preflights import with_bare_preflights
from corsgate_audit.rules.requests import PAGE
from corsgate_audit.rules.rule import Rule, Subject, Undecided, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import GatewayResponse, RestApi, Witness


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for lists in the header: of methods, then of gateway responses."""
    bare = with_bare_preflights(api)
    for place in places(api):
        if not holds_several(place.value):
            continue
        made = kept_out(bare, place, first_intended(place.value) or PAGE)
        if made is not None:
            yield _violation(place.subject, place.name, place.value, made.witness(), Severity.HIGH)
    for response in api.gateway_responses:
        yield from _of_gateway(api, response)


def _of_gateway(api: RestApi, response: GatewayResponse) -> Iterator[Violation | Undecided]:
    """Judge an error: a page is kept from reading it, and from nothing else."""
    subject = Subject(location=response.location)
    if isinstance(response.headers, Unresolved):
        yield Undecided(subject=subject, value=response.headers)
        return
    for name, mapping in response.headers:
        if name.lower() != ALLOW_ORIGIN.lower():
            continue
        if isinstance(mapping, Unresolved):
            yield Undecided(subject=subject, value=mapping)
            continue
        value = literal(mapping)
        if value is not None and holds_several(value):
            where = f"{name} of {response.response_type}"
            error = _shown(response.response_type)
            witness = error_witness(api, error, response, first_intended(value) or PAGE)
            yield _violation(subject, where, value, witness, Severity.MEDIUM)


def _shown(response_type: str) -> str:
    """Return an error that takes a gateway response: of a default, one that falls back to it."""
    if response_type in OWN_STATUS:
        return response_type
    return "INTEGRATION_TIMEOUT" if response_type == "DEFAULT_5XX" else "ACCESS_DENIED"


def _violation(
    subject: Subject, where: str, value: str, witness: Witness | None, severity: Severity
) -> Violation:
    return Violation(
        subject=subject,
        message=f"{where} names several origins in one value, {value!r}: the header holds one "
        "origin, so that browsers refuse the answer to every page, those of the list included.",
        expected="one origin, or Velocity that answers each page with its own",
        actual=repr(value),
        detail=value,
        witness=witness,
        severity=severity,
    )


RULE = Rule.of_file(
    __file__,
    front_doors=frozenset({FrontDoor.REST_API}),
    safety=FixSafety.MANUAL,
    check=check,
)
