"""A CORS header whose mapping is neither a text in single quotes nor an expression."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corsgate.names import CORS_RESPONSE_HEADERS
from corsgate_audit.model import GatewayResponse, Unresolved, all_known, known
from corsgate_audit.model.editing import with_responses
from corsgate_audit.rules.header_mappings import (
    blocked_witness,
    is_expression,
    mapped_responses,
    named_headers,
    with_mappings,
    without_headers,
)
from corsgate_audit.rules.known_origins import is_quoted
from corsgate_audit.rules.origin_values import static_values
from corsgate_audit.rules.preflight_repairs import at_subject, letting_in
from corsgate_audit.rules.rule import Rule, Violation
from corsgate_audit.rules.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.model import IntegrationResponse, RestApi, Route, Text, Witness
    from corsgate_audit.rules.header_mappings import MappedResponse, Pairs
    from corsgate_audit.rules.wanted import Wanted


def subjects(api: RestApi) -> Iterator[MappedResponse | GatewayResponse]:
    """List what maps headers: the integration responses, then the gateway responses."""
    yield from mapped_responses(api)
    yield from api.gateway_responses


def check(api: RestApi, each: MappedResponse | GatewayResponse) -> Violation | None:
    """Look for mappings that API Gateway refuses."""
    if isinstance(each, GatewayResponse):
        every = known(each.headers)
        headers = tuple(pair for pair in every if pair[0].lower() in CORS_RESPONSE_HEADERS)
        where, witness = f"The gateway response {each.response_type}", None
    else:
        known(each.response.headers)
        headers = each.cors_headers()
        where = f"{each.route.method} {each.route.path!r} in its integration response {each.status}"
        witness = _witness(api, each) if _refused(headers) else None
    if _refused(headers):
        return _violation(where, headers, witness)
    all_known(tuple(mapping for _, mapping in headers if not is_quoted(mapping)))
    return None


def _witness(api: RestApi, each: MappedResponse) -> Witness | None:
    alone = around(api, each.route)
    broken, meant = without_headers(alone, _is_refused), with_mappings(alone, _meant)
    return blocked_witness(broken, meant, each.route)


def _refused(headers: Pairs) -> dict[str, str]:
    return {
        name: mapping
        for name, mapping in headers
        if isinstance(mapping, str) and not is_expression(mapping)
    }


def _is_refused(_: MappedResponse, name: str, mapping: Text) -> bool:
    return bool(_refused(((name, mapping),)))


def _meant(name: str, mapping: Text) -> Text:
    refused = _refused(((name, mapping),))
    return _quoted(refused[name]) if refused else mapping


def _violation(where: str, headers: Pairs, witness: Witness | None) -> Violation:
    refused = _refused(headers)
    names = named_headers(list(refused))
    values = ", ".join(f"{name}: {refused[name]}" for name in names.split(", "))
    return Violation(
        message=f"{where} maps {values}, which is neither enclosed in single quotes nor a mapping "
        "expression, so API Gateway rejects it and the deployment fails. Enclose the value in "
        "single quotes.",
        expected=", ".join(f"{name}: {_quoted(refused[name])}" for name in names.split(", ")),
        actual=values,
        detail=names,
        witness=witness,
    )


def _quoted(value: str) -> str:
    """Return what was meant: the text without the quotes that it has, in single ones."""
    text = value.strip().strip("'\"")
    return f"'{text}'"


def repair(api: RestApi, violation: Violation, wanted: Wanted) -> RestApi:
    """Quote what was meant, in a method's integration responses or in a gateway response."""
    at = violation.subject
    if at is None or at.method is not None:
        return at_subject(api, violation, lambda route: _with_quotes(route, wanted))
    responses = tuple(
        replace(each, headers=_all_quoted(each.headers)) if each.location == at.location else each
        for each in api.gateway_responses
    )
    return replace(api, gateway_responses=responses)


def _with_quotes(route: Route, wanted: Wanted) -> Route:
    """Quote what is a value; in the place of an expression that is none, write whom to let in."""
    origins = static_values(route.integration) if route.integration else ()
    mistyped = any(isinstance(each, str) and _is_no_value(each) for each in origins)
    quoted = with_responses(route, _quoting)
    return letting_in(quoted, wanted.origins(star=False)) if mistyped else quoted


_is_no_value = re.compile(
    r"(?!'|method\.|integration\.|context\.|stageVariables\.)(?:$|\$|request\.)"
).match


def _quoting(response: IntegrationResponse) -> IntegrationResponse:
    return replace(response, headers=_all_quoted(response.headers))


def _all_quoted(headers: Pairs | Unresolved) -> Pairs | Unresolved:
    if isinstance(headers, Unresolved):
        return headers
    deciding = CORS_RESPONSE_HEADERS
    return tuple(
        (name, _meant(name, value) if name.lower() in deciding else value)
        for name, value in headers
    )


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
